import StudioCore

extension Scene {
    /// The prompt while it is edited.
    static let editor = [
        Scene("editor-selection") { size in
            var state = Sample.start(size, prompt: Self.prose)
            state.press("C-Home", "M-f", "C-Space", "Down", "Down", "Down", "M-f")
            return state
        },
        Scene("editor-search") { size in
            var state = Sample.start(size, prompt: Self.prose)
            state.press("C-Home", "M-s")
            state.type("sea")
            state.press("Down")
            return state
        },
        Scene("editor-search-nothing") { size in
            var state = Sample.start(size, prompt: Self.prose)
            state.press("M-s")
            state.type("a word that does not stand in the prompt, nor anywhere else")
            return state
        },
        Scene("editor-over") { size in
            // The border of the limit stands in view: 2,990 units before it, one emoji of several units across it.
            var state = Sample.start(size, prompt: String(repeating: "word ", count: 598) + "one two 👩‍👩‍👧‍👦🇩🇪 three\nfour")
            state.press("S-Left", "S-Left")
            return state
        },
        Scene("editor-scripts") { size in
            Sample.start(
                size,
                prompt: "שלום עולם: a harbour (نص عربي) at dusk\nहिन्दी क्षेत्र, ไทยน้ำ, 각하\nflags 🇩🇪🇫🇷🇺 👍🏽 ❤️ 1️⃣ \u{202E}override")
        },
        Scene("editor-long") { size in
            var state = Sample.start(
                size, prompt: (1...60).map { "\($0). a line of a long prompt" }.joined(separator: "\n"))
            state.press("C-Home", "PageDown", "PageDown")
            return state
        },
        Scene("editor-copied") { size in
            var state = Sample.start(size, prompt: "a red kite")
            state.press("C-Space", "M-b", "M-w")
            return state
        },
    ]

    private static let prose = """
        A lighthouse at dawn, amber light over a calm Sea, 霧の海 and gulls 🇩🇪👩‍👩‍👧‍👦.

        The sea is still; a red boat goes out to sea. Oil on canvas.
        """
}
