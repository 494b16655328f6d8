/// What is tidied up behind a start, which waits for none of it.
actor Chores {
    private var task: Task<Void, Never>?

    /// Begins, unless something goes on.
    func begin(_ work: @escaping @Sendable () async -> Void) {
        guard task == nil else { return }
        task = Task {
            await work()
            self.task = nil
        }
    }

    /// Returns when nothing goes on.
    func finished() async { await task?.value }

    /// Asks what goes on to end, and returns when it has.
    func end() async {
        task?.cancel()
        await task?.value
    }
}
