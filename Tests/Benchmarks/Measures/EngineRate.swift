import CTerm
import EngineStore
import GRDB

/// What the whole engine gets through, beside what the disk allows: bare durable transactions, divided by what a job
/// has to wait for.
struct EngineRate {
    private let stage: Stage
    private static let rounds = 5
    private static let jobs = 300
    private static let transactions = 600

    init(_ stage: Stage) { self.stage = stage }

    func measures() throws -> [Measure] {
        let service = try ServiceProcess(stage, "engine-service")
        defer { service.stop() }
        let bare = try BareDatabase(path: stage.root + "/bare-rate.sqlite")
        var jobs: [Double] = []
        var writes: [Double] = []
        var floors: [Double] = []
        var transactions: [Double] = []
        for round in 1...Self.rounds {
            let start = ct_monotonic()
            for _ in 0..<Self.transactions { try bare.writeRow() }
            let rate = Double(Self.transactions) / (milliseconds(ct_monotonic() - start) / 1000)
            transactions.append(rate)
            let words = [
                "engine", "\(stage.root)/engine-\(round)", service.address, ServiceProcess.key, "\(Self.jobs)",
            ]
            let run: EngineLoad.Run = try FiguresProcess.run(stage.own, words, in: stage)
            jobs.append(run.rate)
            writes.append(run.writes)
            floors.append(rate / run.writes)
        }
        try bare.close()
        return [
            Measure(
                "engine.rate", unit: "1/s",
                about: """
                    jobs a second of the whole engine, \(EngineLoad.parallelism) at a time over the WebSocket, sync, \
                    files fetched; the floor is bare transactions a second (write-ahead log, synchronous FULL) divided \
                    by the durable writes of a job, as counted in the same round
                    """,
                easel: jobs, floor: floors, target: .leastRatio(0.5)),
            Measure(
                "engine.durable-writes", unit: "per job",
                about: "transactions, and syncs of files and folders, that the store had made for a job", easel: writes),
            Measure(
                "engine.bare-transactions", unit: "1/s",
                about: "those bare transactions a second, a row each; nothing of Easel's", easel: transactions),
        ]
    }
}

/// A table with durable rows and nothing else.
struct BareDatabase {
    private let pool: DatabasePool
    private let words = String(repeating: "a row as long as a result. ", count: 20)

    init(path: String) throws {
        pool = try DatabasePool(path: path)
        try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.execute(sql: "CREATE TABLE bare (id INTEGER PRIMARY KEY, words TEXT)")
        }
    }

    /// One transaction.
    func writeRow() throws {
        try pool.write { try $0.execute(sql: "INSERT INTO bare (words) VALUES (?)", arguments: [words]) }
    }

    func close() throws { try pool.close() }
}
