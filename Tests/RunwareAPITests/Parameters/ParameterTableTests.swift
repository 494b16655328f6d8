import RunwareAPI
import Testing

/// A row as the model's page states it (contract 4.1), written out here and compared with the program's table, so that
/// a wrong row cannot agree with itself.
struct ContractRow: Sendable, CustomTestStringConvertible {
    var path: String
    var type: String
    var required = false
    var constant: String?
    var defaultText: String?
    var minimum: Int128?
    var maximum: Int128?
    var step: Int128?
    var allowed: [String] = []
    var unit: String?
    /// `together height`, `only when outputType=URL`, `mirrors safety.mode`.
    var dependency: String?
    var anchor: String

    var testDescription: String { path }

    static let all: [ContractRow] = [
        ContractRow(path: "taskType", type: "string", required: true, constant: "imageInference", anchor: "tasktype"),
        ContractRow(path: "taskUUID", type: "string", required: true, anchor: "taskuuid"),
        ContractRow(path: "model", type: "string", required: true, constant: "bfl:2@1", anchor: "model"),
        ContractRow(
            path: "positivePrompt", type: "string", required: true, minimum: 2, maximum: 3000, unit: "characters",
            anchor: "positiveprompt"),
        ContractRow(
            path: "width", type: "integer", required: true, minimum: 256, maximum: 1440, step: 32, unit: "pixels",
            dependency: "together height", anchor: "width"),
        ContractRow(
            path: "height", type: "integer", required: true, minimum: 256, maximum: 1440, step: 32, unit: "pixels",
            dependency: "together width", anchor: "height"),
        ContractRow(
            path: "seed", type: "integer", minimum: 0, maximum: 9_223_372_036_854_776_000, step: 1, anchor: "seed"),
        ContractRow(
            path: "numberResults", type: "integer", defaultText: "1", minimum: 1, maximum: 20, step: 1, unit: "images",
            anchor: "numberresults"),
        ContractRow(
            path: "outputType", type: "string", defaultText: "URL", allowed: ["URL", "base64Data", "dataURI"],
            anchor: "outputtype"),
        ContractRow(
            path: "outputFormat", type: "string", defaultText: "JPG", allowed: ["JPG", "PNG", "WEBP"],
            anchor: "outputformat"),
        ContractRow(
            path: "outputQuality", type: "integer", defaultText: "95", minimum: 20, maximum: 99, step: 1,
            unit: "quality points", anchor: "outputquality"),
        ContractRow(
            path: "ttl", type: "integer", minimum: 60, step: 1, unit: "seconds",
            dependency: "only when outputType=URL", anchor: "ttl"),
        ContractRow(path: "includeCost", type: "boolean", defaultText: "false", anchor: "includecost"),
        ContractRow(
            path: "deliveryMethod", type: "string", defaultText: "sync", allowed: ["sync", "async"],
            anchor: "deliverymethod"),
        ContractRow(path: "webhookURL", type: "string", anchor: "webhookurl"),
        ContractRow(path: "uploadEndpoint", type: "string", anchor: "uploadendpoint"),
        ContractRow(
            path: "safety.checkContent", type: "boolean", defaultText: "false", dependency: "mirrors safety.mode",
            anchor: "safety-checkcontent"),
        ContractRow(
            path: "safety.mode", type: "string", defaultText: "none", allowed: ["none", "fast"],
            dependency: "mirrors safety.checkContent", anchor: "safety-mode"),
        ContractRow(
            path: "providerSettings.bfl.promptUpsampling", type: "boolean", defaultText: "false",
            anchor: "providersettings-bfl-promptupsampling"),
        ContractRow(
            path: "providerSettings.bfl.safetyTolerance", type: "integer", defaultText: "2", minimum: 0, maximum: 6,
            step: 1, unit: "level", anchor: "providersettings-bfl-safetytolerance"),
    ]
}

@Suite("The parameter table")
struct ParameterTableTests {
    @Test("has the contract's 20 rows in the order of the wire, each parameter once")
    func order() {
        #expect(ParameterTable.rows.map(\.parameter.path) == ContractRow.all.map(\.path))
        #expect(Set(Parameter.allCases) == Set(ParameterTable.rows.map(\.parameter)))
        #expect(Parameter.allCases.count == 20)
        for parameter in Parameter.allCases { #expect(ParameterTable[parameter].parameter == parameter) }
    }

    @Test("agrees with the contract row by row", arguments: ContractRow.all)
    func agrees(with row: ContractRow) throws {
        let spec = ParameterTable[try #require(Parameter(rawValue: row.path))]
        #expect(spec.domain.typeName == row.type)
        #expect(spec.required == row.required)
        #expect(spec.serviceDefault?.description == row.defaultText)
        #expect(spec.unit == row.unit)
        #expect(spec.documentation == "https://runware.ai/docs/models/bfl-flux-1-1-pro#request-" + row.anchor)
        switch spec.domain {
        case .constant(let text): #expect(text == row.constant)
        case .text(let minimum, let maximum):
            #expect(Int128(minimum) == row.minimum)
            #expect(Int128(maximum) == row.maximum)
        case .integer(let minimum, let maximum, let step):
            #expect(minimum == row.minimum)
            #expect(maximum == row.maximum)
            #expect(step == row.step)
        case .choice(let words): #expect(words == row.allowed)
        case .uuid: #expect(row.path == "taskUUID")
        case .flag: #expect(row.type == "boolean")
        case .address: #expect(["webhookURL", "uploadEndpoint"].contains(row.path))
        }
        let dependency: String? =
            switch spec.dependency {
            case nil: nil
            case .requires(let other, let value)?: "only when \(other.path)=\(value)"
            case .together(let other)?: "together \(other.path)"
            case .mirrors(let other)?: "mirrors \(other.path)"
            }
        #expect(dependency == row.dependency)
    }

    @Test("knows an integer's range only where the contract gives one, and an enumeration only where it lists one")
    func domains() {
        for (spec, row) in zip(ParameterTable.rows, ContractRow.all) {
            if case .integer = spec.domain { #expect(row.type == "integer") } else { #expect(row.step == nil) }
            if case .choice = spec.domain { #expect(!row.allowed.isEmpty) } else { #expect(row.allowed.isEmpty) }
            if case .constant = spec.domain { #expect(row.constant != nil) } else { #expect(row.constant == nil) }
        }
    }

    @Test("gives a new draft values that are legal and that `Parameters` starts with")
    func initialValues() {
        let draft = Parameters()
        for spec in ParameterTable.rows {
            if let initial = spec.initial { #expect(spec.validate(initial) == nil, "\(spec.parameter.path)") }
            if let fallback = spec.serviceDefault { #expect(spec.validate(fallback) == nil, "\(spec.parameter.path)") }
            guard ![.taskType, .model].contains(spec.parameter) else { continue }
            #expect(draft[spec.parameter] == spec.initial, "\(spec.parameter.path)")
        }
        #expect(draft.width == 1024)
        #expect(draft.height == 1024)
        #expect(draft.includeCost)
        #expect(draft.conflict == nil)
    }

    @Test("sends what the contract demands always, and leaves out what the service assumes anyway")
    func sending() {
        let always: [Parameter] = [.taskType, .taskUUID, .model, .positivePrompt, .width, .height, .deliveryMethod]
        for spec in ParameterTable.rows {
            #expect((spec.sending == .always) == always.contains(spec.parameter), "\(spec.parameter.path)")
            #expect((spec.sending == .whenNotDefault) == (spec.serviceDefault != nil && spec.sending != .always))
        }
    }

    @Test("knows the model, its price and the limits of seeds")
    func model() {
        #expect(RunwareModel.air == "bfl:2@1")
        #expect(RunwareModel.pricePerImage.jsonNumber == "0.04")
        #expect(SeedRange.maximum == 9_223_372_036_854_776_000)
        #expect(SeedRange.safeMaximum == 9_223_372_036_854_775_807)
        #expect(SeedRange.randomMaximum == 4_294_967_295)
    }
}
