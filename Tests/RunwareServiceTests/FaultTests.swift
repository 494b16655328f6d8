import Foundation
import RunwareAPI
import Testing

@testable import RunwareService

@Suite("Faults", .timeLimit(.minutes(5)))
struct FaultTests {
    let taskUUID = Rig.newUUID()
    var message: String { "[" + Rig.task(taskUUID) + "]" }

    static let refusals: [(Fault.Kind, Int, String)] = [
        (.unauthorized, 401, "invalidApiKey"), (.credits, 402, "insufficientCredits"),
        (.providerCredits, 400, "thirdPartyInsufficientCredits"), (.rateLimit, 429, "rateLimitExceeded"),
        (.rateLimitWait, 429, "rateLimitExceeded"), (.internalError, 500, "internalServerError"),
        (.unavailable, 503, "serviceUnavailable"), (.gatewayTimeout, 504, "providerGatewayTimeout"),
    ]

    @Test("a refusal has its status and code, accepts nothing, and is over after its count", arguments: refusals)
    func refusal(kind: Fault.Kind, status: Int, code: String) async throws {
        try await Rig.run { rig, _ async throws in
            rig.service.inject(Fault(kind, count: 2))
            for _ in 0..<2 {
                let answer = try await rig.post(message)
                #expect(answer.status == status)
                #expect(answer.codes == [code])
                #expect(answer.json?["data"] == .array([]))
                #expect(answer.errors.first?["taskUUID"]?.string == (kind == .unauthorized ? nil : taskUUID))
                #expect(answer.headers["retry-after"] == (kind == .rateLimitWait ? "1" : nil))
            }
            #expect(try await rig.post("[{\"taskType\":\"ping\"}]").status == 200)
            #expect(try await rig.post(message).status == 200)
        }
    }

    @Test("over a socket a refusal is an error frame with the same code", arguments: refusals)
    func socketRefusal(kind: Fault.Kind, status: Int, code: String) async throws {
        try await Rig.run { rig, _ async throws in
            let (socket, _) = try await rig.login()
            var fault = Fault(kind)
            rig.service.inject(fault)
            fault.namesTask = false
            rig.service.inject(fault)
            for named in [kind != .unauthorized, false] {
                try await socket.send(message)
                let frame = try #require(await socket.reply())
                #expect(frame.json?.names == ["errors"])
                #expect(frame.codes == [code])
                #expect(frame.errors.first?["taskUUID"]?.string == (named ? taskUUID : nil))
                // Both were in force for the first message.
                rig.service.clearFaults()
                rig.service.inject(fault)
            }
            rig.service.clearFaults()
            try await socket.send(message)
            #expect(await socket.reply()?.items.count == 1)
        }
    }

    @Test("after acceptance the task runs although the reply says otherwise")
    func afterAcceptance() async throws {
        try await Rig.run { rig, _ async throws in
            rig.service.inject(Fault(.gatewayTimeout, at: .afterAcceptance))
            #expect(try await rig.post(message).status == 504)
            #expect(try await rig.post(message).codes == ["conflictTaskUUID"])
            await rig.service.run.core.waitForJobs()
            #expect(try await rig.details(taskUUID).items.first?["response"]?["data"]?.elements.count == 1)
            #expect(await rig.service.charges() == ["a red kite over dunes": 1])
        }
    }

    @Test("a gateway's page is no JSON")
    func page() async throws {
        try await Rig.run { rig, _ async throws in
            rig.service.inject(Fault(.badGateway, count: 2))
            let answer = try await rig.post(message)
            #expect(answer.status == 502)
            #expect(answer.headers["content-type"] == "text/html")
            #expect(answer.json == nil)
            let (socket, _) = try await rig.login()
            try await socket.send(message)
            #expect(await socket.next() == .text(Fault.gatewayPage))
        }
    }

    @Test("refused content and a provider's timeout fail the task as a whole, uncharged, with status error")
    func failedGeneration() async throws {
        try await Rig.run { rig, _ async throws in
            for (kind, code) in [
                (Fault.Kind.refusedContent, "invalidProviderContent"), (.providerTimeout, "timeoutProvider"),
            ] {
                rig.service.inject(Fault(kind))
                let failed = Rig.newUUID()
                let answer = try await rig.post("[" + Rig.task(failed, ["numberResults": "3"]) + "]")
                #expect(answer.status == 400)
                #expect(answer.codes == [code])
                let error = try #require(answer.errors.first)
                #expect(error["status"]?.string == "error")
                #expect(error["taskUUID"]?.string == failed)
                #expect((error["responseContent"] != nil) == (kind == .refusedContent))
                #expect(try await rig.post("[" + Rig.task(failed) + "]").codes == ["conflictTaskUUID"])
                let details = try await rig.details(failed)
                #expect(details.items.first?["response"]?["errors"]?.elements == [error])
            }
            #expect(await rig.service.charges().isEmpty)
        }
    }

    @Test("a partial batch has data and errors in one reply; what was delivered is charged")
    func partialBatch() async throws {
        try await Rig.run { rig, _ async throws in
            var fault = Fault(.partialBatch)
            fault.failing = 3
            rig.service.inject(fault)
            let answer = try await rig.post("[" + Rig.task(taskUUID, ["numberResults": "5"]) + "]")
            #expect(answer.status == 200)
            #expect(answer.items.count == 2)
            #expect(answer.codes == Array(repeating: "invalidProviderContent", count: 3))
            #expect(await rig.service.charges() == ["a red kite over dunes": 2])
        }
    }

    @Test("a dropped line leaves nothing before acceptance, everything after it")
    func drops() async throws {
        try await Rig.run { rig, _ async throws in
            for place in [Fault.Place.beforeAcceptance, .afterAcceptance] {
                rig.service.inject(Fault(.drop, at: place, count: nil))
                await #expect(throws: (any Error).self) { try await rig.post(message) }
                rig.service.clearFaults()
                await rig.service.run.core.waitForJobs()
                #expect(try await rig.details(taskUUID).items.count == (place == .afterAcceptance ? 1 : 0))
            }
        }
    }

    @Test("a socket dropped after acceptance gives its results to the session that comes back")
    func droppedSocket() async throws {
        try await Rig.run { rig, _ async throws in
            let (socket, session) = try await rig.login()
            rig.service.inject(Fault(.drop, at: .afterAcceptance))
            try await socket.send(message)
            var last = await socket.next()
            // The picture may have been faster than the end of the line.
            if case .text = last { last = await socket.next() }
            #expect(last == .closed(nil))
            await rig.service.run.core.waitForJobs()
            #expect(try await rig.login(session).session == session)
            #expect(try await rig.details(taskUUID).items.count == 1)
        }
    }

    @Test("no answer holds the line open; a poll and a download can be left without one too")
    func silence() async throws {
        try await Rig.run { rig, _ async throws in
            let url = try #require(try await rig.post(message).items.first?["imageURL"]?.string)
            let path = String(url.dropFirst("http://127.0.0.1:\(rig.service.port)".count))
            rig.service.inject(
                Fault(.noAnswer, at: .poll), Fault(.noAnswer, at: .download), Fault(.noAnswer, at: .afterAcceptance))
            let other = Rig.newUUID()
            let asked = [
                Task { try await rig.poll(taskUUID) }, Task { try await rig.send("GET", path) },
                Task { try await rig.post("[" + Rig.task(other) + "]") },
            ]
            while rig.service.run.core.faults.book.isInForce { await Task.yield() }
            await rig.service.run.core.waitForJobs()
            #expect(try await rig.details(other).items.count == 1)
            await rig.service.stop()
            for task in asked { await #expect(throws: (any Error).self) { try await task.value } }
        }
    }

    @Test("replies can be cut, doubled and reversed")
    func damage() async throws {
        try await Rig.run { rig, _ async throws in
            rig.service.inject(Fault(.truncatedJSON))
            let cut = try await rig.post(message)
            #expect(cut.status == 200)
            #expect(cut.json == nil)
            #expect(cut.text.hasPrefix("{\"data\":[{"))
            rig.service.inject(Fault(.duplicateItems))
            let twice = try await rig.post("[" + Rig.task() + "]")
            #expect(twice.items.count == 2)
            #expect(twice.items.first == twice.items.last)
            rig.service.inject(Fault(.outOfOrderItems))
            let reversed = try await rig.post("[" + Rig.task(Rig.newUUID(), ["numberResults": "3", "seed": "1"]) + "]")
            #expect(reversed.items.map { $0["seed"]?.whole } == [3, 2, 1])
        }
    }

    @Test("frames can be cut, doubled and reversed")
    func damagedFrames() async throws {
        try await Rig.run { rig, _ async throws in
            let (socket, _) = try await rig.login()
            rig.service.inject(Fault(.truncatedJSON))
            try await socket.send(message)
            #expect(await socket.reply()?.json == nil)
            rig.service.inject(Fault(.duplicateItems))
            try await socket.send("[" + Rig.task() + "]")
            #expect(await socket.next() == socket.next())
            rig.service.inject(Fault(.outOfOrderItems))
            let first = Rig.newUUID()
            try await socket.send("[" + Rig.task(first, ["width": "1"]) + "," + Rig.task() + "]")
            #expect(await socket.reply()?.items.count == 1)
            #expect(await socket.reply()?.codes == ["invalidWidth"])
        }
    }

    @Test("latency and a trickle take their time by the clock and change nothing else")
    func slowness() async throws {
        let clock = ManualClock()
        try await Rig.run({ $0.clock = clock }) { rig, _ async throws in
            rig.service.inject(Fault(.latency))
            let late = Task { try await rig.post(message) }
            await clock.waitForSleepers(1)
            clock.advance(by: .seconds(1))
            #expect(try await late.value.items.count == 1)
            rig.service.inject(Fault(.slowTrickle))
            let other = Rig.newUUID()
            let slow = Task { try await rig.post("[" + Rig.task(other) + "]") }
            for _ in 0..<16 {
                await clock.waitForSleepers(1)
                clock.advance(by: .milliseconds(50))
            }
            #expect(try await slow.value.items.first?["taskUUID"]?.string == other)
        }
    }

    @Test("a fault may wait for a prompt, also at polls, details and downloads")
    func prompts() async throws {
        try await Rig.run { rig, _ async throws in
            let kite = Rig.newUUID()
            let owl = Rig.newUUID()
            for place in Fault.Place.allCases {
                var fault = Fault(.unavailable, at: place, count: nil)
                fault.prompt = "kite"
                if place != .beforeAcceptance && place != .afterAcceptance { rig.service.inject(fault) }
            }
            _ = try await rig.post("[" + Rig.asyncTask(kite) + "]")
            _ = try await rig.post("[" + Rig.asyncTask(owl, ["positivePrompt": "\"an owl\""]) + "]")
            await rig.service.run.core.waitForJobs()
            #expect(try await rig.poll(kite).status == 503)
            #expect(try await rig.poll(kite).errors.first?["taskType"]?.string == "getResponse")
            #expect(try await rig.details(kite).status == 503)
            #expect(try await rig.details(owl).status == 200)
            let poll = try await rig.poll(owl)
            #expect(poll.status == 200)
            rig.service.clearFaults()
            let url = try #require(try await rig.poll(kite).items.first?["imageURL"]?.string)
            var fault = Fault(.unavailable, at: .download)
            fault.prompt = "kite"
            rig.service.inject(fault)
            let origin = "http://127.0.0.1:\(rig.service.port)".count
            let other = try #require(poll.items.first?["imageURL"]?.string)
            #expect(try await rig.send("GET", String(other.dropFirst(origin))).status == 200)
            #expect(try await rig.send("GET", String(url.dropFirst(origin))).status == 503)
            #expect(try await rig.send("GET", String(url.dropFirst(origin))).status == 200)
        }
    }

    @Test("forgotten UUIDs are generated and charged again; polls tell of the last time")
    func forgetting() async throws {
        try await Rig.run { rig, configuration async throws in
            _ = try await rig.post("[" + Rig.asyncTask(taskUUID, ["seed": "1"]) + "]")
            rig.service.inject(Fault(.forgetUUIDs))
            let again = try await rig.post("[" + Rig.asyncTask(taskUUID, ["seed": "2"]) + "]")
            #expect(again.status == 200)
            #expect(try await rig.post("[" + Rig.asyncTask(taskUUID) + "]").codes == ["conflictTaskUUID"])
            await rig.service.run.core.waitForJobs()
            #expect(await rig.service.charges() == ["a red kite over dunes": 2])
            #expect(try await rig.poll(taskUUID).items.map { $0["seed"]?.whole } == [2])
            await rig.service.stop()
            var forgetful = configuration
            forgetful.forgetsUUIDs = true
            let service = try await LocalService.start(forgetful)
            #expect(try await Rig(service: service).post(message).status == 200)
            #expect(await service.charges() == ["a red kite over dunes": 3])
            await service.stop()
        }
    }

    @Test("the control route sets and ends faults, with the key and from this machine's own pages only")
    func control() async throws {
        try await Rig.run { rig, _ async throws in
            let key = ["Authorization": "Bearer " + rig.service.key]
            func control(_ method: String, _ body: String, _ headers: [String: String]) async throws -> Rig.Answer {
                try await rig.send(method, "/control/faults", body: Array(body.utf8), headers: headers)
            }
            let fault = "{\"kind\":\"503\",\"count\":\"all\",\"prompt\":\"kite\",\"namesTask\":false}"
            #expect(try await control("POST", fault, [:]).codes == ["missingApiKey"])
            #expect(try await control("POST", fault, ["Authorization": "Bearer x"]).codes == ["invalidApiKey"])
            let foreign = key.merging(["Origin": "https://evil.example"]) { $1 }
            #expect(try await control("POST", fault, foreign).status == 403)
            #expect(try await control("POST", "{\"kind\":\"nonsense\"}", key).codes == ["invalidFault"])
            #expect(try await rig.post("[{\"taskType\":\"ping\"}]").status == 200)
            #expect(try await control("POST", "[" + fault + "]", key).status == 200)
            #expect(try await rig.post(message).status == 503)
            #expect(try await rig.post(message).errors.first?["taskUUID"] == nil)
            #expect(try await control("DELETE", "", key).status == 200)
            #expect(try await rig.post(message).status == 200)
        }
    }

    @Test("predrawn files are one per size and format")
    func predrawn() async throws {
        try await Rig.run({ $0.predraws = true }) { rig, _ async throws in
            func picture(_ members: [String: String?]) async throws -> String? {
                let members = members.merging(["outputType": "\"base64Data\""]) { $1 }
                return try await rig.post("[" + Rig.task(Rig.newUUID(), members) + "]")
                    .items.first?["imageBase64Data"]?.string
            }
            let first = try await picture(["seed": "1"])
            #expect(try await picture(["seed": "2", "positivePrompt": "\"an owl\""]) == first)
            #expect(try await picture(["width": "320"]) != first)
        }
    }

    @Test(
        "faults are read from the command line",
        arguments: [
            ("429", Fault(.rateLimit)), ("429:3", Fault(.rateLimit, count: 3)),
            ("drop@after", Fault(.drop, at: .afterAcceptance)),
            ("502-html@poll:all", Fault(.badGateway, at: .poll, count: nil)),
        ])
    func reading(text: String, fault: Fault) throws {
        #expect(try Fault(parsing: text) == fault)
    }

    @Test(
        "what is no fault is refused in a sentence that names it",
        arguments: ["", "418", "429:0", "429:x", "429@moon", ":1", "@after"])
    func unreadable(text: String) {
        #expect(throws: Fault.Unreadable.self) { try Fault(parsing: text) }
    }

    @Test("all members of a fault are read from JSON, and unknown ones are refused")
    func json() throws {
        let text = """
            {"kind":"slow-trickle","place":"poll","count":2,"prompt":"x","retryAfter":3,"delay":0.25,"failing":4,
            "namesTask":false}
            """
        var fault = Fault(.slowTrickle, at: .poll, count: 2)
        fault.prompt = "x"
        fault.retryAfter = 3
        fault.delay = .milliseconds(250)
        fault.failing = 4
        fault.namesTask = false
        #expect(try Fault(json: JSONValue(parsing: Data(text.utf8))) == fault)
        for wrong in ["[]", "{\"kind\":\"429\",\"count\":0}", "{\"kind\":\"429\",\"often\":1}", "{\"count\":1}"] {
            #expect(throws: Fault.Unreadable.self) { try Fault(json: JSONValue(parsing: Data(wrong.utf8))) }
        }
    }
}
