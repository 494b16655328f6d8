import EngineCore
import EngineModel
import EngineStore
import Dispatch
import Foundation
import RunwareAPI
import StudioCore
import StudioRuntime
import TerminalLoop
import TerminalUI
import TestSupport
import Testing

/// All suites of the whole program: one after another, because they share the UI thread.
@Suite(.serialized, .timeLimit(.minutes(5)), ServedUI()) struct WholeProgramTests {}

/// Starts the UI thread before the first test. Tests run on it; suites do not, or the search for tests would wait for
/// a thread that does not run yet.
struct ServedUI: SuiteTrait {
    func prepare(for test: Test) async throws { UI.startForTests() }
}

/// Journal, history and files as one value: the memory of a test, or a real store.
typealias AnyStore = JobJournal & HistoryLibrary & MediaStore & AnswerSpool

/// The whole program without a terminal: a real engine among fakes, keys going in, frames coming out. Time stands still
/// but for what a turn of the loop takes.
@UI
final class Desk {
    let terminal: HeadlessTerminal
    let program: Program
    let engine: Engine
    let service: FakeImageService
    let clock: ManualClock
    private(set) var hasEnded = false
    private let loop: UILoop

    /// The monotonic time of the loop and the program.
    private final class Time {
        var now = Duration.zero
    }
    private let time: Time

    init(
        _ store: any AnyStore = MemoryStore(), service: FakeImageService = FakeImageService(),
        size: Size = Size(width: 120, height: 40), draft: Draft? = nil, files: UserFiles = UserFiles(),
        editor: (any ExternalEditor)? = nil, outside: Outside = Outside(), surroundings: [String: String] = [:],
        signals: FinishSignals = []
    ) {
        let terminal = HeadlessTerminal(size: size)
        let time = Time()
        let clock = ManualClock()
        self.terminal = terminal
        self.time = time
        self.clock = clock
        self.service = service
        engine = Engine(
            service: service, journal: store, library: store, media: store, spool: store, clock: clock,
            random: RandomBits())
        loop = UILoop(terminal: terminal, clock: { time.now })
        var state = StudioState(size: size, seeds: SeedSequence(start: 7))
        state.surroundings = Surroundings(environment: surroundings)
        state.finishSignals = signals
        if let draft { _ = reduce(.restoredDraft(draft), &state) }
        let ending = Ending()
        program = Program(
            state: state, terminal: terminal, theme: Theme(name: "plain", styles: [:]), engine: engine, library: store,
            files: files, editor: editor, outside: outside, clock: clock, monotonic: { time.now },
            whenEnded: { ending.tell() })
        ending.tell = { [weak self] in self?.hasEnded = true }
    }

    private final class Ending {
        var tell: () -> Void = {}
    }

    /// The studio opened on fakes, idle.
    static func open(
        _ store: any AnyStore = MemoryStore(), service: FakeImageService = FakeImageService(),
        size: Size = Size(width: 120, height: 40), draft: Draft? = nil, files: UserFiles = UserFiles(),
        editor: (any ExternalEditor)? = nil, outside: Outside = Outside(), surroundings: [String: String] = [:],
        signals: FinishSignals = []
    ) async throws -> Desk {
        let desk = Desk(
            store, service: service, size: size, draft: draft, files: files, editor: editor, outside: outside,
            surroundings: surroundings, signals: signals)
        desk.program.start()
        try await desk.engine.start()
        await desk.settle()
        return desk
    }

    /// Presses keys as one batch and lets the loop turn once.
    func press(_ keys: String...) {
        for key in keys { terminal.press(key) }
        turn()
    }

    /// Submits, and returns when the engine has answered.
    func submit() async {
        press("C-o")
        await reach { $0.submission == nil }
    }

    /// Types text, whatever it spells.
    func type(_ text: String) {
        for character in text { terminal.push(.key(KeyEvent(.character(character)))) }
        turn()
    }

    /// Lets something other than a key happen.
    func happens(_ events: TerminalEvent...) {
        for event in events { terminal.push(event) }
        turn()
    }

    /// One turn of the loop, long enough after the last for news to be shown.
    func turn() {
        time.now += .milliseconds(20)
        loop.turn(program)
    }

    /// The monotonic time of the loop.
    var now: Duration { time.now }

    /// Lets time pass, and what is due then happen.
    func pass(_ duration: Duration) {
        time.now += duration
        loop.turn(program)
    }

    /// Returns when the state is as wanted, with the frame that shows it.
    func reach(_ condition: @escaping @UI (StudioState) -> Bool) async {
        await program.wait { condition($0.state) }
        turn()
    }

    /// Returns when nothing is going on: the engine idle, its newest snapshot applied, effects performed, frame shown.
    func settle() async {
        repeat {
            await engine.idle()
            // Snapshots come in order: when this change shows, everything before it does.
            let parallelism = program.state.engine.parallelism
            await engine.setParallelism(parallelism - 1)
            await program.wait { $0.state.engine.parallelism == parallelism - 1 }
            await engine.setParallelism(parallelism)
            await program.wait { $0.state.engine.parallelism == parallelism && !$0.isPerforming }
            turn()
        } while !program.isIdle
    }

    /// Ends everything, as the process does.
    func close() async {
        program.stop()
        await engine.shutDown()
    }

    var screen: String { terminal.screenText }
    var state: StudioState { program.state }
}

/// A real store in a folder of its own, which goes with this value.
final class StoreFolder {
    let path: String
    private var owners: UInt64 = 0

    init() {
        path = NSTemporaryDirectory() + "easel-runtime-" + UUID().uuidString
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Opens the store as another process would.
    func open() async throws -> EngineStore {
        owners += 1
        let (path, bits) = (path, TaskUUID(randomBits: owners, owners))
        return try await withCheckedThrowingContinuation { opened in
            DispatchQueue(label: "open").async {
                opened.resume(with: Result { try EngineStore.open(dataDirectory: path, ownerBits: bits) })
            }
        }
    }
}

extension StudioState {
    /// The requests that submitting makes now; none when there is a fault.
    var draftRequests: [ImageRequest] { (try? composition.requests()) ?? [] }
}
