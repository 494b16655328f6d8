import EngineModel
import TestSupport

/// A template made at random together with what it stands for, in order.
struct RandomTemplate {
    var text = ""
    var expansions = [""]

    static let lists = [
        "colour": ["red", "deep blue", "{not|braces}"], "one": ["only"], "a-b_c2": ["", "__colour__", "# hash", "\\{"],
    ]
    private static let words = [
        "a cat", "日本", "e\u{301}", "👩‍👩‍👧‍👦", "  two  blanks ", "snake_case", "#", "x_", "\n", "\\n", ", ", "c:\\d",
    ]
    private static let escapes: [(String, String)] = [
        ("\\{", "{"), ("\\}", "}"), ("\\|", "|"), ("\\_", "_"), ("\\#", "#"), ("\\\\", "\\"),
    ]

    /// At most so many expansions, so that all of them can be written down.
    static func make(_ random: inout SeededGenerator, depth: Int = 0, limit: Int = 400) -> RandomTemplate {
        var made = RandomTemplate()
        // Nothing may join what stands before it to a list or a comment by chance, so parts are kept apart by a letter.
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            made.append("m", ["m"])
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1:
                let word = words.randomElement(using: &random) ?? ""
                made.append(word, [word])
            case 2:
                let (written, meant) = escapes.randomElement(using: &random) ?? ("", "")
                made.append(written, [meant])
            case 3:
                guard let (name, entries) = lists.sorted(by: { $0.key < $1.key }).randomElement(using: &random),
                    made.expansions.count * entries.count <= limit
                else { continue }
                made.append("__\(name)__", entries)
            case 4 where depth == 0:
                made.append("\n \t# {a comment| __with__ \\ anything\n", ["\n"])
            default:
                guard depth < 4 else { continue }
                var written: [String] = []
                var meant: [String] = []
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let inner = make(&random, depth: depth + 1, limit: limit / 4)
                    written.append(inner.text)
                    meant += inner.expansions
                }
                guard made.expansions.count * meant.count <= limit else { continue }
                made.append("{" + written.joined(separator: "|") + "}", meant)
            }
        }
        return made
    }

    private mutating func append(_ written: String, _ meant: [String]) {
        text += written
        expansions = expansions.flatMap { before in meant.map { before + $0 } }
    }
}

extension NamedLists {
    /// Lists as a test writes them.
    init(entries: [String: [String]]) {
        self.init(entries.mapValues { .entries($0) })
    }
}
