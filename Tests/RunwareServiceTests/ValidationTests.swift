import RunwareAPI
import Testing

@testable import RunwareService

/// One illegal task and the refusal that the contract names for it.
struct RefusalCase: Sendable, CustomTestStringConvertible {
    var name: String
    var members: [String: String?]
    var code: String
    var message: String
    var parameter: JSONValue?
    var type: String?
    var anchor: String?

    init(
        _ name: String, _ members: [String: String?], _ code: String, _ message: String, _ parameter: [String],
        type: String? = nil, anchor: String? = nil
    ) {
        self.name = name
        self.members = members
        self.code = code
        self.message = message
        self.parameter = parameter.count == 1 ? .text(parameter[0]) : .array(parameter.map(JSONValue.text))
        self.type = type
        self.anchor = anchor
    }

    var testDescription: String { name }

    static let widthRule =
        "Invalid value for 'width' parameter. Image/Video width must be an integer value between 256 and 1440, "
        + "in multiples of 32."
    static let heightRule =
        "Invalid value for 'height' parameter. Image/Video height must be an integer value between 256 and 1440, "
        + "in multiples of 32."
    static let seedRule =
        "Invalid value for 'seed' parameter. It must be an integer value between 0 and 9223372036854776000."
    static let promptRule =
        "Invalid value for 'positivePrompt' parameter. It must be a string of 2 to 3000 characters."
    static let bothDimensions = "Missing required parameters: 'width' and 'height' belong together."

    static let all: [RefusalCase] = [
        .init("width below", ["width": "224"], "invalidWidth", widthRule, ["width"], type: "integer", anchor: "width"),
        .init("width above", ["width": "1472"], "invalidWidth", widthRule, ["width"], type: "integer", anchor: "width"),
        .init("width off step", ["width": "1000"], "invalidWidth", widthRule, ["width"], type: "integer"),
        .init("width as text", ["width": "\"1024\""], "invalidWidth", widthRule, ["width"], type: "integer"),
        .init("width with fraction", ["width": "1024.5"], "invalidWidth", widthRule, ["width"], type: "integer"),
        .init("height", ["height": "720"], "invalidHeight", heightRule, ["height"], type: "integer", anchor: "height"),
        .init(
            "no height", ["height": nil], "missingDimensionParameters", bothDimensions, ["width", "height"],
            type: "integer"),
        .init(
            "no size", ["width": nil, "height": nil], "missingDimensionParameters", bothDimensions,
            ["width", "height"], type: "integer"),
        .init(
            "no prompt", ["positivePrompt": nil], "missingPositivePrompt",
            "Missing required parameter: 'positivePrompt'", ["positivePrompt"], type: "string",
            anchor: "positiveprompt"),
        .init("no model", ["model": nil], "missingModel", "Missing required parameter: 'model'", ["model"]),
        .init(
            "other model", ["model": "\"bfl:3@1\""], "invalidModel",
            "Invalid value for 'model' parameter. Allowed values are: 'bfl:2@1'.", ["model"], type: "string"),
        .init("short prompt", ["positivePrompt": "\"a\""], "invalidPositivePrompt", promptRule, ["positivePrompt"]),
        .init(
            "long prompt", ["positivePrompt": "\"" + String(repeating: "x", count: 3001) + "\""],
            "invalidPositivePrompt", promptRule, ["positivePrompt"], type: "string"),
        .init("prompt a number", ["positivePrompt": "7"], "invalidPositivePrompt", promptRule, ["positivePrompt"]),
        .init("seed below", ["seed": "-1"], "invalidSeed", seedRule, ["seed"], type: "integer", anchor: "seed"),
        .init("seed above", ["seed": "9223372036854776001"], "invalidSeed", seedRule, ["seed"], type: "integer"),
        .init(
            "no results", ["numberResults": "0"], "invalidNumberResults",
            "Invalid value for 'numberResults' parameter. It must be an integer value between 1 and 20.",
            ["numberResults"], type: "integer"),
        .init(
            "output type", ["outputType": "\"url\""], "invalidOutputType",
            "Invalid value for 'outputType' parameter. Allowed values are: 'URL', 'base64Data', 'dataURI'.",
            ["outputType"], type: "string", anchor: "outputtype"),
        .init(
            "output format", ["outputFormat": "\"TIFF\""], "invalidOutputFormat",
            "Invalid value for 'outputFormat' parameter. Allowed values are: 'JPG', 'PNG', 'WEBP'.",
            ["outputFormat"], type: "string"),
        .init(
            "output quality", ["outputQuality": "100"], "invalidOutputQuality",
            "Invalid value for 'outputQuality' parameter. It must be an integer value between 20 and 99.",
            ["outputQuality"], type: "integer"),
        .init(
            "ttl", ["ttl": "59"], "invalidTtl",
            "Invalid value for 'ttl' parameter. It must be an integer value of at least 60.", ["ttl"], type: "integer"),
        .init(
            "ttl without link", ["ttl": "60", "outputType": "\"dataURI\""], "incompatibleParameters",
            "Incompatible parameters: 'ttl' can only be used when 'outputType' is 'URL'.", ["ttl", "outputType"]),
        .init(
            "cost as text", ["includeCost": "\"yes\""], "invalidIncludeCost",
            "Invalid value for 'includeCost' parameter. It must be a boolean.", ["includeCost"], type: "boolean"),
        .init(
            "delivery", ["deliveryMethod": "\"push\""], "invalidDeliveryMethod",
            "Invalid value for 'deliveryMethod' parameter. Allowed values are: 'sync', 'async'.", ["deliveryMethod"]),
        .init(
            "webhook address", ["webhookURL": "\"ftp://x\""], "invalidWebhookURL",
            "Invalid value for 'webhookURL' parameter. It must be an http or https URI.", ["webhookURL"]),
        .init(
            "safety mode", ["safety": "{\"mode\":\"full\"}"], "invalidSafetyMode",
            "Invalid value for 'safety.mode' parameter. Allowed values are: 'none', 'fast'.", ["safety.mode"],
            anchor: "safety-mode"),
        .init(
            "tolerance", ["providerSettings": "{\"bfl\":{\"safetyTolerance\":7}}"],
            "invalidProviderSettingsBflSafetyTolerance",
            "Invalid value for 'providerSettings.bfl.safetyTolerance' parameter. It must be an integer value between "
                + "0 and 6.", ["providerSettings.bfl.safetyTolerance"],
            anchor: "providersettings-bfl-safetytolerance"),
        .init(
            "other provider", ["providerSettings": "{\"google\":{}}"], "unknownProviderSettingsProvider",
            "Unknown provider in 'providerSettings.google'. Allowed values are: 'bfl'.", ["providerSettings.google"]),
    ]
}

@Suite("Refusals of illegal tasks")
struct ValidationTests {
    @Test("each has the contract's code, message, parameter, type and documentation", arguments: RefusalCase.all)
    func refusal(_ example: RefusalCase) async throws {
        try await Rig.run { rig, _ async throws in
            let taskUUID = Rig.newUUID()
            let answer = try await rig.post("[" + Rig.task(taskUUID, example.members) + "]")
            #expect(answer.status == 400)
            #expect(answer.json?["data"] == .array([]))
            let error = try #require(answer.errors.first)
            #expect(answer.errors.count == 1)
            #expect(error["code"]?.string == example.code)
            #expect(error["message"]?.string == example.message)
            #expect(error["parameter"] == example.parameter)
            if let type = example.type { #expect(error["type"]?.string == type) }
            if let anchor = example.anchor {
                let page = "https://runware.ai/docs/models/bfl-flux-1-1-pro#request-" + anchor
                #expect(error["documentation"]?.string == page)
            }
            #expect(error["taskType"]?.string == "imageInference")
            #expect(error["taskUUID"]?.string == taskUUID)
        }
    }

    @Test("allowed values of a choice are listed")
    func allowedValues() async throws {
        try await Rig.run { rig, _ async throws in
            let answer = try await rig.post("[" + Rig.task(Rig.newUUID(), ["outputType": "\"file\""]) + "]")
            #expect(
                answer.errors.first?["allowedValues"]
                    == .array([.text("URL"), .text("base64Data"), .text("dataURI")]))
        }
    }

    @Test("a parameter of other models is unsupported, and the message lists what is supported")
    func unknownName() async throws {
        try await Rig.run { rig, _ async throws in
            let answer = try await rig.post("[" + Rig.task(Rig.newUUID(), ["steps": "30"]) + "]")
            let error = try #require(answer.errors.first)
            #expect(error["code"]?.string == "unsupportedParameter")
            #expect(error["parameter"]?.string == "steps")
            let message = try #require(error["message"]?.string)
            #expect(
                message.hasPrefix(
                    "Unsupported use of 'steps' parameter. This parameter is not supported for the selected model. "
                        + "Allowed values are: 'taskType', 'taskUUID', 'model', 'positivePrompt', "))
        }
    }

    @Test(
        "a message that is no array of tasks is refused as a whole",
        arguments: [
            ("{", "invalidJSON"), ("", "invalidJSON"), ("7", "invalidRequest"), ("\"x\"", "invalidRequest"),
            ("[]", "invalidRequest"), ("[7]", "invalidRequest"), ("[{}]", "missingTaskType"),
            ("[{\"taskType\":\"imageUpload\"}]", "unsupportedTaskType"), ("[{\"taskType\":5}]", "unsupportedTaskType"),
            ("[{\"taskType\":\"imageInference\"}]", "missingTaskUUID"),
            ("[{\"taskType\":\"getResponse\"}]", "missingTaskUUID"),
            ("[{\"taskType\":\"getTaskDetails\",\"taskUUID\":\"slug\"}]", "invalidTaskUUID"),
            (
                "[{\"taskType\":\"accountManagement\",\"taskUUID\":\"0c6a1d1e-5b1f-4a54-9a57-0b7a5c1f7f10\"}]",
                "missingOperation"
            ),
            (
                "[{\"taskType\":\"accountManagement\",\"taskUUID\":\"0c6a1d1e-5b1f-4a54-9a57-0b7a5c1f7f10\","
                    + "\"operation\":\"getUsageErrors\"}]", "invalidOperation"
            ),
            ("[{\"taskType\":\"imageInference\",\"taskUUID\":\"slug\"}]", "invalidTaskUUID"),
            (
                "[{\"taskType\":\"imageInference\",\"taskUUID\":\"6ba7b810-9dad-11d1-80b4-00c04fd430c8\"}]",
                "invalidTaskUUID"
            ),
            (String(repeating: "[", count: 40) + String(repeating: "]", count: 40), "invalidJSON"),
        ])
    func message(body: String, code: String) async throws {
        try await Rig.run { rig, _ async throws in
            let answer = try await rig.post(body)
            #expect(answer.status == 400)
            #expect(answer.codes == [code])
            #expect(answer.json?["data"] == .array([]))
        }
    }

    @Test("more than a hundred tasks and bodies above a mebibyte are refused")
    func limits() async throws {
        try await Rig.run { rig, _ async throws in
            let ping = "{\"taskType\":\"ping\",\"ping\":true}"
            let hundred = try await rig.post("[" + Array(repeating: ping, count: 100).joined(separator: ",") + "]")
            #expect(hundred.items.count == 100)
            let more = try await rig.post("[" + Array(repeating: ping, count: 101).joined(separator: ",") + "]")
            #expect(more.codes == ["arrayTooLarge"])
            let large = try await rig.post("[" + ping + String(repeating: " ", count: 1024 * 1024) + "]")
            #expect(large.status == 413)
            #expect(large.codes == ["maxBodySizeExceeded"])
        }
    }

    @Test("checks come in the contract's order: type, UUID, duplicate, unknown, missing, prompt, values")
    func order() async throws {
        try await Rig.run { rig, _ async throws in
            let used = Rig.newUUID()
            #expect(try await rig.post("[" + Rig.task(used) + "]").status == 200)
            var members: [String: String?] = [
                "taskType": "\"dance\"", "taskUUID": "\"no\"", "steps": "1", "height": nil, "positivePrompt": "\"x\"",
                "seed": "-1",
            ]
            let repairs: [(code: String, name: String, value: String?)] = [
                ("unsupportedTaskType", "taskType", "\"imageInference\""),
                ("invalidTaskUUID", "taskUUID", "\"\(used)\""),
                ("conflictTaskUUID", "taskUUID", "\"\(Rig.newUUID())\""),
                ("unsupportedParameter", "steps", nil),
                ("missingDimensionParameters", "height", "288"),
                ("invalidPositivePrompt", "positivePrompt", "\"a kite\""),
                ("invalidSeed", "seed", "1"),
            ]
            for repair in repairs {
                #expect(try await rig.post("[" + Rig.task(used, members) + "]").codes == [repair.code])
                members[repair.name] = .some(repair.value)
            }
            #expect(try await rig.post("[" + Rig.task(used, members) + "]").status == 200)
        }
    }
}
