import CTerm
import EngineCore
import EngineModel
import EngineStore
import Foundation
import RunwareAPI
import RunwareClient

/// The whole engine without a screen, in a process of its own: queue, journal, spool, client, files of images.
///
///     easel-bench engine FOLDER ADDRESS KEY JOBS
enum EngineLoad {
    struct Run: Figures {
        /// Jobs a second, from the first submission until the last file is there.
        var rate: Double
        /// Durable writes of a job, as the store counts them: transactions, and syncs of files and folders. Checkpoints
        /// of the write-ahead log are counted nowhere, because the bare transactions have theirs too.
        var writes: Double
    }

    static let parallelism = 8

    static func run(_ words: [String]) throws -> Run {
        guard words.count == 4, let address = ServiceAddress("http://\(words[1])/v1"), let key = APIKey(words[2]),
            let jobs = Int(words[3]), jobs > 0
        else { throw BenchFailure("engine FOLDER ADDRESS KEY JOBS") }
        let folder = words[0]
        var random = RandomBits()
        let store = try EngineStore.open(dataDirectory: folder, ownerBits: random.nextUUID())
        let service = RunwareImageService(
            ClientConfiguration(address: address, key: key, fingerprintSalt: "", version: "bench"))
        let run = try Blocking.wait {
            let engine = Engine(
                service: service, journal: store, library: store, media: store, spool: store, parallelism: parallelism)
            try await engine.start()
            _ = await engine.currentService()
            // The way to the service is open before anything counts.
            try await finish(1, in: engine)
            let (start, writes) = (ct_monotonic(), DiskWaits.count)
            try await finish(jobs, in: engine)
            let written = DiskWaits.count - writes
            let seconds = milliseconds(ct_monotonic() - start) / 1000
            await engine.shutDown()
            await store.close()
            return Run(rate: Double(jobs) / seconds, writes: Double(written) / Double(jobs))
        }
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder + "/images")
        let images = files.count { $0.hasSuffix(".jpg") }
        guard images == jobs + 1 else { throw BenchFailure("\(jobs + 1) jobs ended with \(images) files") }
        return run
    }

    /// Each job is submitted by itself, as a user does it, and not waited for before the next.
    private static func finish(_ count: Int, in engine: Engine) async throws {
        for _ in 0..<count { _ = try await engine.submit([Submission(ClientLoad.request(.sync))]) }
        await engine.allSettled()
        guard await engine.unfinished().isEmpty else { throw BenchFailure("not every job came to its end") }
    }
}
