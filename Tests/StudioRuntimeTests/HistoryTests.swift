import EngineCore
import EngineModel
import RunwareAPI
import StudioCore
import StudioRuntime
import TerminalLoop
import TerminalUI
import TestSupport
import Testing

extension WholeProgramTests {
    /// The history pane: what is found, what is judged.
    @Suite struct HistoryTests {
        /// A library of so many results, one a job, oldest first.
        static func store(_ prompts: [String]) async throws -> MemoryStore {
            let store = MemoryStore()
            for (number, prompt) in prompts.enumerated() {
                var parameters = Parameters()
                parameters.seed = UInt64(number)
                let time = Timestamp(milliseconds: 999_999_000_000 + Int64(number) * 1000)
                let id = JobID("job-\(number)")
                var job = Job(
                    id: id, request: ImageRequest(prompt: prompt, parameters: parameters), origin: JobOrigin(),
                    submittedAt: time, service: .local(storeID: "s"), state: .done)
                job.results = [
                    ImageResult(
                        id: ResultID("result-\(number)"), taskUUID: TaskUUID(randomBits: 1, UInt64(number)),
                        imageUUID: "image-\(number)", index: 0, url: nil, seed: UInt64(number), cost: nil, nsfw: nil,
                        receivedAt: time, media: .linked)
                ]
                try await store.write([.submitted(job)])
            }
            return store
        }

        /// A studio that shows them.
        @UI private static func open(
            _ prompts: String..., size: Size = Size(width: 120, height: 40)
        ) async throws -> (Desk, MemoryStore) {
            let store = try await store(prompts)
            let desk = try await Desk.open(store, size: size)
            desk.press("F5")
            return (desk, store)
        }

        private func marks(_ number: Int, _ store: MemoryStore) async throws -> HistoryMarks? {
            try await store.entry(.result(ResultID("result-\(number)")))?.row.marks
        }

        /// The lines of the screen that show this.
        @UI private func line(_ words: String, _ desk: Desk) -> String {
            desk.screen.split(separator: "\n").first { $0.contains(words) }.map(String.init) ?? ""
        }

        @UI @Test func `rating, picking, tags and a note are kept and shown in the row`() async throws {
            let (desk, store) = try await Self.open("a fox", "an owl")
            desk.press("4", "*", "t")
            desk.type("hero")
            desk.press("Enter", "n")
            desk.type("the best")
            desk.press("Enter")
            await desk.settle()
            #expect(
                try await marks(1, store) == HistoryMarks(rating: 4, isPicked: true, tags: ["hero"], note: "the best"))
            #expect(line("an owl", desk).contains("#hero ¶*★4"))
            #expect(!line("a fox", desk).contains("★"))
            desk.press("0", "t")
            await desk.settle()
            // What was tagged is offered.
            #expect(desk.screen.contains("has hero") && desk.screen.contains("Tab  hero"))
            desk.press("Tab", "Enter", "n", "C-u", "Enter", "*")
            await desk.settle()
            #expect(try await marks(1, store) == HistoryMarks())
            for _ in 0..<4 { desk.press("u") }
            await desk.settle()
            #expect(
                try await marks(1, store) == HistoryMarks(rating: 4, isPicked: true, tags: ["hero"], note: "the best"))
            desk.press("U")
            await desk.settle()
            #expect(try await marks(1, store)?.rating == nil)
            await desk.close()
        }

        @UI @Test func `each digit rates`() async throws {
            let (desk, store) = try await Self.open("a fox")
            for rating in 1...5 {
                desk.press(String(rating))
                await desk.settle()
                #expect(try await marks(0, store)?.rating == rating)
                #expect(line("a fox", desk).contains("★\(rating)"))
            }
            desk.press("0")
            await desk.settle()
            #expect(try await marks(0, store)?.rating == nil)
            await desk.close()
        }

        @UI @Test func `the same keys judge the shown result`() async throws {
            let (desk, store) = try await Self.open("a fox", "an owl", "a kite")
            desk.press("Enter", "5", "*", "t")
            desk.type("x")
            desk.press("Enter", "n")
            desk.type("y")
            desk.press("Enter")
            await desk.settle()
            #expect(try await marks(2, store) == HistoryMarks(rating: 5, isPicked: true, tags: ["x"], note: "y"))
            desk.press("D")
            await desk.settle()
            #expect(desk.state.focus == .result && desk.state.result.entry?.job.request.prompt == "an owl")
            #expect(try await marks(2, store)?.deletedAt != nil)
            desk.press("u")
            await desk.settle()
            #expect(desk.state.result.entry?.job.request.prompt == "a kite")
            desk.press("u", "U")
            await desk.settle()
            #expect(try await marks(2, store)?.note == "y")
            await desk.close()
        }

        @UI @Test func `marked rows are judged together`() async throws {
            let (desk, store) = try await Self.open("a fox", "an owl", "a kite", "a cat")
            desk.press("Space", "Space")
            #expect(desk.screen.contains("History · 2 marked"))
            #expect(line("a cat", desk).contains("●") && !line("an owl", desk).contains("●"))
            desk.press("3")
            await desk.settle()
            #expect(try await marks(3, store)?.rating == 3)
            #expect(try await marks(2, store)?.rating == 3)
            #expect(try await marks(1, store)?.rating == nil)
            desk.press("Down", "V", "v")
            #expect(!desk.screen.contains("marked"))
            desk.press("v", "D")
            await desk.settle()
            #expect(desk.state.history.rows.isEmpty && desk.screen.contains("nothing yet"))
            desk.press("u")
            await desk.settle()
            #expect(desk.state.history.rows.count == 4)
            desk.press("Space", "Esc")
            #expect(desk.state.history.triage.marked.isEmpty)
            await desk.close()
        }

        @UI @Test func `a row goes into the bin, comes out of it, and goes for ever after a question`() async throws {
            let (desk, store) = try await Self.open("a fox", "an owl", "a kite")
            desk.press("D", "Delete")
            await desk.settle()
            #expect(!desk.screen.contains("a kite ") && desk.state.history.rows.count == 1)
            desk.press("b")
            await desk.settle()
            #expect(desk.screen.contains("▶ Bin") && line("a kite", desk).contains("done"))
            desk.press("D")
            await desk.settle()
            #expect(try await store.binCount() == 1)
            // What is put there later than the question stays.
            desk.clock.advance(milliseconds: MemoryStore.binTime.milliseconds)
            desk.press("B")
            await desk.settle()
            #expect(desk.screen.contains("1 row goes for ever") && desk.screen.contains("What was spent stays counted"))
            desk.press("n")
            #expect(try await store.binCount() == 1)
            desk.press("B")
            await desk.settle()
            desk.press("y")
            await desk.settle()
            #expect(try await store.binCount() == 0)
            #expect(desk.screen.contains("the bin is empty"))
            desk.press("b")
            await desk.settle()
            #expect(desk.state.history.rows.map(\.excerpt) == ["a kite", "a fox"])
            await desk.close()
        }

        @UI @Test func `what cannot be written is said and not shown`() async throws {
            let (desk, store) = try await Self.open("a fox")
            await store.refuseNotes(true)
            desk.press("4")
            await desk.settle()
            #expect(desk.screen.contains("not rated 4:") && !line("a fox", desk).contains("★"))
            await store.refuseNotes(false)
            desk.press("4")
            await desk.settle()
            #expect(line("a fox", desk).contains("★4"))
            await desk.close()
        }

        @UI @Test func `the filter finds as it is typed, and shows what may be typed`() async throws {
            let (desk, _) = try await Self.open("a fox", "an owl", "a red fox")
            desk.press("/")
            #expect(desk.screen.contains("star:>=4") && desk.screen.contains("seed:42"))
            desk.type("fo")
            await desk.settle()
            #expect(desk.state.history.rows.map(\.excerpt) == ["a red fox", "a fox"])
            desk.type("x is:p")
            desk.press("Tab")
            #expect(desk.state.history.search.text == "fox is:picked")
            desk.press("C-u", "Enter")
            await desk.settle()
            #expect(desk.state.history.rows.count == 3 && !desk.state.history.showsSearch)
            await desk.close()
        }

        @UI @Test func `rows beyond a page are read as the list is walked`() async throws {
            let store = try await Self.store((0..<250).map { "number \($0)" })
            let desk = try await Desk.open(store)
            desk.press("F5", "G")
            await desk.settle()
            #expect(desk.state.history.rows.count == 200 && desk.state.history.selected?.excerpt == "number 150")
            desk.press("G")
            await desk.settle()
            desk.press("G")
            await desk.settle()
            #expect(desk.state.history.selected?.excerpt == "number 0" && !desk.state.history.hasMore)
            desk.press("PageUp", "g")
            await desk.settle()
            #expect(desk.state.history.selected?.excerpt == "number 249")
            await desk.close()
        }
    }
}
