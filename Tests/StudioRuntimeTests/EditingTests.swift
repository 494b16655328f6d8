import EngineModel
import StudioCore
import TerminalLoop
import TerminalUI
import TestSupport
import Testing

extension WholeProgramTests {
    /// The keys of the prompt, from the terminal to the screen.
    @Suite struct EditingTests {
        @UI private func open(_ text: String) async throws -> Desk {
            let desk = try await Desk.open()
            desk.happens(.paste(text))
            return desk
        }

        /// The prompt as it stands in its pane, row by row.
        @UI private func shown(_ desk: Desk) -> String {
            let inside = desk.state.layout.inside(.prompt)
            let rows = (0..<inside.height).map { row -> String in
                var text = ""
                for column in inside.minColumn..<inside.maxColumn {
                    text += desk.terminal.frame?.buffer[Position(column: column, row: inside.minRow + row)].text ?? ""
                }
                while text.last == " " { text.removeLast() }
                return text
            }
            return rows.joined(separator: "\n").trimmingNewlines
        }

        /// Keys, and what then stands in the pane with "|" where the cursor is.
        static let keys: [(keys: [String], text: String, result: String)] = [
            (["Left", "C-b"], "one two", "one t|wo"), (["C-a", "Right", "C-f"], "one two", "on|e two"),
            (["Up", "Home", "C-n"], "one\ntwo", "one\n|two"), (["C-p"], "one\ntwo", "one|\ntwo"),
            (["Up", "Down"], "one\ntwo", "one\ntwo|"), (["M-b"], "one two", "one |two"),
            (["C-a", "M-f"], "one two", "one| two"), (["C-Left"], "one two", "one |two"),
            (["C-a", "C-Right"], "one two", "one| two"), (["C-a", "C-e"], "one two", "one two|"),
            (["M-<"], "one\ntwo", "|one\ntwo"), (["M-<", "M->"], "one\ntwo", "one\ntwo|"),
            (["C-Home", "C-End"], "one\ntwo", "one\ntwo|"), (["PageUp"], "one\ntwo", "|one\ntwo"),
            (["PageUp", "PageDown"], "one\ntwo", "one\ntwo|"), (["M-a"], "One. Two", "One. |Two"),
            (["M-<", "M-e"], "One. Two", "One.| Two"), (["Backspace", "C-h"], "one two", "one t|"),
            (["C-a", "Delete", "C-d"], "one two", "|e two"), (["C-w"], "one two", "one |"),
            (["M-Backspace"], "one two", "one |"), (["C-u"], "one\ntwo", "one\n|"),
            (["C-a", "M-f", "C-k"], "one two", "one|"), (["C-a", "M-d"], "one two", "| two"),
            (["C-a", "C-Delete"], "one two", "| two"),
            (["M-<", "M-k"], "One. Two", "| Two"), (["C-w", "C-a", "C-y"], "one two", "two|one"),
            (["C-w", "C-_"], "one two", "one two|"), (["C-w", "M-z", "M-r"], "one two", "one |"),
            (["C-w", "M-z", "M-Z"], "one two", "one |"), (["C-t"], "one two", "one tow|"),
            (["C-a", "C-Space", "M-f", "C-w"], "one two", "| two"), (["M-A", "x"], "one two", "x|"),
            (["C-a", "S-Right", "S-Right", "M-w", "End", "C-y"], "one two", "one twoon|"),
            (["S-Left", "Esc", "x"], "one two", "one twxo"), (["C-S-Left", "x"], "one two", "one x|"),
            (["S-Home", "x"], "one two", "x|"), (["C-a", "S-End", "x"], "one two", "x|"),
            (["S-Up", "x"], "one\ntwo", "onex|"), (["C-a", "Up", "S-Down", "x"], "one\ntwo", "x|two"),
            (["C-S-Home", "x"], "one\ntwo", "x|"), (["M-<", "C-S-End", "x"], "one\ntwo", "x|"),
            (["M-<", "C-S-Right", "x"], "one two", "x| two"), (["C-Space", "M-b", "Esc", "x"], "one two", "one x|two"),
            (["Enter", "x"], "one", "one\nx|"), (["C-j", "x"], "one", "one\nx|"),
            (["M-s", "o", "n", "Enter", "x"], "one two", "x|e two"),
            (["M-<", "M-s", "o", "M-s", "Enter", "x"], "one two", "one twx|"),
            (["M-s", "o", "Esc", "x"], "one two", "one twox|"),
        ]

        @UI @Test(arguments: keys.indices)
        func `each key does in the pane what the table says`(index: Int) async throws {
            let example = Self.keys[index]
            let desk = try await open(example.text)
            for key in example.keys { desk.press(key) }
            let text = example.result.filter { $0 != "|" }
            #expect(shown(desk) == text.trimmingNewlines)
            if let place = example.result.firstIndex(of: "|") {
                let before = example.result[..<place].split(separator: "\n", omittingEmptySubsequences: false)
                let inside = desk.state.layout.inside(.prompt)
                let expected = Position(
                    column: inside.minColumn + (before.last?.count ?? 0), row: inside.minRow + before.count - 1)
                #expect(desk.terminal.frame?.cursor == expected)
            }
            #expect(await desk.service.sent.isEmpty)
            await desk.close()
        }

        @UI @Test func `every key of the prompt's rows is tried above`() {
            let tried = Set(Self.keys.flatMap(\.keys))
            // Those that open something have suites of their own.
            let elsewhere: Set<Command> = [
                .recallEarlier, .recallLater, .recallSearch, .snippets, .saveSnippet, .markChanges, .showChanges,
                .showExpansions, .editPrompt,
            ]
            for row in CommandTable.rows where row.scope == .pane(.prompt) && !elsewhere.contains(row.command) {
                #expect(row.keys.contains(where: tried.contains), "\(row.command)")
            }
        }

        @UI @Test func `a paste over the limit is kept, counted, and cannot be submitted until it is shorter`()
            async throws
        {
            let desk = try await open(String(repeating: "word ", count: 700))
            #expect(desk.state.prompt.length == 3500)
            #expect(desk.screen.contains("3500/3000 too long"))
            desk.press("C-o")
            await desk.settle()
            #expect(await desk.service.sent.isEmpty)
            #expect(desk.state.message?.kind == .error)
            #expect(desk.state.prompt.length == 3500)
            for _ in 0..<500 { desk.terminal.press("Backspace") }
            desk.turn()
            #expect(desk.screen.contains("3000/3000"))
            desk.press("C-o")
            await desk.reach { !$0.engine.jobs.isEmpty || !$0.history.rows.isEmpty }
            #expect(await desk.service.sent.count == 1)
            await desk.close()
        }
    }
}

extension String {
    fileprivate var trimmingNewlines: String {
        var text = self[...]
        while text.last == "\n" || text.last == " " { text.removeLast() }
        return String(text)
    }
}
