import Foundation
import RunwareAPI
import Testing

@Suite("Reading a request")
struct RequestReadingTests {
    private static let uuid = "0c6a1d1e-5b1f-4a54-9a57-0b7a5c1f7f10"

    /// A complete task on the wire, with more members after the last one.
    private func task(_ more: String = "", without absent: Set<String> = []) throws -> [String: JSONValue] {
        let text = """
            {"taskType":"imageInference","taskUUID":"\(Self.uuid)","model":"bfl:2@1","positivePrompt":"a kite",
            "width":512,"height":768\(more)}
            """
        guard case .object(let members) = try JSONValue(parsing: Data(text.utf8)) else { return [:] }
        return members.filter { !absent.contains($0.key) }
    }

    private func refusal(
        _ members: [String: JSONValue], _ rules: ImageRequest.ReadingRules = .wire
    ) -> ParameterFault? {
        do {
            _ = try ImageRequest.read(members, rules: rules)
            return nil
        } catch {
            return error
        }
    }

    @Test("what is absent on the wire has the service's defaults, not ours")
    func wireDefaults() throws {
        let read = try ImageRequest.read(try task(), rules: .wire)
        #expect(read.taskUUID?.text == Self.uuid)
        #expect(read.request.prompt == "a kite")
        let parameters = read.request.parameters
        #expect(parameters.width == 512)
        #expect(parameters.height == 768)
        for spec in ParameterTable.rows {
            guard let fallback = spec.serviceDefault else { continue }
            #expect(parameters[spec.parameter] == fallback, "\(spec.parameter.path)")
        }
        #expect(parameters.seed == nil)
        #expect(parameters.ttl == nil)
    }

    @Test("a file needs a prompt only and takes our own defaults")
    func fileDefaults() throws {
        let read = try ImageRequest.read(["positivePrompt": .text("a kite")], rules: .file)
        #expect(read.taskUUID == nil)
        #expect(read.request.parameters == Parameters())
    }

    // MARK: Order of checks

    @Test("faults are reported in the contract's order: unknown, missing, prompt, values in the table's order")
    func order() throws {
        var members = try task(
            #","steps":4,"cfg":1,"seed":-1,"outputQuality":5,"ttl":5"#, without: ["model", "width", "positivePrompt"])
        members["height"] = .integer(1)
        members["taskUUID"] = .text("slug")
        var reported: [String] = []
        for _ in 0..<12 {
            guard let fault = refusal(members) else { break }
            reported.append(fault.name)
            switch fault.name {
            case "cfg", "steps": members[fault.name] = nil
            case "model": members["model"] = .text("bfl:2@1")
            case "positivePrompt" where fault.reason == .missing: members["positivePrompt"] = .text("x")
            case "positivePrompt": members["positivePrompt"] = .text("a kite")
            case "width": members["width"] = .integer(256)
            case "taskUUID": members["taskUUID"] = .text(Self.uuid)
            case "height": members["height"] = .integer(256)
            case "seed": members["seed"] = .integer(1)
            case "outputQuality": members["outputQuality"] = .integer(20)
            case "ttl": members["ttl"] = .integer(60)
            default: Issue.record("unexpected \(fault)")
            }
        }
        #expect(
            reported == [
                "cfg", "steps", "model", "positivePrompt", "width", "positivePrompt", "taskUUID", "height", "seed",
                "outputQuality", "ttl",
            ])
        #expect(refusal(members) == nil)
    }

    @Test(
        "every required member is missed by name on the wire",
        arguments: ["taskType", "taskUUID", "model", "positivePrompt", "width", "height"])
    func missing(_ name: String) throws {
        let fault = try #require(refusal(try task(without: [name])))
        #expect(fault.name == name)
        #expect(fault.reason == .missing)
        #expect(fault.message.hasPrefix("\(name) is missing: "))
    }

    @Test("sizes come both or, in a file, neither")
    func sizes() throws {
        let neither = try task(without: ["width", "height"])
        #expect(refusal(neither)?.parameter == .width)
        #expect(refusal(neither, .file) == nil)
        for rules in [ImageRequest.ReadingRules.wire, .file] {
            #expect(refusal(try task(without: ["width"]), rules)?.parameter == .width)
            #expect(refusal(try task(without: ["height"]), rules)?.parameter == .height)
            #expect(refusal(try task(without: ["height"]), rules)?.reason == .missing)
        }
    }

    // MARK: Names

    static let unknown = [
        (#","safety":{"foo":1}"#, "safety.foo"), (#","safety":{"mode":"fast","x":null}"#, "safety.x"),
        (#","providerSettings":{"openai":{}}"#, "providerSettings.openai"),
        (#","providerSettings":{"bfl":{"raw":true}}"#, "providerSettings.bfl.raw"), (#","Seed":1"#, "Seed"),
        (#","safety.mode":"fast""#, "safety.mode"), (#","negativePrompt":"x""#, "negativePrompt"),
        (#","providerSettings":{"bfl.promptUpsampling":true}"#, "providerSettings.bfl.promptUpsampling"),
        (#","mode":"fast""#, "mode"), (#","":1"#, ""), (#","checkNSFW":true"#, "checkNSFW"),
    ]

    @Test("unknown names are refused by their whole path", arguments: unknown)
    func unknownNames(_ member: String, _ path: String) throws {
        let fault = try #require(refusal(try task(member)))
        #expect(fault.reason == .unknownName)
        #expect(fault.parameter == nil)
        #expect(fault.name == path)
        #expect(fault.message.hasPrefix("\(path) is not a parameter of this model; known are taskType, taskUUID, "))
    }

    static let groups = [
        ("safety", "null", "null"), ("safety", "true", "boolean"), ("providerSettings", "[]", "array"),
        ("providerSettings", #"{"bfl":5}"#, "integer"),
    ]

    @Test("a group that is no object is refused as such, not as an unknown name", arguments: groups)
    func wrongGroups(_ name: String, _ json: String, _ found: String) throws {
        let fault = try #require(refusal(try task(#","\#(name)":\#(json)"#)))
        #expect(fault.reason == .wrongType(found: found))
        #expect(fault.message == "\(fault.name) must be of type object, not \(found)")
    }

    @Test("an empty group says nothing")
    func emptyGroups() throws {
        #expect(refusal(try task(#","safety":{},"providerSettings":{"bfl":{}}"#)) == nil)
    }

    // MARK: Values

    @Test(
        "a null member is a wrong type, never an absent one",
        arguments: ["seed", "ttl", "webhookURL", "width", "positivePrompt", "taskUUID"])
    func nulls(_ name: String) throws {
        var members = try task()
        members[name] = .null
        let fault = try #require(refusal(members))
        #expect(fault.name == name)
        #expect(fault.reason == .wrongType(found: "null"))
    }

    static let wrongTypes = [
        (#","seed":"1""#, "seed", "string"), (#","seed":1.5"#, "seed", "number"), (#","seed":true"#, "seed", "boolean"),
        (#","numberResults":[1]"#, "numberResults", "array"), (#","includeCost":1"#, "includeCost", "integer"),
        (#","includeCost":"true""#, "includeCost", "string"), (#","outputType":5"#, "outputType", "integer"),
        (#","seed":0.99999999999999999999"#, "seed", "number"), (#","ttl":{}"#, "ttl", "object"),
        (#","safety":{"mode":"fast","checkContent":"yes"}"#, "safety.checkContent", "string"),
    ]

    @Test("nothing is coerced from another type", arguments: wrongTypes)
    func types(_ member: String, _ path: String, _ found: String) throws {
        let fault = try #require(refusal(try task(member)))
        #expect(fault.name == path)
        #expect(fault.reason == .wrongType(found: found))
        #expect(fault.message.contains(path))
        #expect(fault.message.contains("not \(found)"))
    }

    @Test("a number with nothing behind the point is the whole number that it is")
    func wholeNumbers() throws {
        #expect(
            try ImageRequest.read(try task(#","seed":3e2,"ttl":60.0"#), rules: .wire).request.parameters.seed == 300)
    }

    static let seeds = ["0", "9007199254740993", "9223372036854775807", "9223372036854776000"]

    @Test("a seed stays exact from text to text", arguments: seeds)
    func exactSeeds(_ digits: String) throws {
        let first = try ImageRequest.read(try task(",\"seed\":\(digits)"), rules: .wire).request
        #expect(first.parameters.seed == UInt64(digits))
        #expect(first.jsonText.contains("\"seed\":\(digits),"))
        guard case .object(let members) = try JSONValue(parsing: Data(first.jsonText.utf8)) else {
            Issue.record("not an object")
            return
        }
        #expect(members["seed"]?.jsonText == digits)
        #expect(try ImageRequest.read(members, rules: .frozen).request == first)
    }

    @Test(
        "a seed beyond the range is refused as such, however long",
        arguments: ["-1", "9223372036854776001", "18446744073709551616", "100000000000000000000000000000"])
    func seedsBeyond(_ digits: String) throws {
        let fault = try #require(refusal(try task(",\"seed\":\(digits)")))
        #expect(fault.parameter == .seed)
        #expect(fault.reason == .outOfRange)
        #expect(fault.value == digits)
    }

    static let safety: [(String, SafetyMode)] = [
        (#"{}"#, .none), (#"{"checkContent":true}"#, .fast), (#"{"checkContent":false}"#, .none),
        (#"{"mode":"fast"}"#, .fast), (#"{"mode":"none","checkContent":true}"#, .none),
        (#"{"mode":"fast","checkContent":false}"#, .fast),
    ]

    @Test("mode outranks checkContent, which alone means fast", arguments: safety)
    func safetyPair(_ json: String, _ mode: SafetyMode) throws {
        let read = try ImageRequest.read(try task(",\"safety\":\(json)"), rules: .wire)
        #expect(read.request.parameters.safetyMode == mode)
    }

    @Test("ttl with pictures inside the answer is a conflict, in any order of members")
    func lifetimeConflict() throws {
        for member in [#","ttl":60,"outputType":"base64Data""#, #","outputType":"base64Data","ttl":60"#] {
            let fault = try #require(refusal(try task(member)))
            #expect(fault.parameter == .ttl)
            #expect(fault.reason == .conflicts(with: .outputType, needed: "URL"))
        }
        #expect(refusal(try task(#","ttl":60,"outputType":"URL""#)) == nil)
        #expect(refusal(try task(#","ttl":59"#))?.reason == .outOfRange)
    }

    @Test("a slug is no task UUID on the wire, and neither is a UUID of version 1")
    func strictUUID() throws {
        for text in ["kite-01", "0c6a1d1e-5b1f-1a54-9a57-0b7a5c1f7f10", ""] {
            var members = try task()
            members["taskUUID"] = .text(text)
            #expect(refusal(members)?.reason == .notUUID)
        }
    }
}
