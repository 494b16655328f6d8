import EngineModel
import Foundation
import RunwareAPI
import StudioCore
import StudioRuntime
import Synchronization
import TerminalLoop
import TerminalUI
import TestSupport
import Testing

extension WholeProgramTests {
    /// Rows taken along from the studio into files.
    @Suite struct ExportTests {
        /// A desk with a result of each prompt; the keys are in the history.
        @UI
        private func desk(_ files: FakeExports, _ prompts: String...) async throws -> Desk {
            var own = UserFiles()
            own.exports = files
            let desk = try await Desk.open(files: own)
            for prompt in prompts {
                desk.press("M-1", "C-e", "C-u")
                desk.type(prompt)
                await desk.submit()
                await desk.settle()
            }
            desk.press("F5")
            await desk.settle()
            return desk
        }

        @UI @Test func `the marked rows are written, the oldest first, and import reads them`() async throws {
            let files = FakeExports()
            let desk = try await desk(files, "a red kite", "a heron", "a comet")
            // The newest and the oldest, marked in this order.
            desk.press("Space", "Down", "Space", "x")
            #expect(desk.screen.contains("▶ Export 2 rows"))
            desk.press("Enter")
            await desk.settle()
            let (name, text) = try #require(files.written.first)
            #expect(name == "easel-\(UTCTime(desk.clock.now()).day).jsonl")
            var lines = RecordLines(Data(text.utf8))
            var prompts: [String] = []
            while let record = try lines.next() { prompts.append(record.job.request.prompt) }
            #expect(prompts == ["a red kite", "a comet"])
            #expect(desk.screen.contains("2 records written to /home/ada/\(name)"))
            #expect(desk.state.history.triage.marked.count == 2, "what was marked stays so")
            await desk.close()
        }

        @UI @Test func `without marks it is the selected row; Tab asks for requests or curl lines`() async throws {
            let files = FakeExports()
            let desk = try await desk(files, "it's a kite")
            for (tabs, ending, beginning) in [(1, ".json", "[{\"taskType\""), (2, ".sh", "curl -sS ")] {
                desk.press("x")
                #expect(desk.screen.contains("▶ Export this row"))
                for _ in 0..<tabs { desk.press("Tab") }
                desk.press("Enter")
                await desk.settle()
                let (name, text) = try #require(files.written.last)
                #expect(name.hasSuffix(ending) && text.hasPrefix(beginning) && text.hasSuffix("\n"))
                #expect(desk.screen.contains("1 request written to"))
            }
            let own = try #require(desk.state.shownEntry?.job.attempts.first?.taskUUID.text)
            #expect(!files.written.contains { $0.text.contains(own) })
            await desk.close()
        }

        @UI @Test func `a name that is taken is never overwritten: another is proposed`() async throws {
            let files = FakeExports()
            let desk = try await desk(files, "a red kite")
            for expected in ["kites", "kites_2", "kites_3"] {
                desk.press("x", "C-a", "C-k")
                desk.happens(.paste("kites.jsonl"))
                while true {
                    desk.press("Enter")
                    await desk.settle()
                    guard case .results(.export(let form))? = desk.state.overlay else { break }
                    #expect(desk.screen.contains("is there already: Enter takes another name"))
                    #expect(form.fileName != "kites.jsonl")
                }
                #expect(files.written.last?.name == expected + ".jsonl")
            }
            await desk.close()
        }

        @UI @Test func `a failure is said and the form comes back as it was`() async throws {
            let files = FakeExports()
            let desk = try await desk(files, "a red kite")
            files.fails("/full/kites.jsonl cannot be written: No space left on device")
            desk.press("x", "Tab", "C-a", "C-k")
            desk.type("/full/kites.jsonl")
            desk.press("Enter")
            await desk.settle()
            #expect(desk.screen.contains("nothing was written: /full/kites.jsonl cannot be written: No space left"))
            guard case .results(.export(let form))? = desk.state.overlay else {
                Issue.record("the form is gone")
                return
            }
            #expect(form.fileName == "/full/kites.jsonl" && form.kind == .request)
            desk.press("C-a", "C-k", "Enter")
            #expect(desk.screen.contains("type a name for the file"))
            desk.press("Esc")
            #expect(desk.state.overlay == nil && files.written.isEmpty)
            await desk.close()
        }
    }
}

/// Files in memory.
private final class FakeExports: ExportFiles {
    private struct State {
        var written: [(name: String, text: String)] = []
        var failure: String?
    }
    private let state = Mutex(State())

    var written: [(name: String, text: String)] { state.withLock { $0.written } }

    func fails(_ sentence: String) { state.withLock { $0.failure = sentence } }

    func write(_ text: String, to name: String) async throws(ExportFault) -> String {
        let path = "/home/ada/" + name
        let fault: ExportFault? = state.withLock { state in
            if let failure = state.failure { return .failed(failure) }
            if state.written.contains(where: { $0.name == name }) { return .isThere }
            state.written.append((name, text))
            return nil
        }
        if let fault { throw fault }
        return path
    }
}
