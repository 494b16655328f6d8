import Testing

@testable import Settings

@Suite("Where keys stand")
struct KeyPositionsTests {
    private func place(_ text: String, _ path: String...) -> [Int] {
        let place = KeyPositions(text).place(of: path)
        return place.map { [$0.line, $0.column] } ?? []
    }

    @Test("Keys are found behind comments, texts of several lines, lists and inline tables")
    func hardText() {
        let text = """
            # [not.a.table]
            a = "x = 1 \\" # no" # y = 2
            b = \"\"\"
            c = 3
            \\\"\"\" still text \"\"\"\"\"
            'd e' = ['''
            f = 1''', { g = 1, "h\\u0041" = [ # comment ]
              2 ] }]
            [ t . "u.v" ]
              w.x = 1979-05-27
            [[list]]
            i = { j = { k = 'l' }, m = true }
            """
        #expect(place(text, "a") == [2, 1])
        #expect(place(text, "b") == [3, 1])
        #expect(place(text, "c") == [])
        #expect(place(text, "d e") == [6, 1])
        #expect(place(text, "d e", "g") == [7, 13])
        #expect(place(text, "d e", "hA") == [7, 20])
        #expect(place(text, "f") == [])
        #expect(place(text, "t") == [9, 3])
        #expect(place(text, "t", "u.v") == [9, 7])
        #expect(place(text, "t", "u.v", "w", "x") == [10, 5])
        #expect(place(text, "list") == [11, 3])
        #expect(place(text, "list", "i", "j", "k") == [12, 13])
        #expect(place(text, "list", "i", "m") == [12, 24])
    }

    @Test("What is not written down has the place of what stands around it")
    func nearest() {
        #expect(place("[a]\nb = 1", "a", "b", "c") == [2, 1])
        #expect(place("[a]\nb = 1", "a", "x", "c") == [1, 2])
        #expect(place("[a]\nb = 1", "z") == [])
    }

    @Test("Windows line ends and a byte order mark do not shift places")
    func lineEnds() {
        #expect(place("\u{FEFF}a = 1\r\nb = 2\r\n", "a") == [1, 1])
        #expect(place("\u{FEFF}a = 1\r\nb = 2\r\n", "b") == [2, 1])
    }

    @Test("Each scope of the shipped theme has its own line")
    func shipped() throws {
        let lines = DefaultTheme.toml.split(separator: "\n", omittingEmptySubsequences: false)
        let positions = KeyPositions(DefaultTheme.toml)
        for scope in askedScopes {
            let place = try #require(positions.place(of: ["styles", scope]))
            let line = lines[place.line - 1]
            #expect(line.hasPrefix("\"\(scope)\" = ") || line.hasPrefix("\(scope) = "))
        }
    }

    @Test("The scan of any text ends")
    func ends() {
        let pieces = ["[", "]", "{", "}", "=", ".", ",", "\"", "'", "\"\"\"", "'''", "\\", "#", "\n", "\r", "a", " "]
        var random = Seeded(3)
        for _ in 0..<2000 {
            let text = (0..<40).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            _ = KeyPositions(text).place(of: ["a"])
        }
    }
}

@Suite("Diagnostics")
struct DiagnosticTests {
    @Test("One line says file, line, column, key and message, as far as they are known")
    func description() {
        #expect(
            Diagnostic(file: "/f", line: 3, column: 5, key: "a.b", message: "is wrong").description
                == "/f:3:5: a.b: is wrong")
        #expect(Diagnostic(file: "/f", line: 3, message: "is wrong").description == "/f:3: is wrong")
        #expect(Diagnostic(file: "/f", message: "is wrong").description == "/f: is wrong")
    }

    @Test("Nothing in it can steer a terminal or start a new line")
    func sanitized() {
        let diagnostic = Diagnostic(file: "/\u{1B}f", line: 1, key: "a\nb", message: "\u{202E}c\u{9B}d\u{7}")
        #expect(diagnostic.description == "/f:1: a b: cd")
    }
}
