import TestSupport
import Testing
import TerminalUI

@testable import StudioCore

/// A picker of many rows must leave what a plain look at each row leaves, however its field came to hold what it holds.
@Suite struct NarrowingTests {
    private static let vocabulary = [
        "lighthouse", "Light", "sea", "SEAL", "fog", "l\u{E9}ger", "le\u{301}gende", "灯台と霧", "が", "か\u{3099}", "f/1.8",
        "it's", "👩‍👩‍👧", "🇩🇪", "ß", "İstanbul", "a", "\u{301}", "한국", "\u{1112}\u{1161}\u{11AB}", "x\u{3000}y",
    ]

    private static func label(_ dice: inout SeededGenerator) -> String {
        (0..<Int.random(in: 0...6, using: &dice)).map { _ in vocabulary.randomElement(using: &dice) ?? "" }
            .joined(separator: [" ", "  ", ", ", ""].randomElement(using: &dice) ?? " ")
    }

    @Test func `typing, deleting and more rows leave the rows that match`() {
        var dice = SeededGenerator(seed: 71)
        let keys = ["Backspace", "Left", "Right", "Home", "End", "C-u", "C-w"].compactMap(KeyEvent.init)
        let letters = "lightseafogé霧かb 's/1 한👩".map { KeyEvent(.character($0)) }
        for _ in 0..<60 {
            var labels = (0..<Int.random(in: 0...40, using: &dice)).map { _ in Self.label(&dice) }
            func items(_ range: Range<Int>) -> [Picker.Item] { range.map { .init(id: "\($0)", label: labels[$0]) } }
            var picker = Picker(.command, title: "test", items: items(0..<labels.count))
            for _ in 0..<40 {
                switch Int.random(in: 0...9, using: &dice) {
                case 0:
                    let known = labels.count
                    labels += (0..<3).map { _ in Self.label(&dice) }
                    picker.append(items(known..<labels.count))
                case 1: picker.insert(String((Self.vocabulary.randomElement(using: &dice) ?? "").prefix(3)))
                case 2: _ = picker.edit(keys.randomElement(using: &dice) ?? KeyEvent(.end))
                default: _ = picker.edit(letters.randomElement(using: &dice) ?? KeyEvent(.end))
                }
                let query = FuzzyMatch.Query(picker.field.text)
                #expect(picker.shown == labels.indices.filter { FuzzyMatch(query, in: labels[$0]) != nil })
                #expect(picker.items.map(\.label) == labels)
            }
        }
    }

    @Test func `appended rows leave the selection where it is`() {
        var picker = Picker(.command, title: "test", items: (0..<9).map { .init(id: "\($0)", label: "sea \($0)") })
        picker.insert("sea")
        picker.select(by: 4)
        picker.append((9..<20).map { .init(id: "\($0)", label: $0 % 2 == 0 ? "sea" : "fog") })
        #expect(picker.selected?.id == "4")
        #expect(picker.shown == Array(0..<9) + [10, 12, 14, 16, 18])
        picker.select(by: 100)
        #expect(picker.selected?.id == "18")
    }

    @Test(arguments: [
        ("straße", "STRASSE", false), ("ecole", "École", true), ("ecole", "E\u{301}COLE", true), ("łodz", "łódź", true),
        ("ж", "Ж", true), ("йод", "ИОД", true), ("が", "か\u{3099}", true), ("か", "が", false), ("❤", "❤\u{FE0F}", true),
        ("한국", "\u{1112}\u{1161}\u{11AB}\u{AE}국", false), ("한", "\u{1112}\u{1161}\u{11AB}", true), ("ι", "Ἰ", true),
    ])
    func `case and accents do not count, pieces of syllables do`(query: String, text: String, isFound: Bool) {
        #expect((FuzzyMatch(query, in: text) != nil) == isFound)
    }
}
