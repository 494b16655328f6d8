import CTerm

/// Keys typed in the middle of a long prompt with emoji, held against the same keys in the middle of a short one.
struct Editing {
    private let stage: Stage
    private static let rounds = 9
    private static let keys = 40
    /// With the keys that are typed the prompt stays legal: its maximum is 3000.
    private static let long = 2950
    private static let short = 100

    init(_ stage: Stage) { self.stage = stage }

    func measures() throws -> [Measure] {
        let long = try Writer(stage.startEasel(stage.makeHome("editing-long")), length: Self.long)
        let short = try Writer(stage.startEasel(stage.makeHome("editing-short")), length: Self.short)
        var longKeys: [Writer.Keys] = []
        var shortKeys: [Writer.Keys] = []
        var written: [Double] = []
        var needed: [Double] = []
        for _ in 1...Self.rounds {
            longKeys.append(try long.type(Self.keys))
            shortKeys.append(try short.type(Self.keys))
            let bytes = try long.countBytes(Self.keys)
            written.append(bytes.written)
            needed.append(bytes.needed)
        }
        try long.leave()
        try short.leave()
        let prompts = "in the middle of a prompt of \(Self.long) units with emoji; the floor is one of \(Self.short)"
        return [
            Measure(
                "typing-middle.latency", unit: "µs",
                about: "one key \(prompts), to a screen that counts it, p50 of \(Self.keys) keys a round",
                easel: longKeys.map(\.latency), floor: shortKeys.map(\.latency), target: .ratio(1.3)),
            Measure(
                "typing-middle.cpu", unit: "µs", about: "processor time for one key \(prompts)",
                easel: longKeys.map(\.processor), floor: shortKeys.map(\.processor)),
            Measure(
                "typing-middle.bytes", unit: "bytes",
                about: "written for one key in the long prompt; the floor is what the rows that changed hold, from the "
                    + "first changed cell to the last, with the places of these and of the cursor",
                easel: written, floor: needed, target: .ratio(1)),
        ]
    }
}

/// A studio with the cursor in the middle of its prompt.
private struct Writer {
    private let terminal: TerminalProcess
    private let length: Int
    /// The row of the prompt's counter.
    private let counterRow: Int

    /// What a key costs: µs, µs.
    struct Keys {
        var latency = 0.0
        var processor = 0.0
    }

    private static let letters = Array("jkmnw xz".utf8)

    init(_ terminal: TerminalProcess, length: Int) throws {
        self.terminal = terminal
        self.length = length
        try terminal.wait(for: "the first screen") { $0.shows(Stage.easelWords) }
        terminal.settle(quietMilliseconds: 300)
        guard let row = terminal.row(showing: " 0/3000") else { throw BenchFailure("the prompt is not empty") }
        counterRow = row
        terminal.send(Array("\u{1B}[200~".utf8) + Array(Self.text(length).utf8) + Array("\u{1B}[201~".utf8))
        try wait(forCount: length)
        // Half of the units: so many characters to the left, or a few more.
        for _ in 0..<length / 2 { terminal.send("\u{1B}[D") }
        terminal.settle(quietMilliseconds: 300)
    }

    /// Types keys one by one, each when the last one is counted, and takes them back.
    func type(_ count: Int) throws -> Keys {
        var latencies: [Int64] = []
        let processor = terminal.processorMicroseconds
        for index in 0..<count {
            let sent = ct_monotonic()
            terminal.send([Self.letters[index % Self.letters.count]])
            latencies.append(try wait(forCount: length + index + 1) - sent)
        }
        let used = terminal.processorMicroseconds - processor
        try takeBack(count)
        return Keys(latency: Double(latencies.sorted()[count / 2]) / 1000, processor: used / Double(count))
    }

    /// Bytes for a key: those that were written, and those that the changed rows hold.
    func countBytes(_ count: Int) throws -> (written: Double, needed: Double) {
        let start = terminal.byteCount
        var needed = 0
        var before = screen
        for index in 0..<count {
            terminal.send([Self.letters[index % Self.letters.count]])
            try wait(forCount: length + index + 1)
            terminal.settle(quietMilliseconds: 10)
            let after = screen
            needed += zip(before, after).reduce(Self.addressBytes) { $0 + Self.bytes(from: $1.0, to: $1.1) }
            before = after
        }
        let written = terminal.byteCount - start
        try takeBack(count)
        return (Double(written) / Double(count), Double(needed) / Double(count))
    }

    func leave() throws { try terminal.leave() }

    private var screen: [[UInt32]] {
        (0..<TerminalProcess.rows).map { row in
            (0..<TerminalProcess.columns).map { terminal.scalar(at: TerminalProcess.Place(column: $0, row: row)) }
        }
    }

    /// To place the cursor: ESC [ row ; column H.
    private static let addressBytes = 8

    /// What a row takes to become another: its place, and the cells from the first to the last that changed.
    private static func bytes(from before: [UInt32], to after: [UInt32]) -> Int {
        let changed = before.indices.filter { before[$0] != after[$0] }
        guard let first = changed.first, let last = changed.last else { return 0 }
        let text = after[first...last].reduce(0) { sum, value in
            // Blank, or the right half of a wide character.
            sum + (value == 0 ? 1 : Unicode.Scalar(value).map { UTF8.width($0) } ?? 0)
        }
        return text + addressBytes
    }

    @discardableResult
    private func wait(forCount count: Int) throws -> Int64 {
        try terminal.wait(for: "\(count) units in the prompt") { $0.row(counterRow).contains(" \(count)/3000") }
    }

    private func takeBack(_ count: Int) throws {
        terminal.send(Array(repeating: 0x7F, count: count))
        try wait(forCount: length)
        terminal.settle(quietMilliseconds: 20)
    }

    /// Words of five letters and now and then an emoji of one scalar, so many UTF-16 units in all.
    private static func text(_ length: Int) -> String {
        var text = ""
        var units = 0
        while units < length {
            let isEmoji = units % 24 == 22 && units + 2 <= length
            text += isEmoji ? "🎨" : units % 6 == 5 ? " " : "a"
            units += isEmoji ? 2 : 1
        }
        return text
    }
}
