import EngineCore
import EngineModel
import RunwareAPI
import StudioCore
import StudioRuntime
import Synchronization
import TerminalLoop
import TerminalUI
import TestSupport
import Testing

extension WholeProgramTests {
    /// Earlier prompts, snippets, and what changed.
    @Suite struct RecallTests {
        /// A studio in which these prompts were submitted, in this order, and with a draft.
        @UI private static func used(_ prompts: String..., draft: String = "my own draft") async throws -> (
            Desk, StoreFolder
        ) {
            let folder = StoreFolder()
            let desk = try await Desk.open(try await folder.open())
            for prompt in prompts {
                desk.press("M->", "C-u")
                desk.type(prompt)
                desk.press("C-o")
                await desk.settle()
            }
            desk.press("M->", "C-u")
            desk.type(draft)
            return (desk, folder)
        }

        @UI @Test func `earlier prompts are walked with one key, and the draft comes back`() async throws {
            let (desk, folder) = try await Self.used("a fox", "an owl", "a fox", "a kite")
            defer { withExtendedLifetime(folder) {} }
            desk.press("M-p")
            await desk.reach { $0.prompt.buffer.text == "a kite" }
            #expect(desk.screen.contains("earlier 1 of 3"))
            desk.press("M-p", "M-p")
            #expect(desk.state.prompt.buffer.text == "an owl")
            #expect(desk.screen.contains("earlier 3 of 3"))
            desk.press("M-n")
            #expect(desk.state.prompt.buffer.text == "a fox")
            desk.press("M-n", "M-n")
            #expect(desk.state.prompt.buffer.text == "my own draft")
            #expect(!desk.screen.contains("earlier 1"))
            await desk.close()
        }

        @UI @Test func `what was just submitted is recalled too`() async throws {
            let (desk, folder) = try await Self.used("a fox")
            defer { withExtendedLifetime(folder) {} }
            desk.press("M-p")
            await desk.reach { $0.prompt.buffer.text == "a fox" }
            desk.type(" in snow")
            desk.press("C-o")
            await desk.settle()
            desk.press("C-u")
            desk.type("another")
            desk.press("M-p")
            await desk.reach { $0.prompt.buffer.text == "a fox in snow" }
            #expect(desk.screen.contains("earlier 1 of 2"))
            await desk.close()
        }

        @UI @Test func `all prompts are searched, page by page as they come`() async throws {
            let store = MemoryStore()
            let count = 3 * RecallState.pageSize + 7
            for number in 0..<count {
                let job = Job(
                    id: JobID("job-\(number)"),
                    request: ImageRequest(prompt: "prompt number \(number)", parameters: Parameters()),
                    origin: JobOrigin(), submittedAt: Timestamp(milliseconds: Int64(number)),
                    service: .local(storeID: "s"), state: .cancelled)
                try await store.write([.submitted(job)])
            }
            let desk = try await Desk.open(
                store,
                draft: Draft(
                    prompt: "my own draft", parameters: Parameters(), seedPolicy: .random, batch: .manyTasks))
            desk.press("C-r")
            desk.type("number 5")
            await desk.reach { $0.recall.hasAll }
            await desk.settle()
            #expect(desk.screen.contains("/\(count)"))
            desk.type("07")
            #expect(desk.screen.contains("1/\(count)"))
            desk.press("Enter")
            #expect(desk.state.prompt.buffer.text == "prompt number 507")
            #expect(desk.screen.contains("earlier \(count - 507) of \(count)"))
            await desk.close()
        }

        /// A file of snippets in memory, which may be broken.
        private final class Kept: Sendable {
            let snippets = Mutex<[Snippet]>([])
            let fault = Mutex<String?>(nil)

            var files: UserFiles {
                var files = UserFiles()
                files.snippets = SnippetFile(
                    read: { [self] () async throws(UserFileFault) in
                        (snippets.withLock { $0 }, fault.withLock { $0 })
                    },
                    add: { [self] (snippet) async throws(UserFileFault) in
                        if let sentence = fault.withLock({ $0 }) { throw UserFileFault(sentence) }
                        snippets.withLock { $0.append(snippet) }
                    })
                return files
            }
        }

        @UI @Test func `a prompt is kept as a snippet, inserted and wrapped around another`() async throws {
            let kept = Kept()
            let desk = try await Desk.open(files: kept.files)
            desk.type("<prompt>, oil on canvas")
            desk.press("M-I")
            desk.type("oil")
            await desk.settle()
            desk.press("Enter")
            await desk.settle()
            #expect(kept.snippets.withLock { $0 } == [Snippet(name: "oil", text: "<prompt>, oil on canvas")])
            #expect(desk.screen.contains("kept as the snippet oil"))
            desk.press("C-u")
            desk.type("a boat")
            desk.press("M-i")
            await desk.settle()
            #expect(desk.screen.contains("Snippets") && desk.screen.contains("wraps"))
            desk.press("Tab")
            #expect(desk.state.prompt.buffer.text == "a boat, oil on canvas")
            desk.press("M-i")
            await desk.settle()
            desk.press("Enter")
            #expect(desk.state.prompt.buffer.text == "a boat, oil on canvas, oil on canvas")
            await desk.close()
        }

        @UI @Test func `a broken file of snippets is named, and nothing is lost`() async throws {
            let kept = Kept()
            kept.fault.withLock { $0 = "/s/snippets.toml:3:1: this is not TOML" }
            let desk = try await Desk.open(files: kept.files)
            desk.type("a boat")
            desk.press("M-i")
            await desk.settle()
            #expect(desk.screen.contains("/s/snippets.toml:3:1: this is not TOML"))
            desk.press("Esc", "M-I")
            desk.type("new")
            await desk.settle()
            desk.press("Enter")
            await desk.settle()
            #expect(desk.state.message == .error("/s/snippets.toml:3:1: this is not TOML"))
            #expect(desk.state.prompt.buffer.text == "a boat")
            #expect(kept.snippets.withLock { $0.isEmpty })
            await desk.close()

            let none = try await Desk.open()
            none.press("M-i")
            await none.settle()
            #expect(none.screen.contains("no folder for snippets is known"))
            await none.close()
        }

        @UI @Test func `what changed since the selected result is marked and shown`() async throws {
            let desk = try await Desk.open(service: FakeImageService(otherwise: .images))
            desk.type("a red boat")
            desk.press("C-o")
            await desk.reach { $0.result.entry != nil }
            await desk.settle()
            desk.press("C-w")
            desk.type("kite at sea")
            desk.press("M-v")
            #expect(desk.screen.contains("Prompt · 1 new, 1 gone"))
            desk.press("M-V")
            #expect(desk.screen.contains("a red [-boat-]{+kite at sea+}"))
            desk.press("Esc", "M-v")
            #expect(!desk.screen.contains("1 new"))
            #expect(desk.state.prompt.buffer.text == "a red kite at sea")
            await desk.close()
        }
    }
}
