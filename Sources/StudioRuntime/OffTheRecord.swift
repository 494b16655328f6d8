import EngineCore
import EngineModel
import StudioCore
import TerminalLoop

/// What the engine is told of what stands on the screen, and the user by more than the screen.
extension Program {
    /// After a frame: jobs off the record whose end it shows may be deleted now.
    func tellShown() {
        guard !state.engine.offRecord.isEmpty, state.layout.width != .tooSmall else { return }
        let new = state.engine.offRecord.map(\.id).filter { !seenOffRecord.contains($0) }
        guard !new.isEmpty else { return }
        seenOffRecord.formUnion(new)
        inBackground { await $0.engine.shown(new) }
    }

    /// A batch has ended. While the user's editor has the terminal it is not ours to write to.
    func signal(_ words: String) {
        guard !isEditing, end == nil else { return }
        if state.finishSignals.contains(.bell) { terminal.signal(.bell) }
        if state.finishSignals.contains(.notification) { terminal.signal(.notification(words)) }
    }
}
