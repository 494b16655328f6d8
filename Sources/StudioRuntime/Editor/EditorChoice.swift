import TerminalUI

/// Which editor the user wants: the configuration's `editor`, else `VISUAL`, else `EDITOR`, else `vi`.
struct EditorChoice {
    /// The program and its arguments; the file comes behind them.
    let words: [String]
    /// Where it was found, for messages.
    let source: String

    /// A value without a word counts as none.
    init(setting: String?, environment: [String: String]) throws(EditorFailure) {
        let given = [
            (setting, "`editor` in config.toml"), (environment["VISUAL"], "VISUAL"), (environment["EDITOR"], "EDITOR"),
        ]
        for case (let line?, let source) in given {
            guard let words = CommandWords.split(line) else {
                throw EditorFailure("no editor was started: in \(source) a quote has no end")
            }
            guard !words.isEmpty else { continue }
            (self.words, self.source) = (words, source)
            return
        }
        (words, source) = (["vi"], "nothing else")
    }

    /// The program's name, safe to show.
    var name: String {
        CellText.sanitized(words[0].split(separator: "/").last.map(String.init) ?? words[0])
    }
}
