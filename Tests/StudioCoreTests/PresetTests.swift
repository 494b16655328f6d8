import RunwareAPI
import StudioCore
import TerminalUI
import TestSupport
import Testing

@Suite struct PresetTests {
    private static let poster = Preset(
        name: "poster", values: [.width: .integer(896), .height: .integer(1344), .outputFormat: .text("PNG")])

    private func listed(_ presets: Preset..., faults: [String] = []) -> StudioState {
        var state = Sample.state(prompt: "a cat")
        state.select(.width)
        #expect(state.press("p") == [.presets(.list)])
        _ = reduce(.presets(.listed(PresetShelf(presets: presets, faults: faults))), &state)
        return state
    }

    private func picker(_ state: StudioState) -> Picker? {
        if case .picker(let picker)? = state.overlay { picker } else { nil }
    }

    @Test func `the list says what each would change, and the chosen one is read anew`() {
        var state = listed(
            Self.poster, Preset(name: "square", values: [.width: .integer(1024), .height: .integer(1024)]))
        let items = picker(state)?.items ?? []
        #expect(items.map(\.label) == ["poster", "square"])
        #expect(items.map(\.detail) == ["3 changes", "as it is"])
        #expect(items.first?.text == "width 1024 → 896, height 1024 → 1344, outputFormat JPG → PNG")
        #expect(state.press("Enter") == [.presets(.apply("poster"))])
        #expect(state.overlay == nil)
        _ = reduce(.presets(.read(Self.poster)), &state)
        #expect(state.parameters.values.size == FrameSize(width: 896, height: 1344))
        #expect(
            state.message
                == .info("preset poster: width 1024 → 896, height 1024 → 1344, outputFormat JPG → PNG"))
        _ = reduce(.presets(.read(Self.poster)), &state)
        #expect(state.message == .info("preset poster changes nothing"))
    }

    @Test func `applying keeps seed, prompt and what the preset does not name`() {
        var state = listed()
        state.parameters.values.outputQuality = 80
        let seed = state.parameters.values.seed
        _ = reduce(.presets(.read(Self.poster)), &state)
        #expect(state.parameters.values.seed == seed && state.parameters.values.outputQuality == 80)
        #expect(state.prompt.buffer.text == "a cat")
        #expect(state.draftRequests.allSatisfy { $0.faults.isEmpty })
    }

    @Test func `a preset without links puts the lifetime aside, one with links takes it back`() {
        var state = listed()
        state.parameters.values.ttl = 3600
        _ = reduce(.presets(.read(Preset(name: "inline", values: [.outputType: .text("dataURI")]))), &state)
        #expect(state.parameters.values.ttl == nil && state.parameters.lifetimeAside == 3600)
        #expect(state.draftRequests.allSatisfy { $0.faults.isEmpty })
        _ = reduce(.presets(.read(Preset(name: "linked", values: [.outputType: .text("URL")]))), &state)
        #expect(state.parameters.values.ttl == 3600 && state.parameters.lifetimeAside == nil)
        #expect(state.message?.text.hasSuffix("; Link lives is 1 h again") == true)
    }

    @Test func `broken files are named while the others are shown`() {
        let state = listed(Self.poster, faults: ["a.toml:3: width: wrong", "b.toml: not UTF-8"])
        #expect(picker(state)?.items.count == 1)
        #expect(state.message == .warning("a.toml:3: width: wrong (and 1 more)"))
    }

    @Test func `a name is asked for, an illegal one is corrected, and one that exists is replaced only by a yes`() {
        var state = listed()
        state.press("Esc", "S")
        #expect(state.overlay == .presetName(TextBuffer()))
        state.type("../key")
        #expect(state.press("Enter").isEmpty)
        #expect(state.message == .error("a preset's name is made of 1 to 64 of a–z, A–Z, 0–9, - and _"))
        state.press("C-u")
        state.type("mine")
        let kept = Preset(name: "mine", of: state.parameters.values)
        #expect(state.press("Enter") == [.presets(.save(kept, replacing: false))])
        _ = reduce(.presets(.exists(kept)), &state)
        #expect(state.overlay == .confirmReplacePreset(kept))
        var no = state
        #expect(no.press("n").isEmpty && no.overlay == nil)
        #expect(state.press("y") == [.presets(.save(kept, replacing: true))])
        _ = reduce(.presets(.saved("mine")), &state)
        #expect(state.message == .info("preset mine is kept"))
        #expect(kept.values[.seed] == nil && kept.values[.webhookURL] == nil)
        #expect(kept.changes(of: state.parameters.values).isEmpty)
    }

    @Test func `pasted into the name it is text of the name`() {
        var state = listed()
        state.press("Esc", "S")
        _ = reduce(.pasted("noir\n"), &state)
        guard case .presetName(let field)? = state.overlay else {
            Issue.record("the field is closed")
            return
        }
        #expect(field.text == "noir ")
        guard case .presets(.save(let preset, _))? = state.press("Enter").first else {
            Issue.record("nothing is kept")
            return
        }
        #expect(preset.name == "noir")
    }

    @Test func `deleting asks first and the list comes again`() {
        var state = listed(Self.poster)
        #expect(state.press("C-d").isEmpty)
        #expect(state.overlay == .confirmDeletePreset("poster"))
        #expect(state.press("y") == [.presets(.delete("poster"))])
        #expect(reduce(.presets(.deleted("poster")), &state) == [.presets(.list)])
        #expect(state.message == .info("preset poster is deleted"))
    }

    @Test func `a value that is sent anyway is not kept, and that is said`() {
        var state = listed()
        state.press("Esc")
        state.type("1500")
        state.press("Enter", "!", "S")
        state.type("wide")
        guard case .presets(.save(let preset, _))? = state.press("Enter").first else {
            Issue.record("nothing is kept")
            return
        }
        #expect(preset.values[.width] == nil && preset.values[.height] == nil)
        #expect(preset.values.allSatisfy { ParameterTable[$0.key].validate($0.value) == nil })
        _ = reduce(.presets(.saved("wide")), &state)
        #expect(state.message?.text == "preset wide is kept; not kept in it: width 1500, which the table refuses")
    }
}
