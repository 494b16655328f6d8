import EngineModel

/// How the end of a batch is told to somebody who may look elsewhere; nothing of it unless the configuration asks for it.
package struct FinishSignals: OptionSet, Hashable, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    /// The terminal's bell.
    package static let bell = FinishSignals(rawValue: 1)
    /// A notification of the desktop, by OSC 9.
    package static let notification = FinishSignals(rawValue: 2)
    /// The number of pending jobs in the window's title.
    package static let title = FinishSignals(rawValue: 4)
}

/// One signal when the last job of a batch has ended. Snapshots may be skipped: several ends become one signal.
func signals(since before: EngineSnapshot, _ state: StudioState) -> [Effect] {
    guard state.engine.finishedBatches > before.finishedBatches, let end = state.engine.lastBatch,
        !state.finishSignals.isDisjoint(with: [.bell, .notification])
    else { return [] }
    return [.signal(end.words)]
}
