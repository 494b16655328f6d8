import EngineModel
import Foundation
import Glibc
import RunwareAPI
import StudioCore
import StudioRuntime
import TerminalLoop
import TerminalUI
import TestSupport
import Testing

extension WholeProgramTests {
    /// Ends, interruptions and frames.
    @Suite struct LeavingTests {
        @UI
        @Test(arguments: [
            (TerminalEvent.interrupted(.terminate), Program.End.terminated),
            (.interrupted(.interrupt), .terminated), (.interrupted(.hangUp), .hungUp), (.closed, .hungUp),
        ])
        func `an end from outside keeps the draft`(event: TerminalEvent, end: Program.End) async throws {
            let store = MemoryStore()
            let desk = try await Desk.open(store)
            desk.type("half a tho")
            desk.happens(event)
            await desk.program.wait { $0.end != nil && !$0.isPerforming }
            #expect(desk.hasEnded)
            #expect(desk.program.end == end)
            let draft = try await #require(store.note(Program.draftName))
            #expect(draft.contains("half a tho"))
            #expect(!desk.program.hasFrameDue)
            await desk.close()
        }

        @UI @Test func `a request queued in the last moment is durable before the end`() async throws {
            let store = MemoryStore()
            let service = FakeImageService(otherwise: .held)
            let desk = try await Desk.open(store, service: service)
            desk.type("a red kite")
            desk.terminal.press("C-o")
            desk.happens(.interrupted(.hangUp))
            await desk.program.wait { $0.end != nil && !$0.isPerforming }
            #expect(await store.jobs.map(\.request.prompt) == ["a red kite"])
            await desk.close()
        }

        @UI @Test func `leaving keeps the draft and ends; with tasks under way it asks first`() async throws {
            let store = MemoryStore()
            let service = FakeImageService(otherwise: .held)
            let desk = try await Desk.open(store, service: service)
            desk.type("a red kite")
            desk.press("C-o")
            await service.arrived(1)
            await desk.reach { $0.inFlightCount == 1 }
            desk.press("C-c")
            #expect(desk.screen.contains("Leave?"))
            #expect(desk.program.end == nil)
            desk.press("w")
            let task = try #require(await service.sent.first)
            await service.release(task)
            await desk.program.wait { $0.end == .left && !$0.isPerforming }
            #expect(desk.hasEnded)
            #expect(try await store.note(Program.draftName)?.contains("a red kite") == true)
            await desk.close()
        }

        @UI @Test func `resumed after a stop the terminal is claimed and painted whole`() async throws {
            let desk = try await Desk.open()
            desk.type("a red kite")
            let presents = desk.terminal.presents
            desk.terminal.release()
            desk.happens(.resumed)
            #expect(desk.terminal.isClaimed)
            #expect(desk.terminal.presents == presents + 1)
            #expect(desk.screen.contains("a red kite"))
            await desk.close()
        }

        @UI @Test func `a burst of a thousand keys is one frame`() async throws {
            let desk = try await Desk.open()
            let presents = desk.terminal.presents
            desk.type(String(repeating: "kite ", count: 200))
            #expect(desk.terminal.presents == presents + 1)
            #expect(desk.screen.contains("1000/3000"))
            await desk.close()
        }

        @UI @Test func `a storm of sizes is drawn at the last of them`() async throws {
            let desk = try await Desk.open()
            let presents = desk.terminal.presents
            desk.happens(.resized(Size(width: 30, height: 8)))
            #expect(desk.screen.contains("Easel needs 40"))
            desk.happens(.resized(Size(width: 60, height: 20)), .resized(Size(width: 120, height: 40)))
            #expect(desk.screen.contains("Parameters"))
            #expect(desk.terminal.presents == presents + 2)
            await desk.close()
        }

        @UI @Test func `a blocked terminal gets no frame, and the newest state when it takes one`() async throws {
            let terminal = try BlockedTerminal()
            let desk = Desk()
            let program = Program(
                state: desk.state, terminal: terminal, theme: Theme(name: "plain", styles: [:]), engine: desk.engine,
                library: MemoryStore(), clock: desk.clock, whenEnded: {})
            let loop = UILoop(terminal: terminal)
            for word in ["one", " two", " three"] {
                terminal.waiting = word.map { .key(KeyEvent(.character($0))) }
                loop.turn(program)
            }
            #expect(terminal.frames.isEmpty)
            #expect(program.state.prompt.buffer.text == "one two three")
            terminal.drain()
            loop.turn(program)
            #expect(terminal.frames.count == 1)
            #expect(terminal.frames.last?.screenText.contains("one two three") == true)
            await desk.close()
        }
    }
}

/// A terminal whose line takes nothing until it is drained.
@UI
private final class BlockedTerminal: Terminal {
    let size = Size(width: 80, height: 24)
    let inputDescriptor: Int32 = -1
    let outputDescriptor: Int32
    let deadline: Duration? = nil
    var waiting: [TerminalEvent] = []
    private(set) var frames: [Frame] = []
    private let farEnd: Int32

    init() throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw POSIXError(.EMFILE) }
        (farEnd, outputDescriptor) = (ends[0], ends[1])
        _ = fcntl(farEnd, F_SETFL, O_NONBLOCK)
        _ = fcntl(outputDescriptor, F_SETFL, O_NONBLOCK)
        let block = [UInt8](repeating: 0, count: 4096)
        while write(outputDescriptor, block, block.count) > 0 {}
    }

    deinit {
        close(farEnd)
        close(outputDescriptor)
    }

    /// Takes everything that stands in the line.
    func drain() {
        var block = [UInt8](repeating: 0, count: 4096)
        while read(farEnd, &block, block.count) > 0 {}
    }

    func nextEvents(at now: Duration) -> [TerminalEvent] {
        defer { waiting = [] }
        return waiting
    }
    func updateSize() -> Bool { false }
    func present(_ frame: Frame) { frames.append(frame) }
    func signal(_ signal: TerminalSignal) {}
    func writeRaw(_ bytes: [UInt8]) {}
    func claim() {}
    func release() {}
}
