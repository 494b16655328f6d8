/// From the start of the process to its first complete screen, and to the history on it.
struct FirstPaint {
    private let stage: Stage
    private static let rounds = 9

    init(_ stage: Stage) { self.stage = stage }

    func measures() throws -> [Measure] {
        // Both programs are in the page cache before anything counts.
        try stage.startFloor(entries: 0).wait(for: "the floor's screen") { $0.shows(Stage.floorWords) }
        let full = try stage.makeHomeWithHistory("history")
        _ = try start(in: full, history: true)

        var new = Series()
        var filled = Series()
        for round in 1...Self.rounds {
            try new.add(start(in: stage.makeHome("new-\(round)"), history: false), startFloor(entries: 0))
            try filled.add(start(in: full, history: true), startFloor(entries: Stage.historyLength))
        }
        return [
            Measure(
                "first-paint.new", unit: "ms",
                about: "spawn to the first complete screen, in folders where there is nothing yet",
                easel: new.easel.map(\.screen), floor: new.floor.map(\.screen), target: .ratio(4)),
            Measure(
                "first-paint.history", unit: "ms",
                about: "spawn to the first complete screen, with a history of \(Stage.historyLength) results",
                easel: filled.easel.map(\.screen), floor: filled.floor.map(\.screen), target: .ratio(4)),
            Measure(
                "first-paint.history-rows", unit: "ms",
                about: "spawn to the newest rows of that history on the screen",
                easel: filled.easel.compactMap(\.rows), floor: filled.floor.compactMap(\.rows)),
            Measure(
                "first-paint.bytes", unit: "bytes", about: "written until that screen was complete",
                easel: filled.easel.map(\.bytes), floor: filled.floor.map(\.bytes)),
            Measure(
                "first-paint.cpu", unit: "ms", about: "processor time until that screen was complete",
                easel: filled.easel.map(\.processor), floor: filled.floor.map(\.processor)),
            Measure(
                "leave", unit: "ms", about: "SIGTERM to the end of the process, the local service and the store closed",
                easel: filled.easel.map(\.leaving)),
        ]
    }

    private struct Start {
        var screen = 0.0
        var rows: Double?
        var bytes = 0.0
        var processor = 0.0
        var leaving = 0.0
    }

    private struct Series {
        var easel: [Start] = []
        var floor: [Start] = []

        mutating func add(_ own: Start, _ other: Start) {
            easel.append(own)
            floor.append(other)
        }
    }

    private func start(in home: String, history: Bool) throws -> Start {
        try observe(stage.startEasel(home), words: Stage.easelWords, history: history)
    }

    private func startFloor(entries: Int) throws -> Start {
        try observe(stage.startFloor(entries: entries), words: Stage.floorWords, history: entries > 0)
    }

    private func observe(_ terminal: TerminalProcess, words: [String], history: Bool) throws -> Start {
        var start = Start()
        let painted = try terminal.wait(for: "the first screen") { $0.shows(words) }
        start.processor = terminal.processorMicroseconds / 1000
        start.bytes = Double(terminal.byteCount)
        start.screen = milliseconds(painted - terminal.startedAt)
        if history {
            let shown = try terminal.wait(for: "the history") { $0.row(showing: Stage.historyWord) != nil }
            start.rows = milliseconds(shown - terminal.startedAt)
        }
        // What goes on behind the first screen is not cut off: the next start finds what a user's would.
        terminal.settle(quietMilliseconds: 50)
        start.leaving = try terminal.leave()
        return start
    }
}
