import StudioCore
import TerminalLoop

/// What the user is told by more than the screen.
extension Program {
    /// A batch has ended. While the user's editor has the terminal it is not ours to write to.
    func signal(_ words: String) {
        guard !isEditing, end == nil else { return }
        if state.finishSignals.contains(.bell) { terminal.signal(.bell) }
        if state.finishSignals.contains(.notification) { terminal.signal(.notification(words)) }
    }
}
