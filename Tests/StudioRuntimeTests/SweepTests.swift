import EngineModel
import RunwareAPI
import StudioCore
import TerminalLoop
import TestSupport
import Testing

extension WholeProgramTests {
    /// Sweeps from the form to the grid, and what is missing made again.
    @Suite struct SweepTests {
        @UI @Test func `a sweep is queued whole, kept, laid out, and only what is missing is made again`() async throws
        {
            let store = MemoryStore()
            let desk = try await Desk.open(store)
            desk.type("a cat in the rain")
            // Paused, so that a job can be taken out before it is sent.
            desk.press("M-3", "p")
            await desk.settle()
            desk.press("M-c")
            desk.type("1..3")
            #expect(desk.screen.contains("3 cells: 3 images ≈ $0.12"))
            desk.press("C-o")
            await desk.settle()
            let jobs = await store.jobs
            #expect(jobs.map(\.request.parameters.seed) == [1, 2, 3])
            #expect(Set(jobs.map(\.origin.batch)).count == 1)
            desk.press("M-3", "Down", "x")
            await desk.settle()

            desk.press("M-g")
            await desk.settle()
            #expect(desk.screen.contains("Seed, 3"))
            desk.press("Enter")
            await desk.settle()
            #expect(desk.screen.contains("1 missing ≈ $0.04"))
            desk.press("c")
            await desk.settle()
            let seeds = await store.jobs.map(\.request.parameters.seed)
            #expect(seeds == [1, 2, 3, 2])
            // Nothing is missing any more: the key makes nothing.
            desk.press("M-g")
            await desk.settle()
            desk.press("Enter")
            await desk.settle()
            #expect(!desk.screen.contains("missing ≈"))
            desk.press("c")
            await desk.settle()
            let count = await store.jobs.count
            #expect(count == 4)

            desk.press("Esc", "M-3", "p")
            await desk.settle()
            desk.press("M-g")
            await desk.settle()
            desk.press("Enter")
            await desk.settle()
            #expect(desk.screen.contains("3 of 3 done"))
            await desk.close()
        }
    }
}
