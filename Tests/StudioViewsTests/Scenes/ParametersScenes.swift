import RunwareAPI
import StudioCore
import StudioViews
import TerminalUI
import Testing

extension Scene {
    /// The parameters pane in its states, and what the presets lay over it.
    static let parameters = [
        Scene("parameters-ratio-locked") { size in
            var state = Sample.start(size, prompt: "a cat")
            state.press("F3", "Down", "Down", "Right", "Right", "Right", "Right", "L")
            return state
        },
        Scene("parameters-upright") { size in
            var state = Sample.start(size, prompt: "a cat")
            state.press("F3", "Down", "Down", "Home")
            return state
        },
        Scene("parameters-snapped") { size in
            var state = Sample.start(size, prompt: "a cat")
            state.press("F3")
            state.type("1500")
            state.press("Enter")
            return state
        },
        Scene("parameters-sent-anyway") { size in
            var state = Sample.start(size, prompt: "a cat")
            state.press("F3")
            state.type("1500")
            state.press("Enter", "!")
            return state
        },
        Scene("parameters-aside") { size in
            var state = Sample.start(size, prompt: "a cat")
            state.press("F3")
            state.parameters.selection = .ttl
            state.press("Right", "Right", "Up", "Right")
            return state
        },
        Scene("parameters-end") { size in
            var state = Sample.start(size, prompt: "a cat")
            state.press("F3")
            state.parameters.selection = .uploadEndpoint
            state.press("Enter")
            state.type("https://files.example/put?signature=secret")
            state.press("Enter")
            return state
        },
        Scene("presets") { size in
            var state = Sample.start(size, prompt: "a cat")
            state.press("F3", "p")
            let presets = [
                Preset(
                    name: "poster",
                    values: [.width: .integer(896), .height: .integer(1344), .outputFormat: .text("PNG")]),
                Preset(name: "square", values: [.width: .integer(1024), .height: .integer(1024)]),
                Preset(name: "strict", values: [.safetyTolerance: .integer(0)]),
            ]
            let fault = "~/.config/easel/presets/wide.toml:2:1: width: must be 256–1440, step 32, not the integer 3000"
            _ = reduce(.presets(.listed(PresetShelf(presets: presets, faults: [fault]))), &state)
            return state
        },
        Scene("presets-none") { size in
            var state = Sample.start(size, prompt: "a cat")
            state.press("F3", "p")
            _ = reduce(.presets(.listed(PresetShelf(presets: []))), &state)
            return state
        },
        Scene("preset-name") { size in
            var state = Sample.start(size, prompt: "a cat")
            state.press("F3", "S")
            state.type("poster")
            return state
        },
        Scene("ask-replace-preset") { size in
            var state = Sample.start(size, prompt: "a cat")
            state.overlay = .confirmReplacePreset(Preset(name: "poster", values: [:]))
            return state
        },
        Scene("ask-delete-preset") { size in
            var state = Sample.start(size, prompt: "a cat")
            state.overlay = .confirmDeletePreset("poster")
            return state
        },
    ]
}

@Suite struct ControlScreenTests {
    @Test(arguments: Control.allCases)
    func `every control shows what is to be known of it on the smallest screen`(control: Control) {
        let size = Size(width: 40, height: 12)
        var state = Sample.start(size, prompt: "a cat")
        state.press("F3")
        state.parameters.selection = control
        _ = reduce(.resized(size), &state)
        let frame = StudioView.frame(state, theme: TestTheme.distinct)
        Golden.expect(frame.screenText, is: "control-\(control)-40x12")
    }

    @Test(arguments: Control.allCases, Scene.sizes)
    func `range, unit, default and help of the selected control are on the screen`(control: Control, size: Size) {
        var state = Sample.start(size, prompt: "a cat")
        state.parameters.values.numberResults = 2
        state.press("F3")
        state.parameters.selection = control
        _ = reduce(.resized(size), &state)
        let buffer = StudioView.frame(state, theme: TestTheme.bare).buffer
        let pane = state.layout.inside(.parameters)
        let text = (pane.minRow..<pane.maxRow).map { row in
            Array(buffer.row(row))[pane.minColumn..<pane.maxColumn].map(\.text).joined()
        }.joined(separator: " ").split(whereSeparator: \.isWhitespace).joined(separator: " ")
        // What does not fit into the narrow pane ends in an ellipsis; its beginning is there.
        #expect(text.contains("\(control.label): \(control.rule.prefix(18))"), "\(text)")
        #expect(text.contains("default \(ParametersState.defaultText(of: control))"), "\(text)")
        if ![.seed, .seedPolicy, .numberResults, .batch].contains(control) {
            #expect(text.contains(control.summary.prefix(12)), "\(text)")
        }
    }

    @Test func `a value sent anyway is told without colour, in the pane and where it is paid for`() {
        for size in Scene.sizes {
            var state = Sample.start(size, prompt: "a cat")
            state.press("F3")
            state.type("1500")
            state.press("Enter", "!", "Down")
            let buffer = StudioView.frame(state, theme: TestTheme.bare).buffer
            let lines = (0..<size.height).map(buffer.rowText)
            #expect(lines.contains { $0.contains("Width") && $0.contains("1500!") }, "\(size)")
            #expect(
                lines.contains { $0.contains("^O") && ($0.contains("width 1500") || $0.contains("$0.04 sim !")) },
                "\(size)"
            )
        }
    }
}
