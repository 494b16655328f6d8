import TerminalUI

/// A value of a settings file, free of the library that read it.
enum SettingValue: Hashable, Sendable {
    case text(String)
    case integer(Int)
    case number(Double)
    case flag(Bool)
    case list([SettingValue])
    case table([String: SettingValue])
    /// A date, a time or both; no setting is one.
    case time
    /// Tables or lists deeper than any setting lies.
    case tooDeep

    /// How a diagnostic names it: `the integer 12`. Texts are cut and cleaned.
    var described: String {
        switch self {
        case .text(let text): "the text \"\(CellText.truncate(CellText.sanitized(text), to: 40))\""
        case .integer(let value): "the integer \(value)"
        case .number(let value): "the number \(value)"
        case .flag(let value): "\(value)"
        case .list: "a list"
        case .table: "a table"
        case .time: "a date or time"
        case .tooDeep: "nested too deeply"
        }
    }
}
