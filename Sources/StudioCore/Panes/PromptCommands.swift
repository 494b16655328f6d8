extension PromptState {
    /// Moves and edits of the prompt.
    mutating func edit(_ command: Command, columns: Int) {
        switch command {
        case .moveLeft: buffer.move(to: .previousCharacter)
        case .moveRight: buffer.move(to: .nextCharacter)
        case .moveUp: moveRows(-1, columns: columns)
        case .moveDown: moveRows(1, columns: columns)
        case .wordLeft: buffer.move(to: .previousWord)
        case .wordRight: buffer.move(to: .nextWord)
        case .lineStart: buffer.move(to: .lineStart)
        case .lineEnd: buffer.move(to: .lineEnd)
        case .textStart: buffer.move(to: .start)
        case .textEnd: buffer.move(to: .end)
        case .newline: buffer.insert("\n")
        case .deleteBack: buffer.delete(to: .previousCharacter)
        case .deleteForward: buffer.delete(to: .nextCharacter)
        case .deleteWordBack: buffer.delete(to: .previousWord)
        case .deleteToLineStart: buffer.delete(to: .lineStart)
        case .deleteToLineEnd: buffer.delete(to: .lineEnd)
        default: break
        }
    }
}
