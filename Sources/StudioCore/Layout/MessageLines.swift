package import TerminalUI

/// The message line, which grows upwards over the ends of panes where a message has to be read whole.
extension ScreenLayout {
    /// How many rows a message may take.
    private static let mostMessageRows = 3
    /// Columns beside a message: its mark before it, and one behind it.
    private static let messageMargin = 4

    /// The rows that a message takes.
    package func messageRect(_ message: Message?) -> Rect {
        let rows = message.map { min(messageLines($0).count, Self.mostMessageRows) } ?? 1
        return Rect(column: 0, row: self.message.maxRow - rows, width: self.message.width, height: rows)
    }

    /// What a message says, when there is room for all of it; else nothing.
    func wholeMessage(_ message: Message?) -> String {
        guard let message, messageLines(message).count <= Self.mostMessageRows else { return "" }
        return message.cleaned
    }

    private func messageLines(_ message: Message) -> [Substring] {
        CellText.wrap(message.cleaned[...], columns: self.message.width - Self.messageMargin)
    }
}

extension Message {
    /// The text as the terminal may be told it.
    package var cleaned: String { CellText.sanitized(text, keepingNewlines: false) }
}
