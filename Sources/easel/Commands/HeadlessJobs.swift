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
        let outcome: Result<[Job], Refusal> = Blocking.wait {
            let outcome: Result<[Job], Refusal>
            do throws(Refusal) {
                outcome = .success(try await work(workshop))
            } catch {
                outcome = .failure(error)
            }
            await workshop.close()
            return outcome
        }
        let jobs = try outcome.get()
        print(format == .json ? RunOutput.json(jobs) : RunOutput.table(jobs))
        if let bad = jobs.map(ExitStatus.init).first(where: { $0 != .done }) {
            throw Refusal(bad, RunOutput.summary(jobs))
        }
    }
}
