import TestSupport
import Testing

@testable import EngineModel

@Suite("What became of a text, word by word")
struct WordDiffTests {
    private static let alphabet = [
        "red", "blue", "boat", "Boat", "sea", " ", " ", " ", ",", ".", "\n", "  ", "灯", "台", "と", "霧", "👩‍👩‍👧", "🇩🇪",
        "e\u{301}",
        "\u{301}", "it's", "35mm", "\r\n", "{", "|", "}",
    ]

    private static func text(_ pieces: Int, _ dice: inout SeededGenerator) -> String {
        (0..<pieces).map { _ in alphabet.randomElement(using: &dice) ?? "" }.joined()
    }

    /// The text with a few changes, as an edit would make them.
    private static func edited(_ text: String, _ dice: inout SeededGenerator) -> String {
        var characters = Array(text)
        for _ in 0..<Int.random(in: 0...4, using: &dice) {
            let place = Int.random(in: 0...characters.count, using: &dice)
            let end = min(place + Int.random(in: 0...5, using: &dice), characters.count)
            characters.replaceSubrange(place..<end, with: Array(Self.text(Int.random(in: 0...3, using: &dice), &dice)))
        }
        return String(characters)
    }

    @Test("gives both texts back, and marks exactly what is new")
    func givesBack() {
        var dice = SeededGenerator(seed: 61)
        for round in 0..<4000 {
            let old = Self.text(Int.random(in: 0...40, using: &dice), &dice)
            let new = round % 2 == 0 ? Self.edited(old, &dice) : Self.text(Int.random(in: 0...40, using: &dice), &dice)
            let diff = WordDiff(from: old, to: new)
            #expect(diff.old == old)
            #expect(diff.new == new)
            #expect(diff.isEmpty == (old == new))
            let characters = Array(new)
            let added = diff.pieces.filter { $0.kind == .added }.map(\.text)
            #expect(diff.added.map { String(characters[$0]) } == added)
            for (one, other) in zip(diff.pieces, diff.pieces.dropFirst()) { #expect(one.kind != other.kind) }
            #expect(diff.pieces.allSatisfy { !$0.text.isEmpty })
        }
    }

    @Test("keeps as many tokens as the longest common subsequence has")
    func isLongest() {
        var dice = SeededGenerator(seed: 62)
        for _ in 0..<2000 {
            // Also across the 64 tokens of one machine word.
            let counts = (Int.random(in: 0...150, using: &dice), Int.random(in: 0...150, using: &dice))
            let first = (0..<counts.0).map { _ in Int32.random(in: 0...4, using: &dice) }
            let second = (0..<counts.1).map { _ in Int32.random(in: 0...4, using: &dice) }
            let steps = CommonTokens.steps(first[...], second[...], mostWork: .max)
            #expect(steps.count { $0 == .kept } == Self.longest(first, second))
            var (old, new): ([Int32], [Int32]) = ([], [])
            for step in steps {
                if step == .kept { #expect(first[old.count] == second[new.count]) }
                if step != .added { old.append(first[old.count]) }
                if step != .removed { new.append(second[new.count]) }
            }
            #expect(old == first && new == second)
        }
    }

    private static func longest(_ first: [Int32], _ second: [Int32]) -> Int {
        var row = [Int](repeating: 0, count: second.count + 1)
        for token in first {
            var diagonal = 0
            for (index, other) in second.enumerated() {
                let above = row[index + 1]
                row[index + 1] = token == other ? diagonal + 1 : max(above, row[index])
                diagonal = above
            }
        }
        return row[second.count]
    }

    @Test(
        "reads well",
        arguments: [
            ("a red boat", "a blue boat", "a [-red-]{+blue+} boat"),
            ("a red boat", "a red boat at sea", "a red boat{+ at sea+}"),
            ("a red, old boat", "a boat", "a [-red, old -]boat"),
            ("one red boat", "two blue boats", "[-one red boat-]{+two blue boats+}"),
            ("灯台と霧", "灯台と海", "灯台と[-霧-]{+海+}"),
            ("", "a boat", "{+a boat+}"), ("a boat", "", "[-a boat-]"), ("", "", ""), ("a boat", "a boat", "a boat"),
            ("caf\u{E9} noir", "cafe\u{301} noir", "caf\u{E9} noir"),
        ])
    func words(old: String, new: String, marked: String) {
        #expect(WordDiff(from: old, to: new).marked == marked)
    }

    @Test("of texts beyond its bound keeps the common ends only")
    func bound() {
        let (first, second) = ([1, 2, 3, 4] as [Int32], [5, 2, 3, 6] as [Int32])
        #expect(CommonTokens.steps(first[...], second[...], mostWork: 16).count { $0 == .kept } == 2)
        #expect(CommonTokens.steps(first[...], second[...], mostWork: 15).count { $0 == .kept } == 0)
        let long = (0..<4001).map { "\($0);" }.joined()
        let other = (0..<4001).map { "\($0 / 2)x;" }.joined()
        let diff = WordDiff(from: "start " + long + " end", to: "start " + other + " end")
        #expect(diff.pieces.map(\.kind) == [.kept, .removed, .added, .kept])
        #expect(diff.new == "start " + other + " end")
    }
}
