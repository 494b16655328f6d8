import EngineCore
import Foundation
import RunwareAPI
import StudioCore
import StudioRuntime
import TerminalLoop
import TerminalUI
import TestSupport
import Testing

extension WholeProgramTests {
    /// The draft is durable soon after every change, and only then anything is written.
    @Suite struct DraftKeepingTests {
        @UI @Test func `what is typed is durable a second later, with the place of the cursor`() async throws {
            let store = MemoryStore()
            let desk = try await Desk.open(store)
            desk.type("a red kite")
            desk.press("Left", "Left")
            desk.pass(.milliseconds(900))
            await desk.program.wait { !$0.isPerforming }
            #expect(await store.noteWrites == 0)
            desk.pass(.milliseconds(100))
            await desk.program.wait { !$0.isPerforming }
            let draft = try await kept(store)
            #expect(draft.prompt == "a red kite" && draft.cursor == 8)
            await desk.close()

            let again = try await Desk.open(store, draft: draft)
            again.type("X")
            #expect(again.screen.contains("a red kiXte"))
            await again.close()
        }

        @UI @Test func `while somebody writes on, nothing waits longer than two seconds and each second is one write`()
            async throws
        {
            let store = MemoryStore()
            let desk = try await Desk.open(store)
            var typed: [(at: Duration, text: String)] = []
            for step in 0..<80 {
                desk.type(String(step % 10))
                typed.append((desk.now, desk.state.prompt.buffer.text))
                desk.pass(.milliseconds(80))
                await desk.program.wait { !$0.isPerforming }
                let durable = try await store.note(Program.draftName) == nil ? "" : kept(store).prompt
                for entry in typed where entry.at + .seconds(2) <= desk.now {
                    #expect(durable.hasPrefix(entry.text), "\(durable) at \(desk.now) lacks \(entry.text)")
                }
            }
            let writes = await store.noteWrites
            #expect((6...9).contains(writes), "\(writes) in 8 s")
            await desk.close()
        }

        @UI @Test func `parameters and policies are part of it`() async throws {
            let store = MemoryStore()
            let desk = try await Desk.open(store)
            desk.press("M-2", "Right")
            desk.pass(.seconds(1))
            await desk.program.wait { !$0.isPerforming }
            #expect(try await kept(store) == desk.state.draft)
            #expect(desk.state.parameters.values.width == 1056)
            await desk.close()
        }

        @UI @Test func `nothing is written and nothing waited for when nothing changed`() async throws {
            let store = MemoryStore()
            let desk = try await Desk.open(store)
            #expect(desk.program.nextDeadline == nil)
            desk.press("M-4", "Down", "M-1")
            desk.type("x")
            desk.press("Backspace")
            desk.pass(.seconds(1))
            await desk.settle()
            #expect(await store.noteWrites == 0, "it is what it was")
            #expect(desk.program.nextDeadline == nil)
            desk.type("x")
            desk.pass(.seconds(1))
            await desk.settle()
            #expect(await store.noteWrites == 1)
            for _ in 0..<5 { desk.pass(.seconds(60)) }
            await desk.settle()
            #expect(await store.noteWrites == 1)
            #expect(desk.program.nextDeadline == nil)
            await desk.close()
        }

        @UI @Test func `a failure is said once, and writing is tried again after the next change`() async throws {
            let store = MemoryStore()
            await store.refuseNotes(true)
            let desk = try await Desk.open(store)
            var said = 0
            for letter in ["a", "b", "c"] {
                desk.type(letter)
                desk.pass(.seconds(1))
                await desk.program.wait { !$0.isPerforming }
                if desk.state.message?.text.contains("the draft was not kept: ") == true { said += 1 }
            }
            #expect(said == 1)
            await store.refuseNotes(false)
            desk.press("Left")
            desk.pass(.seconds(1))
            await desk.program.wait { !$0.isPerforming }
            #expect(try await kept(store).prompt == "abc")
            await desk.close()
        }

        @UI @Test func `the last of two writes is the newest draft`() async throws {
            let store = MemoryStore()
            let desk = try await Desk.open(store)
            desk.type("one")
            desk.pass(.seconds(1))
            desk.type(" two")
            desk.happens(.interrupted(.terminate))
            await desk.program.wait { $0.end != nil && !$0.isPerforming }
            #expect(try await kept(store).prompt == "one two")
            #expect(desk.hasEnded)
            await desk.close()
        }

        private func kept(_ store: MemoryStore) async throws -> Draft {
            let text = try await #require(store.note(Program.draftName))
            return try #require(Draft(json: JSONValue(parsing: Data(text.utf8))))
        }
    }
}
