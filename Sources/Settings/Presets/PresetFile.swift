import RunwareAPI
package import StudioCore

/// A preset as TOML: API names as keys, `safety.mode = "none"`.
package enum PresetFile {
    /// Reads a preset; what is wrong is reported, and then there is none: half a look would be another one.
    package static func parse(_ text: String, name: String, path: String) throws(Diagnostic) -> Preset {
        var reader = SettingReader(try SettingDocument(text, file: path))
        var values: [Parameter: ParameterValue] = [:]
        open(reader.document.root, at: [], into: &values, &reader)
        if let first = reader.diagnostics.min(by: Diagnostic.precedes) { throw first }
        let preset = Preset(name: name, values: values)
        if let lifetime = values[.ttl], let output = values[.outputType], output != .text(OutputType.url.rawValue) {
            reader.report(["ttl"], "\(lifetime) has an effect only with outputType = \"\(OutputType.url.rawValue)\"")
        }
        if (values[.width] == nil) != (values[.height] == nil) {
            reader.report(
                [values[.width] == nil ? "height" : "width"], "width and height come together: name both or none")
        }
        if let first = reader.diagnostics.first { throw first }
        return preset
    }

    /// The text of a preset, in the order of the parameter table.
    package static func text(of preset: Preset) -> String {
        var text = "# A preset of Easel: parameters of the Runware API. What is not named stays as it is.\n"
        for (parameter, value) in preset.entries {
            // A JSON text is a TOML text, and so are its numbers and switches.
            text += "\(parameter.path) = \(value.jsonText)\n"
        }
        return text
    }

    private static func open(
        _ table: [String: SettingValue], at path: [String], into values: inout [Parameter: ParameterValue],
        _ reader: inout SettingReader
    ) {
        for (key, value) in table.sorted(by: { $0.key < $1.key }) {
            let path = path + [key]
            let name = path.joined(separator: ".")
            // A dot belongs to our paths, never to a key.
            if !key.contains("."), let parameter = Parameter(rawValue: name) {
                guard Preset.parameters.contains(parameter) else {
                    reader.report(path, "a preset holds parameters, and \(name) is none that it can hold")
                    continue
                }
                values[parameter] = Self.value(value, of: parameter, at: path, &reader)
            } else if case .table(let inner) = value,
                Parameter.allCases.contains(where: { $0.path.hasPrefix(name + ".") })
            {
                open(inner, at: path, into: &values, &reader)
            } else {
                let known = Preset.parameters.map(\.path).joined(separator: ", ")
                reader.report(path, "there is no such parameter; there are \(known)")
            }
        }
    }

    private static func value(
        _ value: SettingValue, of parameter: Parameter, at path: [String], _ reader: inout SettingReader
    ) -> ParameterValue? {
        let spec = ParameterTable[parameter]
        let typed: ParameterValue? =
            switch value {
            case .text(let text): .text(text)
            case .integer(let integer): .integer(Int128(integer))
            case .flag(let flag): .flag(flag)
            case .number, .list, .table, .time, .tooDeep: nil
            }
        guard let typed else {
            reader.reportWrong(path, spec.rule, value)
            return nil
        }
        if let fault = spec.validate(typed) {
            let nearest = fault.nearest.map { "; nearest is \($0)" } ?? ""
            reader.report(path, "must be \(spec.rule), not \(value.described)\(nearest)")
            return nil
        }
        return typed
    }
}
