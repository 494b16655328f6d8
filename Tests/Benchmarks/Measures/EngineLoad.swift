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
    }

    static let parallelism = 8

    /// What the engine waits for to be on the disk for one sync job with one image behind a link: every `fsync` and
    /// every commit, one for each. Whoever changes what is written counts again, with
    /// `strace -fc -e fsync,fdatasync easel-bench engine …`: checkpoints of the write-ahead log add about two to a
    /// hundred jobs, which are counted nowhere, because the bare transactions have theirs too.
    static let durableWrites: [(what: String, count: Int)] = [
        ("the job, queued", 1),
        ("the attempt and the state sending", 1),
        ("its line in sent.log", 1),
        ("the raw answer in the spool, and its name in the folder", 2),
        ("the result, the verdict and the state done", 1),
        ("the image under a temporary name, and its final name in the folder", 2),
        ("the path of the file in the result's row", 1),
    ]

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
            let start = ct_monotonic()
            try await finish(jobs, in: engine)
            let seconds = milliseconds(ct_monotonic() - start) / 1000
            await engine.shutDown()
            await store.close()
            return Run(rate: Double(jobs) / seconds)
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
