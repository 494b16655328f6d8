/// Keys in the prompt while the queue is at work, against keys in the same program with an empty queue: what the engine
/// costs the one who types. Both talk to one service, whose images take longer than the measurement.
struct TypingWhileJobsRun {
    private let stage: Stage
    private static let rounds = 9
    private static let keysInBatch = 40
    private static let batches = 3
    private static let jobs = 20
    private static let running = 8

    init(_ stage: Stage) { self.stage = stage }

    func measures() throws -> [Measure] {
        let service = try ServiceProcess(stage, "busy-service", latency: 600)
        defer { service.stop() }
        let idle = try player("idle", service)
        let busy = try player("busy", service)
        for player in [idle, busy] { try player.beginPrompt() }
        try busy.queue(Self.jobs)

        var latencies: (busy: [Double], idle: [Double]) = ([], [])
        var longest: (busy: [Double], idle: [Double]) = ([], [])
        for _ in 1...Self.rounds {
            let calm = try idle.type(Self.keysInBatch, batches: Self.batches)
            let working = try busy.type(Self.keysInBatch, batches: Self.batches)
            latencies.busy.append(working.latency)
            latencies.idle.append(calm.latency)
            longest.busy.append(working.longest)
            longest.idle.append(calm.longest)
        }
        for player in [idle, busy] { try player.leave() }
        let queue = "with \(Self.jobs) jobs in the queue, \(Self.running) of them running"
        return [
            Measure(
                "typing-busy.latency", unit: "µs",
                about: "one key to its cell on the screen \(queue), against the same with an empty queue, "
                    + "p50 of \(Self.keysInBatch * Self.batches) keys a round",
                easel: latencies.busy, floor: latencies.idle, target: .ratio(1.3)),
            Measure(
                "typing-busy.longest", unit: "ms", about: "the slowest of those keys in a round, against the same",
                easel: longest.busy, floor: longest.idle, target: .median(50)),
        ]
    }

    private func player(_ name: String, _ service: ServiceProcess) throws -> Player {
        let home = try stage.makeHome("typing-\(name)", settings: "parallelism = \(Self.running)\n")
        let studio = try stage.startEasel(
            home,
            variables: [
                "RUNWARE_BASE_URL": "http://\(service.address)/v1", "RUNWARE_API_KEY": ServiceProcess.key,
            ])
        return try Player("easel, \(name)", studio, words: Stage.easelWords)
    }
}

extension Player {
    /// A prompt that can be sent, short enough for a batch of keys behind it in one row.
    fileprivate func beginPrompt() throws {
        let start = terminal.cursor
        terminal.send("kites ")
        try terminal.wait(for: "the prompt") { $0.cursor == start.moved(by: 6) }
    }

    /// Queues so many requests and waits until as many as may are with the service.
    fileprivate func queue(_ count: Int) throws {
        for number in 1...count {
            terminal.send("\u{F}")
            try terminal.wait(for: "request \(number)") { $0.shows(["Queue \(number)"]) }
        }
        try terminal.wait(for: "the first accepted task") { $0.shows(["accepted"]) }
        // The others of the first eight follow within this time; clocks on the screen tick from now on.
        terminal.watch(seconds: 3)
    }
}
