package import EngineModel
import RunwareAPI

/// What was spent and what is left, as it lies over the panes.
package struct SpendingPage: Hashable, Sendable {
    /// Nil until it was read.
    package internal(set) var report: SpendingReport?
    /// The text of another cap of this session while it is typed; nil otherwise.
    package internal(set) var field: TextBuffer?
    /// Why what was typed is none.
    package internal(set) var note: String?
    var isReading = true
    /// Something changed while it was read.
    var isStale = false

    package init() {}
}

/// The figures of the page came.
func reduceSpending(_ report: SpendingReport, _ state: inout StudioState) -> [Effect] {
    guard case .spending(var page)? = state.overlay else { return [] }
    page.report = report
    page.isReading = page.isStale
    page.isStale = false
    state.overlay = .spending(page)
    return page.isReading ? [.loadSpending] : []
}

/// News of the engine: the page is read anew while it shows.
func refreshSpending(_ state: inout StudioState) -> [Effect] {
    guard case .spending(var page)? = state.overlay else { return [] }
    page.isStale = page.isReading
    let effects: [Effect] = page.isReading ? [] : [.loadSpending]
    page.isReading = true
    state.overlay = .spending(page)
    return effects
}
