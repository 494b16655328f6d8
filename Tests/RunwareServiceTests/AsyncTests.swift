import Foundation
import RunwareAPI
import Testing

@testable import RunwareService

@Suite("Async tasks, polls and details", .timeLimit(.minutes(5)))
struct AsyncTests {
    let taskUUID = Rig.newUUID()

    @Test("an async task is acknowledged by type and UUID alone, runs, and is polled to its end in a growing list")
    func lifecycle() async throws {
        let clock = ManualClock()
        try await Rig.run({ $0.slow(clock) }) { rig, _ async throws in
            let members = ["numberResults": "3", "seed": "7", "includeCost": "true"]
            let receipt = try await rig.post("[" + Rig.asyncTask(taskUUID, members) + "]")
            #expect(receipt.status == 200)
            #expect(
                receipt.text == "{\"data\":[{\"taskType\":\"imageInference\",\"taskUUID\":\"\(taskUUID)\"}]}")
            let processing =
                "{\"taskType\":\"imageInference\",\"taskUUID\":\"\(taskUUID)\",\"status\":\"processing\"}"
            #expect(try await rig.poll(taskUUID).text == "{\"data\":[\(processing)]}")
            await clock.waitForSleepers(2)
            clock.advance(by: .seconds(1))
            await clock.waitForSleepers(1)
            let partly = try await rig.pollUntil(2, of: taskUUID)
            #expect(partly.items.map { $0["status"]?.string } == ["success", "success", "processing"])
            clock.advance(by: .seconds(1))
            await rig.service.run.core.waitForJobs()
            let done = try await rig.poll(taskUUID)
            #expect(done.items.map { $0["status"]?.string } == ["success", "success", "success"])
            #expect(Array(done.items.prefix(2)) == Array(partly.items.prefix(2)))
            #expect(Set(done.items.compactMap { $0["seed"]?.whole }) == [7, 8, 9])
            #expect(done.text.contains("\"cost\":0.04"))
            for item in done.items {
                #expect(
                    item.names == ["taskType", "taskUUID", "imageUUID", "imageURL", "seed", "cost", "status"])
                #expect(item["taskUUID"]?.string == taskUUID)
            }
        }
    }

    @Test("several polls share a message; an unknown UUID and a sync task give nothing")
    func severalPolls() async throws {
        try await Rig.run { rig, _ async throws in
            let other = Rig.newUUID()
            let sync = Rig.newUUID()
            _ = try await rig.post("[" + Rig.asyncTask(taskUUID) + "," + Rig.asyncTask(other) + "]")
            _ = try await rig.post("[" + Rig.task(sync) + "]")
            await rig.service.run.core.waitForJobs()
            let polls = [taskUUID, Rig.newUUID(), sync, other].map { Rig.question("getResponse", $0) }
            let answer = try await rig.post("[" + polls.joined(separator: ",") + "]")
            #expect(answer.status == 200)
            #expect(answer.json?.names == ["data"])
            #expect(answer.items.map { $0["taskUUID"]?.string } == [taskUUID, other])
            #expect(try await rig.poll(sync).text == "{\"data\":[]}")
        }
    }

    @Test("the pictures of a poll come as the request wanted them, again and again the same")
    func inlinePictures() async throws {
        try await Rig.run { rig, _ async throws in
            _ = try await rig.post("[" + Rig.asyncTask(taskUUID, ["outputType": "\"base64Data\""]) + "]")
            await rig.service.run.core.waitForJobs()
            let first = try await rig.poll(taskUUID)
            #expect((first.items.first?["imageBase64Data"]?.string?.count ?? 0) > 100)
            #expect(try await rig.poll(taskUUID).bytes == first.bytes)
        }
    }

    @Test("details show request and outcome of a finished task of either delivery, and nothing of a running one")
    func details() async throws {
        let clock = ManualClock()
        try await Rig.run({ $0.slow(clock) }) { rig, _ async throws in
            let running = Rig.newUUID()
            let sync = Rig.newUUID()
            let reply = Task { try await rig.post("[" + Rig.task(sync, ["seed": "5"]) + "]") }
            await clock.waitForSleepers(1)
            clock.advance(by: .seconds(1))
            let item = try #require(try await reply.value.items.first)
            _ = try await rig.post("[" + Rig.asyncTask(running) + "]")
            let answer = try await rig.details(sync)
            #expect(answer.status == 200)
            let details = try #require(answer.items.first)
            #expect(details.names == ["taskType", "taskUUID", "request", "response"])
            #expect(details["taskType"]?.string == "getTaskDetails")
            #expect(details["taskUUID"]?.string == sync)
            #expect(details["request"]?.elements.first?["positivePrompt"]?.string == "a red kite over dunes")
            #expect(details["request"]?.elements.first?["seed"]?.whole == 5)
            #expect(details["response"]?["data"] == .array([item]))
            #expect(details["response"]?.names == ["data"])
            for stranger in [running, Rig.newUUID()] {
                let nothing = try await rig.details(stranger)
                #expect(nothing.codes == ["taskNotFound"])
                #expect(nothing.errors.first?["taskUUID"]?.string == stranger)
                #expect(nothing.errors.first?["taskType"]?.string == "getTaskDetails")
            }
        }
    }

    @Test("polls and details answer the same after a restart, errors too")
    func restart() async throws {
        try await Rig.run { rig, configuration async throws in
            let failing = Rig.newUUID()
            _ = try await rig.post("[" + Rig.asyncTask(taskUUID, ["numberResults": "2"]) + "]")
            rig.service.inject(Fault(.refusedContent))
            _ = try await rig.post("[" + Rig.asyncTask(failing) + "]")
            await rig.service.run.core.waitForJobs()
            let before = try await rig.outcomes([taskUUID, failing])
            #expect(before[2].status == 400)
            #expect(before[2].errors.first?["status"]?.string == "error")
            #expect(before[3].text.contains("\"responseContent\":\"Request Moderated\""))
            await rig.service.stop()
            let service = try await LocalService.start(configuration)
            let after = try await Rig(service: service).outcomes([taskUUID, failing])
            #expect(after.map(\.bytes) == before.map(\.bytes))
            await service.stop()
        }
    }

    @Test("an async task that a stop interrupted is finished by the next run")
    func resumption() async throws {
        let clock = ManualClock()
        try await Rig.run({ $0.slow(clock) }) { rig, configuration async throws in
            _ = try await rig.post("[" + Rig.asyncTask(taskUUID, ["numberResults": "2"]) + "]")
            await clock.waitForSleepers(2)
            await rig.service.stop()
            let service = try await LocalService.start(configuration)
            await clock.waitForSleepers(2)
            clock.advance(by: .seconds(1))
            await service.run.core.waitForJobs()
            let answer = try await Rig(service: service).poll(taskUUID)
            #expect(answer.items.map { $0["status"]?.string } == ["success", "success"])
            await service.stop()
        }
    }

    @Test("the account shows balance and usage as they are")
    func account() async throws {
        let time = ManualTime()
        try await Rig.run({ $0.now = { time.now } }) { rig, _ async throws in
            _ = try await rig.post("[" + Rig.task(Rig.newUUID(), ["numberResults": "2"]) + "]")
            time.advance(86_400 * 10)
            _ = try await rig.post("[" + Rig.task() + "]")
            let item = try #require(try await rig.account().items.first)
            #expect(item["balance"]?["amount"] == .number(Decimal(string: "99.88") ?? 0))
            #expect(item["balance"]?["currency"]?.string == "USD")
            #expect(item["organizationUUID"]?.string == rig.service.storeID)
            let counts = ["total", "today", "last7Days", "last30Days"].map { item["usage"]?[$0]?["requests"]?.whole }
            #expect(counts == [2, 1, 1, 2])
            #expect(item["usage"]?["last30Days"]?["credits"] == .number(Decimal(string: "0.12") ?? 0))
            #expect(!(try await rig.account().text.contains(rig.service.key)))
        }
    }

    @Test("the balance is a bare number when the older form is wanted")
    func plainBalance() async throws {
        try await Rig.run({ $0.tellsPlainBalance = true }) { rig, _ async throws in
            #expect(try await rig.account().items.first?["balance"] == .integer(100))
        }
    }
}

extension ServiceConfiguration {
    /// A second for each image, by a clock of the test.
    mutating func slow(_ clock: ManualClock) {
        self.clock = clock
        latency = .seconds(1)
    }
}

extension Rig {
    static func asyncTask(_ taskUUID: String = newUUID(), _ members: [String: String?] = [:]) -> String {
        task(taskUUID, members.merging(["deliveryMethod": "\"async\""]) { $1 })
    }

    static func question(_ taskType: String, _ taskUUID: String) -> String {
        "{\"taskType\":\"\(taskType)\",\"taskUUID\":\"\(taskUUID)\"}"
    }

    func poll(_ taskUUID: String) async throws -> Answer {
        try await post("[" + Self.question("getResponse", taskUUID) + "]")
    }

    func details(_ taskUUID: String) async throws -> Answer {
        try await post("[" + Self.question("getTaskDetails", taskUUID) + "]")
    }

    func account() async throws -> Answer {
        try await post(
            "[{\"taskType\":\"accountManagement\",\"taskUUID\":\"\(Self.newUUID())\",\"operation\":\"getDetails\"}]")
    }

    /// Polls until so many results are there: the first is durable before the next one sleeps, the second perhaps not.
    func pollUntil(_ count: Int, of taskUUID: String) async throws -> Answer {
        while true {
            let answer = try await poll(taskUUID)
            if answer.items.count(where: { $0["status"]?.string == "success" }) >= count { return answer }
            try Task.checkCancellation()
        }
    }

    /// Details, then polls.
    func outcomes(_ taskUUIDs: [String]) async throws -> [Answer] {
        var answers: [Answer] = []
        for taskUUID in taskUUIDs {
            answers.append(try await poll(taskUUID))
            answers.append(try await details(taskUUID))
        }
        return answers
    }
}
