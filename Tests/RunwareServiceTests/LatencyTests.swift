import RunwareAPI
import RunwareService
import Testing

@Suite("Latency", .timeLimit(.minutes(5)))
struct LatencyTests {
    @Test("the images of a task are made two at a time, the tasks of a message all at once")
    func parallelism() async throws {
        let clock = ManualClock()
        try await Rig.run({ (configuration: inout ServiceConfiguration) in
            configuration.clock = clock
            configuration.latency = .milliseconds(1500)
        }) { rig, _ async throws in
            let body = "[" + Rig.task(Rig.newUUID(), ["numberResults": "3"]) + "," + Rig.task() + "]"
            async let pending = rig.post(body)
            await clock.waitForSleepers(3)
            #expect(clock.sleeperCount == 3)
            clock.advance(by: .milliseconds(1499))
            #expect(clock.sleeperCount == 3)
            clock.advance(by: .milliseconds(1))
            await clock.waitForSleepers(1)
            #expect(clock.sleeperCount == 1)
            clock.advance(by: .milliseconds(1500))
            #expect(try await pending.items.count == 4)
            #expect(clock.now.offset == .seconds(3))
        }
    }

    @Test("refused tasks cost no time")
    func refusals() async throws {
        let clock = ManualClock()
        try await Rig.run({ (configuration: inout ServiceConfiguration) in
            configuration.clock = clock
            configuration.latency = .seconds(60)
        }) { rig, _ async throws in
            #expect(try await rig.post("[" + Rig.task(Rig.newUUID(), ["seed": "-1"]) + "]").status == 400)
            #expect(clock.sleeperCount == 0)
        }
    }
}
