import Foundation
import RunwareAPI
import Testing

/// The exact text of requests as the contract wants them (2.1, 4.1): members in the order of the table.
@Suite("A request on the wire")
struct RequestWireTests {
    private func inference(_ prompt: String, _ change: (inout Parameters) -> Void = { _ in }) throws -> ImageInference {
        var parameters = Parameters()
        parameters.deliveryMethod = .async
        change(&parameters)
        return ImageInference(
            taskUUID: try #require(TaskUUID("0C6A1D1E-5B1F-4A54-9A57-0B7A5C1F7F10")),
            request: ImageRequest(prompt: prompt, parameters: parameters))
    }

    @Test("holds only what is needed when everything is as it starts")
    func smallest() throws {
        #expect(
            try inference("a red kite over dunes").body == """
                [{"taskType":"imageInference","taskUUID":"0c6a1d1e-5b1f-4a54-9a57-0b7a5c1f7f10","model":"bfl:2@1",\
                "positivePrompt":"a red kite over dunes","width":1024,"height":1024,"includeCost":true,\
                "deliveryMethod":"async"}]
                """)
    }

    @Test("holds all 20 parameters when all differ from the service's defaults")
    func largest() throws {
        let full = try inference("kite") {
            $0.width = 1344
            $0.height = 768
            $0.seed = 9_223_372_036_854_776_000
            $0.numberResults = 20
            $0.outputType = .dataURI
            $0.outputFormat = .webp
            $0.outputQuality = 20
            $0.ttl = 60
            $0.deliveryMethod = .sync
            $0.webhookURL = "https://example.org/hook?token=a/b"
            $0.uploadEndpoint = "https://example.org/put"
            $0.safetyMode = .fast
            $0.promptUpsampling = true
            $0.safetyTolerance = 0
        }
        #expect(
            full.jsonText == """
                {"taskType":"imageInference","taskUUID":"0c6a1d1e-5b1f-4a54-9a57-0b7a5c1f7f10","model":"bfl:2@1",\
                "positivePrompt":"kite","width":1344,"height":768,"seed":9223372036854776000,"numberResults":20,\
                "outputType":"dataURI","outputFormat":"WEBP","outputQuality":20,"ttl":60,"includeCost":true,\
                "deliveryMethod":"sync","webhookURL":"https://example.org/hook?token=a/b",\
                "uploadEndpoint":"https://example.org/put","safety":{"checkContent":true,"mode":"fast"},\
                "providerSettings":{"bfl":{"promptUpsampling":true,"safetyTolerance":0}}}
                """)
    }

    @Test("says nothing of the cost when it is not asked for, and sends seed 0")
    func omissions() throws {
        let request = try inference("kite") {
            $0.includeCost = false
            $0.seed = 0
        }
        #expect(
            request.jsonText == """
                {"taskType":"imageInference","taskUUID":"0c6a1d1e-5b1f-4a54-9a57-0b7a5c1f7f10","model":"bfl:2@1",\
                "positivePrompt":"kite","width":1024,"height":1024,"seed":0,"deliveryMethod":"async"}
                """)
    }

    @Test("is frozen without the UUID that only an attempt has")
    func frozen() throws {
        #expect(
            try inference("kite").request.jsonText == """
                {"taskType":"imageInference","model":"bfl:2@1","positivePrompt":"kite","width":1024,"height":1024,\
                "includeCost":true,"deliveryMethod":"async"}
                """)
    }

    @Test("escapes quotes, backslashes and control characters, and leaves all other text as it is")
    func escaping() throws {
        let request = ImageRequest(prompt: "\"a\\b\"\n\t\r\u{0}\u{1B}\u{7F} é 🪁 / \u{2028}", parameters: Parameters())
        let expected = #""positivePrompt":"\"a\\b\"\n\t\r\u0000\u001b\u007f é 🪁 / "# + "\u{2028}\""
        #expect(request.jsonText.contains(expected))
    }

    @Test("costs 0.04 USD for each image", arguments: [(1, "0.04"), (3, "0.12"), (20, "0.8")])
    func estimates(_ count: Int, _ price: String) throws {
        #expect(try inference("kite") { $0.numberResults = count }.request.estimate.jsonNumber == price)
    }

    @Test("is read back as it was written, for 2,000 random requests")
    func roundTrip() throws {
        var random = SeededRandom(seed: 11)
        for _ in 0..<2000 {
            let sent = try inference(Self.prompt(&random)) { Self.vary(&$0, &random) }
            guard case .array(let tasks) = try JSONValue(parsing: Data(sent.body.utf8)),
                case .object(let members)? = tasks.first
            else {
                Issue.record("no array of one object: \(sent.body)")
                return
            }
            #expect(tasks.count == 1)
            let read = try ImageRequest.read(members, rules: .wire)
            #expect(read.request == sent.request)
            #expect(read.taskUUID == sent.taskUUID)
            let frozen = try JSONValue(parsing: Data(sent.request.jsonText.utf8))
            guard case .object(let kept) = frozen else { continue }
            #expect(try ImageRequest.read(kept, rules: .frozen).request == sent.request)
        }
    }

    private static func prompt(_ random: inout SeededRandom) -> String {
        let pieces = ["kite", " ", "\"", "\\", "\n", "é", "e\u{301}", "🪁", "👨‍👩‍👧", "\u{1}", "/", "\u{2028}", "界"]
        return "ab"
            + (0..<Int.random(in: 0...30, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
            .joined()
    }

    private static func vary(_ parameters: inout Parameters, _ random: inout SeededRandom) {
        parameters.width = 256 + 32 * Int.random(in: 0...37, using: &random)
        parameters.height = 256 + 32 * Int.random(in: 0...37, using: &random)
        parameters.seed = Bool.random(using: &random) ? nil : UInt64.random(in: 0...SeedRange.maximum, using: &random)
        parameters.numberResults = Int.random(in: 1...20, using: &random)
        parameters.outputType = OutputType.allCases.randomElement(using: &random) ?? .url
        parameters.outputFormat = OutputFormat.allCases.randomElement(using: &random) ?? .jpg
        parameters.outputQuality = Int.random(in: 20...99, using: &random)
        parameters.ttl =
            parameters.outputType == .url && Bool.random(using: &random)
            ? Int.random(in: 60 ... .max, using: &random) : nil
        parameters.includeCost = Bool.random(using: &random)
        parameters.deliveryMethod = Bool.random(using: &random) ? .sync : .async
        parameters.webhookURL = Bool.random(using: &random) ? "https://example.org/\(random.next())" : nil
        parameters.safetyMode = Bool.random(using: &random) ? .fast : .none
        parameters.promptUpsampling = Bool.random(using: &random)
        parameters.safetyTolerance = Int.random(in: 0...6, using: &random)
    }
}
