import StudioCore

extension Canvas {
    /// The keys that work in a list, by what is chosen from it.
    func hints(for purpose: Picker.Purpose) -> [(key: String, words: String)] {
        let rest = [("↑↓", "choose"), ("Esc", "close")]
        return switch purpose {
        case .snippet: [("Enter", "insert"), ("Tab", "wrap around the prompt")] + rest
        case .snippetName: [("Enter", "keep it"), ("Esc", "close")]
        default: [("Enter", "take it")] + rest
        }
    }
}
