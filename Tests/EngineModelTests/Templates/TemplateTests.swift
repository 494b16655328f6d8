import EngineModel
import Foundation
import TestSupport
import Testing

@Suite struct TemplateTests {
    private static let lists = NamedLists(entries: RandomTemplate.lists)

    private func all(_ text: String, lists: NamedLists = Self.lists) throws -> [String] {
        let template = try Template(text, lists: lists)
        return (0..<template.count).map { template.expansion(at: $0) }
    }

    @Test func `the count is the number of expansions, for 10,000 random templates`() throws {
        var random = SeededGenerator(seed: 41)
        var several = 0
        for _ in 0..<10_000 {
            let made = RandomTemplate.make(&random)
            let expansions = try all(made.text)
            #expect(expansions == made.expansions, "\(made.text)")
            several += made.expansions.count > 1 ? 1 : 0
            let lengths = made.expansions.map(\.utf16.count)
            let template = try Template(made.text, lists: Self.lists)
            #expect(template.lengths.lowerBound == lengths.min() && template.lengths.upperBound == lengths.max())
            #expect(template.isLiteral == (made.expansions == [made.text]), "\(made.text)")
        }
        #expect(several > 3000)
    }

    @Test func `any text expands as a naive expander rewrites it, or both refuse it`() throws {
        var random = SeededGenerator(seed: 42)
        let pieces = ["{", "{", "}", "}", "|", "_", "__", "#", "\\", "\n", " ", "a", "a", "b", "é", "__a__", "{a|b}"]
        let lists = ["a": ["1", "{2|3}"], "b": ["__a__"], "a_b": ["#"], "aa": ["\\|"]]
        var (expanded, refused) = (0, 0)
        for _ in 0..<5000 {
            let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }
            .joined()
            let naive = NaiveExpander.expand(text, lists: lists)
            let ours = try? all(text, lists: NamedLists(entries: lists))
            #expect(ours == naive, "\(text)")
            if naive == nil { refused += 1 } else { expanded += 1 }
        }
        #expect(expanded > 1200 && refused > 500)
    }

    @Test(arguments: [
        ("{a|b} {c|d}", ["a c", "a d", "b c", "b d"]), ("{a|{b|c}d|}", ["a", "bd", "cd", ""]), ("{}", [""]),
        ("{a}", ["a"]), ("a | b", ["a | b"]), ("a  {b |}c", ["a  b c", "a  c"]),
        ("# all\na\n # is\n\nb\n#end", ["a\n\nb"]),
        ("#only", [""]), ("#only\n", [""]), ("a # b", ["a # b"]), ("\\# a", ["# a"]), ("a\\", ["a\\"]),
        ("\\a", ["\\a"]),
        ("\\__one__", ["__one__"]), ("__one_", ["__one_"]), ("____", ["____"]), ("__one__one__", ["onlyone__"]),
        ("{a\n# {x\n|b}", ["a\n", "b"]), ("__a-b_c2__", ["", "__colour__", "# hash", "\\{"]),
        ("___one__", ["_only"]),
    ])
    func `a template means what the grammar says`(text: String, expansions: [String]) throws {
        #expect(try all(text) == expansions)
    }

    @Test(arguments: [
        "", "a cat", "snake_case | pipes, 100 % # no comment", "c:\\temp\\x", "日本\n\ntwo lines ",
    ])
    func `a text without anything special is itself`(text: String) throws {
        let template = try Template(text)
        #expect(template.isLiteral && template.count == 1 && template.droppedLines == 0)
        #expect(template.expansion(at: 0) == text)
        #expect(Template.escaped(text) == text)
    }

    @Test func `what is dropped is counted, and what only loses braces is not literal`() throws {
        #expect(try Template("# a\nb\n  #c").droppedLines == 2)
        #expect(try !Template("{\"json\": 1}").isLiteral)
        #expect(try !Template("\\{").isLiteral)
        #expect(try !Template("# a\n").isLiteral)
    }

    @Test func `escaped text expands to itself alone`() throws {
        var random = SeededGenerator(seed: 43)
        let pieces = ["{", "}", "|", "_", "__a__", "__", "#", "\\", "\n", " ", "\t", "a", "é", "日", "\\{", "\r\n"]
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0...14, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }
            .joined()
            let escaped = Template.escaped(text)
            let template = try Template(escaped)
            #expect(template.count == 1 && template.droppedLines == 0, "\(text) → \(escaped)")
            #expect(template.expansion(at: 0) == text, "\(text) → \(escaped)")
        }
        #expect(Template.escaped("{a|b} a__b \\{ #\n #") == "\\{a|b\\} a_\\_b \\\\\\{ #\n \\#")
    }
}

@Suite struct TemplateFaultTests {
    @Test(arguments: [
        ("a {b|c", TemplateFault.Reason.unclosed, 1, 3, 2), ("日本\né}", .unopened, 2, 2, 4),
        ("{a|{b|c}", .unclosed, 1, 1, 0), ("# {\n}", .unopened, 2, 1, 4), ("a __none__", .unknownList("none"), 1, 3, 2),
        ("__empty__", .emptyList("empty"), 1, 1, 0),
        ("👩‍👩‍👧‍👦 __bad__", .unreadableList("bad", "/l/bad.txt: it is not UTF-8"), 1, 3, 2),
        ("x\n" + String(repeating: "{", count: 33), .tooDeep, 2, 33, 34),
    ])
    func `what makes no sense is refused with its place`(
        text: String, reason: TemplateFault.Reason, line: Int, column: Int, offset: Int
    ) throws {
        let lists = NamedLists([
            "empty": .entries([]), "bad": .unreadable("/l/bad.txt: it is not UTF-8"), "none": .missing,
        ])
        let fault = try #require(throws: TemplateFault.self) { try Template(text, lists: lists) }
        #expect(fault.reason == reason)
        #expect(fault.line == line && fault.column == column && fault.offset == offset)
        #expect(fault.sentence.contains("line \(line), column \(column)"))
        if case .unreadableList(_, let words) = reason { #expect(fault.sentence.contains(words)) }
    }

    @Test func `a billion and more are counted, not expanded`() throws {
        let billion = try Template(String(repeating: "{a|b|c|d|e|f|g|h|i|j}", count: 9))
        #expect(billion.count == 1_000_000_000)
        #expect(billion.expansion(at: 999_999_999) == "jjjjjjjjj")
        #expect(billion.expansion(at: 123_456_789) == "bcdefghij")
        let entries = (0..<1000).map(String.init)
        let huge = try Template(String(repeating: "__n__", count: 10), lists: NamedLists(entries: ["n": entries]))
        #expect(LargeCount.words(huge.count) == "10^30")
        #expect(huge.expansion(at: huge.count - 1) == String(repeating: "999", count: 10))
        #expect(huge.lengths == 10...30)
    }

    @Test func `more than can be numbered is refused where it begins`() throws {
        let text = String(repeating: "{a|b}", count: 128)
        let fault = try #require(throws: TemplateFault.self) { try Template(text) }
        #expect(fault.reason == .tooMany && fault.offset == 127 * 5)
        #expect(try Template(String(text.dropLast(5))).count == 1 << 127)
        let half = String(repeating: "{a|b}", count: 127)
        let sum = try #require(throws: TemplateFault.self) { try Template("x{\(half)|\(half)}") }
        #expect(sum.reason == .tooMany && sum.offset == 1)
    }

    @Test func `lists that are mentioned are found by name, once, outside comments and escapes`() {
        #expect(NamedLists.mentioned(in: "__b__ {__a__|__b__}\n# __c__\n\\__d__ __e") == ["b", "a"])
        #expect(NamedLists.mentioned(in: "a cat") == [])
        #expect(
            NamedLists.mentioned(in: "__../../etc__ __a b__ __é__ __" + String(repeating: "x", count: 65) + "__") == [])
        #expect(NamedLists.mentioned(in: "__" + String(repeating: "x", count: 64) + "__").count == 1)
    }
}

@Suite struct RandomSubsetTests {
    @Test func `a subset holds so many different indices and repeats for its start`() {
        for end in [1, 2, 10, 1000, UInt128.max] as [UInt128] {
            for count in [0, 1, 5, 500] {
                var random = SplitMix(start: 9)
                let chosen = RandomSubset.indices(count, below: end, using: &random)
                #expect(chosen.count == Int(min(UInt128(count), end)))
                #expect(Set(chosen).count == chosen.count && chosen == chosen.sorted())
                #expect(chosen.allSatisfy { $0 < end })
                var again = SplitMix(start: 9)
                #expect(RandomSubset.indices(count, below: end, using: &again) == chosen)
            }
        }
    }

    @Test func `every pair of four is drawn about as often`() {
        var random = SplitMix(start: 5)
        var times: [[UInt128]: Int] = [:]
        for _ in 0..<6000 { times[RandomSubset.indices(2, below: 4, using: &random), default: 0] += 1 }
        #expect(times.count == 6 && times.values.allSatisfy { (850...1150).contains($0) })
    }

    @Test(
        arguments: [
            (0, "0"), (999, "999"), (1000, "1,000"), (12_345_678, "12,345,678"), (999_999_999, "999,999,999"),
            (1_000_000_000, "10^9"), (1_000_000_001, "more than 10^9"), (UInt128.max, "more than 10^38"),
        ] as [(UInt128, String)])
    func `large numbers are said as a power of ten`(count: UInt128, words: String) {
        #expect(LargeCount.words(count) == words)
    }
}
