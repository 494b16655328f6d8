import EngineCore
import EngineModel
import EngineStore
import Foundation
import GRDB
import RunwareAPI

/// A data folder with a history of very many results, as years of work would leave it: prompts of words as unequally
/// common as in a language, sizes and services that change with the years, some failures, ratings, tags and notes, and
/// the plain log of sent tasks. It is the same on every run, takes minutes to fill, and is therefore kept.
struct ManyResults {
    let count: Int

    /// How many results there are to be: a million, or what EASEL_BENCH_RESULTS says.
    static let wanted = ProcessInfo.processInfo.environment["EASEL_BENCH_RESULTS"].flatMap { Int($0) } ?? 1_000_000
    /// Words by how common they are: the first stands in about a third of the prompts, the last nearly nowhere.
    static let vocabulary = (0..<20_000).map(word)
    /// Seconds between two results, on average.
    private static let pace = 30

    private var random: SplitMix

    init(count: Int) {
        self.count = count
        random = SplitMix(start: 2_024)
    }

    /// A word that no other is like, of three to eleven letters.
    private static func word(_ number: Int) -> String {
        var random = SplitMix(start: UInt64(number))
        let length = Int.random(in: 3...11, using: &random)
        let letters = (0..<length).map { place in
            let all = Array(place % 2 == 0 ? "bcdfghklmnprstvw" : "aeiou")
            return all[Int.random(in: 0..<all.count, using: &random)]
        }
        return String(letters)
    }

    /// Fills a folder that holds nothing yet.
    mutating func fill(_ folder: String, report: (Int) -> Void) throws {
        var bits = RandomBits()
        let store = try EngineStore.open(dataDirectory: folder, ownerBits: bits.nextUUID())
        try Blocking.wait { await store.close() }
        var configuration = Configuration()
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = OFF; PRAGMA cache_size = -200000")
        }
        let pool = try DatabasePool(path: folder + "/easel.sqlite", configuration: configuration)
        guard FileManager.default.createFile(atPath: folder + "/sent.log", contents: nil),
            let log = FileHandle(forWritingAtPath: folder + "/sent.log")
        else {
            throw BenchFailure("\(folder)/sent.log cannot be written")
        }
        let words = Words(Self.vocabulary)
        var time = Int64(Date().timeIntervalSince1970) * 1000 - Int64(count * Self.pace) * 1000
        var number = 0
        while number < count {
            let end = min(number + 5000, count)
            var lines = ""
            try pool.writeWithoutTransaction { database in
                try database.inTransaction {
                    while number < end {
                        time += Int64.random(in: 1...Int64(2 * Self.pace - 1), using: &random) * 1000
                        lines += try write(number, at: time, words, database)
                        number += 1
                    }
                    return .commit
                }
            }
            try log.write(contentsOf: Data(lines.utf8))
            report(number)
        }
        try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
        try pool.close()
        try log.close()
    }

    /// Writes one job with its result, or one that failed, and returns its line of the log.
    private mutating func write(_ number: Int, at time: Int64, _ words: Words, _ database: Database) throws -> String {
        var parameters = Parameters()
        let phase = number * 8 / count
        parameters.width = [1024, 1024, 1344, 768, 1024, 1440, 1024, 1152][phase]
        parameters.height = [1024, 768, 768, 1344, 1024, 1024, 1024, 896][phase]
        parameters.seed = chance(20) ? 42 : UInt64(UInt32.random(in: 0...UInt32.max, using: &random))
        let request = ImageRequest(prompt: words.prompt(&random), parameters: parameters)
        let service: ServiceIdentity =
            number < count / 10
            ? .local(storeID: "old") : ServiceIdentity(key: "https://api.runware.ai/v1#1", isSimulated: false)
        let (job, task) = (uuid(), uuid())
        let fails = chance(50)
        try database.cachedStatement(
            sql: """
                INSERT INTO jobs (uuid, state, request, request_hash, prompt, width, height, seed, number, service, simulated,
                    position, submitted_at, finished_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            job.text, fails ? "running" : "done", request.jsonText, Int64(truncatingIfNeeded: number), request.prompt,
            parameters.width, parameters.height, parameters.seed.map(String.init), service.key, service.isSimulated,
            Double(number), time - 9000, time,
        ])
        let row = database.lastInsertedRowID
        try database.cachedStatement(
            sql: """
                INSERT INTO attempts (task_uuid, job, number, asked, started_at, bytes_written, has_verdict)
                    VALUES (?, ?, 1, 1, ?, 1, 1)
                """
        ).execute(arguments: [task.text, row, time - 8000])
        if fails {
            try database.cachedStatement(sql: "UPDATE jobs SET state = 'failed' WHERE id = ?").execute(arguments: [row])
        } else {
            try database.cachedStatement(
                sql: """
                    INSERT INTO results (uuid, job, task_uuid, image_uuid, place, url, seed, cost, estimated, simulated, nsfw,
                        received_at, media, path) VALUES (?, ?, ?, ?, 0, ?, ?, ?, 0, ?, 0, ?, 'stored', ?)
                    """
            ).execute(arguments: [
                uuid().text, row, task.text, uuid().text, "https://im.runware.ai/image/ws/2/ii/\(task.text).jpg",
                parameters.seed.map(String.init), chance(10) ? 60_000 : 40_000, service.isSimulated, time,
                "images/2026-01/\(task.text).jpg",
            ])
        }
        try mark(database)
        let stamp = Date(timeIntervalSince1970: Double(time) / 1000).formatted(
            .iso8601.year().month().day().time(includingFractionalSeconds: true))
        return "\(stamp)Z \(task.text) \(job.text) \(service.key)\n"
    }

    /// What a user writes on the row that came last.
    private mutating func mark(_ database: Database) throws {
        let last = "(SELECT max(sequence) FROM history)"
        if chance(20) {
            let rating = Int.random(in: 1...5, using: &random)
            try database.cachedStatement(sql: "UPDATE history SET rating = ? WHERE sequence = \(last)")
                .execute(arguments: [rating])
        }
        if chance(50) {
            try database.cachedStatement(sql: "UPDATE history SET picked = 1 WHERE sequence = \(last)").execute()
        }
        if chance(50) {
            try database.cachedStatement(sql: "INSERT INTO tags (sequence, tag) VALUES (\(last), ?)")
                .execute(arguments: [chance(4) ? "hero" : "tag-\(Int.random(in: 1...40, using: &random))"])
        }
    }

    private mutating func chance(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }

    private mutating func uuid() -> TaskUUID { TaskUUID(randomBits: random.next(), random.next()) }
}

/// Words drawn as unequally as in a language (Zipf).
struct Words {
    private let words: [String]
    /// The sum of the weights up to each word.
    private let sums: [Double]

    init(_ words: [String]) {
        self.words = words
        var sum = 0.0
        sums = words.indices.map { place in
            sum += 1 / pow(Double(place) + 5, 0.9)
            return sum
        }
    }

    /// Eight to forty-five words.
    func prompt(_ random: inout SplitMix) -> String {
        (0..<Int.random(in: 8...45, using: &random)).map { _ in one(&random) }.joined(separator: " ")
    }

    private func one(_ random: inout SplitMix) -> String {
        let wanted = Double.random(in: 0..<(sums.last ?? 1), using: &random)
        var (low, high) = (0, sums.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] > wanted { high = middle } else { low = middle + 1 }
        }
        return words[low]
    }
}
