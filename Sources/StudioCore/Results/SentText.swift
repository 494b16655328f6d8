/// What became of a text that was to be sent to a clipboard. That it arrived is never known: terminals do not say.
package enum SentText: Hashable, Sendable {
    /// So many bytes were written to the terminal, which may take them for its clipboard.
    case terminal(bytes: Int)
    /// So many bytes were handed to tmux, which took them.
    case tmux(bytes: Int)
    /// In base64 it would be longer than what terminals take.
    case tooLong(bytes: Int, encoded: Int, limit: Int)
    /// Another program has the terminal.
    case noTerminal

    func message(name: String) -> Message {
        switch self {
        case .terminal(let bytes): .info("\(name): sent \(Self.count(bytes)) to the terminal's clipboard")
        case .tmux(let bytes): .info("\(name): sent \(Self.count(bytes)) to tmux's buffer")
        case .tooLong(let bytes, let encoded, let limit):
            .warning(
                "\(name): nothing was sent: \(Self.count(bytes)) are \(encoded) in base64, and terminals take \(limit)")
        case .noTerminal: .warning("\(name): nothing was sent: the terminal is another program's now")
        }
    }

    private static func count(_ bytes: Int) -> String { bytes == 1 ? "1 byte" : "\(bytes) bytes" }
}
