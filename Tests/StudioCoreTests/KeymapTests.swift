import StudioCore
import TerminalUI
import Testing

@Suite struct KeymapTests {
    @Test func `every key of the table parses and prints as written`() {
        for row in CommandTable.rows {
            for key in row.keys { #expect(KeyEvent(key)?.description == key, "\(key) of \(row.command)") }
        }
    }

    @Test func `every command has a row with a key, a group and a summary`() {
        for command in Command.allCases {
            let rows = CommandTable.rows.filter { $0.command == command }
            #expect(!rows.isEmpty, "\(command)")
            #expect(rows.allSatisfy { !$0.keys.isEmpty && !$0.summary.isEmpty && !$0.group.isEmpty }, "\(command)")
        }
    }

    @Test func `no two commands share a key where both hold`() {
        for pane in Pane.allCases {
            var owners: [KeyEvent: Command] = [:]
            for row in CommandTable.rows {
                let holds =
                    switch row.scope {
                    case .everywhere: true
                    case .outsideText: pane != .prompt
                    case .pane(let own): own == pane
                    case .lists: [.queue, .history, .result].contains(pane)
                    }
                guard holds else { continue }
                for key in row.keys.compactMap(KeyEvent.init) {
                    #expect(owners[key] == nil || owners[key] == row.command, "\(key) in \(pane)")
                    owners[key] = row.command
                    let isTyping = pane == .prompt
                    #expect(Keymap.standard.command(for: key, in: pane, whileTyping: isTyping) == row.command)
                }
            }
        }
    }

    @Test func `no command needs a key that some terminals keep or cannot tell apart`() {
        // Flow control; the starts of escape sequences; what is Tab, Enter and Esc on the wire.
        let forbidden = ["C-s", "C-q", "M-[", "M-O", "C-i", "C-m", "C-["]
        for row in CommandTable.rows {
            for key in row.keys { #expect(!forbidden.contains(key), "\(row.command)") }
        }
    }

    @Test func `every command can be reached without function keys, Alt or a mouse`() {
        // Some terminals keep F10 and Alt for themselves: what has no plain key is found in the palette, and focus goes
        // round by Tab.
        let isPlain = { (key: String) in !key.hasPrefix("M-") && !key.hasPrefix("F") }
        var state = Sample.state()
        state.press("C-x")
        guard case .picker(let palette)? = state.overlay else {
            Issue.record("no palette")
            return
        }
        for command in Command.allCases where !palette.items.contains(where: { $0.id == command.rawValue }) {
            let keys = CommandTable.rows.filter { $0.command == command }.flatMap(\.keys)
            #expect(keys.contains(where: isPlain), "\(command)")
        }
    }

    @Test func `printable characters always type in the prompt`() {
        let ascii = (0x20..<0x7F).compactMap(Unicode.Scalar.init).map { Character($0) }
        var state = Sample.state()
        for character in ascii + ["é", "日", "🇩🇪", "👩‍👩‍👧‍👦"] {
            let before = state.prompt.buffer.text
            #expect(state.type(String(character)).isEmpty)
            #expect(state.prompt.buffer.text == before + String(character))
        }
        #expect(state.focus == .prompt && state.overlay == nil)
    }

    @Test func `keys are shown as people read them`() {
        #expect(CommandTable.display("C-o") == "^O")
        #expect(CommandTable.display("M-1") == "Alt-1")
        #expect(CommandTable.display("S-Tab") == "Shift-Tab")
        #expect(CommandTable.display("C-Left") == "Ctrl-Left")
        #expect(CommandTable.key(for: .togglePause, in: .queue) == "p")
    }

    @Test(arguments: [36, 76])
    func `the help names every command and fits its page`(columns: Int) {
        let lines = HelpText.lines(columns: columns)
        let room = columns - HelpText.summaryColumn(columns: columns) - 1
        var words = ""
        for case .command(_, let summary) in lines {
            #expect(CellText.width(of: summary.trimmingSpaces) <= room)
            words += summary + " "
        }
        for row in CommandTable.rows { #expect(words.contains(row.summary), "\(row.command)") }
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
