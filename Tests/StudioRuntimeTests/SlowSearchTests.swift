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
    /// Searches whose answer does not come at once.
    @Suite struct SlowSearchTests {
        /// Questions that are held until a test answers them, or until they are withdrawn.
        private final class Gate: Sendable {
            private struct State {
                var asked: [HistoryQuery] = []
                var withdrawn: [HistoryQuery] = []
                var held: [(query: HistoryQuery, answer: CheckedContinuation<Void, Never>)] = []
                var watchers: [CheckedContinuation<Void, Never>] = []
            }
            private let state = Mutex(State())

            var asked: [String] { state.withLock { $0.asked.map { $0.words.joined(separator: " ") } } }
            var withdrawn: [String] { state.withLock { $0.withdrawn.map { $0.words.joined(separator: " ") } } }

            func hold(_ query: HistoryQuery) async {
                await withTaskCancellationHandler {
                    await withCheckedContinuation { answer in
                        let watchers = state.withLock { state in
                            state.asked.append(query)
                            state.held.append((query, answer))
                            defer { state.watchers = [] }
                            return state.watchers
                        }
                        for watcher in watchers { watcher.resume() }
                    }
                } onCancel: {
                    let answer = state.withLock { state -> CheckedContinuation<Void, Never>? in
                        state.withdrawn.append(query)
                        guard let place = state.held.firstIndex(where: { $0.query == query }) else { return nil }
                        return state.held.remove(at: place).answer
                    }
                    answer?.resume()
                }
            }

            /// Returns when so many questions have been asked.
            func asked(_ count: Int) async {
                while asked.count < count {
                    await withCheckedContinuation { watcher in
                        let isThere = state.withLock { state in
                            if state.asked.count < count { state.watchers.append(watcher) }
                            return state.asked.count >= count
                        }
                        if isThere { watcher.resume() }
                    }
                }
            }

            func answer() {
                let held = state.withLock { state in
                    defer { state.held = [] }
                    return state.held
                }
                for question in held { question.answer.resume() }
            }
        }

        @UI private static func open() async throws -> (Desk, MemoryStore, Gate) {
            let store = try await HistoryTests.store(["a fox", "an owl", "a red fox"])
            let desk = try await Desk.open(store)
            desk.press("F5", "/")
            await desk.settle()
            let gate = Gate()
            await store.beforePage { await gate.hold($0) }
            return (desk, store, gate)
        }

        @UI private func frames(_ desk: Desk, _ body: @UI () async -> Void) async -> Int {
            let before = desk.terminal.presents
            await body()
            return desk.terminal.presents - before
        }

        @UI @Test func `a search that takes its time says so, and what shows stays`() async throws {
            let (desk, _, gate) = try await Self.open()
            let count = await frames(desk) {
                desk.type("o")
                await gate.asked(1)
            }
            #expect(count == 0 && !desk.state.history.isSlow)
            desk.pass(Program.searchPatience)
            #expect(desk.screen.contains("searching older…") && desk.screen.contains("/o"))
            #expect(desk.screen.contains("a red fox") && desk.screen.contains("a fox"))
            gate.answer()
            await desk.reach { $0.result.entry?.job.request.prompt == "an owl" }
            #expect(!desk.screen.contains("searching") && !desk.screen.contains("a red fox"))
            #expect(desk.state.history.rows.map(\.excerpt) == ["an owl"])
            await desk.close()
        }

        @UI @Test func `a key and its answer make one frame, with what is known of the row`() async throws {
            let (desk, store, gate) = try await Self.open()
            let count = await frames(desk) {
                desk.type("o")
                await gate.asked(1)
                desk.pass(.milliseconds(4))
                gate.answer()
                await desk.program.wait { !$0.state.history.isLoading }
                desk.pass(.milliseconds(1))
                await desk.program.wait { $0.state.result.entry?.job.request.prompt == "an owl" && !$0.isPerforming }
                desk.pass(.milliseconds(1))
            }
            #expect(count == 1 && desk.screen.contains("/o") && !desk.screen.contains("a red fox"))
            await store.beforePage(nil)
            desk.pass(.seconds(1))
            #expect(!desk.state.history.isSlow)
            await desk.close()
        }

        @UI @Test func `the next key withdraws the question, which is no failure`() async throws {
            let (desk, store, gate) = try await Self.open()
            desk.type("f")
            await gate.asked(1)
            desk.pass(Program.searchPatience)
            #expect(desk.screen.contains("searching older…"))
            desk.type("o")
            // Withdrawn by the key itself, before anything else happened.
            #expect(gate.withdrawn == ["f"])
            await gate.asked(2)
            desk.pass(Program.searchPatience)
            #expect(desk.screen.contains("searching older…") && desk.state.message == nil)
            desk.type("x")
            await gate.asked(3)
            await store.beforePage(nil)
            gate.answer()
            await desk.reach { !$0.history.isLoading }
            #expect(gate.asked == ["f", "fo", "fox"] && gate.withdrawn == ["f", "fo"])
            #expect(desk.state.message == nil)
            #expect(desk.state.history.rows.map(\.excerpt) == ["a red fox", "a fox"])
            await desk.close()
        }

        @UI @Test func `a question that was withdrawn does not answer for the one that is open`() async throws {
            let (desk, _, gate) = try await Self.open()
            desk.type("f")
            await gate.asked(1)
            desk.terminal.push(.key(KeyEvent(.character("o"))))
            desk.pass(.milliseconds(2))
            await gate.asked(2)
            await desk.program.wait { _ in gate.withdrawn == ["f"] }
            // The library has said that the first one was withdrawn, in its own time.
            for _ in 0..<50 { await Task.yield() }
            let count = await frames(desk) { desk.pass(.milliseconds(2)) }
            #expect(count == 0)
            desk.pass(Program.searchPatience)
            #expect(desk.screen.contains("searching older…"))
            gate.answer()
            await desk.close()
        }

        @UI @Test func `typing faster than answers come still shows what is typed`() async throws {
            let (desk, _, gate) = try await Self.open()
            let text = "abcdefgh"
            let count = await frames(desk) {
                for character in text {
                    desk.terminal.push(.key(KeyEvent(.character(character))))
                    desk.pass(.milliseconds(5))
                }
            }
            // 5 ms a key, 12 ms of patience from the first one on.
            #expect((2...3).contains(count))
            #expect(desk.screen.contains("searching older…"))
            await gate.asked(1)
            await desk.close()
        }
    }
}
