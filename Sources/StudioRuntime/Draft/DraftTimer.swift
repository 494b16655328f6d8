import StudioCore

/// When the draft is to be written: a second after something may have changed it, again a second after the next such
/// thing, and never when it did not change.
struct DraftTimer {
    /// When to look whether it changed; nil while nothing happens.
    private(set) var due: Duration?
    /// The draft that is durable or being written; nil when that failed.
    private var kept: Draft?
    private var failureWasSaid = false

    /// How long a change may wait. Two seconds are promised; the rest is for the disk.
    static let delay = Duration.seconds(1)

    /// - Parameter kept: the draft that the program began with.
    init(kept: Draft) {
        self.kept = kept
    }

    mutating func mayHaveChanged(at now: Duration) {
        if due == nil { due = now + Self.delay }
    }

    /// The draft, if it differs from the kept one; it counts as kept from now on.
    mutating func draftToWrite(_ draft: Draft) -> Draft? {
        due = nil
        guard draft != kept else { return nil }
        kept = draft
        return draft
    }

    /// A draft is being written for another reason.
    mutating func writes(_ draft: Draft) { kept = draft }

    mutating func succeeded() { failureWasSaid = false }

    /// Writing failed; it is tried again after the next key. True when that has not been said yet.
    mutating func failed() -> Bool {
        kept = nil
        defer { failureWasSaid = true }
        return !failureWasSaid
    }
}
