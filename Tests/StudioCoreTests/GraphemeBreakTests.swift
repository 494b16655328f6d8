import Foundation
@testable import StudioCore
import Testing

/// Debian's copy of Unicode's own test of grapheme borders (package unicode-data), through moves and deletes.
@Suite struct GraphemeBreakTests {
    struct Case {
        let line: String
        /// The characters, with line ends as a text keeps them.
        let characters: [String]
        var text: String { characters.joined() }
    }

    /// Where Swift's own Unicode differs from Debian's file, which is that of Unicode 15.0; line by line.
    static let known: Set<String> = [
        // Scissors joined to scissors: Swift joins only what is shown as emoji.
        "÷ 2701 × 200D × 2701 ÷"
    ]

    static func cases() throws -> [Case] {
        let path = "/usr/share/unicode/auxiliary/GraphemeBreakTest.txt"
        let file = try String(contentsOfFile: path, encoding: .utf8)
        return file.split(separator: "\n").compactMap { line in
            let text = line.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces)
            guard !text.isEmpty else { return nil }
            let characters = text.split(separator: "÷").map { cluster -> String in
                let scalars = cluster.split(separator: "×").compactMap { scalar in
                    UInt32(scalar.trimmingCharacters(in: .whitespaces), radix: 16).flatMap(Unicode.Scalar.init)
                }
                return String(String.UnicodeScalarView(scalars))
            }
            let kept = characters.filter { !$0.isEmpty }.map { $0 == "\r\n" || $0 == "\r" ? "\n" : $0 }
            return Case(line: text, characters: kept)
        }
    }

    private func bytes(_ text: some StringProtocol) -> [UInt8] { Array(text.utf8) }

    @Test func `the cursor stops at every border and nowhere else, and deletes one character`() throws {
        let cases = try Self.cases()
        #expect(cases.count > 500)
        var different: Set<String> = []
        for test in cases where !agrees(test) { different.insert(test.line) }
        #expect(different == Self.known)
    }

    private func agrees(_ test: Case) -> Bool {
        var buffer = TextBuffer(test.text, cursor: 0)
        for end in test.characters.indices {
            buffer.move(to: .nextCharacter)
            let before = buffer.characters.prefix(buffer.cursor).map(String.init).joined()
            guard bytes(before) == bytes(test.characters[...end].joined()) else { return false }
        }
        guard buffer.cursor == buffer.characters.count else { return false }
        for place in test.characters.indices.reversed() {
            buffer.move(to: .previousCharacter)
            guard buffer.cursor == place else { return false }
        }
        var erased = TextBuffer(test.text)
        for end in test.characters.indices.reversed() {
            erased.delete(to: .previousCharacter)
            guard bytes(erased.text) == bytes(test.characters[..<end].joined()) else { return false }
        }
        while erased.undo() {}
        guard bytes(erased.text) == bytes(test.text) else { return false }
        var eaten = TextBuffer(test.text, cursor: 0)
        for start in test.characters.indices {
            eaten.delete(to: .nextCharacter)
            guard bytes(eaten.text) == bytes(test.characters[(start + 1)...].joined()) else { return false }
        }
        return true
    }

    @Test func `typed scalar by scalar, at the end and before something, it has the same borders`() throws {
        for test in try Self.cases() where !Self.known.contains(test.line) {
            for behind in ["", "x", "\u{301}", "🇩🇪🇫", "\u{200D}👩"] {
                var buffer = TextBuffer(behind, cursor: 0)
                for scalar in test.text.unicodeScalars { buffer.type(String(scalar)) }
                // Behind others the cursor may have gone behind what a scalar became a part of.
                if behind.isEmpty { #expect(bytes(buffer.text) == bytes(test.text), "\(test.line)") }
                let borders = buffer.characters.map { bytes(String($0)) }
                #expect(borders == Array(buffer.text).map { bytes(String($0)) }, "\(test.line)")
            }
        }
    }
}
