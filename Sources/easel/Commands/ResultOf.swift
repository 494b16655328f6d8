import ArgumentParser
import EngineCore
import EngineModel
import EngineStore
import Foundation
import RunwareAPI

/// `easel result TASKUUID`: what is known of a task.
struct ResultOf: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "result", abstract: "Show what became of a task.",
        discussion: """
            The UUID is the task's own, that of a job, as `run -F json` prints it, or the name that a request file gave \
            its job. What the history does not know is asked of the service; that costs nothing.
            """)

    @Argument(help: "The task's UUID.")
    var taskUUID: String

    @Option(name: [.customShort("F"), .long], help: "How the result is printed: table or json.")
    var format = Run.Format.table

    func validate() throws {
        guard TaskUUID(taskUUID) != nil else {
            throw ValidationError("\"\(taskUUID.prefix(60))\" is no task UUID: a version 4 UUID is needed")
        }
    }

    func run() throws {
        guard let task = TaskUUID(taskUUID) else { return }
        do throws(Refusal) {
            try HeadlessJobs.run(format: format) { workshop throws(Refusal) in [try await Self.find(task, workshop)] }
        } catch {
            throw error.exit()
        }
    }

    private static func find(_ task: TaskUUID, _ workshop: Workshop) async throws(Refusal) -> Job {
        let (store, engine) = (workshop.store, workshop.engine)
        let own = try await Refusal.storing { () throws(StoreFailure) -> Job? in
            if let job = try await store.job(task: task) { return job }
            return try await store.job(JobID(task))
        }
        if let own { return own }
        try await Refusal.storing { () throws(StoreFailure) in try await engine.start(adopting: false) }
        let service = await engine.currentService()
        guard let identity = service.identity else {
            throw Refusal(.unavailable, "the history does not know \(task), and \(service.address) cannot be reached")
        }
        let named = try await Refusal.storing { () throws(StoreFailure) in
            try await store.job(named: task, at: identity)
        }
        if let named { return named }
        return try await ask(task, identity, engine)
    }

    /// A task that this history never saw: of another program, or of another data folder.
    private static func ask(_ task: TaskUUID, _ identity: ServiceIdentity, _ engine: Engine) async throws(Refusal)
        -> Job
    {
        guard let job = await engine.stranger(task, at: identity) else {
            throw Refusal(
                .uncertain, "neither the history nor the service knows \(task); that proves nothing of old tasks")
        }
        return job
    }
}
