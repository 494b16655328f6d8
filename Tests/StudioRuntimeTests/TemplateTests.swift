import EngineCore
import EngineModel
import RunwareAPI
import StudioCore
import StudioRuntime
import TerminalLoop
import TerminalUI
import TestSupport
import Testing

/// Lists of a test, as files would hold them.
private struct FakeLists: PromptLists {
    var contents: [String: NamedLists.Content] = [:]

    func lists(named names: [String]) async -> NamedLists {
        NamedLists(Dictionary(uniqueKeysWithValues: names.map { ($0, contents[$0] ?? .missing) }))
    }
}

extension WholeProgramTests {
    /// Prompts that expand.
    @Suite struct TemplateTests {
        private var files: UserFiles {
            var files = UserFiles()
            files.lists = FakeLists(contents: [
                "place": .entries(["dunes", "{the} sea"]),
                "bad": .unreadable("/lists/bad.txt: the file is not UTF-8 text"),
            ])
            return files
        }

        @UI @Test func `a template is counted while it is typed, sent prompt by prompt, and kept with each`()
            async throws
        {
            let store = MemoryStore()
            let desk = try await Desk.open(store)
            desk.type("a {red|blue} kite")
            #expect(desk.screen.contains("template of 2"))
            #expect(desk.screen.contains("^O: 2 prompts = 2 images ≈ $0.08"))
            desk.press("C-o")
            await desk.reach { $0.history.rows.count == 2 }
            await desk.settle()
            #expect(await Set(desk.service.sent.map(\.request.prompt)) == ["a red kite", "a blue kite"])
            desk.press("M-4")
            await desk.settle()
            let job = try #require(desk.state.result.entry?.job)
            #expect(job.origin.template == "a {red|blue} kite" && job.origin.batch != nil)
            #expect(desk.screen.contains("Template"))
            // A restored prompt is the expansion; the template comes back by a key of its own.
            desk.press("p")
            #expect(desk.state.prompt.buffer.text == job.request.prompt)
            desk.press("T")
            #expect(desk.state.prompt.buffer.text == "a {red|blue} kite")
            await desk.close()
        }

        @UI @Test func `a random subset is chosen in the list of prompts, and is what is sent`() async throws {
            let desk = try await Desk.open()
            desk.type("{a|b|c|d|e|f|g|h} {a|b|c|d|e|f|g|h} kite")
            desk.press("M-t")
            #expect(desk.screen.contains("● all 64 prompts"))
            desk.press("3", "Enter")
            #expect(desk.screen.contains("● 3 of them at random"))
            let chosen = desk.state.draftRequests.map(\.prompt)
            for prompt in chosen { #expect(desk.screen.contains(prompt)) }
            desk.press("Esc")
            #expect(desk.screen.contains("3 of 64 at random"))
            desk.press("C-o")
            await desk.reach { $0.history.rows.count == 3 }
            #expect(await Set(desk.service.sent.map(\.request.prompt)) == Set(chosen))
            await desk.close()
        }

        @UI @Test func `lists are read when the prompt mentions them, and at the start for a draft`() async throws {
            let desk = try await Desk.open(files: files)
            desk.type("over __place__")
            await desk.settle()
            #expect(desk.screen.contains("2 prompts = 2 images"))
            desk.press("C-o")
            await desk.reach { $0.history.rows.count == 2 }
            #expect(await Set(desk.service.sent.map(\.request.prompt)) == ["over dunes", "over {the} sea"])
            let draft = desk.state.draft
            await desk.close()

            let next = try await Desk.open(draft: draft, files: files)
            #expect(next.screen.contains("2 prompts = 2 images"))
            await next.close()
        }

        @UI @Test func `what is wrong is said with its place, and nothing is sent or lost`() async throws {
            let desk = try await Desk.open(files: files)
            for (text, words) in [
                ("a {kite", "line 1, column 3"), ("a __none__ kite", "there is no list none"),
                ("a __bad__ kite", "/lists/bad.txt: the file is not UTF-8 text"),
                (String(repeating: "{a|b}", count: 30), "more than 10^9 prompts are too many"),
            ] {
                desk.type(text)
                await desk.settle()
                desk.press("C-o")
                await desk.settle()
                #expect(desk.state.message?.text.contains(words) == true, "\(desk.state.message?.text ?? "")")
                #expect(desk.state.prompt.buffer.text == text)
                desk.press("C-e", "C-u")
            }
            #expect(await desk.service.sent.isEmpty)
            await desk.close()
        }
    }
}
