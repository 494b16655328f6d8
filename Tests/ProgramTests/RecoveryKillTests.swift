import Foundation
import GRDB
import Glibc
import TestSupport
import Testing

/// The headless engine, and in other runs the service, is killed without a word, at named points and at random
/// ones, and started again: every image that was drawn is in history with its file, once, and no job was drawn more
/// often than it asked for.
@Suite(.timeLimit(.minutes(240))) struct RecoveryKillTests {
    /// Kills in all; more for a soak.
    static let kills = ProcessInfo.processInfo.environment["EASEL_KILLS"].flatMap { Int($0) } ?? 60
    /// The seed of all chance in these tests.
    static let seed = ProcessInfo.processInfo.environment["EASEL_KILL_SEED"].flatMap { UInt64($0) } ?? 1

    static let points = ["durable", "bytesWritten", "acknowledged", "spooled", "rowWritten", "fileRenamed"]

    @Test func `killed at every point and at random, nothing is lost and nothing is drawn twice`() throws {
        var random = SeededGenerator(seed: Self.seed)
        let service = try Sandbox()
        var serve = try service.serve(latency: 0.03)
        let key = try service.serviceKey()
        var killedAt: [String: Int] = [:]
        var round = 0
        while killedAt.values.reduce(0, +) < Self.kills {
            round += 1
            try #require(round <= Self.kills * 2, "too few kills: \(killedAt)")
            let kind = round % 10
            let run = try Run(service: service, key: key, number: round, random: &random)
            switch kind {
            case 0, 5:
                // The service is the one that dies.
                let probe = try run.start(point: "none", nth: 1)
                usleep(UInt32.random(in: 5000...200_000, using: &random))
                serve.signal(SIGKILL)
                _ = try serve.end(within: 5)
                serve = try service.serve(latency: 0.03)
                killedAt["service", default: 0] += 1
                #expect(try probe.end(within: 60).code == 0, "round \(round)")
            case 3, 8:
                let probe = try run.start(point: "none", nth: 1)
                usleep(UInt32.random(in: 5000...300_000, using: &random))
                probe.signal(SIGKILL)
                if try probe.end(within: 60).code == 128 + SIGKILL { killedAt["random", default: 0] += 1 }
            default:
                let point = Self.points[[1, 2, 4, 6, 7, 9].firstIndex(of: kind) ?? 0]
                let nth = Int.random(in: 1...3, using: &random)
                if try run.start(point: point, nth: nth).end(within: 60).code == 128 + SIGKILL {
                    killedAt[point, default: 0] += 1
                }
            }
            let ended = try run.recover().end(within: 60)
            #expect(ended.code == 0, "round \(round): \(ended.errors)")
            try run.check()
        }
        for point in Self.points {
            #expect(killedAt[point, default: 0] >= min(5, Self.kills / 12), "kills at \(point): \(killedAt)")
        }
        serve.signal(SIGTERM)
        #expect(try serve.end(within: 5).code == 0)
    }
}

/// One data folder, its jobs, and what has to hold of them in the end.
private struct Run {
    private let service: Sandbox
    private let key: String
    private let prompt: String
    private let folder: String
    private let delivery: String
    private let transport: String
    private static let jobs = 6

    init(service: Sandbox, key: String, number: Int, random: inout SeededGenerator) throws {
        self.service = service
        self.key = key
        prompt = "kite of round \(number) as"
        folder = service.path + "/round-\(number)"
        delivery = Bool.random(using: &random) ? "async" : "sync"
        transport = Bool.random(using: &random) ? "socket" : "http"
    }

    func start(point: String, nth: Int) throws -> Child {
        try child(["submit", "\(Self.jobs)", delivery, transport, point, "\(nth)", prompt])
    }

    func recover() throws -> Child {
        try child(["recover", transport])
    }

    private func child(_ words: [String]) throws -> Child {
        let base = "http://127.0.0.1:\(service.port)/v1"
        return try Child(
            PseudoTerminal.builtProduct("KillProbe"), [folder, base, key] + words, environment: service.environment)
    }

    /// Compares the service's own rows with history and files.
    func check() throws {
        let database = service.data + "/service/service.sqlite"
        let drawn = try DatabaseQueue(path: database).read { try Row.fetchAll($0, sql: "SELECT * FROM result") }
            .filter { ($0["prompt"] as String).hasPrefix(prompt) }
        let kept = try DatabaseQueue(path: folder + "/easel.sqlite").read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT jobs.prompt, results.* FROM results JOIN jobs ON jobs.id = results.job ORDER BY results.id"
            )
        }
        let keptNames = kept.map { $0["image_uuid"] as String }
        #expect(Set(keptNames).count == keptNames.count, "an image is in history twice: \(prompt)")
        let missing = drawn.map { $0["imageUUID"] as String }.filter { !keptNames.contains($0) }
        #expect(missing.isEmpty, "lost: \(missing) of \(prompt), \(delivery) over \(transport)")
        for row in kept {
            #expect(row["media"] == "stored", "\(row)")
            let path = folder + "/" + ((row["path"] as String?) ?? "none")
            #expect(FileManager.default.contents(atPath: path)?.suffix(2) == Data([0xFF, 0xD9]), "\(path)")
        }
        let files = FileManager.default.enumerator(atPath: folder + "/images")?.compactMap { $0 as? String } ?? []
        #expect(files.count { $0.hasSuffix(".jpg") } == kept.count, "\(files)")
        for number in 1...Self.jobs {
            let charged = drawn.count { $0["prompt"] == "\(prompt) \(number)" }
            #expect(
                charged <= (number.isMultiple(of: 2) ? 2 : 1), "job \(number) of \(prompt) was drawn \(charged) times")
        }
        try? FileManager.default.removeItem(atPath: folder)
    }
}
