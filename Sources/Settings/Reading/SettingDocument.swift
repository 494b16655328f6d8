import Foundation
import TOMLKit

/// A parsed TOML file.
///
/// TOMLKit tells positions only for syntax errors, cuts texts at NUL, stops the program when a table with a NUL in a
/// key is iterated and at some faults (`KeyPositions.Pitfall`), and forgets to free what it parsed. So files are checked first, copied into plain values once, and
/// the places of keys are found by `KeyPositions`.
struct SettingDocument {
    /// The path, for diagnostics.
    let file: String
    /// Where the keys stand.
    let positions: KeyPositions
    /// The top-level table.
    let root: [String: SettingValue]

    /// Lines longer than this, in bytes, are refused: a dotted key is one line, and each dot costs the parser stack.
    static let maximumLine = 1000
    /// Deeper values are not looked at; the deepest setting lies at four.
    static let maximumDepth = 16

    /// Parses a text.
    init(_ text: String, file: String) throws(Diagnostic) {
        if let fault = Self.fault(in: text, file: file) { throw fault }
        let positions = KeyPositions(text)
        if let pitfall = positions.pitfall {
            // What is wrong before it comes first.
            _ = try Self.table(pitfall.before, file: file)
            throw Diagnostic(
                file: file, line: pitfall.place.line, column: pitfall.place.column,
                message: "this is not TOML: \(pitfall.message)")
        }
        let table = try Self.table(text, file: file)
        self.file = file
        self.positions = positions
        root = Self.values(of: table, depth: 1)
    }

    private static func table(_ text: String, file: String) throws(Diagnostic) -> TOMLTable {
        do {
            return try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw Diagnostic(
                file: file, line: error.source.begin.line, column: error.source.begin.column,
                message: "this is not TOML: \(error.description)")
        } catch {
            throw Diagnostic(file: file, message: "this is not TOML")
        }
    }

    private static func fault(in text: String, file: String) -> Diagnostic? {
        if text.utf8.count > SettingsFile.maximumBytes {
            return Diagnostic(file: file, message: "the text is larger than \(SettingsFile.maximumBytes / 1024) KiB")
        }
        for (index, line) in text.utf8.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
            if line.contains(0) || hasEscapedNUL(line) {
                return Diagnostic(file: file, line: index + 1, message: "a NUL character is not allowed")
            }
            if line.count > maximumLine {
                return Diagnostic(
                    file: file, line: index + 1, message: "the line is longer than \(maximumLine) bytes")
            }
        }
        return nil
    }

    private static func hasEscapedNUL(_ line: Substring.UTF8View) -> Bool {
        line.contains(UInt8(ascii: "\\"))
            && [#"\u0000"#, #"\U00000000"#].contains { Substring(line).contains($0) }
    }

    private static func values(of table: TOMLTable, depth: Int) -> [String: SettingValue] {
        var values: [String: SettingValue] = [:]
        for key in table.keys {
            if let value = table[key] { values[key] = self.value(of: value, depth: depth) }
        }
        return values
    }

    private static func value(of value: any TOMLValueConvertible, depth: Int) -> SettingValue {
        if let text = value.string { return .text(text) }
        if let integer = value.int { return .integer(integer) }
        if let flag = value.bool { return .flag(flag) }
        if let number = value.double { return .number(number) }
        if let table = value.table {
            return depth < maximumDepth ? .table(values(of: table, depth: depth + 1)) : .tooDeep
        }
        if let array = value.array {
            guard depth < maximumDepth else { return .tooDeep }
            return .list(array.map { self.value(of: $0, depth: depth + 1) })
        }
        return .time
    }
}
