import EngineCore
import EngineModel
import StudioCore
@testable import StudioRuntime
import Synchronization
import TerminalLoop
import TerminalUI
import TestSupport
import Testing

extension WholeProgramTests {
    /// The prompt in the user's own editor, which is a fake here.
    @Suite struct EditorTests {
        @UI
        @Test(arguments: ["C-g", "F7"])
        func `the prompt goes out and comes back, the terminal with it`(key: String) async throws {
            let editor = FakeEditor()
            let desk = try await Desk.open(editor: editor)
            desk.happens(.resumed)
            desk.type("a red kite")
            desk.press(key)
            #expect(await editor.given() == "a red kite")
            #expect(!desk.terminal.isClaimed)
            let presents = desk.terminal.presents
            desk.turn()
            #expect(desk.terminal.presents == presents, "nothing is painted over the editor")
            editor.leave("a blue kite\nover dunes")
            await desk.reach { $0.prompt.buffer.text == "a blue kite\nover dunes" }
            #expect(desk.terminal.isClaimed)
            #expect(desk.screen.contains("a blue kite") && desk.screen.contains("over dunes"))
            desk.type("!")
            #expect(desk.state.prompt.buffer.text == "a blue kite\nover dunes!")
            await desk.close()
        }

        @UI @Test func `unchanged text is no change and a failure leaves the prompt, each says so`() async throws {
            let editor = FakeEditor()
            let desk = try await Desk.open(editor: editor)
            desk.type("a red kite")
            desk.press("Left", "C-g")
            _ = await editor.given()
            editor.leave("a red kite")
            await desk.reach { $0.message != nil }
            #expect(desk.screen.contains("the editor changed nothing"))
            #expect(desk.state.prompt.buffer.cursor == 9)
            desk.press("C-g")
            _ = await editor.given()
            editor.fail("it ended with status 1")
            await desk.reach { $0.message?.kind == .error }
            #expect(desk.screen.contains("it ended with status 1"))
            #expect(desk.state.prompt.buffer.text == "a red kite" && desk.terminal.isClaimed)
            await desk.close()
        }

        @UI @Test func `while it runs jobs go on, and nothing is waited for in vain`() async throws {
            let editor = FakeEditor()
            let service = FakeImageService(otherwise: .held)
            let desk = try await Desk.open(service: service, editor: editor)
            desk.type("a red kite")
            desk.press("C-o")
            await service.arrived(1)
            await desk.reach { $0.inFlightCount == 1 }
            desk.press("C-g")
            _ = await editor.given()
            let presents = desk.terminal.presents
            let task = try #require(await service.sent.first)
            await service.release(task)
            await desk.program.wait { $0.state.engine.finishedJobs == 1 }
            desk.turn()
            desk.turn()
            #expect(desk.terminal.presents == presents)
            #expect(desk.program.nextDeadline.map { $0 > desk.now } ?? true, "a deadline in the past is a busy loop")
            editor.leave("a red kite")
            await desk.program.wait { $0.state.history.rows.count == 1 && !$0.isPerforming }
            desk.turn()
            #expect(desk.screen.contains("done"))
            await desk.close()
        }

        @UI @Test func `keys of the terminal mean the editor: interrupted, stopped or continued the studio waits`()
            async throws
        {
            let editor = FakeEditor()
            let desk = try await Desk.open(editor: editor)
            desk.press("C-g")
            _ = await editor.given()
            desk.happens(.interrupted(.interrupt), .interrupted(.suspend), .resumed)
            #expect(desk.program.end == nil)
            #expect(!desk.terminal.isClaimed)
            editor.leave("a cat")
            await desk.reach { $0.prompt.buffer.text == "a cat" }
            await desk.close()
        }

        @UI
        @Test(arguments: [TerminalEvent.interrupted(.terminate), .interrupted(.hangUp), .closed])
        func `an end from outside ends the editor too and keeps the draft`(event: TerminalEvent) async throws {
            let editor = FakeEditor()
            let store = MemoryStore()
            let desk = try await Desk.open(store, editor: editor)
            desk.type("half a tho")
            desk.press("C-g")
            _ = await editor.given()
            desk.happens(event)
            await desk.program.wait { $0.end != nil }
            #expect(editor.wasHungUp)
            while !desk.hasEnded { await Task.yield() }
            #expect(try await store.note(Program.draftName)?.contains("half a tho") == true)
            editor.leave("too late")
            await desk.program.wait { !$0.isPerforming }
            #expect(!desk.terminal.isClaimed)
            await desk.close()
        }

        @UI @Test func `the studio that leaves when all is done waits for the editor's text`() async throws {
            let (editor, store) = (FakeEditor(), MemoryStore())
            let service = FakeImageService(otherwise: .held)
            let desk = try await Desk.open(store, service: service, editor: editor)
            desk.type("a red kite")
            desk.press("C-o")
            await service.arrived(1)
            await desk.reach { $0.inFlightCount == 1 }
            desk.press("C-c", "w", "C-g")
            _ = await editor.given()
            await service.release(try #require(await service.sent.first))
            await desk.program.wait { $0.leavesAfterEditing }
            #expect(!desk.hasEnded)
            editor.leave("a blue kite")
            await desk.program.wait { $0.end == .left && !$0.isPerforming }
            #expect(desk.hasEnded)
            #expect(try await store.note(Program.draftName)?.contains("a blue kite") == true)
            await desk.close()
        }

        @UI @Test func `the draft is durable before the editor starts`() async throws {
            let editor = FakeEditor()
            let store = MemoryStore()
            let desk = try await Desk.open(store, editor: editor)
            desk.type("a red kite")
            desk.press("C-g")
            _ = await editor.given()
            #expect(try await store.note(Program.draftName)?.contains("a red kite") == true)
            editor.leave("a red kite")
            await desk.program.wait { !$0.isPerforming }
            await desk.close()
        }

        @UI @Test func `without an editor a line says so`() async throws {
            let desk = try await Desk.open()
            desk.type("a cat")
            desk.press("C-g")
            #expect(desk.state.message?.kind == .error)
            #expect(desk.state.prompt.buffer.text == "a cat")
            await desk.close()
        }
    }
}

/// An editor that does what a test says.
private final class FakeEditor: ExternalEditor {
    private struct Sitting {
        var text: String?
        var asked: CheckedContinuation<String, Never>?
        var answer: CheckedContinuation<Result<String, EditorFailure>, Never>?
        var wasHungUp = false
    }
    private let sitting = Mutex(Sitting())

    var wasHungUp: Bool { sitting.withLock { $0.wasHungUp } }

    func edit(_ text: String) async throws(EditorFailure) -> String {
        let result = await withCheckedContinuation { answer in
            let asked = sitting.withLock { sitting in
                sitting.answer = answer
                defer { sitting.asked = nil }
                if sitting.asked == nil { sitting.text = text }
                return sitting.asked
            }
            asked?.resume(returning: text)
        }
        return try result.get()
    }

    func hangUp() { sitting.withLock { $0.wasHungUp = true } }

    /// Returns when it runs, with the text that it got.
    func given() async -> String {
        await withCheckedContinuation { asked in
            let text = sitting.withLock { sitting in
                defer { sitting.text = nil }
                if sitting.text == nil { sitting.asked = asked }
                return sitting.text
            }
            if let text { asked.resume(returning: text) }
        }
    }

    func leave(_ text: String) { end(.success(text)) }
    func fail(_ sentence: String) { end(.failure(EditorFailure(sentence))) }

    private func end(_ result: Result<String, EditorFailure>) {
        let answer = sitting.withLock { sitting in
            defer { sitting.answer = nil }
            return sitting.answer
        }
        answer?.resume(returning: result)
    }
}
