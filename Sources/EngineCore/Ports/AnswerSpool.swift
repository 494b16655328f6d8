package import EngineModel
package import RunwareAPI

/// Where raw answers are kept until what they say is durable (product §5 rule 6). Whoever adopts a job reads them.
package protocol AnswerSpool: Sendable {
    /// Keeps an answer under each of these tasks; when it returns it survives a power cut.
    func keep(_ answer: Answer, for tasks: [TaskUUID]) async throws(StoreFailure)
    /// The kept answers of a task in the order in which they came.
    func kept(for task: TaskUUID) async throws(StoreFailure) -> [Answer]
    /// Lets go of the answers of tasks about which everything is durable.
    func discard(_ tasks: [TaskUUID]) async
}
