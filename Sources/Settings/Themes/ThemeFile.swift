package import TerminalUI

/// A theme as a file describes it, for every tier; what it inherits is already in it. The syntax is explained at the
/// top of `themes/easel.toml`.
package struct ThemeFile: Hashable, Sendable {
    /// What the user calls it; safe for a terminal.
    package let name: String
    /// Where it was read.
    package let path: String
    /// By palette name; always has `default`.
    let palette: [String: PaletteColor]
    /// By dotted scope.
    let styles: [String: StyleEntry]

    /// Every scope with a style of its own.
    package var scopes: Set<String> { Set(styles.keys) }

    /// The styles a terminal of that tier can show; in `mono` none has a colour.
    package func theme(for tier: ColorTier) -> Theme {
        Theme(name: name, styles: styles.mapValues { $0.style(for: tier, palette: palette) })
    }

    /// Reads a theme. Each wrong entry is reported and falls away alone; nil only when the text is not TOML.
    ///
    /// - Parameters:
    ///   - path: for the diagnostics, and its stem names a theme without `name`.
    ///   - parent: finds the theme of `inherits`; as it stands, only the program's own.
    package static func parse(
        _ text: String, path: String, parent: (ThemeName) -> ThemeFile? = DefaultTheme.file(named:)
    ) -> (ThemeFile?, [Diagnostic]) {
        do {
            var reader = SettingReader(try SettingDocument(text, file: path))
            let file = ThemeFile(&reader, parent: parent)
            return (file, reader.diagnostics.sorted(by: Diagnostic.precedes))
        } catch {
            return (nil, [error])
        }
    }
}

extension ThemeFile {
    private init(_ reader: inout SettingReader, parent: (ThemeName) -> ThemeFile?) {
        let root = reader.document.root
        reader.reportUnknown(root, in: [], known: ["name", "inherits", "palette", "styles"])
        path = reader.document.file
        name = Self.name(root, &reader)

        let inherited = Self.inherited(root, &reader, parent: parent)
        var palette = inherited?.palette ?? ["default": .terminal]
        let broken = Self.readPalette(root, into: &palette, &reader)
        self.palette = palette

        var entries = StyleTree(colors: Set(palette.keys), broken: broken)
        entries.read(reader.table(root, ["styles"]), at: ["styles"], &reader)
        styles = (inherited?.styles ?? [:]).merging(entries.styles) { $1 }
    }

    private static func name(_ root: [String: SettingValue], _ reader: inout SettingReader) -> String {
        let file = reader.document.file.split(separator: "/").last ?? ""
        let stem = file.hasSuffix(".toml") ? file.dropLast(5) : file
        let written = reader.text(root, ["name"], rule: "a text") ?? ""
        let shown = [written, String(stem)].map { CellText.truncate(CellText.sanitized($0), to: 40) }
        return shown.first { !$0.isEmpty } ?? "theme"
    }

    private static func inherited(
        _ root: [String: SettingValue], _ reader: inout SettingReader, parent: (ThemeName) -> ThemeFile?
    ) -> ThemeFile? {
        guard let text = reader.text(root, ["inherits"], rule: ThemeName.rule) else { return nil }
        guard let name = ThemeName(text) else {
            reader.reportWrong(["inherits"], ThemeName.rule, .text(text))
            return nil
        }
        let found = parent(name)
        if found == nil { reader.report(["inherits"], "there is no usable theme \"\(name)\" to inherit from") }
        return found
    }

    /// Returns the names that were defined wrongly and have no other meaning.
    private static func readPalette(
        _ root: [String: SettingValue], into palette: inout [String: PaletteColor], _ reader: inout SettingReader
    ) -> Set<String> {
        var broken: Set<String> = []
        for (name, value) in reader.table(root, ["palette"]).sorted(by: { $0.key < $1.key }) {
            let path = ["palette", name]
            if name == "default" {
                reader.report(path, "\"default\" is the terminal's own colour and cannot be redefined")
            } else if case .table(let table) = value {
                if let color = PaletteColor(table, at: path, reader: &reader) {
                    palette[name] = color
                } else if palette[name] == nil {
                    broken.insert(name)
                }
            } else {
                reader.reportWrong(path, "a table such as { c256 = 214, c16 = \"yellow\" }", value)
                if palette[name] == nil { broken.insert(name) }
            }
        }
        return broken
    }
}

/// Collects `[styles]`. A scope may be written as one quoted key or as tables within tables: a table below a style is
/// the style of a deeper scope.
private struct StyleTree {
    let colors: Set<String>
    let broken: Set<String>
    var styles: [String: StyleEntry] = [:]

    mutating func read(_ table: [String: SettingValue], at path: [String], _ reader: inout SettingReader) {
        var own: [String: SettingValue] = [:]
        for (key, value) in table.sorted(by: { $0.key < $1.key }) {
            let isScope = path.count == 1 || !StyleEntry.keys.contains(key)
            if isScope, case .table(let inner) = value {
                read(inner, at: path + [key], &reader)
            } else if isScope {
                let known = StyleEntry.keys.joined(separator: ", ")
                let rule = path.count == 1 ? "a table such as { fg = \"amber\", bold = true }" : "one of \(known)"
                if path.count == 1 {
                    reader.reportWrong(path + [key], rule, value)
                } else {
                    reader.report(path + [key], "there is no such key here; there are \(known)")
                }
            } else {
                own[key] = value
            }
        }
        // A table that only holds deeper scopes says nothing about its own.
        guard path.count > 1, !own.isEmpty || table.isEmpty else { return }
        let scope = path.dropFirst().joined(separator: ".")
        guard styles[scope] == nil else { return reader.report(path, "the scope has two styles; this one is ignored") }
        styles[scope] = StyleEntry(own, at: path, colors: colors, broken: broken, reader: &reader)
    }
}
