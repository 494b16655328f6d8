import Foundation
import Settings
import TerminalUI
import Testing

@Suite("The default theme")
struct DefaultThemeTests {
    private static let shippedPath = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("themes/easel.toml")

    @Test("The program holds the shipped file byte by byte")
    func embeddedEqualsShipped() throws {
        let shipped = try Data(contentsOf: Self.shippedPath)
        #expect(Data(DefaultTheme.toml.utf8) == shipped)
    }

    @Test("The shipped file has no faults and a style of its own for every scope the views ask for")
    func coversEveryScope() throws {
        let text = try String(contentsOf: Self.shippedPath, encoding: .utf8)
        let (file, diagnostics) = ThemeFile.parse(text, path: Self.shippedPath.path) { _ in nil }
        #expect(diagnostics == [])
        let theme = try #require(file)
        #expect(theme.name == "Easel")
        #expect(Set(askedScopes).subtracting(theme.scopes) == [])
        #expect(theme.scopes.subtracting(askedScopes) == [], "a scope nobody asks for")
        #expect(theme.theme(for: .indexed256) == DefaultTheme.file.theme(for: .indexed256))
        #expect(askedScopes.count == Set(askedScopes).count)
    }

    @Test("The program's own theme is found by its name only")
    func foundByName() throws {
        #expect(DefaultTheme.file(named: .standard) == DefaultTheme.file)
        #expect(DefaultTheme.file(named: try #require(ThemeName("other"))) == nil)
    }

    @Test("Text on the terminal's own background is readable on black and on white", arguments: askedScopes)
    func readable(scope: String) throws {
        let style = DefaultTheme.file.theme(for: .indexed256).style(scope)
        guard style.background == nil else { return }
        switch style.foreground {
        case nil, .terminal?: break
        case .indexed(let index)?:
            let luminance = try #require(Palette256.luminance(index), "a colour each terminal chooses itself")
            #expect(Palette256.contrast(luminance, 0) >= 3.0)
            #expect(Palette256.contrast(luminance, 1) >= 2.0)
            // Dimming takes away from a colour what was measured; the default foreground can bear it.
            #expect(!style.adding.contains(.dim))
        case .ansi(let number)?: Issue.record("ansi \(number) in the tier of 256")
        }
    }

    @Test("A background comes with a foreground, and the text of the other scopes is readable on it too")
    func readableOnBackgrounds() throws {
        let theme = DefaultTheme.file.theme(for: .indexed256)
        let backgrounds = askedScopes.filter { theme.style($0).background != nil }
        #expect(backgrounds == ["history.selected"])
        for scope in backgrounds {
            let style = theme.style(scope)
            let behind = try #require(luminance(style.background))
            #expect(Palette256.contrast(try #require(luminance(style.foreground)), behind) >= 7)
            for other in askedScopes where other.hasPrefix("history.") || other.hasPrefix("state.") {
                guard let front = luminance(theme.style(other).foreground) else { continue }
                #expect(Palette256.contrast(front, behind) >= 3.0, "\(other) on \(scope)")
            }
        }
    }

    @Test("States differ without telling red from green or amber", arguments: [ColorTier.indexed256, .ansi16, .mono])
    func statesDiffer(tier: ColorTier) throws {
        let theme = DefaultTheme.file.theme(for: tier)
        var seen: [String: String] = [:]
        // Sending and accepted look alike on purpose: one follows the other within a moment.
        for scope in askedScopes where scope.hasPrefix("state.") && scope != "state.accepted" {
            let style = theme.style(scope)
            let look = "\(warmth(style.foreground)) \(style.adding.rawValue)"
            #expect(seen[look] == nil, "\(scope) and \(seen[look] ?? "") are both \(look)")
            seen[look] = scope
        }
        #expect(seen.count == 11)
    }

    @Test("What must stand out still does without colours")
    func standsOutInMono() {
        let theme = DefaultTheme.file.theme(for: .mono)
        for (marked, plain) in [
            ("pane.border.focused", "pane.border"), ("pane.title.focused", "pane.title"),
            ("slider.knob.focused", "slider.knob"), ("history.selected", "history.text"),
            ("prompt.selection", "prompt.text"), ("prompt.counter.over", "prompt.counter"),
            ("parameter.cursor", "parameter.label"), ("parameter.value.changed", "parameter.value"),
            ("parameter.input", "parameter.value"), ("message.error", "message.info"),
            ("slider.filled", "slider.track"),
        ] {
            #expect(theme.style(marked) != theme.style(plain), "\(marked) looks like \(plain)")
        }
    }

    @Test("No style has a colour in the mono tier")
    func monoHasNoColors() {
        let theme = DefaultTheme.file.theme(for: .mono)
        for (scope, style) in theme.styles {
            #expect(style.foreground == nil && style.background == nil, "\(scope)")
        }
    }

    @Test("With 16 colours only named ones appear, and never dark blue, black or white text on the terminal's own")
    func sixteenColors() {
        let theme = DefaultTheme.file.theme(for: .ansi16)
        for scope in askedScopes {
            let style = theme.style(scope)
            for color in [style.foreground, style.background] {
                if case .indexed(let index)? = color { Issue.record("\(scope) has the index \(index)") }
            }
            guard style.background == nil, case .ansi(let number)? = style.foreground else { continue }
            #expect(![0, 4, 7, 8, 15].contains(number), "\(scope) has the ansi colour \(number)")
        }
    }

    private func luminance(_ color: Color?) -> Double? {
        if case .indexed(let index)? = color { Palette256.luminance(index) } else { nil }
    }

    /// The axis that red-green blindness leaves: blue against yellow.
    private func warmth(_ color: Color?) -> String {
        switch color {
        case nil, .terminal?: return "neutral"
        case .ansi(let number)?:
            return [1: "warm", 3: "warm", 2: "cool", 6: "cool"][number] ?? "ansi \(number)"
        case .indexed(let index)?:
            guard let (red, green, blue) = Palette256.components(index) else { return "index \(index)" }
            let slant = blue - (red + green) / 2
            return abs(slant) < 20 ? "neutral" : slant > 0 ? "cool" : "warm"
        }
    }
}
