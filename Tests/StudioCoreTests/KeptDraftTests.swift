import EngineModel
import Foundation
import RunwareAPI
import StudioCore
import TerminalUI
import Testing

@Suite struct KeptDraftTests {
    @Test(arguments: ["", "a cat", "two\nlines\t\"quoted\" \\", "日本語 👩‍👩‍👧 e\u{301} \u{200F}אב", "{\"prompt\":1}\u{1}"])
    func `a draft comes back from its text as it was, the cursor too`(prompt: String) throws {
        for place in [0, prompt.count / 2, prompt.count] {
            var state = Sample.state(prompt: prompt)
            state.prompt.buffer.setCursor(place)
            state.parameters.values.width = 992
            state.parameters.seedPolicy = .hold
            state.parent = place == 0 ? nil : ResultID("parent \"\(place)\"")
            let draft = state.draft
            #expect(draft.cursor == place)
            let kept = try #require(Draft(json: JSONValue(parsing: Data(draft.jsonText.utf8))))
            #expect(kept == draft)
            var restored = Sample.state(prompt: "something else")
            _ = reduce(.restoredDraft(kept), &restored)
            #expect(restored.draft == draft && restored.parent == state.parent)
        }
    }

    @Test(arguments: [
        ("", 5), (",\"cursor\":2", 2), (",\"cursor\":-1", 0), (",\"cursor\":6", 5),
        (",\"cursor\":99999999999999999999", 5), (",\"cursor\":\"2\"", 5), (",\"cursor\":2.5", 5),
    ])
    func `a cursor that is missing or nonsense is held to the prompt`(member: String, place: Int) throws {
        let text = "{\"prompt\":\"a cat\"\(member)}"
        let draft = try #require(Draft(json: JSONValue(parsing: Data(text.utf8))))
        var state = Sample.state()
        _ = reduce(.restoredDraft(draft), &state)
        #expect(state.prompt.buffer.text == "a cat" && state.prompt.buffer.cursor == place)
    }

    @Test(arguments: ["", ",\"parent\":null", ",\"parent\":7", ",\"parent\":\"\""])
    func `a draft without a parent that can be used was restored from nothing`(member: String) throws {
        let draft = try #require(Draft(json: JSONValue(parsing: Data("{\"prompt\":\"a cat\"\(member)}".utf8))))
        #expect(draft.parent == nil)
    }

    @Test func `only what the user does may change the draft`() {
        #expect(Action.key(KeyEvent(.left)).mayChangeDraft)
        #expect(Action.pasted("x").mayChangeDraft && Action.edited("x").mayChangeDraft)
        for action in [Action.ticked(Sample.noon), .failed("no"), .queued(1), .resized(Size(width: 9, height: 9))] {
            #expect(!action.mayChangeDraft)
        }
    }
}
