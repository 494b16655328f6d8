import CTerm

/// Keys in the prompt: latency, bytes, processor time, bursts, pastes; and what both programs do when nothing happens.
struct Typing {
    private let stage: Stage
    private static let rounds = 9
    private static let keysInBatch = 40
    private static let batches = 3
    private static let burst = 1000
    private static let pasted = 100_000
    /// A long but legal prompt (its maximum is 3000).
    private static let longPrompt = 2800

    init(_ stage: Stage) { self.stage = stage }

    func measures() throws -> [Measure] {
        let easel = try Player(
            "easel", stage.startEasel(stage.makeHomeWithHistory("typing")),
            words: Stage.easelWords + [Stage.historyWord])
        let floor = try Player(
            "the floor", stage.startFloor(entries: Stage.historyLength), words: Stage.floorWords + [Stage.historyWord])
        let both = [easel, floor]

        var idle = both.map { _ in Player.Idle() }
        for (index, player) in both.enumerated() { idle[index] = player.idle(seconds: 3) }
        var short = Pair<Player.Keys>()
        var long = Pair<Player.Keys>()
        var bursts = Pair<Double>()
        var pastes = Pair<Double>()
        for _ in 1...Self.rounds {
            try short.add(both) { try $0.type(Self.keysInBatch, batches: Self.batches) }
        }
        for player in both { try player.paste(Self.longPrompt, endingLine: true) }
        for _ in 1...Self.rounds {
            try long.add(both) { try $0.type(Self.keysInBatch, batches: Self.batches) }
        }
        for player in both { try player.clear() }
        for _ in 1...Self.rounds {
            try bursts.add(both) { try $0.burst(Self.burst) }
            for player in both { try player.clear() }
        }
        let end = ct_monotonic() + 45_000_000_000
        for _ in 1...Self.rounds where ct_monotonic() < end {
            try pastes.add(both) { try $0.paste(Self.pasted, endingLine: false) }
            for player in both { try player.clear() }
        }
        for player in both { try player.leave() }

        let keys = Self.keysInBatch * Self.batches
        return typing("typing", "a short prompt", keys: keys, short, ratio: 3)
            + typing("typing-long", "a prompt of \(Self.longPrompt) characters", keys: keys, long, ratio: nil) + [
                Measure(
                    "burst", unit: "ms",
                    about: "\(Self.burst) keys at once, from the first to a screen that counts all of them",
                    easel: bursts.easel, floor: bursts.floor),
                Measure(
                    "paste", unit: "ms",
                    about: "a bracketed paste of \(Self.pasted) characters, to a screen that counts all",
                    easel: pastes.easel, floor: pastes.floor),
                Measure(
                    "idle.bytes", unit: "bytes", about: "written in 3 s in which nothing happens",
                    easel: [idle[0].bytes], floor: [idle[1].bytes], target: .median(0)),
                Measure(
                    "idle.wake-ups", unit: "wake-ups",
                    about: "voluntary context switches of all threads in 3 s in which nothing happens",
                    easel: [idle[0].wakeUps], floor: [idle[1].wakeUps], target: .median(0)),
                Measure(
                    "idle.cpu", unit: "µs", about: "processor time in 3 s in which nothing happens",
                    easel: [idle[0].processor], floor: [idle[1].processor]),
                Measure(
                    "memory", unit: "MB", about: "PSS of the settled program with \(Stage.historyLength) results",
                    easel: [idle[0].memory], floor: [idle[1].memory]),
            ]
    }

    private func typing(
        _ name: String, _ prompt: String, keys: Int, _ pair: Pair<Player.Keys>, ratio: Double?
    ) -> [Measure] {
        [
            Measure(
                "\(name).latency", unit: "µs",
                about: "one key typed at the end of \(prompt) to its cell on the screen, p50 of \(keys) keys a round",
                easel: pair.easel.map(\.latency), floor: pair.floor.map(\.latency), target: ratio.map(Target.ratio)),
            Measure(
                "\(name).bytes", unit: "bytes", about: "written for such a key",
                easel: pair.easel.map(\.bytes), floor: pair.floor.map(\.bytes)),
            Measure(
                "\(name).cpu", unit: "µs", about: "processor time for such a key",
                easel: pair.easel.map(\.processor), floor: pair.floor.map(\.processor)),
        ]
    }

    /// Values of both sides, taken in turns.
    private struct Pair<Value> {
        var easel: [Value] = []
        var floor: [Value] = []

        mutating func add(_ both: [Player], _ take: (Player) throws -> Value) throws {
            for (index, player) in both.enumerated() {
                let value = try take(player)
                if index == 0 { easel.append(value) } else { floor.append(value) }
            }
        }
    }
}

/// One of the two programs with its prompt focused and the cursor in it.
struct Player {
    private let name: String
    let terminal: TerminalProcess
    /// The row of the prompt's counter.
    private let counterRow: Int

    /// Letters that no placeholder shows, so that what stands on the screen was typed.
    private static let letters = Array("jkmnwxz".utf8)
    private static let backspace: UInt8 = 0x7F

    /// What a key costs: µs, bytes, µs; and the longest that one took, in ms.
    struct Keys {
        var latency = 0.0
        var longest = 0.0
        var bytes = 0.0
        var processor = 0.0
    }

    /// What nothing costs.
    struct Idle {
        var bytes = 0.0
        var wakeUps = 0.0
        var processor = 0.0
        var memory = 0.0
    }

    /// Waits until the program shows these words and has settled.
    init(_ name: String, _ terminal: TerminalProcess, words: [String]) throws {
        self.name = name
        self.terminal = terminal
        try terminal.wait(for: "the first screen of \(name)") { $0.shows(words) }
        terminal.settle(quietMilliseconds: 300)
        guard let row = terminal.row(showing: " 0/3000") else { throw BenchFailure("the prompt is not empty") }
        counterRow = row
    }

    /// Types batches of keys one by one, each when the last one shows, and takes each batch back.
    func type(_ count: Int, batches: Int) throws -> Keys {
        var keys = Keys()
        var latencies: [Int64] = []
        for _ in 0..<batches {
            let start = terminal.cursor
            let bytes = terminal.byteCount
            let processor = terminal.processorMicroseconds
            for index in 0..<count {
                let letter = Self.letters[index % Self.letters.count]
                // Counted, not asked for: in the middle of a frame the cursor is anywhere.
                let place = start.moved(by: index)
                let sent = ct_monotonic()
                terminal.send([letter])
                let shown = try terminal.wait(for: "key \(index + 1) of \(name)") {
                    $0.scalar(at: place) == UInt32(letter) && $0.cursor == place.moved(by: 1)
                }
                latencies.append(shown - sent)
            }
            terminal.settle(quietMilliseconds: 20)
            keys.bytes += Double(terminal.byteCount - bytes)
            keys.processor += terminal.processorMicroseconds - processor
            terminal.send(Array(repeating: Self.backspace, count: count))
            try terminal.wait(for: "the deletion by \(name)") { $0.cursor == start }
            terminal.settle(quietMilliseconds: 20)
        }
        let total = Double(latencies.count)
        keys.latency = Double(latencies.sorted()[latencies.count / 2]) / 1000
        keys.longest = milliseconds(latencies.max() ?? 0)
        keys.bytes /= total
        keys.processor /= total
        return keys
    }

    /// Milliseconds from the first of so many keys to a screen that counts them all.
    func burst(_ count: Int) throws -> Double {
        try counted(count, as: (0..<count).map { Self.words($0) })
    }

    /// Milliseconds from the start of a bracketed paste to a screen that counts all its characters.
    @discardableResult
    func paste(_ count: Int, endingLine: Bool) throws -> Double {
        var text = (0..<count).map { Self.words($0) }
        if endingLine { text[count - 1] = 0x0D }
        return try counted(count, as: Array("\u{1B}[200~".utf8) + text + Array("\u{1B}[201~".utf8))
    }

    /// Empties a prompt of at most two lines.
    func clear() throws {
        terminal.send("\u{15}\u{7F}\u{15}")
        try terminal.wait(for: "an empty prompt of \(name)") { $0.row(counterRow).contains(" 0/3000") }
        terminal.settle(quietMilliseconds: 20)
    }

    func idle(seconds: Double) -> Idle {
        let (bytes, wakeUps) = (terminal.byteCount, terminal.wakeUps)
        let processor = terminal.processorMicroseconds
        terminal.watch(seconds: seconds)
        return Idle(
            bytes: Double(terminal.byteCount - bytes), wakeUps: Double(terminal.wakeUps - wakeUps),
            processor: terminal.processorMicroseconds - processor, memory: terminal.proportionalMegabytes)
    }

    func leave() throws { try terminal.leave() }

    private func counted(_ count: Int, as bytes: [UInt8]) throws -> Double {
        let start = ct_monotonic()
        terminal.send(bytes)
        let end = try terminal.wait(for: "\(count) characters in \(name)", seconds: 30) {
            $0.row(counterRow).contains(" \(count)/3000")
        }
        return milliseconds(end - start)
    }

    /// Words of five letters.
    private static func words(_ index: Int) -> UInt8 {
        index % 6 == 5 ? UInt8(ascii: " ") : letters[index % letters.count]
    }
}
