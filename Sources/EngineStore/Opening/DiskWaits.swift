import Synchronization

/// How often this process had something made durable: every transaction of the journal and every sync of a file or a
/// folder, counted where they happen. Benchmarks divide by it.
package enum DiskWaits {
    private static let counter = Atomic(0)

    /// Since the process began.
    package static var count: Int { counter.load(ordering: .relaxed) }

    static func note() { counter.add(1, ordering: .relaxed) }
}
