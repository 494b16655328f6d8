/// Takes single settings out of a document. What is missing is nil; what is wrong is nil too, and reported.
struct SettingReader {
    /// The file.
    let document: SettingDocument
    /// What was wrong so far.
    private(set) var diagnostics: [Diagnostic] = []

    init(_ document: SettingDocument) { self.document = document }

    /// Notes that something is wrong with a key. Where the key does not stand in the file, the place is that of the
    /// nearest part of its path that does.
    mutating func report(_ path: [String], _ message: String) {
        let place = document.positions.place(of: path)
        diagnostics.append(
            Diagnostic(
                file: document.file, line: place?.line, column: place?.column, key: path.joined(separator: "."),
                message: message))
    }

    /// Notes that a value is not what the rule asks for: `must be an integer from 1 to 8, not the integer 12`.
    mutating func reportWrong(_ path: [String], _ rule: String, _ value: SettingValue) {
        report(path, "must be \(rule), not \(value.described)")
    }

    /// The text under the last key of `path`.
    mutating func text(_ table: [String: SettingValue], _ path: [String], rule: String) -> String? {
        guard let value = value(table, path) else { return nil }
        if case .text(let text) = value { return text }
        reportWrong(path, rule, value)
        return nil
    }

    /// The integer under the last key of `path`, when the range has it.
    mutating func integer(
        _ table: [String: SettingValue], _ path: [String], in range: ClosedRange<Int>, unit: String = ""
    ) -> Int? {
        guard let value = value(table, path) else { return nil }
        if case .integer(let integer) = value, range.contains(integer) { return integer }
        reportWrong(path, "an integer from \(range.lowerBound) to \(range.upperBound)\(unit)", value)
        return nil
    }

    /// The program and its arguments under the last key of `path`.
    mutating func command(_ table: [String: SettingValue], _ path: [String]) -> [String]? {
        guard let value = value(table, path) else { return nil }
        let rule = "a list of texts, a program and its arguments"
        guard case .list(let values) = value else {
            reportWrong(path, rule, value)
            return nil
        }
        var words: [String] = []
        for value in values {
            guard case .text(let word) = value else {
                reportWrong(path, rule, value)
                return nil
            }
            words.append(word)
        }
        guard words.first?.isEmpty == false else {
            report(path, "must be \(rule), and names no program")
            return nil
        }
        return words
    }

    /// The switch under the last key of `path`.
    mutating func flag(_ table: [String: SettingValue], _ path: [String]) -> Bool? {
        guard let value = value(table, path) else { return nil }
        if case .flag(let flag) = value { return flag }
        reportWrong(path, "true or false", value)
        return nil
    }

    /// The table under the last key of `path`; empty when missing or wrong.
    mutating func table(_ table: [String: SettingValue], _ path: [String]) -> [String: SettingValue] {
        guard let value = value(table, path) else { return [:] }
        if case .table(let inner) = value { return inner }
        reportWrong(path, "a table", value)
        return [:]
    }

    /// Reports every key of a table that has no meaning there.
    mutating func reportUnknown(_ table: [String: SettingValue], in path: [String], known: [String]) {
        for key in table.keys.sorted() where !known.contains(key) {
            report(path + [key], "there is no such key here; there are \(known.joined(separator: ", "))")
        }
    }

    private func value(_ table: [String: SettingValue], _ path: [String]) -> SettingValue? {
        path.last.flatMap { table[$0] }
    }
}
