import EngineModel
package import TerminalUI

/// Something that was pressed before it was known which row it means. It waits for the answer, and all that is pressed
/// behind it waits too: then each does what it would have done a moment later.
package enum TypedAhead: Hashable, Sendable {
    case key(KeyEvent)
    case pasted(String)
    /// A command that was chosen by name.
    case command(Command)
}

extension StudioState {
    /// Whether the next key is one that the user presses seeing a question that is opened now.
    var mayBeAsked: Bool { overlay == nil && typedAhead.isEmpty }

    /// Whether it is not yet known which row a command means, or not yet read what it needs to know of it.
    func mustWait(_ command: Command) -> Bool {
        guard command.meansRow(in: focus), focus != .result || result.aside == nil else { return false }
        if history.isStale { return true }
        return isReadingSelected && (focus == .result || command.needsEntry)
    }

    /// Whether what is known of the selected row is on its way.
    private var isReadingSelected: Bool {
        guard let selected = history.selected?.id else { return false }
        return result.awaited == selected && result.entry?.row.id != selected
    }

    mutating func hold(_ piece: TypedAhead) -> [Effect] {
        typedAhead.append(piece)
        if history.isSlow { sayThatKeysWait() }
        // When reading has failed nothing is on its way: then it is tried again.
        return history.isStale && !history.isLoading ? [history.ask()] : []
    }

    /// A key behind others that wait. Who does not want to wait takes them back.
    mutating func holdKey(_ key: KeyEvent) -> [Effect] {
        guard key.leaves else { return hold(.key(key)) }
        message = .info("taken back: \(dropTypedAhead())")
        return []
    }

    mutating func sayThatKeysWait() {
        message = .info("still searching: \(typedAheadWords); Esc takes \(typedAhead.count == 1 ? "it" : "them") back")
    }

    /// Forgets what waits. Returns what it was, in words.
    mutating func dropTypedAhead() -> String {
        defer { typedAhead = [] }
        return typedAheadWords
    }

    private var typedAheadWords: String {
        typedAhead.count == 1 ? "1 key typed ahead" : "\(typedAhead.count) keys typed ahead"
    }
}

extension Command {
    /// Whether a command is about the selected row, or moves from it, in a pane.
    fileprivate func meansRow(in pane: Pane) -> Bool {
        switch self {
        case .nextRow, .previousRow, .nextPage, .previousPage, .firstRow, .lastRow, .showResult: pane == .history
        case .rate, .pick, .tag, .note, .bin, .markRow, .markRange, .invertMarked, .export:
            pane == .history || pane == .result
        default: needsEntry && (pane == .history || pane == .result)
        }
    }

    /// Whether it takes more than the row itself.
    fileprivate var needsEntry: Bool {
        switch self {
        case .restoreAll, .restorePrompt, .restoreSeed, .restoreSize, .restoreAllButSeed, .restoreTemplate, .fetchFile,
            .copy, .openLink, .showLink, .showRequest, .compare, .compareWithParent, .showLineage, .retryResult:
            true
        default: false
        }
    }
}
