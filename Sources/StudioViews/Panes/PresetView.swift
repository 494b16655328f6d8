import RunwareAPI
import StudioCore
import TerminalUI

extension Canvas {
    /// A name is asked for; what the preset will hold stands below.
    mutating func drawPresetName(_ field: TextBuffer) {
        let size = Size(width: min(64, state.size.width), height: min(8, state.size.height))
        let inside = popup("Keep as a preset", size).inset(horizontal: 1)
        guard inside.height >= 2 else { return }
        let used = write("Name ", column: inside.minColumn, row: inside.minRow, width: inside.width, "search.hint")
        cursor = writeField(
            field, column: inside.minColumn + used, row: inside.minRow, width: inside.width - used, "search.text")
        let words = "holds " + Preset(name: "", of: state.parameters.values).summary
        writeWrapped(words, in: inside.splitTop(2).1, "search.hint")
    }

    /// The keys of what the presets lay over the panes; nil for everything else.
    func presetHints(_ overlay: Overlay) -> [(key: String, words: String)]? {
        switch overlay {
        case .presetName: return [("Enter", "keep it"), ("Esc", "leave it")]
        case .picker(let picker) where picker.purpose == .preset && !picker.items.isEmpty:
            return [("Enter", "apply it"), (Picker.deletePresetKey, "delete it"), ("Esc", "close")]
        default: return nil
        }
    }

    /// What submitting says, with what of it the table refuses, as far as there is room.
    func withAnyway(_ words: String, room: Int) -> String {
        guard let anyway = state.parameters.values.anywayWords else { return words }
        let candidates = ["\(words)· sends \(anyway) anyway ", "\(words)· \(anyway)! ", "\(words)! "]
        return candidates.first { CellText.width(of: $0) <= room } ?? "\(words)! "
    }
}
