import EngineCore
import EngineModel
import EngineStore
import Foundation

/// What the commands share that end in a list of jobs: the object graph, its end, the printing, and the exit code.
enum HeadlessJobs {
    /// Runs work on the open workshop and prints the jobs that it returns.
    ///
    /// - Parameter wait: seconds for which a job of unknown fate is waited for; nil is the engine's own.
    static func run(
        format: Run.Format, wait: Int? = nil,
        _ work: @escaping @Sendable (Workshop) async throws(Refusal) -> [Job]
    ) throws(Refusal) {
        let workshop = try Workshop.open(ProcessInfo.processInfo.environment, wait: wait)
        for diagnostic in workshop.diagnostics { Progress.say("easel: \(diagnostic)") }
        if let notice = workshop.store.notice { Progress.say("easel: \(notice)") }
        let outcome: Result<(jobs: [Job], unrecorded: String?), Refusal> = Blocking.wait {
            let outcome: Result<(jobs: [Job], unrecorded: String?), Refusal>
            do throws(Refusal) {
                let jobs = try await work(workshop)
                outcome = .success((jobs, await workshop.engine.unrecorded()))
            } catch {
                outcome = .failure(error)
            }
            await workshop.close()
            return outcome
        }
        let (jobs, unrecorded) = try outcome.get()
        print(format == .json ? RunOutput.json(jobs) : RunOutput.table(jobs))
        if let unrecorded {
            throw Refusal(
                .cannotWrite, "not all of this is in the history: \(unrecorded); `easel collect` finds it again")
        }
        if let bad = jobs.map(ExitStatus.init).first(where: { $0 != .done }) {
            throw Refusal(bad, RunOutput.summary(jobs))
        }
    }
}
