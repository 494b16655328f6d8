import EngineCore
import EngineModel
import Foundation
import RunwareAPI
import StudioCore
import StudioRuntime
import Synchronization
import TerminalLoop
import TerminalUI
import TestSupport
import Testing

extension WholeProgramTests {
    /// Results looked at, taken away, compared and traced.
    @Suite struct ResultTests {
        /// A desk with results of these prompts, the later ones made from the one before; the keys are in the history,
        /// whose first row is the newest.
        @UI
        private func desk(
            _ prompts: String..., outside: Outside = Outside(), surroundings: [String: String] = [:], ttl: Int? = nil,
            size: Size = Size(width: 120, height: 40)
        ) async throws -> Desk {
            let desk = try await Desk.open(size: size, outside: outside, surroundings: surroundings)
            for (place, prompt) in prompts.enumerated() {
                if place > 0 {
                    desk.press("F5", "a", "F2")
                    desk.press("M-A")
                }
                desk.type(prompt)
                if let ttl {
                    var draft = desk.state.draft
                    draft.parameters.ttl = ttl
                    desk.program.dispatch(.restoredDraft(draft))
                }
                await desk.submit()
                await desk.settle()
            }
            desk.press("F5")
            await desk.reach { $0.shownEntry != nil }
            return desk
        }

        /// What was sent to the terminal's clipboard.
        @UI
        private func sent(_ desk: Desk) throws -> String {
            let bytes = desk.terminal.rawBytes
            let start = try #require(bytes.lastIndex(of: UInt8(ascii: ";")))
            let data = try #require(Data(base64Encoded: Data(bytes[(start + 1)...].dropLast())))
            return String(decoding: data, as: UTF8.self)
        }

        @UI @Test func `y and a letter send a text to the terminal, which is drawn on as before`() async throws {
            let desk = try await desk("a red kite")
            let entry = try #require(desk.state.shownEntry)
            let frame = desk.terminal.frame
            for (key, text) in [
                ("p", "a red kite"), ("s", String(try #require(entry.seed))), ("u", try #require(entry.result?.url)),
            ] {
                desk.press("y")
                #expect(desk.screen.contains("▶ Copy"))
                desk.press(key)
                await desk.settle()
                #expect(try sent(desk) == text)
                #expect(
                    desk.screen.contains(
                        ": sent \(text.utf8.count == 1 ? "1 byte" : "\(text.utf8.count) bytes") to the terminal's clipboard"
                    ))
            }
            desk.press("y", "Esc")
            desk.press("Up")
            #expect(desk.terminal.frame == frame)
            await desk.close()
        }

        @UI @Test func `JSON and curl carry a UUID that no task of ours has, another each time`() async throws {
            let desk = try await desk("it's a kite")
            var uuids: Set<String> = []
            for key in ["j", "c", "j"] {
                desk.press("y", key)
                await desk.settle()
                let text = try sent(desk)
                let uuid = try #require(text.firstMatch(of: /"taskUUID":"([0-9a-f-]{36})"/)?.1)
                uuids.insert(String(uuid))
                #expect(text.hasPrefix("curl ") == (key == "c"))
            }
            let own = try #require(desk.state.shownEntry?.job.attempts.first?.taskUUID.text)
            #expect(uuids.count == 3 && !uuids.contains(own))
            #expect(await desk.service.sent.count == 1, "copying sends no task")
            await desk.close()
        }

        @UI @Test func `inside tmux its buffer is loaded, and the terminal is asked when that fails`() async throws {
            let tmux = FakeClipboard()
            let desk = try await desk("a red kite", outside: Outside(clipboard: tmux))
            desk.press("y", "p")
            await desk.settle()
            #expect(tmux.taken == ["a red kite"] && desk.terminal.rawBytes.isEmpty)
            #expect(desk.screen.contains("prompt: sent 10 bytes to tmux's buffer"))
            tmux.refuses()
            desk.press("y", "p")
            await desk.settle()
            #expect(try sent(desk) == "a red kite")
            #expect(desk.screen.contains("prompt: sent 10 bytes to the terminal's clipboard"))
            await desk.close()
        }

        @UI @Test func `capitals show the text over the whole width, and y there sends it`() async throws {
            let desk = try await desk("a red kite", size: Size(width: 40, height: 12))
            desk.press("y", "C")
            await desk.settle()
            let first = desk.screen.split(separator: "\n")[2]
            #expect(first.hasPrefix("|curl -sS '") && first.count == 42)
            desk.press("y")
            await desk.settle()
            #expect(try sent(desk).hasPrefix("curl -sS '"))
            #expect(desk.screen.contains("sent"))
            desk.press("Esc")
            #expect(desk.screen.contains("▶ History"))
            await desk.close()
        }

        @UI @Test func `o hands the link to a program, or shows it`() async throws {
            let opener = FakeOpener()
            let desk = try await desk("a red kite", outside: Outside(opener: opener))
            let url = try #require(desk.state.shownEntry?.result?.url)
            desk.press("o")
            await desk.settle()
            #expect(opener.opened == [url] && desk.screen.contains("handed to firefox"))
            opener.answers(.failed("firefox ended with status 1"))
            desk.press("o")
            await desk.settle()
            #expect(desk.screen.contains("|\(url)") && desk.screen.contains("firefox ended with status 1"))
            await desk.close()
            let bare = try await self.desk("a red kite")
            bare.press("o")
            await bare.settle()
            #expect(bare.screen.contains("BROWSER is not set"))
            await bare.close()
        }

        @UI @Test func `Enter goes to the result and then to its link; r shows the request`() async throws {
            let desk = try await desk("a red kite")
            let url = try #require(desk.state.shownEntry?.result?.url)
            desk.press("Enter", "Enter")
            #expect(desk.screen.contains("|\(url)"))
            desk.press("Esc", "r")
            #expect(desk.screen.contains("  \"positivePrompt\": \"a red kite\","))
            let own = try #require(desk.state.shownEntry?.job.attempts.first?.taskUUID.text)
            #expect(desk.screen.contains("  \"taskUUID\": \"\(own)\","))
            desk.press("Esc", "Esc")
            #expect(desk.state.focus == .history)
            await desk.close()
        }

        @UI @Test func `d on two results compares them, w with what one was made from`() async throws {
            let desk = try await desk("a red kite", "a blue kite", "a blue kite at sea")
            desk.press("d")
            #expect(desk.screen.contains("move to another result and press d"))
            desk.press("End")
            await desk.reach { $0.shownEntry?.job.request.prompt == "a red kite" }
            desk.press("d")
            #expect(desk.screen.contains("a [-blue-]{+red+} kite[- at sea-]"))
            desk.press("Esc", "Home")
            await desk.reach { $0.shownEntry?.job.request.prompt == "a blue kite at sea" }
            desk.press("w")
            await desk.settle()
            #expect(desk.screen.contains("a blue kite{+ at sea+}"))
            #expect(desk.screen.contains("[-parent only-] {+this only+}"))
            await desk.close()
        }

        @UI @Test func `l shows the lineage and Enter goes along it`() async throws {
            let desk = try await desk("a red kite", "a blue kite", "a blue kite at sea")
            desk.press("l")
            await desk.settle()
            #expect(desk.screen.contains("▶ Lineage"))
            #expect(desk.screen.contains("└ ○ P") && desk.screen.contains("└ ● P"))
            desk.press("Home", "Enter")
            await desk.reach { $0.shownEntry?.job.request.prompt == "a red kite" }
            #expect(desk.state.history.selection == 2 && desk.state.focus == .history)
            await desk.close()
        }

        @UI @Test func `a result outside the list is shown aside`() async throws {
            let desk = try await desk("a red kite", "a blue lamp")
            desk.press("/")
            desk.type("lamp")
            desk.press("Enter")
            await desk.reach { $0.history.rows.count == 1 && $0.shownEntry?.job.request.prompt == "a blue lamp" }
            desk.press("l")
            await desk.settle()
            desk.press("Home", "Enter")
            await desk.reach { $0.shownEntry?.job.request.prompt == "a red kite" }
            #expect(desk.screen.contains("Result · not in the list"))
            desk.press("Esc")
            #expect(desk.state.shownEntry?.job.request.prompt == "a blue lamp")
            await desk.close()
        }

        @UI @Test func `z restores the size, e all but the seed, and undo takes the prompt back`() async throws {
            let desk = try await desk("a red kite")
            desk.press("F3")
            desk.type("640")
            desk.press("Enter", "F2", "M-A")
            desk.type("something else")
            let seed = desk.state.parameters.values.seed
            desk.press("F5", "z")
            #expect(desk.state.parameters.values.width == 1024 && desk.state.prompt.buffer.text == "something else")
            desk.press("e")
            #expect(desk.state.prompt.buffer.text == "a red kite" && desk.state.parameters.values.seed == seed)
            #expect(desk.screen.contains("the seed is yours"))
            desk.press("F2", "C-_")
            #expect(desk.state.prompt.buffer.text == "something else")
            await desk.close()
        }

        @UI @Test func `looking at results leaves the draft alone`() async throws {
            let desk = try await desk("a red kite", "a blue kite")
            desk.press("F2", "M-A")
            desk.type("half a tho")
            let draft = desk.state.draft
            for keys in [
                ["Down"], ["r", "Esc"], ["y", "P", "Esc"], ["l", "Esc"], ["w", "Esc"], ["d", "d"], ["Enter"],
            ] {
                desk.press("F5")
                for key in keys {
                    desk.press(key)
                    await desk.settle()
                }
            }
            #expect(desk.state.draft == draft)
            await desk.close()
        }

        @UI @Test func `the countdown of a link ticks while it shows, and only then`() async throws {
            let desk = try await desk("a red kite", ttl: 60)
            #expect(desk.screen.contains("expires in 60 s"))
            let due = try #require(desk.program.nextDeadline)
            #expect(due - desk.now <= .seconds(1) && due > desk.now)
            desk.clock.advance(milliseconds: 1500)
            desk.pass(.milliseconds(1500))
            desk.turn()
            #expect(desk.screen.contains("expires in 59 s"))
            desk.clock.advance(milliseconds: 60_000)
            desk.pass(.seconds(60))
            desk.turn()
            #expect(desk.screen.contains("expired"))
            // What says the same for ever wakes nobody; the day of the row is another at midnight.
            #expect(desk.program.nextDeadline.map { $0 > desk.now + .seconds(3600) } == true)
            await desk.close()
        }

        @UI @Test func `a countdown that begins to show is told the time`() async throws {
            let desk = try await desk("a red kite", ttl: 3600, size: Size(width: 80, height: 24))
            desk.clock.advance(milliseconds: 1_800_000)
            desk.press("Enter")
            #expect(desk.screen.contains("expires in 30 min") || desk.screen.contains("expires in 29 min"))
            await desk.close()
        }
    }
}

private final class FakeClipboard: Clipboard {
    private let state = Mutex((taken: [String](), refuses: false))

    var taken: [String] { state.withLock(\.taken) }
    func refuses() { state.withLock { $0.refuses = true } }

    func take(_ text: String) async -> Bool {
        state.withLock { state in
            guard !state.refuses else { return false }
            state.taken.append(text)
            return true
        }
    }
}

private final class FakeOpener: LinkOpener {
    private let state = Mutex((opened: [String](), answer: LinkOpening.handed(to: "firefox")))

    var opened: [String] { state.withLock(\.opened) }
    func answers(_ answer: LinkOpening) { state.withLock { $0.answer = answer } }

    func open(_ url: String) async -> LinkOpening {
        state.withLock { state in
            state.opened.append(url)
            return state.answer
        }
    }
}
