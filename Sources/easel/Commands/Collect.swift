import ArgumentParser
import EngineCore
import EngineModel
import Foundation
import RunwareAPI

/// `easel collect`: finishes what was sent, and sends nothing.
struct Collect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Collect what was sent and not answered; sends nothing.",
        discussion: """
            Asks the service what became of every task whose fate is open, and fetches the files that are missing. \
            Nothing is sent and nothing can be billed. Tasks are found by the history and, when that was set aside, by \
            the log of sent tasks.
            """)

    @Option(name: [.customShort("F"), .long], help: "How results are printed: table or json.")
    var format = Run.Format.table

    func run() throws {
        try Collecting.run(format: format, sends: false)
    }
}

/// `easel resume`: finishes what was sent, and sends what is queued.
struct Resume: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Collect what was sent, and send what an earlier run left queued (this costs money).")

    @Option(name: [.customShort("F"), .long], help: "How results are printed: table or json.")
    var format = Run.Format.table

    func run() throws {
        try Collecting.run(format: format, sends: true)
    }
}

/// The work that both commands share.
private enum Collecting {
    static func run(format: Run.Format, sends: Bool) throws {
        do throws(Refusal) {
            try HeadlessJobs.run(format: format) { workshop throws(Refusal) in
                try await collect(workshop.engine, sends: sends)
            }
        } catch {
            throw error.exit()
        }
    }

    private static func collect(_ engine: Engine, sends: Bool) async throws(Refusal) -> [Job] {
        try await Refusal.storing { () throws(StoreFailure) in try await engine.start() }
        let service = await engine.currentService()
        guard service.identity != nil else {
            throw Refusal(.unavailable, "the service at \(service.address) cannot be reached; nothing was sent")
        }
        Progress.say("\(service.name)\(service.isSimulated ? " (simulated)" : "") · \(service.address)")
        let found = try await Refusal.storing { () throws(StoreFailure) in try await engine.collectForgotten() }
        if found > 0 { Progress.say("\(found) found again by the log of sent tasks") }
        let waiting = await engine.unfinished()
        let unsent = waiting.filter { $0.state == .queued }
        if sends, !unsent.isEmpty {
            let price = unsent.map(\.unsentEstimate).reduce(.zero, +)
            let words = price.words(isSimulated: service.isSimulated)
            Progress.say("sending \(unsent.count == 1 ? "1 request" : "\(unsent.count) requests") ≈ \(words)")
            await engine.resume()
        }
        let wanted = sends ? waiting : waiting.filter { $0.state == .uncertain }
        if !sends, !unsent.isEmpty { Progress.say("\(unsent.count) unsent stay queued; easel resume sends them") }
        await engine.allSettled()
        var jobs: [Job] = []
        for job in wanted { jobs.append(await engine.job(job.id) ?? job) }
        return jobs
    }
}
