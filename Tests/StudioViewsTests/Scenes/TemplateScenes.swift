import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI

extension Scene {
    /// Prompts that expand: what they make, their faults, and the list of them.
    static let templates = [
        Scene("template") { size in
            var state = Sample.start(
                size, prompt: "# moods\na {red|blue|pale green} kite over {dunes|the sea|fog|roofs}")
            state.parameters.values.numberResults = 2
            return state
        },
        Scene("template-lines") { Sample.start($0, prompt: "a red kite\n# nobody sees this\n# nor this\nover dunes") },
        Scene("template-braces") { Sample.start($0, prompt: "{\"scene\": \"a red kite\"}") },
        Scene("template-unclosed") { size in
            var state = Sample.start(size, prompt: "a {red|blue kite\nover dunes")
            state.press("C-o")
            return state
        },
        Scene("template-no-list") { size in
            var state = Sample.start(size, prompt: "a kite in __colour__, painted")
            _ = reduce(.lists(NamedLists(["colour": .missing])), &state)
            return state
        },
        Scene("template-exploding") { size in
            var state = Sample.start(size, prompt: exploding)
            state.press("C-o")
            return state
        },
        Scene("template-too-long") { size in
            Sample.start(size, prompt: "a kite {by day|\(String(repeating: "at night ", count: 340))}")
        },
        Scene("expansions") { size in
            var state = Sample.start(size, prompt: "a {red|blue|pale green} kite over {dunes|the sea|fog|roofs}, 油絵")
            state.press("M-t", "Down", "Down", "Down")
            return state
        },
        Scene("expansions-number") { size in
            var state = Sample.start(size, prompt: exploding)
            state.press("M-t")
            state.type("12")
            return state
        },
        Scene("expansions-random") { size in
            var state = Sample.start(size, prompt: exploding)
            state.press("M-t")
            state.type("12")
            state.press("Enter", "Down", "Down")
            return state
        },
        Scene("template-random") { size in
            var state = Sample.start(size, prompt: exploding)
            state.press("M-t")
            state.type("12")
            state.press("Enter", "Esc")
            return state
        },
    ]

    private static let exploding =
        "a {red|blue|green|black|white|gold|grey|pink|teal|plum} kite, "
        + String(repeating: "{0|1|2|3|4|5|6|7|8|9}", count: 9)
}
