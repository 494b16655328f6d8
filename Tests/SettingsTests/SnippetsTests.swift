import Foundation
import Testing

@testable import Settings

@Suite struct SnippetsTests {
    @Test func `are read in the order of the file`() {
        let read = SnippetsText(
            """
            # mine
            neon = "neon rim light"
            "35 mm" = 'shot on 35 mm film'
            frame = \"""
            a photograph of <prompt>,
            golden hour\"""

            """, path: "/s.toml")
        #expect(read.diagnostics.isEmpty)
        #expect(read.entries.map(\.name) == ["neon", "35 mm", "frame"])
        #expect(read.entries.map(\.text).last == "a photograph of <prompt>,\ngolden hour")
    }

    @Test(arguments: [
        ("a = 1\nb = \"x\"", ["b"], "/s.toml:1:1: a: must be a text, as in name = \"text\", not the integer 1"),
        ("b = \"x\"\n[c]\nd = \"y\"", ["b"], "/s.toml:2:2: c: must be a text, as in name = \"text\", not a table"),
        ("b = \"\"", [], "/s.toml:1:1: b: must not be empty"),
    ])
    func `what is wrong is named with line and key, the rest stands`(text: String, names: [String], said: String) {
        let read = SnippetsText(text, path: "/s.toml")
        #expect(read.entries.map(\.name) == names)
        #expect(read.diagnostics.map(\.description) == [said])
    }

    @Test(arguments: ["b = \"x", "b = \"x\"\nb = \"y\"", "= 3", "a = \"1\"\n[t]\n", "a = 1"])
    func `a broken file is not added to, and the line says so`(text: String) throws {
        let read = SnippetsText(text, path: "/s.toml")
        let fault = #expect(throws: Diagnostic.self) { _ = try read.addition("new", "text") }
        #expect(fault?.line != nil)
        #expect(fault?.description.hasPrefix("/s.toml:") == true)
    }

    @Test func `a missing file is empty, an unreadable one is named`() throws {
        let folder = try TemporaryFolder()
        #expect(
            SnippetsText.load(path: folder.path + "/none.toml") == SnippetsText("", path: folder.path + "/none.toml"))
        let bad = try folder.write(Data([0x61, 0x3D, 0x22, 0xFF, 0x22]), to: "bad.toml")
        #expect(SnippetsText.load(path: bad).diagnostics.map(\.description) == ["\(bad):1: the file is not UTF-8 text"])
        #expect(throws: Diagnostic.self) { try SnippetsText.load(path: bad).addition("a", "b") }
        #expect(
            SnippetsText.load(path: folder.path).diagnostics.map(\.description) == [
                "\(folder.path): this is not a regular file"
            ])
    }

    @Test func `what is added is read back, behind what stood there`() throws {
        let before = "# kept as it is \nneon = 'rim'   # so is this"
        let read = SnippetsText(before, path: "/s.toml")
        let addition = try read.addition("wide shot", "a \"wide\" shot\\of <prompt>")
        #expect(addition == "\n\"wide shot\" = \"a \\\"wide\\\" shot\\\\of <prompt>\"\n")
        let after = SnippetsText(before + addition, path: "/s.toml")
        #expect(after.entries.map(\.name) == ["neon", "wide shot"])
        #expect(throws: Diagnostic.self) { try after.addition("neon", "again") }
    }

    @Test func `any name and text are read back exactly`() throws {
        var random = Seeded(90)
        let pieces = [
            "word", " ", "  ", "\t", "\n", "\"", "\"\"\"", "\\", "'", "#", "é", "漢字", "👩‍👩‍👧", "\u{7F}", "\u{1B}", "\u{85}",
            "\u{2028}", "\r", "<prompt>", "{a|b}", "=", "[x]", String(repeating: "long", count: 80),
            String(repeating: " ", count: 150), "\u{FEFF}", "\u{301}",
        ]
        var text = ""
        var expected: [SnippetsText.Entry] = []
        for number in 0..<300 {
            let count = Int.random(in: 1...12, using: &random)
            let fragment = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            let name =
                "n\(number)"
                + (0..<2).map { _ in ["", "-", " ", "é", "\"", ".", "#"].randomElement(using: &random) ?? "" }
                .joined()
            // Files stay small enough to be read.
            if number % 10 == 0 { (text, expected) = ("", []) }
            text += try SnippetsText(text, path: "/s.toml").addition(name, fragment)
            expected.append(.init(name: name, text: fragment))
            let read = SnippetsText(text, path: "/s.toml")
            #expect(
                read.entries.map { Array($0.text.unicodeScalars) } == expected.map { Array($0.text.unicodeScalars) })
            #expect(read.entries.map(\.name) == expected.map(\.name))
        }
    }

    @Test func `a prompt of 3000 characters fits, a file that would grow too large is refused`() throws {
        let prompt = (0..<500).map { "word\($0 % 10)" }.joined(separator: " ")
        var text = ""
        var count = 0
        let fault = #expect(throws: Diagnostic.self) {
            while count < 100 {
                text += try SnippetsText(text, path: "/s.toml").addition("n\(count)", prompt)
                count += 1
            }
        }
        #expect(count > 15)
        #expect(fault?.message.contains("larger than") == true)
    }
}
