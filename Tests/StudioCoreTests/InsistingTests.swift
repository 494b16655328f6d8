import Foundation
import RunwareAPI
import StudioCore
import TerminalUI
import TestSupport
import Testing

@Suite struct InsistingTests {
    private func insisted(_ control: Control, _ typed: String) -> StudioState {
        var state = Sample.state(prompt: "a cat")
        state.select(control)
        state.press("Enter")
        state.type(typed)
        state.press("Enter", "!")
        return state
    }

    @Test(arguments: [
        (Control.width, "1500", Parameter.width), (.height, "100", .height), (.outputQuality, "100", .outputQuality),
        (.ttl, "30", .ttl), (.safetyTolerance, "7", .safetyTolerance),
    ])
    func `a value that is insisted on is sent, marked and reset`(control: Control, typed: String, parameter: Parameter)
        throws
    {
        var state = Sample.state(prompt: "a cat")
        state.select(control)
        state.type(typed)
        state.press("Enter")
        #expect(state.message?.text.hasSuffix("; ! keeps \(typed) as typed") == true)
        #expect(state.parameters.values.sentAnyway.isEmpty)
        state.press("!")
        #expect(state.message?.kind == .warning)
        #expect(state.message?.text.contains("\(parameter.name) \(typed) will be sent although") == true)
        #expect(state.parameters.isSentAnyway(control))
        let request = try #require(state.draftRequests.first)
        #expect(request.faults.isEmpty)
        #expect(request.parameters.sentAnyway == [parameter])
        #expect(request.jsonText.contains("\(typed)"))
        // Everything else is still refused.
        var broken = request
        broken.parameters.numberResults = 21
        #expect(broken.faults.map(\.parameter) == [.numberResults])
        let draft = try #require(Draft(json: JSONValue(parsing: Data(state.draft.jsonText.utf8))))
        #expect(draft == state.draft)
        state.press("r")
        #expect(!state.parameters.isSentAnyway(control) && state.parameters.values == state.parameters.values.settled)
        #expect(state.draftRequests.first?.faults.isEmpty == true)
    }

    @Test(arguments: [
        (Control.seed, "9223372036854776001"), (.numberResults, "21"), (.width, "100000"), (.width, "0"),
        (.height, "-5"), (.safetyTolerance, "-1"),
    ])
    func `seeds, counts and what nobody means are never sent anyway`(control: Control, typed: String) {
        let state = insisted(control, typed)
        #expect(state.parameters.values.sentAnyway.isEmpty)
        #expect(state.draftRequests.allSatisfy { $0.faults.isEmpty })
    }

    @Test func `what was not typed here cannot be insisted on`() {
        var state = Sample.state(prompt: "a cat")
        state.select(.width)
        state.press("!")
        #expect(state.message?.text.hasPrefix("type a value that is refused first") == true)
        state.type("1500")
        state.press("Enter", "Down", "!")
        #expect(state.parameters.values.sentAnyway.isEmpty)
        state.press("Up", "Left", "!")
        #expect(state.parameters.values.sentAnyway.isEmpty, "another value was chosen since")
        state.type("1024")
        state.press("Enter", "!")
        #expect(state.parameters.values.sentAnyway.isEmpty)
    }

    @Test func `a refused side has no lock, turns with the picture and goes with a step`() {
        var state = Sample.state(prompt: "a cat")
        state.select(.width)
        state.press("L")
        state.type("1500")
        state.press("Enter", "!")
        #expect(state.parameters.activeLock == nil)
        #expect(state.message?.text.hasSuffix("; the ratio is free") == true)
        state.press("L")
        #expect(state.message?.text.hasPrefix("a ratio is locked only at a legal size") == true)
        state.press("x")
        #expect(state.parameters.values.sentAnyway == [.height])
        #expect(state.parameters.values.height == 1500)
        state.press("Down", "Left")
        #expect(state.parameters.values.height == 1440 && state.parameters.values.sentAnyway.isEmpty)
    }

    @Test func `a refused lifetime waits aside too`() {
        var state = insisted(.ttl, "30")
        state.select(.outputType)
        state.press("Right")
        #expect(state.parameters.values.ttl == nil && state.draftRequests.allSatisfy { $0.faults.isEmpty })
        state.press("Left")
        #expect(state.parameters.values.ttl == 30 && state.parameters.values.sentAnyway == [.ttl])
    }
}
