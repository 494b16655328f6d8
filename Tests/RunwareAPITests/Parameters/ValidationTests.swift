import RunwareAPI
import Testing

@Suite("Checking a value")
struct ValidationTests {
    private func check(_ parameter: Parameter, _ value: ParameterValue) -> ParameterFault? {
        ParameterTable[parameter].validate(value)
    }

    // MARK: Prompt

    @Test("a prompt's maximum counts UTF-16 units, so an emoji counts twice and a combining mark once")
    func longPrompts() {
        #expect(check(.positivePrompt, .text(String(repeating: "a", count: 3000))) == nil)
        #expect(check(.positivePrompt, .text(String(repeating: "a", count: 3001)))?.reason == .tooLong(length: 3001))
        #expect(check(.positivePrompt, .text(String(repeating: "🪁", count: 1500))) == nil)
        #expect(check(.positivePrompt, .text(String(repeating: "🪁", count: 1501)))?.reason == .tooLong(length: 3002))
        #expect(check(.positivePrompt, .text(String(repeating: "e\u{301}", count: 1500))) == nil)
        #expect(
            check(.positivePrompt, .text(String(repeating: "e\u{301}", count: 1500) + "a"))?.reason
                == .tooLong(length: 3001))
        #expect(check(.positivePrompt, .text(String(repeating: "界", count: 3000))) == nil)
        #expect(
            check(.positivePrompt, .text("ab" + String(repeating: " ", count: 2999)))?.reason == .tooLong(length: 3001))
    }

    static let tooShort = [
        "", " ", "a", " a ", "\n\ta\r\n", "🪁", "👨‍👩‍👧‍👦", "e\u{301}", "\u{2003}x\u{3000}", "🇩🇪",
        String(repeating: " ", count: 2000),
    ]

    @Test("a prompt's minimum counts graphemes after trimming", arguments: tooShort)
    func shortPrompts(_ prompt: String) throws {
        let fault = try #require(check(.positivePrompt, .text(prompt)))
        guard case .tooShort(let length) = fault.reason else {
            Issue.record("\(fault.reason)")
            return
        }
        #expect(length < 2)
        #expect(fault.message == "positivePrompt has \(length) of at least 2 characters")
    }

    @Test("two graphemes are a prompt", arguments: ["ab", " ab ", "🪁🪁", "界面", "a\u{301}b", "a b"])
    func shortestPrompts(_ prompt: String) {
        #expect(check(.positivePrompt, .text(prompt)) == nil)
    }

    @Test("the message about a long prompt says how many characters are too many")
    func longMessage() {
        let fault = check(.positivePrompt, .text(String(repeating: "a", count: 3210)))
        #expect(fault?.message == "positivePrompt has 3210 characters, 210 more than the 3000 allowed")
    }

    // MARK: Seeds

    @Test(
        "seeds reach from 0 to the page's own maximum",
        arguments: [0, 1, 4_294_967_296, 9_223_372_036_854_775_807, 9_223_372_036_854_776_000] as [Int128])
    func legalSeeds(_ seed: Int128) throws {
        #expect(check(.seed, .integer(seed)) == nil)
        var parameters = Parameters()
        try parameters.set(.seed, to: .integer(seed))
        #expect(parameters.seed == UInt64(seed))
        #expect(parameters[.seed] == .integer(seed))
    }

    @Test(
        "other seeds are refused without a neighbour",
        arguments: [-1, 9_223_372_036_854_776_001, Int128(UInt64.max), Int128(UInt64.max) + 1, .min, .max] as [Int128])
    func refusedSeeds(_ seed: Int128) throws {
        let fault = try #require(check(.seed, .integer(seed)))
        #expect(fault.reason == .outOfRange)
        #expect(fault.nearest == nil)
        #expect(fault.message == "seed \(seed) is not allowed: 0–9223372036854776000")
    }

    // MARK: Words, types, messages

    @Test("words are taken exactly as spelt, and a slip of case is told the right one")
    func words() {
        #expect(check(.outputFormat, .text("JPG")) == nil)
        #expect(
            check(.outputFormat, .text("jpg"))?.message
                == "outputFormat \"jpg\" is not allowed: JPG, PNG, WEBP; nearest is JPG")
        #expect(check(.outputFormat, .text("TIFF"))?.message == "outputFormat \"TIFF\" is not allowed: JPG, PNG, WEBP")
        #expect(check(.model, .text("bfl:3@1"))?.nearest == .text("bfl:2@1"))
        #expect(check(.safetyMode, .text("full"))?.reason == .notAllowed)
    }

    static let wrong: [(Parameter, ParameterValue, [String])] = [
        (.taskType, .text("ping"), ["taskType", "ping", "imageInference"]),
        (.taskUUID, .text("my-job"), ["taskUUID", "my-job", "version 4 UUID"]),
        (.model, .text("bfl:1@1"), ["model", "bfl:1@1", "bfl:2@1"]),
        (.positivePrompt, .integer(5), ["positivePrompt", "5", "string", "2–3000"]),
        (.width, .integer(255), ["width", "255", "256–1440", "32", "nearest is 256"]),
        (.height, .integer(1030), ["height", "1030", "256–1440", "32", "nearest is 1024"]),
        (.width, .text("big"), ["width", "big", "string", "integer", "256–1440"]),
        (.seed, .flag(true), ["seed", "true", "boolean", "integer"]),
        (.numberResults, .integer(21), ["numberResults", "21", "1–20", "nearest is 20"]),
        (.outputType, .text("file"), ["outputType", "file", "URL, base64Data, dataURI"]),
        (.outputFormat, .text("TIFF"), ["outputFormat", "TIFF", "JPG, PNG, WEBP"]),
        (.outputQuality, .integer(100), ["outputQuality", "100", "20–99"]),
        (.ttl, .integer(59), ["ttl", "59", "60 or more"]),
        (.includeCost, .text("yes"), ["includeCost", "yes", "boolean", "true or false"]),
        (.deliveryMethod, .text("later"), ["deliveryMethod", "later", "sync, async"]),
        (.webhookURL, .text("ftp://x"), ["webhookURL", "ftp://x", "http or https"]),
        (.uploadEndpoint, .text("nowhere"), ["uploadEndpoint", "nowhere", "http or https"]),
        (.safetyCheckContent, .integer(1), ["safety.checkContent", "1", "boolean"]),
        (.safetyMode, .text("slow"), ["safety.mode", "slow", "none, fast"]),
        (.promptUpsampling, .text("x"), ["providerSettings.bfl.promptUpsampling", "x", "boolean"]),
        (.safetyTolerance, .integer(7), ["providerSettings.bfl.safetyTolerance", "7", "0–6", "nearest is 6"]),
    ]

    @Test("every refusal names parameter, value and rule", arguments: wrong)
    func messages(_ parameter: Parameter, _ value: ParameterValue, _ words: [String]) throws {
        let fault = try #require(check(parameter, value))
        for word in words { #expect(fault.message.contains(word), "\(fault.message)") }
        #expect(!fault.message.hasSuffix("."))
        #expect(fault.parameter == parameter)
        #expect(fault.name == parameter.path)
        var parameters = Parameters()
        #expect(throws: ParameterFault.self) { try parameters.set(parameter, to: value) }
        #expect(parameters == Parameters())
    }

    @Test("every parameter has such a refusal")
    func allCovered() {
        #expect(Set(Self.wrong.map(\.0)) == Set(Parameter.allCases))
    }

    @Test("a message can hold neither control characters nor a novel")
    func hostileValues() throws {
        let hostile = "\u{1B}]52;c;\u{7}\u{9B}2J\n" + String(repeating: "x", count: 5000)
        let faults = [
            try #require(check(.outputType, .text(hostile))), try #require(check(.width, .text(hostile))),
            ParameterFault(unknownName: hostile),
        ]
        for fault in faults {
            #expect(fault.message.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
            #expect(fault.message.unicodeScalars.count < 500)
        }
        let marks = ParameterFault(unknownName: "a" + String(repeating: "\u{301}", count: 10_000))
        #expect(marks.name.unicodeScalars.count <= 60)
        #expect(throws: ParameterFault.self) { try ParameterTable[.width].parse(hostile) }
        do {
            _ = try ParameterTable[.seed].parse(hostile)
        } catch {
            #expect(!error.message.contains("\u{1B}"))
        }
    }

    // MARK: What people type

    @Test("typed text becomes the type of the row, never a guess")
    func parsing() throws {
        #expect(try ParameterTable[.positivePrompt].parse("12") == .text("12"))
        #expect(try ParameterTable[.width].parse(" 12 ") == .integer(12))
        #expect(try ParameterTable[.seed].parse("9223372036854776000") == .integer(9_223_372_036_854_776_000))
        #expect(try ParameterTable[.seed].parse("-1") == .integer(-1))
        for word in ["true", "on", "YES", "1"] { #expect(try ParameterTable[.includeCost].parse(word) == .flag(true)) }
        for word in ["False", "off", "no", "0"] {
            #expect(try ParameterTable[.includeCost].parse(word) == .flag(false))
        }
        for text in ["", "abc", "1.5", "1e3", "0x10", "١٢", "1 2"] {
            #expect(throws: ParameterFault.self, "\(text)") { try ParameterTable[.width].parse(text) }
        }
        #expect(throws: ParameterFault.self) { try ParameterTable[.includeCost].parse("maybe") }
    }

    @Test("setting nil takes a parameter back to its start")
    func resetting() throws {
        var parameters = Parameters()
        try parameters.set(.width, to: .integer(512))
        try parameters.set(.seed, to: .integer(0))
        try parameters.set(.ttl, to: .integer(60))
        try parameters.set(.webhookURL, to: .text("https://example.org/hook"))
        try parameters.set(.uploadEndpoint, to: .text("https://example.org/put"))
        try parameters.set(.safetyCheckContent, to: .flag(true))
        #expect(parameters.safetyMode == .fast)
        #expect(parameters.seed == 0)
        for parameter in Parameter.allCases where ![.taskUUID, .positivePrompt].contains(parameter) {
            try parameters.set(parameter, to: nil)
        }
        #expect(parameters == Parameters())
    }

    @Test("ttl goes with links only, and the refusal says so", arguments: [OutputType.base64Data, .dataURI])
    func lifetime(_ type: OutputType) {
        var parameters = Parameters()
        parameters.ttl = 90
        #expect(parameters.conflict == nil)
        parameters.outputType = type
        #expect(parameters.conflict?.parameter == .ttl)
        #expect(parameters.conflict?.message == "ttl 90 has an effect only with outputType=URL")
        parameters.ttl = nil
        #expect(parameters.conflict == nil)
    }

    @Test("a request lists all its faults, the prompt's first")
    func allFaults() {
        var parameters = Parameters()
        parameters.width = 1000
        parameters.safetyTolerance = 9
        parameters.ttl = 60
        parameters.outputType = .dataURI
        let faults = ImageRequest(prompt: "x", parameters: parameters).faults
        #expect(faults.map(\.parameter) == [.positivePrompt, .width, .safetyTolerance, .ttl])
        #expect(ImageRequest(prompt: "two kites", parameters: Parameters()).faults.isEmpty)
    }

    @Test("checking and setting agree on random numbers")
    func agreement() throws {
        var random = SeededRandom(seed: 7)
        let rows: [Parameter] = [.width, .height, .numberResults, .outputQuality, .safetyTolerance, .ttl, .seed]
        for _ in 0..<20_000 {
            let parameter = try #require(rows.randomElement(using: &random))
            let number = Int128(
                Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0...63, using: &random))
            let legal = ParameterTable[parameter].validate(.integer(number)) == nil
            var parameters = Parameters()
            do {
                try parameters.set(parameter, to: .integer(number))
                #expect(legal)
                #expect(parameters[parameter] == .integer(number))
            } catch {
                #expect(!legal)
                #expect(error.parameter == parameter)
            }
        }
    }
}
