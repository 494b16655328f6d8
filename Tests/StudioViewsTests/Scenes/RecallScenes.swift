import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI

extension Scene {
    private static let texts = [
        "a lighthouse in the fog, waves, gulls, painted in oil on rough canvas", "灯台と霧の海、油絵",
        "portrait of an old fisherman mending nets, morning light through the harbour mist, 85 mm, film grain, "
            + "muted colours, his dog asleep beside him\nno text, no watermark",
        "a red fox in fresh snow", "a {red|blue|silver} kite over the dunes", "clockwork owl, brass and copper",
        "a lighthouse at night, storm, the beam cutting through the rain",
    ]

    private static func recalled(_ size: Size) -> StudioState {
        var state = Sample.start(size, prompt: "my own draft, half done")
        state.press("M-p")
        let prompts = texts.enumerated().map { index, text in
            EarlierPrompt(
                text: text, isTemplate: text.contains("{"), cursor: PromptCursor(sequence: Int64(texts.count - index)),
                usedAt: Timestamp(milliseconds: state.now.milliseconds - Int64(index) * 7_000_000))
        }
        _ = reduce(.prompts(PromptPage(prompts: prompts), question: state.recall.question), &state)
        return state
    }

    private static let snippets = [
        Snippet(name: "neon", text: "neon rim light, wet asphalt, reflections"),
        Snippet(name: "35 mm", text: "shot on 35 mm film, Kodak Portra 400, shallow depth of field"),
        Snippet(name: "oil", text: "<prompt>, painted in oil on rough canvas, visible brush strokes, museum lighting"),
        Snippet(name: "霧", text: "a quiet morning, <prompt> emerging from the mist"),
    ]

    static let recall = [
        Scene("recall-walk") { size in
            var state = recalled(size)
            state.press("M-p", "M-p")
            return state
        },
        Scene("recall-search") { size in
            var state = recalled(size)
            state.press("C-r")
            state.type("light fi")
            return state
        },
        Scene("recall-nothing") { size in
            var state = Sample.start(size, prompt: "a cat")
            state.press("C-r")
            _ = reduce(.prompts(PromptPage(), question: state.recall.question), &state)
            return state
        },
        Scene("snippets") { size in
            var state = Sample.start(size, prompt: "a lighthouse in the fog")
            state.press("M-i")
            _ = reduce(.snippets(snippets, warning: nil), &state)
            state.press("Down", "Down")
            return state
        },
        Scene("snippets-broken") { size in
            var state = Sample.start(size, prompt: "a lighthouse in the fog")
            state.press("M-i")
            _ = reduce(
                .snippets(
                    Array(snippets.prefix(1)),
                    warning: "/home/ada/.config/easel/snippets.toml:4:1: oil: must be a text, as in name = \"text\", "
                        + "not the integer 3"), &state)
            return state
        },
        Scene("snippet-name") { size in
            var state = Sample.start(size, prompt: "a lighthouse in the fog")
            state.press("M-I")
            _ = reduce(.snippets(snippets, warning: nil), &state)
            state.type("n")
            return state
        },
        Scene("changes-marked") { size in
            var state = Sample.withHistory(size)
            state.press("M-1", "M-<", "M-f", "M-f")
            state.type(" at night")
            state.press("M->")
            state.type(", waves, painted in gouache")
            state.press("M-v")
            return state
        },
        Scene("changes-shown") { size in
            var state = Sample.withHistory(size)
            state.press("M-1", "M-<", "M-f", "M-f")
            state.type(" at night")
            state.press("M->")
            state.type(", waves, painted in gouache")
            state.press("M-V")
            return state
        },
    ]
}
