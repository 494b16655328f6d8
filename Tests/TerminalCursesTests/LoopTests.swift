import Synchronization
import TerminalLoop
import TerminalUI
import Testing

@Suite struct LoopTests {
    init() { UI.startForTests() }

    @Test func `everything that waits is applied before one frame is shown`() async {
        await onUI { loop, terminal, client, _ in
            loop.turn(client)
            #expect(terminal.presents == 0)
            terminal.press("a", "C-x", "hello")
            terminal.push(.paste("text"))
            loop.turn(client)
            #expect(client.batches.map(\.count) == [8])
            #expect(terminal.presents == 1)
            loop.turn(client)
            #expect(terminal.presents == 1 && client.batches.count == 1)
        }
    }

    @Test func `a deadline is reported when it has passed and not before`() async {
        await onUI { loop, _, client, clock in
            client.nextDeadline = .seconds(5)
            loop.turn(client)
            #expect(client.reached.isEmpty)
            clock.now = .seconds(5)
            loop.turn(client)
            #expect(client.reached == [.seconds(5)])
        }
    }

    @Test func `a closed terminal gets no more frames`() async {
        await onUI { loop, terminal, client, _ in
            terminal.push(.closed)
            loop.turn(client)
            #expect(client.batches == [[.closed]])
            #expect(terminal.presents == 0)
        }
    }

    @Test func `a loop that runs ends with stop, and its deadlines wake it`() async {
        await onUI { _, terminal, client, _ in
            let loop = UILoop(terminal: terminal)
            client.nextDeadline = UILoop.monotonicNow + .milliseconds(5)
            client.onDeadline = { loop.stop() }
            loop.run(client)
            #expect(client.reached.count == 1)
        }
    }

    @Test func `jobs of many tasks run one at a time and none is lost`() async {
        let counter = Counter()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { for _ in 0..<500 { await counter.add() } } }
        }
        #expect(await counter.value == 4000)
    }

    @Test func `the last frame can be read as text`() async {
        await onUI { loop, terminal, client, _ in
            terminal.resize(to: Size(width: 4, height: 1))
            loop.turn(client)
            #expect(terminal.screenText == "4 x 1\n|ok  |\n\n|....|\n\n")
        }
    }

    @UI
    private func onUI(_ body: @Sendable @UI (UILoop, HeadlessTerminal, Client, ManualClock) -> Void) {
        let clock = ManualClock()
        let terminal = HeadlessTerminal()
        body(UILoop(terminal: terminal, clock: { clock.now }), terminal, Client(terminal), clock)
    }
}

@UI
private final class Counter {
    private(set) var value = 0
    func add() { value += 1 }
}

/// A clock that stands still until it is moved.
@UI
private final class ManualClock {
    nonisolated private let time = Mutex(Duration.zero)
    nonisolated var now: Duration {
        get { time.withLock { $0 } }
        set { time.withLock { $0 = newValue } }
    }
}

@UI
private final class Client: LoopClient {
    var batches: [[TerminalEvent]] = []
    var reached: [Duration] = []
    var hasFrameDue = false
    var nextDeadline: Duration?
    var onDeadline: () -> Void = {}
    private let terminal: HeadlessTerminal

    init(_ terminal: HeadlessTerminal) { self.terminal = terminal }

    func receive(_ events: [TerminalEvent]) {
        batches.append(events)
        hasFrameDue = true
    }

    func presentDueFrame() {
        hasFrameDue = false
        var buffer = CellBuffer(size: terminal.size)
        buffer.write("ok", at: .zero)
        terminal.present(Frame(buffer: buffer))
    }

    func deadlineReached(at now: Duration) {
        reached.append(now)
        nextDeadline = nil
        onDeadline()
    }
}
