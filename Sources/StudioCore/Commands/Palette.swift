/// All commands to search in: the way to those whose keys a terminal cannot send, or that nobody remembers.
extension Picker {
    /// The palette; what works in this pane comes first.
    static func palette(in pane: Pane) -> Picker {
        var items: [Item] = []
        var seen: Set<Command> = [.palette]
        let rows = CommandTable.rows
        for row in rows.filter({ $0.holds(in: pane) }) + rows.filter({ !$0.holds(in: pane) }) {
            // Keys that write or move in the text are no use in a list.
            guard !row.command.isLineEdit, seen.insert(row.command).inserted else { continue }
            items.append(
                Item(
                    id: row.command.rawValue, label: "\(row.group): \(row.summary)",
                    detail: row.keys.map(CommandTable.display).joined(separator: ", ")))
        }
        return Picker(.command, title: "Commands", items: items)
    }
}

/// Carries out a chosen command, in the pane that it belongs to.
func chooseCommand(_ item: Picker.Item, _ state: inout StudioState) -> [Effect] {
    guard let command = Command(rawValue: item.id) else { return [] }
    let rows = CommandTable.rows.filter { $0.command == command }
    if !rows.contains(where: { $0.holds(in: state.focus) }), let pane = rows.lazy.compactMap(\.pane).first {
        state.focus(on: pane)
    }
    state.message = nil
    return perform(command, &state)
}

extension CommandSpec {
    /// Whether the command works while this pane has the keys.
    package func holds(in pane: Pane) -> Bool {
        switch scope {
        case .everywhere, .outsideText: true
        case .pane(let own): own == pane
        case .lists: [.queue, .history, .result].contains(pane)
        }
    }

    /// A pane in which it works, when it does not work everywhere.
    var pane: Pane? {
        switch scope {
        case .everywhere, .outsideText: nil
        case .pane(let own): own
        case .lists: .history
        }
    }
}
