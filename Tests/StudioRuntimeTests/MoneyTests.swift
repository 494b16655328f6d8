import EngineCore
import EngineModel
import RunwareAPI
import StudioCore
import TerminalLoop
import TerminalUI
import TestSupport
import Testing

extension WholeProgramTests {
    /// Caps, totals and the guard against making the same again.
    @Suite struct MoneyTests {
        @UI @Test func `an impatient key queues once`() async throws {
            let store = MemoryStore()
            let desk = try await Desk.open(store)
            desk.type("a red kite")
            desk.press("C-o", "C-o", "C-o")
            await desk.reach { $0.submission == nil }
            await desk.settle()
            #expect(await store.jobs.count == 1)
            #expect(await desk.service.sent.count == 1)
            await desk.close()
        }

        @UI @Test func `the same request again is asked about; n leaves it, y makes it`() async throws {
            let store = MemoryStore()
            let desk = try await Desk.open(store)
            desk.type("a red kite")
            desk.press("M-2", "Down", "Down", "Down", "Down", "Right")
            #expect(desk.state.parameters.seedPolicy == .hold)
            await desk.submit()
            await desk.settle()
            await desk.submit()
            #expect(desk.screen.contains("Made before"))
            #expect(desk.screen.contains("queue it all the same ≈ $0.04"))
            desk.press("n")
            await desk.settle()
            #expect(await store.jobs.count == 1)
            await desk.submit()
            desk.press("y")
            await desk.reach { $0.submission == nil }
            await desk.settle()
            #expect(await store.jobs.count == 2)
            #expect(Set(await store.jobs.map(\.request)).count == 1)
            await desk.close()
        }

        @UI @Test func `of three of which one was made before s makes the two new ones`() async throws {
            let store = MemoryStore()
            let desk = try await Desk.open(store)
            desk.type("a red kite")
            desk.press("M-2", "Down", "Down", "Down", "Down", "Right")
            await desk.submit()
            await desk.settle()
            desk.press("Down", "Right", "Right")
            #expect(desk.state.parameters.values.numberResults == 3)
            await desk.submit()
            #expect(desk.screen.contains("1 of 3 were made before"))
            desk.press("s")
            await desk.reach { $0.submission == nil }
            await desk.settle()
            #expect(await store.jobs.count == 3)
            #expect(Set(await store.jobs.map(\.request.parameters.seed)).count == 3)
            await desk.close()
        }

        @UI @Test func `over a cap nothing is queued until the amount is typed`() async throws {
            let store = MemoryStore()
            let desk = try await Desk.open(store)
            await desk.engine.setSessionCap(Money(microDollars: 50_000))
            desk.type("a red kite")
            await desk.submit()
            await desk.settle()
            await desk.submit()
            #expect(desk.screen.contains("Over the cap"))
            #expect(desk.screen.contains("$0.08"))
            desk.type("0.07")
            desk.press("Enter")
            await desk.settle()
            #expect(desk.screen.contains("not 0.08"))
            #expect(await store.jobs.count == 1)
            desk.press("Backspace", "8", "Enter")
            await desk.reach { $0.submission == nil }
            await desk.settle()
            #expect(await store.jobs.count == 2)
            #expect(desk.state.overlay == nil)
            await desk.close()
        }

        @UI @Test func `the page of spending shows the sums, and sets a cap that holds`() async throws {
            let store = MemoryStore()
            let desk = try await Desk.open(store)
            desk.type("a red kite")
            await desk.submit()
            await desk.settle()
            desk.press("M-m")
            await desk.settle()
            for words in ["Spending", "all time", "none"] { #expect(desk.screen.contains(words), "\(words)") }
            desk.press("c")
            desk.type("0.04")
            desk.press("Enter")
            await desk.settle()
            #expect(!desk.screen.contains("reading…"))
            if case .spending(let page)? = desk.state.overlay {
                #expect(page.report?.caps.session == Money(microDollars: 40_000))
                #expect(page.report?.ledger.allTime.real == Money(microDollars: 40_000))
            } else {
                Issue.record("the page is open")
            }
            desk.press("Esc")
            await desk.submit()
            #expect(desk.screen.contains("Over the cap"))
            await desk.close()
        }

        /// Two processes on one store: the day's cap holds for both together.
        @UI @Test func `of two copies that submit at once exactly as many get in as the day allows`() async throws {
            let folder = StoreFolder()
            let price = RunwareModel.pricePerImage
            var engines: [Engine] = []
            for _ in 0..<2 {
                let store = try await folder.open()
                let engine = Engine(
                    service: FakeImageService(otherwise: .held), journal: store, library: store, media: store,
                    spool: store, clock: ManualClock(), caps: Caps(day: 9 * price))
                try await engine.start()
                await engine.idle()
                engines.append(engine)
            }
            let attempts = (0..<24).map { number in
                Task { [engine = engines[number % 2]] in
                    var parameters = Parameters()
                    parameters.seed = UInt64(number)
                    let request = ImageRequest(prompt: "a red kite", parameters: parameters)
                    return (try? await engine.submit([Submission(request)]).count) ?? 0
                }
            }
            var queued = 0
            for attempt in attempts { queued += await attempt.value }
            #expect(queued == 9)
            // A batch that does not fit as a whole is not queued in part.
            let batch = (100..<102 as Range<UInt64>).map { seed in
                var parameters = Parameters()
                parameters.seed = seed
                return Submission(ImageRequest(prompt: "a red kite", parameters: parameters))
            }
            for engine in engines {
                await #expect(throws: SubmitFailure.self) { try await engine.submit(batch) }
                #expect(try await engine.spending().day.total == 9 * price)
            }
            for engine in engines { await engine.shutDown() }
        }
    }
}
