import Settings
import TerminalUI
import Testing

@Suite("Theme files")
struct ThemeFileTests {
    private static let path = "/home/user/mine.toml"

    private func parse(_ text: String) -> (ThemeFile?, [Diagnostic]) {
        ThemeFile.parse(text, path: Self.path)
    }

    private func lines(_ diagnostics: [Diagnostic]) -> [String] {
        diagnostics.map { $0.description.replacing(Self.path + ":", with: "") }
    }

    @Test("Colours and modifiers arrive in each tier as the file says")
    func tiers() throws {
        let (file, diagnostics) = parse(
            """
            name = "Mine"
            [palette]
            amber = { c256 = 214, c16 = "yellow" }
            own = { c256 = "default", c16 = "default" }
            [styles]
            "a.b" = { fg = "amber", bg = "own", bold = true, italic = false, mono = ["reverse", "italic"] }
            c = { fg = "default", underline = true, dim = true }
            """)
        #expect(diagnostics == [])
        let theme = try #require(file)
        #expect(theme.name == "Mine")
        let rich = theme.theme(for: .indexed256)
        #expect(rich.name == "Mine")
        #expect(
            rich.styles == [
                "a.b": Style(foreground: .indexed(214), background: .terminal, adding: .bold, removing: .italic),
                "c": Style(foreground: .terminal, adding: [.underline, .dim]),
            ])
        #expect(theme.theme(for: .ansi16).styles["a.b"]?.foreground == .ansi(3))
        #expect(
            theme.theme(for: .mono).styles == [
                "a.b": Style(adding: [.reverse, .italic]), "c": Style(adding: [.underline, .dim]),
            ])
    }

    @Test("A palette entry with one of its two colours gets the nearest for the other")
    func nearestColor() throws {
        let (file, diagnostics) = parse(
            """
            palette.a.c256 = 196
            palette.b.c16 = "brightcyan"
            styles.a.fg = "a"
            styles.b.fg = "b"
            """)
        #expect(diagnostics == [])
        let theme = try #require(file)
        #expect(theme.theme(for: .ansi16).styles["a"]?.foreground == .ansi(9))
        #expect(theme.theme(for: .ansi16).styles["b"]?.foreground == .ansi(14))
        #expect(theme.theme(for: .indexed256).styles["b"]?.foreground == .ansi(14))
    }

    @Test("A scope may be a quoted key or a table, and two styles for one scope are reported")
    func scopeNotations() throws {
        let (file, diagnostics) = parse(
            """
            [styles]
            "x.y" = { bold = true }
            [styles.pane]
            dim = true
            title.focused.bold = true
            [styles.x]
            y = { dim = true }
            """)
        #expect(lines(diagnostics) == ["2:1: styles.x.y: the scope has two styles; this one is ignored"])
        let theme = try #require(file).theme(for: .indexed256)
        #expect(Set(theme.styles.keys) == ["x.y", "pane", "pane.title.focused"])
        #expect(theme.style("pane.title.focused") == Style(adding: [.dim, .bold]))
    }

    @Test("Each wrong entry is reported with line, key and rule, and only that entry falls away")
    func wrongEntries() throws {
        let (file, diagnostics) = parse(
            """
            name = 3
            colour = "red"
            [palette]
            good = { c256 = 100, c16 = "green" }
            high = { c256 = 256, c16 = "green" }
            odd = { c256 = 1.5 }
            named = { c256 = 7, c16 = "mauve" }
            none = {}
            flat = 12
            default = { c256 = 1 }
            more = { c256 = 9, c24 = "#fff" }

            [styles]
            unknown = { fg = "azure", bold = true }
            twice = { fg = "odd", dim = true }
            kind = { fg = 214, bold = "yes", italic = true }
            extra = { blink = true, bold = true }
            mono = { mono = ["bold", "big"], dim = true }
            list = { mono = "bold", dim = true }
            line = "red"
            right = { fg = "good", bg = "high" }
            """)
        #expect(
            lines(diagnostics) == [
                "1:1: name: must be a text, not the integer 3",
                "2:1: colour: there is no such key here; there are name, inherits, palette, styles",
                "5:10: palette.high.c256: must be an integer from 0 to 255 or \"default\", not the integer 256",
                "6:9: palette.odd.c256: must be an integer from 0 to 255 or \"default\", not the number 1.5",
                "7:21: palette.named.c16: must be \"default\" or one of black, red, green, yellow, blue, magenta, "
                    + "cyan, white, brightblack, brightred, brightgreen, brightyellow, brightblue, brightmagenta, "
                    + "brightcyan, brightwhite, not the text \"mauve\"",
                "8:1: palette.none: c256 or c16 is needed",
                "9:1: palette.flat: must be a table such as { c256 = 214, c16 = \"yellow\" }, not the integer 12",
                "10:1: palette.default: \"default\" is the terminal's own colour and cannot be redefined",
                "11:20: palette.more.c24: there is no such key here; there are c256, c16",
                "14:13: styles.unknown.fg: the palette has no colour the text \"azure\"",
                "16:10: styles.kind.fg: must be the name of a palette colour, not the integer 214",
                "16:20: styles.kind.bold: must be true or false, not the text \"yes\"",
                "17:11: styles.extra.blink: there is no such key here; there are fg, bg, bold, dim, italic, underline, "
                    + "reverse, mono",
                "18:10: styles.mono.mono: must be a list of \"bold\", \"dim\", \"italic\", \"underline\", \"reverse\", "
                    + "not the text \"big\"",
                "19:10: styles.list.mono: must be a list of \"bold\", \"dim\", \"italic\", \"underline\", \"reverse\", "
                    + "not the text \"bold\"",
                "20:1: styles.line: must be a table such as { fg = \"amber\", bold = true }, not the text \"red\"",
            ])
        let found = try #require(file)
        #expect(found.name == "mine")
        #expect(
            found.theme(for: .indexed256).styles == [
                "unknown": Style(adding: .bold), "twice": Style(adding: .dim), "kind": Style(adding: .italic),
                "extra": Style(adding: .bold), "mono": Style(adding: .dim), "list": Style(adding: .dim),
                "right": Style(foreground: .indexed(100), background: .ansi(2)),
            ])
        #expect(found.theme(for: .mono).styles["mono"] == Style(adding: .bold))
    }

    @Test("Inheriting keeps the parent's styles, and a redefined colour reaches them")
    func inheritance() throws {
        let (file, diagnostics) = parse(
            """
            inherits = "easel"
            [palette]
            amber = { c256 = 11, c16 = "brightyellow" }
            [styles]
            "state.done" = { fg = "amber" }
            """)
        #expect(diagnostics == [])
        let theme = try #require(file).theme(for: .indexed256)
        #expect(theme.styles["header.brand"] == Style(foreground: .indexed(11), adding: .bold))
        #expect(theme.styles["state.done"] == Style(foreground: .indexed(11)))
        #expect(theme.styles["pane.border"] == DefaultTheme.file.theme(for: .indexed256).styles["pane.border"])
        #expect(Set(theme.styles.keys) == DefaultTheme.file.scopes)
    }

    @Test("A broken colour of a child leaves the parent's in force")
    func brokenColorInherits() throws {
        let (file, diagnostics) = parse("inherits = \"easel\"\npalette.amber = 3\n")
        #expect(diagnostics.map(\.line) == [2])
        let theme = try #require(file).theme(for: .indexed256)
        #expect(theme.styles["header.brand"] == DefaultTheme.file.theme(for: .indexed256).styles["header.brand"])
    }

    @Test("A parent that is unknown or no name is reported", arguments: ["nobody", "../easel", "a.b", "", "a/b"])
    func unknownParent(name: String) throws {
        let (file, diagnostics) = parse("inherits = \"\(name)\"\nstyles.a.bold = true")
        #expect(diagnostics.map(\.key) == ["inherits"])
        #expect(diagnostics.map(\.line) == [1])
        #expect(try #require(file).scopes == ["a"])
    }

    @Test("What is not TOML gives one diagnostic with line and column, and no theme")
    func notTOML() throws {
        let (file, diagnostics) = parse("name = \"a\"\n[styles\nb = 1\n")
        #expect(file == nil)
        let only = try #require(diagnostics.first)
        #expect(diagnostics.count == 1)
        #expect(only.line == 2)
        #expect(only.column == 8)
        #expect(only.message.hasPrefix("this is not TOML: "))
    }

    @Test("Text of the file cannot steer the terminal")
    func sanitized() throws {
        let (file, diagnostics) = parse(
            """
            name = "N\\u001B[31m\\u202Ee"
            "key\\u001B]2;x\\u0007\\nz" = 1
            [styles]
            a = { fg = "\\u001B[2J" }
            """)
        #expect(try #require(file).name == "N[31me")
        #expect(try #require(file).theme(for: .mono).name == "N[31me")
        #expect(diagnostics.count == 2)
        for diagnostic in diagnostics {
            let hasControls = diagnostic.description.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
            #expect(!hasControls, "\(diagnostic)")
        }
        #expect(diagnostics.first?.key == "key]2;x z")
    }

    @Test("A nameless theme is called as its file, and a long name is cut")
    func names() throws {
        #expect(parse("").0?.name == "mine")
        #expect(parse("name = \"\"").0?.name == "mine")
        #expect(parse("name = \"\(String(repeating: "n", count: 90))\"").0?.name.count == 40)
    }
}
