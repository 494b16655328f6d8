/// The command table.
package enum CommandTable {
    package static let rows: [CommandSpec] = everywhere + prompt + parameters + lists + history + result + queue

    static func row(
        _ command: Command, _ group: String, _ scope: CommandScope, _ keys: [String], _ summary: String,
        hint: String? = nil
    ) -> CommandSpec {
        CommandSpec(command: command, group: group, scope: scope, summary: summary, hint: hint, keys: keys)
    }

    /// The key to show for a command, in a pane where it has one; nil when it has none there.
    package static func key(for command: Command, in pane: Pane? = nil) -> String? {
        let specs = rows.filter { $0.command == command }
        let spec = specs.first { pane != nil && $0.scope == .pane(pane ?? .prompt) } ?? specs.first
        return spec?.keys.first.map(display)
    }

    /// A key as people read it: `^O` for control, `Alt-1`.
    package static func display(_ key: String) -> String {
        if key.hasPrefix("C-"), key.count == 3 { return "^" + key.dropFirst(2).uppercased() }
        return key.replacing("M-", with: "Alt-").replacing("S-", with: "Shift-").replacing("C-", with: "Ctrl-")
    }
}
