import Foundation
import RunwareAPI
import StudioCore

/// A request as the command line or a file gives it.
struct WantedRequest: Sendable {
    var request: ImageRequest
    /// The user's own name for the job, from a request file.
    var name: TaskUUID?
    /// Whether the seed was given; without one the program draws it before sending.
    var hasSeed: Bool
    /// The template that the prompt was made from.
    var template: String?
}

/// The arguments of `run`, read into requests.
struct RunArguments {
    var parameters: [String]
    var prompt: String?
    var template: TemplateArgument?
    var requestFile: String?
    /// What stands below the parameters that are given.
    var preset: Preset?
    /// Whether numbers that the table refuses are sent, where that is possible.
    var sendAnyway = false

    /// Largest request file and prompt that are read, in bytes.
    private static let largestInput = 16 * 1024 * 1024

    /// Every writable parameter with its rule, a line each.
    static let help = ParameterTable.rows
        .filter { ![.taskType, .taskUUID, .model].contains($0.parameter) }
        .map { row in
            let unit = row.unit.map { row.rule.hasSuffix($0) ? "" : " \($0)" } ?? ""
            return "  \(row.parameter.path)  \(row.rule)\(unit)"
        }
        .joined(separator: "\n")

    func requests() throws(Refusal) -> [WantedRequest] {
        let prompt = try prompt.map { given throws(Refusal) in try Self.text(given, what: "prompt") }
        if let requestFile {
            guard parameters.isEmpty, preset == nil else {
                throw Refusal(.usage, "give parameters either by key=value and --preset, or by --request, not both")
            }
            return try fileRequests(requestFile, prompt: prompt)
        }
        var request = ImageRequest(
            prompt: prompt ?? "", parameters: preset?.applied(to: Parameters()) ?? Parameters())
        var hasPrompt = prompt != nil || template != nil
        var given: Set<Parameter> = []
        for text in parameters {
            let (parameter, value) = try Self.read(text)
            guard given.insert(parameter).inserted else {
                throw Refusal(.usage, "\(parameter.path) is given twice")
            }
            if parameter == .positivePrompt {
                guard !hasPrompt else { throw Refusal(.usage, "the prompt is given twice") }
                hasPrompt = true
                request.prompt = value.description
            } else {
                try set(parameter, value, in: &request.parameters)
            }
        }
        guard hasPrompt else {
            throw Refusal(
                .usage, "there is no prompt: give --prompt TEXT, or --prompt - to read it; --template expands")
        }
        // What is given wins: a preset's lifetime goes with the link.
        if !given.contains(.ttl), request.parameters.outputType != .url { request.parameters.ttl = nil }
        given.formUnion(preset?.values.keys.map(\.self) ?? [])
        if given.contains(.width) != given.contains(.height) {
            throw Refusal(.usage, "width and height come together: give both")
        }
        if let template { return try template.requests(like: request) }
        try Self.check(request)
        return [WantedRequest(request: request, hasSeed: request.parameters.seed != nil)]
    }

    /// The text itself, or standard input for "-"; line breaks at its end are none of it.
    static func text(_ given: String, what: String) throws(Refusal) -> String {
        guard given == "-" else { return given }
        let data = FileHandle.standardInput.readData(ofLength: Self.largestInput)
        guard var text = String(data: data, encoding: .utf8) else {
            throw Refusal(.validation, "the \(what) on standard input is not UTF-8")
        }
        while text.last?.isNewline == true { text.removeLast() }
        return text
    }

    static func read(_ text: String) throws(Refusal) -> (Parameter, ParameterValue) {
        guard let equals = text.firstIndex(of: "=") else {
            throw Refusal(
                .usage, "\"\(text.prefix(60))\" is not of the form key=value; the prompt goes by --prompt TEXT")
        }
        let name = String(text[..<equals])
        guard let parameter = Parameter(rawValue: name) else {
            throw Refusal(.usage, ParameterFault(unknownName: name).message)
        }
        guard ![.taskType, .taskUUID, .model].contains(parameter) else {
            throw Refusal(.usage, "\(name) is set by the program")
        }
        do {
            return (parameter, try ParameterTable[parameter].parse(String(text[text.index(after: equals)...])))
        } catch {
            throw Refusal(.validation, error.message)
        }
    }

    private func fileRequests(_ path: String, prompt: String?) throws(Refusal) -> [WantedRequest] {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw Refusal(.usage, "\(path) cannot be read: \(error.localizedDescription)")
        }
        guard data.count <= Self.largestInput else { throw Refusal(.usage, "\(path) is larger than 16 MiB") }
        guard let json = try? JSONValue(parsing: data) else {
            throw Refusal(.validation, "\(path) is not JSON")
        }
        let objects: [JSONValue] = if case .array(let values) = json { values } else { [json] }
        guard !objects.isEmpty else { throw Refusal(.validation, "\(path) holds no request") }
        var wanted: [WantedRequest] = []
        for (index, object) in objects.enumerated() {
            let place = objects.count > 1 ? "\(path), request \(index + 1)" : path
            wanted.append(try fileRequest(object["request"] ?? object, prompt: prompt, place: place))
        }
        return wanted
    }

    private func fileRequest(_ json: JSONValue, prompt: String?, place: String) throws(Refusal) -> WantedRequest {
        guard case .object(var members) = json else {
            throw Refusal(.validation, "\(place): a request is a JSON object, not \(json.typeName)")
        }
        if let prompt { members[Parameter.positivePrompt.path] = .text(prompt) }
        let read: ReadRequest
        do throws(ParameterFault) {
            var rules = ImageRequest.ReadingRules.file
            rules.takesRefused = sendAnyway
            read = try ImageRequest.read(members, rules: rules)
        } catch {
            throw Refusal(.validation, "\(place): \(error.message)")
        }
        try Self.check(read.request)
        return WantedRequest(request: read.request, name: read.taskUUID, hasSeed: read.request.parameters.seed != nil)
    }

    private static func check(_ request: ImageRequest) throws(Refusal) {
        if let fault = request.faults.first { throw Refusal(.validation, fault.message) }
    }

    private func set(
        _ parameter: Parameter, _ value: ParameterValue, in parameters: inout Parameters
    ) throws(Refusal) {
        let canInsist = Parameters.sendableAnyway.contains(parameter)
        do throws(ParameterFault) {
            if sendAnyway, canInsist {
                try parameters.take(parameter, value)
            } else {
                try parameters.set(parameter, to: value)
            }
        } catch {
            let offer = canInsist && !sendAnyway ? "; --send-anyway sends it all the same" : ""
            throw Refusal(.validation, error.message + offer)
        }
    }
}
