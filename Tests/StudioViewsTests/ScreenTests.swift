import EngineModel
import Foundation
import RunwareAPI
import Settings
import StudioCore
import StudioViews
import TerminalUI
import Testing

/// A named studio to photograph.
struct Scene: CustomTestStringConvertible {
    let name: String
    let make: @Sendable (Size) -> StudioState
    var testDescription: String { name }

    init(_ name: String, _ make: @escaping @Sendable (Size) -> StudioState) {
        self.name = name
        self.make = make
    }
}

extension Scene {
    static let sizes = [Size(width: 120, height: 40), Size(width: 80, height: 24), Size(width: 40, height: 12)]

    static let all =
        composing + parameters + queue + history + overlays + editor + recall + templates + sweeps + money + judging
        + results + queueing

    private static let composing = [
        Scene("start") { Sample.start($0) },
        Scene("composing") { size in
            var state = Sample.start(
                size,
                prompt:
                    "灯台と霧の海、油絵 🎨👩‍👩‍👧‍👦 by the sea\n\n- 🇩🇪 flags and e\u{301}clairs\n- a very long line that goes on until it wraps at a word\tafter a tab"
            )
            state.press("Up", "C-Left")
            return state
        },
        Scene("too-long") { size in
            var state = Sample.start(size, prompt: String(repeating: "word ", count: 603))
            state.press("C-o")
            return state
        },
        Scene("parameters-changed") { size in
            var state = Sample.start(size, prompt: "a cat")
            state.press(
                "F3", "End", "Down", "S-Left", "Down", "Down", "Down", "Right", "Down", "Down", "Down", "Right", "Up")
            state.press("Up", "Up", "Up", "Up", "Up", "Up", "Right")
            return state
        },
        Scene("parameters-typing") { size in
            var state = Sample.start(size, prompt: "a cat")
            state.press("F3", "Down", "Down", "Down")
            state.type("9223372036854776001")
            state.press("Enter")
            return state
        },
        Scene("parameters-without-effect") { size in
            var state = Sample.start(size, prompt: "a cat")
            state.parameters.values.outputFormat = .png
            state.parameters.values.outputType = .base64Data
            state.press("F3")
            state.parameters.selection = .ttl
            state.press("Right")
            return state
        },
        Scene("parameters-several") { size in
            var state = Sample.start(size, prompt: "a cat")
            state.press("F3")
            state.parameters.selection = .numberResults
            state.press("Right", "Right")
            return state
        },
        Scene("parameters-one-task") { size in
            var state = Sample.start(size, prompt: "a cat")
            state.parameters.values.numberResults = 3
            state.parameters.batch = .oneTask
            state.press("F3", "Down", "Down", "Down", "Right")
            return state
        },
    ]

    private static func queued(_ size: Size, pause: PauseReason? = nil, jobs: [Job] = Sample.everyJob) -> StudioState {
        var state = Sample.start(size, prompt: "a cat")
        _ = reduce(
            .engine(
                Sample.snapshot(2) {
                    $0.jobs = jobs
                    $0.pause = pause
                }), &state)
        state.press("F4")
        return state
    }

    private static let queue =
        [Scene("queue") { queued($0) }]
        + [
            ("user", PauseReason.user), ("restored", .restored), ("key-refused", .keyRefused),
            ("credit-too-low", .creditTooLow),
            ("unreachable", .unreachable(ConnectionFault(.refused, detail: "127.0.0.1:7313 refuses"))),
            ("store-failed", .storeFailed("the disk is full: /home/ada/.local/share/easel")),
        ].map { name, pause in
            Scene("queue-paused-" + name) { size in
                var state = queued(
                    size, jobs: [Sample.job(1, .queued, "a lighthouse"), Sample.job(2, .queued, "a fox")])
                _ = reduce(
                    .engine(
                        Sample.snapshot(3) {
                            $0.jobs = state.engine.jobs
                            $0.pause = pause
                        }), &state)
                return state
            }
        }

    private static let history = [
        Scene("history") { size in
            var state = Sample.withHistory(size)
            state.press("F5")
            return state
        },
        Scene("history-search") { size in
            var state = Sample.withHistory(size)
            state.press("F5", "/")
            state.type("light 霧")
            return state
        },
        Scene("history-nothing-found") { size in
            var state = Sample.withHistory(size)
            state.press("F5", "/")
            state.type("zebra")
            _ = reduce(.page(HistoryPage(), question: state.history.question, appended: false), &state)
            return state
        },
        Scene("result-done") { size in
            var state = Sample.withHistory(size)
            state.press("F6")
            return state
        },
        Scene("result-blocked") { size in
            var state = Sample.withHistory(size, entry: .blocked)
            state.press("F6")
            return state
        },
        Scene("message-done") { size in
            var state = Sample.withHistory(size)
            var done = Sample.job(4, .done, "a cat")
            done.results = [Sample.result(done, url: "https://im.runware.ai/image/1.jpg", seed: 4_130_628_435)]
            let ended = done
            _ = reduce(
                .engine(
                    Sample.snapshot(3) {
                        $0.recent = [ended]
                        $0.finishedJobs = 1
                        $0.historyRevision = 1
                    }), &state)
            return state
        },
        Scene("message-blocked") { size in
            var state = Sample.withHistory(size)
            _ = reduce(
                .engine(
                    Sample.snapshot(3) {
                        $0.recent = [Sample.job(4, .blocked, "a cat", failure: Sample.refused)]
                        $0.failed = $0.recent
                        $0.finishedJobs = 1
                        $0.historyRevision = 1
                    }), &state)
            return state
        },
    ]

    private static let overlays = [
        Scene("palette") { size in
            var state = Sample.start(size, prompt: "a cat")
            state.press("C-x")
            state.type("seed")
            state.press("Down")
            return state
        },
        Scene("help") { size in
            var state = Sample.start(size)
            state.press("F1", "Down")
            return state
        },
        Scene("ask-leave") { size in
            var state = queued(size)
            state.press("q")
            return state
        },
        Scene("ask-send-again") { size in
            var state = queued(size)
            state.queue.selection = 5
            state.press("S")
            return state
        },
        Scene("ask-abandon") { size in
            var state = queued(size)
            state.press("x")
            return state
        },
    ]
}

@Suite struct ScreenTests {
    @Test(arguments: Scene.all, Scene.sizes)
    func `screens look as recorded`(scene: Scene, size: Size) {
        let state = scene.make(size)
        let colored = StudioView.frame(state, theme: TestTheme.distinct).screenText
        let mono = StudioView.frame(state, theme: DefaultTheme.file.theme(for: .mono)).screenText
        Golden.expect(
            colored + "\nmono\n" + Self.looks(mono), is: "\(scene.name)-\(size.width)x\(size.height)")
        #expect(Self.text(mono) == Self.text(colored), "without colours the same stands there")
    }

    /// Of a picture what stands there, without its looks.
    private static func text(_ picture: String) -> String { String(picture[..<end(ofText: picture)]) }

    /// Of a picture the style letters and their legend.
    private static func looks(_ picture: String) -> String { String(picture[end(ofText: picture)...].dropFirst(2)) }

    private static func end(ofText picture: String) -> String.Index {
        picture.range(of: "|\n\n|")?.lowerBound ?? picture.endIndex
    }

    @Test func `a screen too small says what it needs`() {
        for size in [Size(width: 30, height: 8), Size(width: 39, height: 40), Size(width: 12, height: 3)] {
            let frame = StudioView.frame(Sample.start(size), theme: TestTheme.distinct)
            Golden.expect(frame.screenText, is: "too-small-\(size.width)x\(size.height)")
        }
    }

    @Test func `no recorded screen is without its test`() throws {
        let names = try Golden.files()
        let sizes = Scene.sizes.map { "-\($0.width)x\($0.height)" }
        let controls = Control.allCases.map { "control-\($0)-40x12" }
        var known = Set(Scene.all.flatMap { scene in sizes.map { scene.name + $0 } })
        known.formUnion(["too-small-30x8", "too-small-39x40", "too-small-12x3"] + controls)
        #expect(names.subtracting(known).isEmpty)
    }
}
