import RunwareAPI
import Testing

@testable import RunwareService

@Suite("Replies")
struct ReplyTests {
    let taskUUID = "0c6a1d1e-5b1f-4a54-9a57-0b7a5c1f7f10"

    @Test("a reply is written as the contract shows it")
    func fixtures() throws {
        let task = try #require(TaskUUID(taskUUID))
        let image = try #require(TaskUUID("5d1f2f5e-8b0c-4c35-8a2e-6f6a1f1c2b3d"))
        var outgoing = OutgoingImage(
            taskUUID: task, imageUUID: image, seed: 3_141_592_653, cost: RunwareModel.pricePerImage, flagged: nil,
            output: .url("https://im.runware.ai/image/os/a04d20/ws/2/ii/5d1f.jpg"))
        #expect(
            OutgoingReply(items: [.image(outgoing)]).jsonText == """
                {"data":[{"taskType":"imageInference","imageUUID":"5d1f2f5e-8b0c-4c35-8a2e-6f6a1f1c2b3d",\
                "taskUUID":"0c6a1d1e-5b1f-4a54-9a57-0b7a5c1f7f10","cost":0.04,"seed":3141592653,\
                "imageURL":"https://im.runware.ai/image/os/a04d20/ws/2/ii/5d1f.jpg"}]}
                """)
        outgoing.cost = nil
        outgoing.flagged = false
        outgoing.output = .dataURI("data:image/png;base64,AA==")
        #expect(
            OutgoingItem.image(outgoing).jsonText.hasSuffix(
                "\"seed\":3141592653,\"NSFWContent\":false,\"imageDataURI\":\"data:image/png;base64,AA==\"}"))
        #expect(OutgoingReply(items: [.pong]).jsonText == "{\"data\":[{\"taskType\":\"ping\",\"pong\":true}]}")
        #expect(
            OutgoingReply(errors: [.conflictTaskUUID(task)]).jsonText == """
                {"data":[],"errors":[{"code":"conflictTaskUUID",\
                "message":"This 'taskUUID' was used before. Every task needs one of its own.",\
                "parameter":"taskUUID","taskType":"imageInference",\
                "taskUUID":"0c6a1d1e-5b1f-4a54-9a57-0b7a5c1f7f10"}]}
                """)
        let fault = ParameterFault(.width, .offStep, value: "1000")
        #expect(
            OutgoingReply(errors: [ServiceError(fault, taskUUID: task)]).jsonText == """
                {"data":[],"errors":[{"code":"invalidWidth","message":"Invalid value for 'width' parameter. \
                Image/Video width must be an integer value between 256 and 1440, in multiples of 32.",\
                "parameter":"width","type":"integer",\
                "documentation":"https://runware.ai/docs/models/bfl-flux-1-1-pro#request-width",\
                "taskType":"imageInference","taskUUID":"0c6a1d1e-5b1f-4a54-9a57-0b7a5c1f7f10"}]}
                """)
    }

    @Test("a clean success has no errors member, and the item has exactly the members of the contract")
    func cleanSuccess() async throws {
        try await Rig.run { rig, _ async throws in
            let answer = try await rig.post("[" + Rig.task(taskUUID) + "]")
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "application/json")
            #expect(answer.json?.names == ["data"])
            let item = try #require(answer.items.first)
            #expect(item.names == ["taskType", "taskUUID", "imageUUID", "imageURL", "seed"])
            #expect(item["taskUUID"]?.string == taskUUID)
        }
    }

    @Test("the cost is told only when asked for, the content check only when it ran")
    func costAndCheck() async throws {
        try await Rig.run { rig, _ async throws in
            let members: [String: String?] = ["includeCost": "true", "safety": "{\"checkContent\":true}"]
            let answer = try await rig.post("[" + Rig.task(taskUUID, members) + "]")
            #expect(answer.text.contains("\"cost\":0.04,"))
            #expect(answer.items.first?["NSFWContent"] == .flag(false))
        }
    }

    @Test("one bare object is taken for an array of one, and an upper-case UUID comes back in lower case")
    func bareObject() async throws {
        try await Rig.run { rig, _ async throws in
            let answer = try await rig.post(Rig.task(taskUUID.uppercased()))
            #expect(answer.status == 200)
            #expect(answer.items.first?["taskUUID"]?.string == taskUUID)
        }
    }

    @Test("each task of a message succeeds or fails alone, in the order of the message")
    func isolation() async throws {
        try await Rig.run { rig, _ async throws in
            let uuids = (0..<4).map { _ in Rig.newUUID() }
            let body = [
                Rig.task(uuids[0]), Rig.task(uuids[1], ["width": "1"]), "{\"taskType\":\"ping\",\"ping\":true}",
                Rig.task(uuids[2], ["numberResults": "2"]), Rig.task(uuids[3], ["positivePrompt": nil]),
            ].joined(separator: ",")
            let answer = try await rig.post("[" + body + "]")
            #expect(answer.status == 200)
            #expect(answer.items.map { $0["taskUUID"]?.string } == [uuids[0], nil, uuids[2], uuids[2]])
            #expect(answer.items[1].names == ["taskType", "pong"])
            #expect(answer.codes == ["invalidWidth", "missingPositivePrompt"])
            #expect(answer.errors.map { $0["taskUUID"]?.string } == [uuids[1], uuids[3]])
            #expect(Set(answer.items.compactMap { $0["imageUUID"]?.string }).count == 3)
        }
    }

    @Test("two tasks with one UUID are both refused, their neighbour is not")
    func duplicatesInOneMessage() async throws {
        try await Rig.run { rig, _ async throws in
            let twin = Rig.task(taskUUID)
            let answer = try await rig.post("[" + twin + "," + Rig.task() + "," + twin + "]")
            #expect(answer.status == 200)
            #expect(answer.items.count == 1)
            #expect(answer.codes == ["conflictTaskUUID", "conflictTaskUUID"])
            #expect(try await rig.post("[" + twin + "]").status == 200)
            let again = try await rig.post("[" + twin + "]")
            #expect(again.status == 400)
            #expect(again.json?["data"] == .array([]))
            #expect(again.errors.first?["taskUUID"]?.string == taskUUID)
        }
    }

    @Test("every reply names the store")
    func identity() async throws {
        try await Rig.run { rig, _ async throws in
            let name = LocalService.identityHeader.lowercased()
            let answers = [
                try await rig.post("[" + Rig.task() + "]"), try await rig.post("[]"),
                try await rig.post("[]", headers: [:]),
                try await rig.send("GET", "/nothing"), try await rig.send("GET", "/v1"),
            ]
            #expect(answers.map(\.status) == [200, 400, 401, 404, 405])
            for answer in answers { #expect(answer.headers[name] == rig.service.storeID) }
            #expect(TaskUUID(rig.service.storeID) != nil)
        }
    }
}

@Suite("Seeds")
struct SeedTests {
    @Test("a seed is echoed exactly", arguments: ["0", "4294967296", "9223372036854775807", "9223372036854776000"])
    func echo(seed: String) async throws {
        try await Rig.run { rig, _ async throws in
            let answer = try await rig.post("[" + Rig.task(Rig.newUUID(), ["seed": seed]) + "]")
            #expect(answer.status == 200)
            #expect(answer.text.contains("\"seed\":\(seed),"))
        }
    }

    @Test("several results of a given seed count on from it and wrap inside the allowed range")
    func counting() async throws {
        try await Rig.run { rig, _ async throws in
            let members: [String: String?] = ["seed": "9223372036854775999", "numberResults": "4"]
            let answer = try await rig.post("[" + Rig.task(Rig.newUUID(), members) + "]")
            let seeds = answer.items.compactMap { $0["seed"]?.whole }
            #expect(seeds == [9_223_372_036_854_775_999, 9_223_372_036_854_776_000, 0, 1])
        }
    }

    @Test("without a seed each result gets one of its own within 32 bits")
    func random() async throws {
        try await Rig.run { rig, _ async throws in
            let answer = try await rig.post("[" + Rig.task(Rig.newUUID(), ["numberResults": "20"]) + "]")
            let seeds = answer.items.compactMap { $0["seed"]?.whole }
            #expect(Set(seeds).count == 20)
            #expect(seeds.allSatisfy { (0...4_294_967_295).contains($0) })
        }
    }

    @Test("drawn seeds avoid those of results that exist")
    func avoiding() {
        var request = ImageRequest(prompt: "a kite", parameters: Parameters())
        request.parameters.numberResults = 3
        var random = Repeating(values: [7, 7, 9])
        let drawn = Seeds.missing(in: request, settled: [1: SeedTests.firstDraw(of: 7)], using: &random)
        #expect(drawn.map(\.position) == [0, 2])
        #expect(Set(drawn.map(\.seed) + [SeedTests.firstDraw(of: 7)]).count == 3)
    }

    private static func firstDraw(of value: UInt64) -> UInt64 {
        var random = Repeating(values: [value])
        return UInt64.random(in: 0...SeedRange.randomMaximum, using: &random)
    }

    /// Gives its values with spread-out bits, then goes on counting from the last.
    private struct Repeating: RandomNumberGenerator {
        var values: [UInt64]
        var last: UInt64 = 0

        mutating func next() -> UInt64 {
            last = values.isEmpty ? last + 1 : values.removeFirst()
            return last &* 0x9E37_79B9_7F4A_7C15
        }
    }
}
