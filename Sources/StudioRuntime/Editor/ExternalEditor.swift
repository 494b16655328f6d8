/// The user's own editor: a program that takes the terminal, changes a text and ends.
package protocol ExternalEditor: Sendable {
    /// Runs it on the text and returns what it left, cleaned as a paste is; the same text when nothing was changed. The
    /// terminal has been given back before, and is nobody else's until this returns.
    func edit(_ text: String) async throws(EditorFailure) -> String
    /// The terminal goes away, or the program ends: the editor is told as a terminal tells it.
    func hangUp()
}

/// Why an editor's text was not taken over: one sentence. Where that text could be lost it names the file that keeps it.
package struct EditorFailure: Error, Hashable, Sendable {
    package let sentence: String

    package init(_ sentence: String) {
        self.sentence = sentence
    }
}
