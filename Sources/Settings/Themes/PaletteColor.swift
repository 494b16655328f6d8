import TerminalUI

/// One colour of a theme's palette, as each tier shows it.
struct PaletteColor: Hashable, Sendable {
    /// With 256 colours.
    var rich: Color
    /// With the 16 named ones.
    var named: Color

    /// The terminal's own colour, in every tier; the palette name `default`.
    static let terminal = PaletteColor(rich: .terminal, named: .terminal)

    /// What the tier shows; nil where there are no colours.
    func color(for tier: ColorTier) -> Color? {
        switch tier {
        case .mono: nil
        case .ansi16: named
        case .indexed256: rich
        }
    }

    /// The 16 colours in the terminal's order, as `c16` names them.
    static let ansiNames = [
        "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white", "brightblack", "brightred",
        "brightgreen", "brightyellow", "brightblue", "brightmagenta", "brightcyan", "brightwhite",
    ]

    /// Reads `{ c256 = 214, c16 = "yellow" }`. One of the two is enough: the other is the nearest to it. Nil when
    /// neither is usable.
    init?(_ table: [String: SettingValue], at path: [String], reader: inout SettingReader) {
        reader.reportUnknown(table, in: path, known: ["c256", "c16"])
        if table["c256"] == nil && table["c16"] == nil { reader.report(path, "c256 or c16 is needed") }
        let rich = Self.rich(table["c256"], at: path + ["c256"], reader: &reader)
        let named = Self.named(table["c16"], at: path + ["c16"], reader: &reader)
        guard let color = rich ?? named else { return nil }
        self.init(rich: color, named: named ?? color.reduced(to: .ansi16) ?? .terminal)
    }

    private init(rich: Color, named: Color) {
        self.rich = rich
        self.named = named
    }

    private static func rich(_ value: SettingValue?, at path: [String], reader: inout SettingReader) -> Color? {
        switch value {
        case nil: return nil
        case .text("default"): return .terminal
        case .integer(let number):
            if let index = UInt8(exactly: number) { return .indexed(index) }
        default: break
        }
        if let value { reader.reportWrong(path, "an integer from 0 to 255 or \"default\"", value) }
        return nil
    }

    private static func named(_ value: SettingValue?, at path: [String], reader: inout SettingReader) -> Color? {
        guard let value else { return nil }
        if case .text(let name) = value {
            if name == "default" { return .terminal }
            if let number = ansiNames.firstIndex(of: name) { return .ansi(UInt8(number)) }
        }
        reader.reportWrong(path, "\"default\" or one of \(ansiNames.joined(separator: ", "))", value)
        return nil
    }
}
