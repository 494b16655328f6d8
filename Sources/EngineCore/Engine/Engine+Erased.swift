package import EngineModel

/// Jobs that were deleted for ever from the bin, by whichever copy: this run does not know them any more either.
extension Engine {
    /// Empties the bin, and forgets the jobs of which nothing is left.
    package func emptyBin(before time: Timestamp) async throws(StoreFailure) -> Int {
        let count = try await library.emptyBin(before: time)
        await learnErased()
        return count
    }

    /// Asks the store which of the jobs that have ended are gone.
    func learnErased() async {
        let ended = queue.recent.map(\.id).filter { !erased.contains($0) }
        guard !ended.isEmpty, let gone = try? await journal.erased(among: ended) else { return }
        wereErased(gone)
    }

    /// Nothing more is written about these, and nothing is sent for them.
    func wereErased(_ ids: some Sequence<JobID>) {
        let gone = ids.filter { erased.insert($0).inserted }
        guard !gone.isEmpty else { return }
        let now = clock.now()
        apply(queue.erased(Set(gone), now: now) + queue.tick(now: now, random: &random))
    }
}
