package import RunwareAPI
package import StudioCore

/// What `config.toml` decides.
package struct Configuration: Hashable, Sendable {
    /// `theme = "easel"`.
    package var theme = ThemeName.standard
    /// `parallelism = 3`: jobs in flight at once, 1–8 (product §5).
    package var parallelism = 3
    /// `color = "auto"`.
    package var color = ColorChoice.automatic
    /// `transport = "socket"`: how tasks travel.
    package var transport = TransportChoice.socket
    /// `api_key_command = ["pass", "show", "runware"]`: a program and its arguments, without a shell, that prints the key.
    package var keyCommand: [String]?
    /// `editor = "code --wait"`: the program that the prompt is handed to, with its arguments; nil is the environment's.
    package var editor: String?
    /// `service.port`: where the local service listens, 1–65535; nil is its documented port.
    package var servicePort: Int?
    /// `service.latency_ms`: how long the local service takes for an image, 0–600000 ms; nil is its own default.
    package var serviceLatency: Duration?

    /// `caps.session = "5.00"`: what one session may come to before it has to be confirmed; nil is no cap.
    package var sessionCap: Money?
    /// `caps.day = "20.00"`: the same for a day, all copies together.
    package var dayCap: Money?

    /// `finish.bell`, `finish.notification`, `finish.title`: how the end of a batch is told; none of it by default.
    package var finishSignals: FinishSignals = []

    /// The defaults.
    package init() {}

    /// Reads the file; a missing one is fine. What is wrong is reported and keeps its default.
    package static func load(path: String) -> (Configuration, [Diagnostic]) {
        do {
            guard let text = try SettingsFile.text(at: path) else { return (Configuration(), []) }
            return parse(text, path: path)
        } catch {
            return (Configuration(), [error])
        }
    }

    /// Reads a text as `load` does; `path` is for the diagnostics.
    package static func parse(_ text: String, path: String) -> (Configuration, [Diagnostic]) {
        do {
            var reader = SettingReader(try SettingDocument(text, file: path))
            let configuration = Configuration(&reader)
            return (configuration, reader.diagnostics.sorted(by: Diagnostic.precedes))
        } catch {
            return (Configuration(), [error])
        }
    }

    private init(_ reader: inout SettingReader) {
        let root = reader.document.root
        reader.reportUnknown(
            root, in: [],
            known: [
                "theme", "parallelism", "color", "transport", "api_key_command", "editor", "service", "caps", "finish",
            ])
        if let text = reader.text(root, ["theme"], rule: ThemeName.rule) {
            if let name = ThemeName(text) {
                theme = name
            } else {
                reader.reportWrong(["theme"], ThemeName.rule, .text(text))
            }
        }
        if let value = reader.integer(root, ["parallelism"], in: 1...8) { parallelism = value }
        let choices = ColorChoice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        if let text = reader.text(root, ["color"], rule: "one of \(choices)") {
            if let choice = ColorChoice(rawValue: text) {
                color = choice
            } else {
                reader.reportWrong(["color"], "one of \(choices)", .text(text))
            }
        }
        let transports = TransportChoice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
        if let text = reader.text(root, ["transport"], rule: transports) {
            if let choice = TransportChoice(rawValue: text) {
                transport = choice
            } else {
                reader.reportWrong(["transport"], transports, .text(text))
            }
        }
        keyCommand = reader.command(root, ["api_key_command"])
        editor = reader.text(root, ["editor"], rule: "a command line")
        let service = reader.table(root, ["service"])
        reader.reportUnknown(service, in: ["service"], known: ["port", "latency_ms"])
        servicePort = reader.integer(service, ["service", "port"], in: 1...65_535)
        serviceLatency = reader.integer(service, ["service", "latency_ms"], in: 0...600_000, unit: " (milliseconds)")
            .map { .milliseconds($0) }
        let caps = reader.table(root, ["caps"])
        reader.reportUnknown(caps, in: ["caps"], known: ["session", "day"])
        sessionCap = reader.money(caps, ["caps", "session"])
        dayCap = reader.money(caps, ["caps", "day"])
        let finish = reader.table(root, ["finish"])
        let signals: [(String, FinishSignals)] = [("bell", .bell), ("notification", .notification), ("title", .title)]
        reader.reportUnknown(finish, in: ["finish"], known: signals.map(\.0))
        for (key, signal) in signals where reader.flag(finish, ["finish", key]) == true { finishSignals.insert(signal) }
    }
}
