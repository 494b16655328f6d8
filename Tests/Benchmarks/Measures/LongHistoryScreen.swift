import CTerm
import Foundation

/// The studio on a very long history, on a terminal: against the studio on an empty one.
struct LongHistoryScreen {
    private let stage: Stage
    private let count = ManyResults.wanted
    private static let rounds = 7

    init(_ stage: Stage) { self.stage = stage }

    func measures() throws -> [Measure] {
        let empty = try stage.makeHome("empty-history")
        let home = try stage.makeHome("long-history")
        try FileManager.default.createDirectory(atPath: home + "/data", withIntermediateDirectories: true)
        try LongHistoryFolder.prepare(home + "/data/easel", count: count)
        defer { try? FileManager.default.removeItem(atPath: home) }
        // Both have been opened once before anything counts.
        for home in [empty, home] { try open(home).terminal.leave() }
        var long: [(paint: Double, memory: Double)] = []
        var short: [(paint: Double, memory: Double)] = []
        var pages: [Double] = []
        for _ in 0..<Self.rounds {
            let one = try open(empty)
            one.terminal.settle(quietMilliseconds: 300)
            short.append((one.paint, one.terminal.proportionalMegabytes))
            try one.terminal.leave()
            let other = try open(home)
            pages += try pageDown(other.terminal)
            long.append((other.paint, other.terminal.proportionalMegabytes))
            try other.terminal.leave()
        }
        return [
            Measure(
                "long-history.first-paint", unit: "ms",
                about: "spawn to the first complete screen with \(count) results; the floor is the studio without any",
                easel: long.map(\.paint), floor: short.map(\.paint), target: .ratio(1.5)),
            Measure(
                "long-history.memory", unit: "MB",
                about: "PSS after paging through \(count) results; the floor is the studio without any",
                easel: long.map(\.memory), floor: short.map(\.memory), target: .ratio(1.5)),
            Measure(
                "long-history.key.page-down", unit: "ms", about: "page down in the history, key to changed screen",
                easel: pages, target: .p95(16)),
        ]
    }

    private func open(_ home: String) throws -> (terminal: TerminalProcess, paint: Double) {
        let terminal = try stage.startEasel(home)
        let painted = try terminal.wait(for: "the first screen") { $0.shows(Stage.easelWords) }
        return (terminal, milliseconds(painted - terminal.startedAt))
    }

    private func pageDown(_ terminal: TerminalProcess) throws -> [Double] {
        terminal.settle(quietMilliseconds: 300)
        // F5 goes to the history.
        terminal.send("\u{1B}[15~")
        terminal.settle(quietMilliseconds: 100)
        var values: [Double] = []
        for _ in 0..<20 {
            let (before, start) = (terminal.byteCount, ct_monotonic())
            terminal.send("\u{1B}[6~")
            let seen = try terminal.wait(for: "the next page") { $0.byteCount > before }
            values.append(milliseconds(seen - start))
            terminal.settle(quietMilliseconds: 30)
        }
        return values
    }
}
