package import EngineCore
package import EngineModel
package import RunwareAPI

extension EngineStore: AnswerSpool {
    package func keep(_ answer: Answer, for tasks: [TaskUUID]) async throws(StoreFailure) {
        try await spool.keep(answer, for: tasks, at: now())
    }

    package func kept(for task: TaskUUID) async throws(StoreFailure) -> [Answer] {
        try await spool.kept(for: task)
    }

    package func discard(_ tasks: [TaskUUID]) async {
        await spool.discard(tasks)
    }
}
