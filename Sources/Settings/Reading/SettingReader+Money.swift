import RunwareAPI

extension SettingReader {
    /// The amount under the last key of `path`: a text, or a number.
    mutating func money(_ table: [String: SettingValue], _ path: [String]) -> Money? {
        guard let value = path.last.flatMap({ table[$0] }) else { return nil }
        let text: String? =
            switch value {
            case .text(let text): text
            case .integer(let integer): String(integer)
            // The shortest decimal that is this number: what was written, unless it had more digits than a price has.
            case .number(let number): number.description
            case .flag, .list, .table, .time, .tooDeep: nil
            }
        if let amount = text.flatMap(Money.init(text:)) { return amount }
        reportWrong(path, Money.textRule, value)
        return nil
    }
}
