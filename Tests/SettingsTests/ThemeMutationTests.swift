import Settings
import TerminalUI
import Testing

@Suite("Damaged theme files")
struct ThemeMutationTests {
    @Test("Two thousand damaged copies of the shipped theme are read without a crash, each fault with its place")
    func mutations() {
        let original = Array(DefaultTheme.toml.unicodeScalars)
        var random = Seeded(7)
        var unreadable = 0
        var faulty = 0
        for _ in 0..<2000 {
            var scalars = original
            for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&scalars, &random) }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars)
            let (file, diagnostics) = ThemeFile.parse(String(text), path: "damaged.toml")
            if file == nil {
                unreadable += 1
                #expect(diagnostics.count == 1)
            } else if !diagnostics.isEmpty {
                faulty += 1
            }
            for tier in [ColorTier.mono, .ansi16, .indexed256] { _ = file?.theme(for: tier).style("state.failed") }
            let lines = scalars.count { $0 == "\n" } + 1
            #expect(diagnostics.allSatisfy { (1...lines).contains($0.line ?? 0) })
            #expect(diagnostics.allSatisfy { !$0.description.unicodeScalars.contains { $0.value < 0x20 } })
        }
        // Both kinds of damage are really among them.
        #expect(unreadable > 200)
        #expect(faulty > 100)
    }

    private func mutate(_ scalars: inout [Unicode.Scalar], _ random: inout Seeded) {
        guard !scalars.isEmpty else { return }
        let at = Int.random(in: 0..<scalars.count, using: &random)
        let end = min(scalars.count, at + Int.random(in: 1...30, using: &random))
        switch Int.random(in: 0..<7, using: &random) {
        case 0: scalars.remove(at: at)
        case 1: scalars.removeSubrange(at..<end)
        case 2: scalars.insert(contentsOf: scalars[at..<end], at: Int.random(in: 0...scalars.count, using: &random))
        case 3:
            let strange = "\u{0}\u{1B}\u{202E}\u{FEFF}\"'[]{}=,.#\\\n\r\té漢🙂0-+_".unicodeScalars
            if let scalar = strange.randomElement(using: &random) { scalars[at] = scalar }
        case 4: scalars.swapAt(at, Int.random(in: 0..<scalars.count, using: &random))
        case 5: scalars.removeSubrange(at...)
        default:
            // A value of another kind, or a misspelt word: still TOML, mostly.
            let isDigit = Bool.random(using: &random)
            let candidates: ClosedRange<Unicode.Scalar> = isDigit ? "0"..."9" : "a"..."z"
            if let index = scalars[at...].firstIndex(where: candidates.contains) {
                scalars[index] = isDigit ? "9" : "x"
            }
        }
    }

    private static let hostileTexts: [(shape: String, text: String)] = [
        ("a dotted key of 20,000 parts", String(repeating: "a.", count: 20_000) + "b = 1"),
        (
            "many deep headers",
            Array(repeating: "[" + String(repeating: "a.", count: 450) + "a]", count: 60).joined(separator: "\n")
        ),
        ("open lists in a line", "a = " + String(repeating: "[", count: 900)),
        (
            "300 tables in tables",
            "a = " + String(repeating: "{a=", count: 300) + "1" + String(repeating: "}", count: 300)
        ),
        ("open lists over lines", "a = " + String(repeating: "[\n", count: 30_000)),
        ("200 lists", "styles.a = " + String(repeating: "[\n", count: 200) + String(repeating: "]\n", count: 200)),
        ("a scope of 490 parts", "styles." + String(repeating: "a.", count: 490) + "bold = true"),
        ("open deep tables", String(repeating: String(repeating: "a.", count: 240) + "a = [{\n", count: 100)),
        ("NUL in a key", "\"a\\u0000b\" = 1"), ("NUL in a text", "a = \"x\\u0000\""), ("NUL itself", "a\u{0}b"),
        ("a byte order mark", "\u{FEFF}styles.a.bold = 3"), ("a huge integer", "a = 99999999999999999999"),
        ("dates", "a = 1979-05-27T07:32:00Z\nname = 07:32:00\nstyles = 1979-05-27"),
        ("lists of tables", "[[styles]]\n[[palette]]\n[[name]]"), ("too much", String(repeating: "#\n", count: 70_000)),
        ("returns alone", "\r\r\r"), ("quotes", "a = '''\n''''''"), ("not a number", "palette.a.c256 = nan"),
    ]

    @Test("Hostile shapes end in diagnostics, never in a crash", arguments: hostileTexts.map(\.shape))
    func hostile(shape: String) throws {
        let text = try #require(Self.hostileTexts.first { $0.shape == shape }).text
        let (file, diagnostics) = ThemeFile.parse(text, path: "hostile.toml")
        #expect(file != nil || diagnostics.count == 1)
        #expect(!diagnostics.isEmpty)
    }

    @Test(
        "What makes the TOML library end the program is a diagnostic",
        arguments: [
            "[é]", "[.a]", "[ =", "[[.]]", "[ #", "[", "[\t\u{0B}]", "[[[a]]]", "[\r\n a]", "[{", "[]", "[ [a]]",
            "e = [}", "e = [1,\n\u{2028}]",
            "e = [1, }", "e = { f = [ 1,\n} ] }", "f = 1979-05-27T:3", "f = [1979-05-27t ]", "f = 1979-05-27T\n",
        ])
    func pitfalls(pitfall: String) {
        let valid = "a = [\n[1],\n[ [2]]]\nb = \"\"\"\n[é]\n\\\"\"\"\"\"\nname = 'x' # \"\n"
        let (file, diagnostics) = ThemeFile.parse(valid + "  " + pitfall + "\nc = 1", path: "f")
        #expect(file == nil)
        #expect([[8], [9]].contains(diagnostics.map(\.line)))
        #expect(diagnostics.first?.message.hasPrefix("this is not TOML: ") == true)
        // A fault before it is what the user has to hear of first.
        #expect(ThemeFile.parse("a = \n" + pitfall, path: "f").1.map(\.line) == [1])
        #expect(ThemeFile.parse(valid, path: "f").0?.name == "x")
    }
}
