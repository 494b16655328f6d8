/// Callers that wait for something to be true of a key. Whoever is woken looks again, so waking too often is harmless
/// and forgetting somebody is not: `wakeAll` belongs to every end.
struct Waiters<Key: Hashable & Sendable> {
    private var waiting: [Key: [CheckedContinuation<Void, Never>]] = [:]

    var keys: [Key] { Array(waiting.keys) }

    mutating func add(_ waiter: CheckedContinuation<Void, Never>, for key: Key) {
        waiting[key, default: []].append(waiter)
    }

    mutating func wake(_ key: Key) {
        for waiter in waiting.removeValue(forKey: key) ?? [] { waiter.resume() }
    }

    mutating func wakeAll() {
        for key in keys { wake(key) }
    }
}
