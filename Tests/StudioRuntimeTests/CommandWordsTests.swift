@testable import StudioRuntime
import Testing

@Suite struct CommandWordsTests {
    @Test(
        arguments: [
            ("", []), ("  \t ", []), ("vi", ["vi"]), (" code  --wait ", ["code", "--wait"]),
            ("'/opt/my editor/ed' -x", ["/opt/my editor/ed", "-x"]), ("/opt/my\\ editor", ["/opt/my editor"]),
            ("a\"b c\"d", ["ab cd"]), ("\"a\\\"b\\\\c\\d\"", ["a\"b\\c\\d"]), ("'a\\b'", ["a\\b"]), ("a\\", ["a\\"]),
            ("''", [""]), ("x '' y", ["x", "", "y"]), ("$HOME/e *.txt ~ `id` $(id) a;b|c>d", nil),
            ("日本 'é e\u{301}'", ["日本", "é e\u{301}"]),
        ] as [(String, [String]?)])
    func `words part at blanks that nothing keeps, and nothing is expanded`(line: String, words: [String]?) {
        let expected = words ?? line.split(separator: " ").map(String.init)
        #expect(CommandWords.split(line) == expected)
    }

    @Test(arguments: ["'", "\"", "vi 'x", "vi \"x\\\"", "a'b\"c"])
    func `a quote without its end is no command`(line: String) {
        #expect(CommandWords.split(line) == nil)
    }

    @Test(
        arguments: [
            ("code --wait", ["VISUAL": "v", "EDITOR": "e"], ["code", "--wait"]),
            (nil, ["VISUAL": "v -x", "EDITOR": "e"], ["v", "-x"]),
            (nil, ["EDITOR": "e"], ["e"]), (nil, ["VISUAL": "", "EDITOR": "e"], ["e"]), (" ", ["VISUAL": "v"], ["v"]),
            (nil, [:], ["vi"]),
        ] as [(String?, [String: String], [String])])
    func `the setting comes before VISUAL, that before EDITOR, and vi is last`(
        setting: String?, environment: [String: String], words: [String]
    ) throws {
        #expect(try EditorChoice(setting: setting, environment: environment).words == words)
    }

    @Test func `a broken command line is not passed over in silence`() {
        #expect(throws: EditorFailure.self) {
            try EditorChoice(setting: nil, environment: ["VISUAL": "vi 'x", "EDITOR": "e"])
        }
    }
}
