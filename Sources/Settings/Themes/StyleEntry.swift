import TerminalUI

/// One line of a theme's `[styles]`: colours by their palette names, so that whoever inherits may redefine them.
struct StyleEntry: Hashable, Sendable {
    /// `fg`, a name that the palette has.
    var foreground: String?
    /// `bg`, likewise.
    var background: String?
    /// Modifiers set to true.
    var adding: Modifier = []
    /// Modifiers set to false.
    var removing: Modifier = []
    /// `mono`: what is added without colours; nil means the same as with them.
    var mono: Modifier?

    /// The names of modifiers in theme files.
    static let modifiers: [(name: String, modifier: Modifier)] = [
        ("bold", .bold), ("dim", .dim), ("italic", .italic), ("underline", .underline), ("reverse", .reverse),
    ]
    /// Every key of a style.
    static let keys = ["fg", "bg"] + modifiers.map(\.name) + ["mono"]

    /// The patch in a tier.
    func style(for tier: ColorTier, palette: [String: PaletteColor]) -> Style {
        if tier == .mono { return Style(adding: mono ?? adding, removing: removing.subtracting(mono ?? [])) }
        return Style(
            foreground: foreground.flatMap { palette[$0]?.color(for: tier) },
            background: background.flatMap { palette[$0]?.color(for: tier) }, adding: adding, removing: removing)
    }

    /// Reads the keys of a style; what is wrong is reported and left out.
    ///
    /// - Parameters:
    ///   - colors: the names `fg` and `bg` may use.
    ///   - broken: names that were defined, but wrongly: they are left out without a second report.
    init(
        _ table: [String: SettingValue], at path: [String], colors: Set<String>, broken: Set<String>,
        reader: inout SettingReader
    ) {
        func color(_ key: String, _ reader: inout SettingReader) -> String? {
            guard let name = reader.text(table, path + [key], rule: "the name of a palette colour") else { return nil }
            if colors.contains(name) { return name }
            if !broken.contains(name) {
                reader.report(path + [key], "the palette has no colour \(SettingValue.text(name).described)")
            }
            return nil
        }
        foreground = color("fg", &reader)
        background = color("bg", &reader)
        for (name, modifier) in Self.modifiers {
            switch reader.flag(table, path + [name]) {
            case true?: adding.insert(modifier)
            case false?: removing.insert(modifier)
            case nil: break
            }
        }
        if let value = table["mono"] { mono = Self.mono(value, at: path + ["mono"], reader: &reader) }
    }

    private static func mono(_ value: SettingValue, at path: [String], reader: inout SettingReader) -> Modifier? {
        let rule = "a list of \(modifiers.map { "\"\($0.name)\"" }.joined(separator: ", "))"
        guard case .list(let items) = value else {
            reader.reportWrong(path, rule, value)
            return nil
        }
        var found: Modifier = []
        for item in items {
            if case .text(let name) = item, let known = modifiers.first(where: { $0.name == name }) {
                found.insert(known.modifier)
            } else {
                reader.reportWrong(path, rule, item)
            }
        }
        return found
    }
}
