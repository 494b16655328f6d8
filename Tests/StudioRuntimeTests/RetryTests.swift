import EngineCore
import EngineModel
import EngineStore
import RunwareAPI
import StudioCore
import TerminalLoop
import TestSupport
import Testing

extension WholeProgramTests {
    /// Trying again from history: what is missing is paid for once, however often the key is pressed.
    @Suite struct RetryTests {
        /// A job of four images of which two came, as an earlier run left it.
        private static func partial() -> Job {
            var parameters = Parameters()
            parameters.numberResults = 4
            parameters.seed = 7
            var job = Job(
                id: JobID("old"), request: ImageRequest(prompt: "an old kite", parameters: parameters),
                origin: JobOrigin(), submittedAt: Timestamp(milliseconds: 1),
                service: ServiceIdentity(key: "http://127.0.0.1:1/v1#fake", isSimulated: false), state: .partial)
            let task = TaskUUID(randomBits: 9, 9)
            var attempt = Attempt(taskUUID: task, asked: 4, startedAt: Timestamp(milliseconds: 1))
            attempt.hasVerdict = true
            job.attempts = [attempt]
            job.results = (0..<2).map { place in
                ImageResult(
                    id: ResultID("old-\(place)"), taskUUID: task, imageUUID: "image-\(place)", index: place,
                    url: "http://127.0.0.1:1/\(place).jpg", seed: UInt64(7 + place), cost: nil, nsfw: nil,
                    receivedAt: Timestamp(milliseconds: 2), media: .linked)
            }
            job.failure = .interrupted
            job.finishedAt = Timestamp(milliseconds: 3)
            return job
        }

        @UI @Test func `a job that is being tried again is not paid for by another key on any of its rows`()
            async throws
        {
            let store = MemoryStore()
            let desk = try await Desk.open(store, service: FakeImageService(otherwise: .held))
            var parameters = Parameters()
            parameters.numberResults = 4
            parameters.deliveryMethod = .sync
            let request = ImageRequest(prompt: "four kites", parameters: parameters)
            let id = try #require(try await desk.engine.submit([Submission(request)]).first)
            await desk.service.arrived(1)
            let task = try #require(await desk.service.sent.first).taskUUID
            await desk.service.release(
                task,
                with: .reply(
                    (0..<2).map { Wire.image("image-\($0)", of: task, seed: UInt64($0)) },
                    errors: (0..<2).map { _ in Wire.error("invalidProviderContent", of: task) }))
            await desk.reach { $0.engine.finishedJobs == 1 && $0.history.rows.map(\.state) == [.partial, .partial] }
            desk.press("F5")
            await desk.reach { $0.shownEntry?.job.state == .partial }
            desk.press("M-r")
            await desk.service.arrived(2)
            await desk.reach { $0.engine.jobs.map(\.id) == [id] }
            desk.press("M-r")
            #expect(desk.screen.contains("it is being tried again already"))
            // Its rows do not go on saying what is over.
            await desk.reach { $0.history.rows.count == 2 && $0.history.rows.allSatisfy { $0.state != .partial } }
            desk.press("j")
            await desk.reach { $0.shownEntry?.row.id == $0.history.rows[1].id }
            desk.press("M-r")
            #expect(desk.state.submission == nil)
            #expect(await store.jobs.map(\.id) == [id])
            #expect(await desk.service.sent.map(\.request.parameters.numberResults) == [4, 2])
            await desk.close()
        }

        @UI @Test func `what was asked for again of an earlier run's job is not asked for twice unasked`() async throws
        {
            let store = MemoryStore(jobs: [Self.partial()])
            let desk = try await Desk.open(store)
            desk.press("F5", "G")
            await desk.reach { $0.shownEntry?.job.id == JobID("old") }
            desk.press("M-r")
            await desk.reach { $0.engine.finishedJobs == 1 && $0.submission == nil }
            await desk.settle()
            #expect(await desk.service.sent.map(\.request.parameters.numberResults) == [2])
            desk.press("G")
            await desk.reach { $0.shownEntry?.job.id == JobID("old") }
            desk.press("M-r")
            await desk.reach { $0.submission == nil }
            #expect(desk.screen.contains("Tried again before") && desk.screen.contains("done since"))
            desk.press("n")
            await desk.settle()
            #expect(await desk.service.sent.count == 1)
            desk.press("M-r")
            await desk.reach { $0.submission == nil }
            desk.press("y")
            await desk.reach { $0.engine.finishedJobs == 2 }
            #expect(await desk.service.sent.count == 2)
            await desk.close()
        }

        @UI @Test func `what another copy asked for again is said before it is paid for`() async throws {
            let folder = StoreFolder()
            let stores = [try await folder.open(), try await folder.open()]
            try await stores[0].write([.submitted(Self.partial())])
            for result in Self.partial().results { try await stores[0].write([.result(JobID("old"), result)]) }
            try await stores[0].write([.changed(Self.partial())])
            let desks = [try await Desk.open(stores[0]), try await Desk.open(stores[1])]
            for desk in desks {
                desk.press("F5", "G")
                await desk.reach { $0.shownEntry?.job.id == JobID("old") }
            }
            desks[0].press("M-r")
            await desks[0].reach { $0.engine.finishedJobs == 1 }
            desks[1].press("M-r")
            await desks[1].reach { $0.submission == nil }
            #expect(desks[1].screen.contains("Tried again before"))
            #expect(await desks[1].service.sent.isEmpty)
            for desk in desks { await desk.close() }
            for store in stores { await store.close() }
        }
    }
}
