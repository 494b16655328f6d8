import Foundation
import NIOHTTP1
import RunwareAPI
import Testing

@testable import RunwareService

@Suite("Webhooks and uploads", .timeLimit(.minutes(5)))
struct OutgoingTests {
    let taskUUID = Rig.newUUID()

    @Test("a sync task with a webhook gets a receipt, the webhook one flat call per image and per failure")
    func flatCalls() async throws {
        try await Catcher.run { catcher async throws in
            try await Rig.run { rig, _ async throws in
                rig.service.inject(Fault(.partialBatch))
                let members = ["webhookURL": "\"\(catcher.url)/hook?token=t\"", "numberResults": "2"]
                let receipt = try await rig.post("[" + Rig.task(taskUUID, members) + "]")
                #expect(
                    receipt.text == "{\"data\":[{\"taskType\":\"imageInference\",\"taskUUID\":\"\(taskUUID)\"}]}")
                var items: [JSONValue] = []
                for _ in 0..<2 {
                    let call = try #require(await catcher.next())
                    #expect(call.method == "POST")
                    #expect(call.path == "/hook?token=t")
                    #expect(call.headers["Content-Type"] == ["application/json"])
                    items.append(try JSONValue(parsing: Data(call.body.utf8)))
                }
                let image = try #require(items.first { $0["imageUUID"] != nil })
                #expect(image.names == ["taskType", "taskUUID", "imageUUID", "imageURL", "seed"])
                let failure = try #require(items.first { $0["imageUUID"] == nil })
                #expect(failure["status"]?.string == "error")
                #expect(failure["code"]?.string == "invalidProviderContent")
                #expect(failure["taskUUID"]?.string == taskUUID)
                #expect(try await rig.poll(taskUUID).items.isEmpty)
                await rig.service.run.core.waitForJobs()
                #expect(try await rig.details(taskUUID).items.count == 1)
            }
        }
    }

    @Test("calls are wrapped like a sync reply when that is wanted")
    func wrappedCalls() async throws {
        try await Catcher.run { catcher async throws in
            try await Rig.run({ $0.wrapsWebhooks = true }) { rig, _ async throws in
                let members = ["webhookURL": "\"\(catcher.url)\""]
                _ = try await rig.post("[" + Rig.asyncTask(taskUUID, members) + "]")
                let call = try #require(await catcher.next())
                #expect(call.body.hasPrefix("{\"data\":[{\"taskType\":\"imageInference\""))
                rig.service.inject(Fault(.refusedContent))
                _ = try await rig.post("[" + Rig.asyncTask(Rig.newUUID(), members) + "]")
                #expect(
                    await catcher.next()?.body.hasPrefix("{\"errors\":[{\"code\":\"invalidProviderContent\"") == true)
            }
        }
    }

    @Test("a call that is not answered by 2xx is repeated after the pause, until it is")
    func retries() async throws {
        let clock = ManualClock()
        try await Catcher.run([500, 302, 204]) { catcher async throws in
            try await Rig.run({ $0.clock = clock }) { rig, _ async throws in
                _ = try await rig.post("[" + Rig.asyncTask(taskUUID, ["webhookURL": "\"\(catcher.url)\""]) + "]")
                let first = try #require(await catcher.next())
                await clock.waitForSleepers(1)
                clock.advance(by: .milliseconds(249))
                #expect(clock.sleeperCount == 1)
                clock.advance(by: .milliseconds(250))
                let second = try #require(await catcher.next())
                await clock.waitForSleepers(1)
                clock.advance(by: .seconds(1))
                let third = try #require(await catcher.next())
                #expect([first.body, second.body] == [third.body, third.body])
                await rig.service.run.courier.waitForDeliveries()
                #expect(clock.sleeperCount == 0)
            }
        }
    }

    @Test("pauses double from 250 ms to 8 s, with at most a quarter more")
    func pauses() {
        var random = SystemRandomNumberGenerator()
        let bases = [250, 500, 1000, 2000, 4000, 8000, 8000]
        for (index, base) in bases.enumerated() {
            let pause = Courier.pause(afterAttempt: index + 1, using: &random)
            #expect(pause >= .milliseconds(base))
            #expect(pause <= .milliseconds(base + base / 4))
        }
    }

    @Test("an upload is a PUT of the file itself, with its type and length, and the reply is what it always was")
    func upload() async throws {
        try await Catcher.run { catcher async throws in
            try await Rig.run { rig, _ async throws in
                let members = ["uploadEndpoint": "\"\(catcher.url)/bucket/a.webp?sig=1\"", "outputFormat": "\"WEBP\""]
                let reply = try await rig.post("[" + Rig.task(taskUUID, members) + "]")
                let url = try #require(reply.items.first?["imageURL"]?.string)
                let put = try #require(await catcher.next())
                #expect(put.method == "PUT")
                #expect(put.path == "/bucket/a.webp?sig=1")
                #expect(put.headers["Content-Type"] == ["image/webp"])
                #expect(put.headers["Content-Length"] == [String(put.size)])
                let path = String(url.dropFirst("http://127.0.0.1:\(rig.service.port)".count))
                #expect(try await rig.send("GET", path).bytes.count == put.size)
            }
        }
    }

    @Test("a stop gives up what does not arrive")
    func stop() async throws {
        let clock = ManualClock()
        try await Catcher.run([500]) { catcher async throws in
            try await Rig.run({ $0.clock = clock }) { rig, _ async throws in
                _ = try await rig.post("[" + Rig.asyncTask(taskUUID, ["webhookURL": "\"\(catcher.url)\""]) + "]")
                await clock.waitForSleepers(1)
                await rig.service.stop()
                #expect(clock.sleeperCount == 0)
            }
        }
    }
}
