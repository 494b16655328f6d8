package import EngineModel
package import RunwareAPI

/// A submission would cross a cap: the amount that it comes to has to be typed.
package struct CapQuestion: Hashable, Sendable {
    package let pending: PendingSubmission
    package let crossings: [CapCrossing]
    package internal(set) var field = TextBuffer()
    /// Why the last answer was none.
    package internal(set) var note: String?

    package init(_ pending: PendingSubmission, _ crossings: [CapCrossing]) {
        self.pending = pending
        self.crossings = crossings
    }

    /// The job that would be sent again; nil when requests would be queued.
    var again: JobID? { if case .again(let id) = pending.work { id } else { nil } }

    /// The amount that has to be typed: the largest of those it comes to.
    package var amount: Money { crossings.map(\.total).max() ?? .zero }
}
