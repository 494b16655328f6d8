import Glibc
import TestSupport

/// Starts the probe on a terminal and waits for its first screen.
enum Probe {
    static let environment = ["TERM": "xterm-256color", "LANG": "C.UTF-8"]

    static func start(
        _ extra: [String: String] = [:], columns: Int = 80, rows: Int = 24
    ) throws -> PseudoTerminal {
        let terminal = try PseudoTerminal(
            PseudoTerminal.builtProduct("TerminalProbe"), environment: environment.merging(extra) { $1 },
            columns: columns,
            rows: rows)
        guard terminal.wait(forText: "probe \(columns)x\(rows)") else { throw NoScreen(text: terminal.screenText) }
        return terminal
    }

    struct NoScreen: Error { let text: String }
}
