package import TerminalUI

/// Which key means which command, by pane. Built once from the command table.
package struct Keymap: Hashable, Sendable {
    private var everywhere: [KeyEvent: Command] = [:]
    private var outsideText: [KeyEvent: Command] = [:]
    private var panes: [Pane: [KeyEvent: Command]] = [:]

    /// The default keys of the table.
    package static let standard = Keymap(CommandTable.rows)

    package init(_ rows: [CommandSpec]) {
        for row in rows {
            for key in row.keys.compactMap(KeyEvent.init) {
                switch row.scope {
                case .everywhere: everywhere[key] = row.command
                case .outsideText: outsideText[key] = row.command
                case .pane(let pane): panes[pane, default: [:]][key] = row.command
                case .lists:
                    for pane in [Pane.queue, .history, .result] where panes[pane]?[key] == nil {
                        panes[pane, default: [:]][key] = row.command
                    }
                }
            }
        }
    }

    /// The command of a key; the pane's own keys go first. While text is typed only those that are no text.
    package func command(for key: KeyEvent, in pane: Pane, whileTyping: Bool) -> Command? {
        if whileTyping { return panes[.prompt]?[key] ?? everywhere[key] }
        return panes[pane]?[key] ?? everywhere[key] ?? outsideText[key]
    }
}
