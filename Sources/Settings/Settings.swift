// Settings: what the user wrote into files for Easel. It finds the folders, reads the configuration, the themes and the
// presets, and says with file, line and key what in them is wrong, while all the rest of the file stays in force. It
// writes nothing but what the user asks to keep (Presets), each file whole or not at all; it must never start anything,
// keep a secret, ask the network or know of screens and queues. TOML is understood in one place
// (Reading/SettingDocument.swift); everything else sees plain values.

import TerminalUI

/// One thing that is wrong in a file, and where. Every text in it is safe for a terminal.
package struct Diagnostic: Error, Hashable, Sendable, CustomStringConvertible {
    /// Path of the file.
    package let file: String
    /// Counted from 1; nil when the file as a whole is meant.
    package let line: Int?
    /// Counted from 1 in Unicode scalars.
    package let column: Int?
    /// The dotted key, such as `service.port`.
    package let key: String?
    /// What is wrong and which rule says so, without a full stop.
    package let message: String

    /// A finding; controls and bidi characters in its texts are removed.
    package init(file: String, line: Int? = nil, column: Int? = nil, key: String? = nil, message: String) {
        self.file = CellText.sanitized(file)
        self.line = line
        self.column = column
        self.key = key.map { CellText.sanitized($0) }
        self.message = CellText.sanitized(message)
    }

    /// `file:line:column: key: message`, in one line, as far as the parts are known.
    package var description: String {
        let place = [file, line.map(String.init), column.map(String.init)].compactMap { $0 }.joined(separator: ":")
        return [place, key, message].compactMap { $0 }.joined(separator: ": ")
    }

    /// From top to bottom of a file; findings about a whole file first.
    static func precedes(_ one: Diagnostic, _ other: Diagnostic) -> Bool {
        (one.line ?? 0, one.column ?? 0, one.key ?? "", one.message)
            < (other.line ?? 0, other.column ?? 0, other.key ?? "", other.message)
    }
}
