import EngineCore
import EngineModel
import RunwareAPI
import TestSupport
import Testing

/// Product §8 and the guard of §5: caps, what they count, and requests that were made before.
@Suite struct CapTests {
    private let price = RunwareModel.pricePerImage

    private func dollars(_ text: String) throws -> Money { try #require(Money(text: text)) }

    private func crossings(_ work: () async throws(SubmitFailure) -> Void) async -> [CapCrossing] {
        do throws(SubmitFailure) {
            try await work()
        } catch {
            if case .objection(.overCap(let crossings)) = error { return crossings }
            Issue.record("\(error)")
        }
        return []
    }

    @Test func `a cap counts spent, in flight and queued, and refuses a submission whole`() async throws {
        let studio = Studio(parallelism: 1)
        try await studio.start()
        await studio.engine.setSessionCap(try dollars("0.20"))
        let first = try await studio.submit(1)
        _ = await studio.engine.settled(first[0])
        await studio.service.script([], otherwise: .held)
        _ = try await studio.submit(2)
        await studio.service.arrived(2)
        // 0.04 spent, 0.04 in flight, 0.04 queued: 0.08 is left.
        let objected = await crossings { () throws(SubmitFailure) in _ = try await submit(studio, 3) }
        #expect(
            objected == [
                CapCrossing(
                    period: .session, cap: try dollars("0.20"),
                    spending: Spending(spent: price, inFlight: price, queued: price), adds: 3 * price)
            ])
        #expect(await studio.engine.unfinished().count == 2)
        #expect(await studio.store.jobs.count == 3)
        _ = try await submit(studio, 2)
        await studio.engine.shutDown()
    }

    @Test func `what was agreed to crosses the cap, and no more than that`() async throws {
        let studio = Studio()
        try await studio.start()
        await studio.engine.setSessionCap(try dollars("0.10"))
        let objected = await crossings { () throws(SubmitFailure) in _ = try await submit(studio, 4) }
        var consent = Consent()
        consent.agree(to: objected)
        #expect(consent.upTo == Caps(session: try dollars("0.16")))
        let more = await crossings { () throws(SubmitFailure) in _ = try await submit(studio, 5, consent) }
        #expect(more.map(\.total) == [try dollars("0.20")])
        #expect(try await submit(studio, 4, consent).count == 4)
        // Agreed to once is not agreed to for ever.
        #expect(await crossings { () throws(SubmitFailure) in _ = try await submit(studio, 1) }.count == 1)
        await studio.engine.shutDown()
    }

    @Test func `both caps are asked about at once`() async throws {
        let studio = Studio(caps: Caps(session: .zero, day: .zero))
        try await studio.start()
        let objected = await crossings { () throws(SubmitFailure) in _ = try await submit(studio, 1) }
        #expect(objected.map(\.period) == [.session, .day])
        var consent = Consent()
        consent.agree(to: objected)
        #expect(try await submit(studio, 1, consent).count == 1)
        await studio.engine.shutDown()
    }

    @Test func `the day counts what earlier runs spent and other copies have open`() async throws {
        var done = Job(
            id: JobID("done"), request: ImageRequest(prompt: "a cat", parameters: Parameters()), origin: JobOrigin(),
            submittedAt: Timestamp(milliseconds: 0), service: try #require(ServiceStatus.fake.identity), state: .done)
        done.results = [
            ImageResult(
                id: ResultID("r"), taskUUID: TaskUUID(randomBits: 1, 1), imageUUID: "i", index: 0, url: nil, seed: 1,
                cost: try dollars("0.05"), nsfw: nil, receivedAt: ManualClock().now(), media: .linked)
        ]
        let studio = Studio(jobs: [done], caps: Caps(day: try dollars("0.12")))
        try await studio.start()
        let objected = await crossings { () throws(SubmitFailure) in _ = try await submit(studio, 2) }
        #expect(objected.map(\.period) == [.day])
        #expect(objected.first?.spending == Spending(spent: try dollars("0.05")))
        #expect(try await submit(studio, 1).count == 1)
        await studio.engine.shutDown()
    }

    @Test func `a cap of the service in use counts only its kind of money`() async throws {
        var simulated = Job(
            id: JobID("sim"), request: ImageRequest(prompt: "a cat", parameters: Parameters()), origin: JobOrigin(),
            submittedAt: Timestamp(milliseconds: 0), service: .local(storeID: "s"), state: .queued)
        simulated.failure = nil
        let studio = Studio(jobs: [simulated], caps: Caps(session: price, day: price))
        try await studio.start()
        #expect(try await submit(studio, 1).count == 1)
        let report = try await studio.engine.spending()
        #expect(!report.isSimulated && report.session.total == price && report.day.total == price)
        await studio.engine.shutDown()
    }

    @Test func `of submissions at once exactly as many get in as the cap allows`() async throws {
        let studio = Studio(caps: Caps(session: 5 * price))
        try await studio.start()
        await studio.service.script([], otherwise: .held)
        let queued = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<20 {
                group.addTask { (try? await submit(studio, 1).count) ?? 0 }
            }
            return await group.reduce(0, +)
        }
        #expect(queued == 5)
        #expect(await studio.store.jobs.count == 5)
        await studio.engine.shutDown()
    }

    @Test func `an uncertain job sent again counts once more`() async throws {
        let studio = Studio(caps: Caps(session: price))
        try await studio.start()
        await studio.service.script([.outcome(.lost(ConnectionFault(.closed, detail: "gone")))])
        let id = try #require(try await studio.submit(1).first)
        await studio.engine.idle()
        #expect(await studio.engine.job(id)?.state == .uncertain)
        let objected = await crossings { () throws(SubmitFailure) in _ = try await studio.engine.sendAgain(id) }
        #expect(objected.map(\.total) == [2 * price])
        #expect(await studio.service.sent.count == 1)
        var consent = Consent()
        consent.agree(to: objected)
        #expect(try await studio.engine.sendAgain(id, consent: consent))
        #expect(await studio.engine.settled(id)?.state == .done)
        #expect(await studio.service.sent.count == 2)
        await studio.engine.shutDown()
    }

    @Test func `a retry that happens by itself was counted when it was queued`() async throws {
        let studio = Studio(caps: Caps(session: price))
        try await studio.start()
        await studio.service.script([.outcome(FakeImageService.refusal("providerRateLimitExceeded", httpStatus: 429))])
        let id = try #require(try await studio.submit(1).first)
        #expect(await studio.settled(id)?.state == .done)
        #expect(await studio.service.sent.count == 2)
        await studio.engine.shutDown()
    }

    @Test func `without caps nothing is objected to`() async throws {
        let studio = Studio()
        try await studio.start()
        #expect(try await submit(studio, 200).count == 200)
        await studio.engine.shutDown()
    }
}

@Suite struct MadeBeforeTests {
    private func earlier(_ work: () async throws(SubmitFailure) -> Void) async -> [Int: EarlierRequest] {
        do throws(SubmitFailure) {
            try await work()
        } catch {
            if case .objection(.madeBefore(let earlier)) = error { return earlier }
            Issue.record("\(error)")
        }
        return [:]
    }

    @Test func `the same text, seed and parameters are asked about, and made again only with consent`() async throws {
        let studio = Studio()
        try await studio.start()
        let id = try #require(try await submit(studio, 1, seed: 7).first)
        _ = await studio.engine.settled(id)
        let objected = await earlier { () throws(SubmitFailure) in _ = try await submit(studio, 3, seed: 7) }
        guard case .made(let row)? = objected[0], objected.count == 1 else {
            Issue.record("\(objected)")
            return
        }
        #expect(row.seed == 0 && row.state == .done)
        #expect(await studio.store.jobs.count == 1)
        #expect(try await submit(studio, 3, Consent(makesAgain: true), seed: 7).count == 3)
        #expect(try await submit(studio, 1, seed: 20).count == 1)
        await studio.engine.shutDown()
    }

    @Test func `one that waits is named, one that failed is not`() async throws {
        let studio = Studio(parallelism: 1)
        try await studio.start()
        await studio.service.script([.outcome(FakeImageService.refusal("invalidWidth", httpStatus: 400))])
        let failed = try #require(try await submit(studio, 1, seed: 7).first)
        #expect(await studio.engine.settled(failed)?.state == .failed)
        await studio.service.script([], otherwise: .held)
        _ = try await submit(studio, 1, seed: 7)
        await studio.service.arrived(2)
        let objected = await earlier { () throws(SubmitFailure) in _ = try await submit(studio, 1, seed: 7) }
        guard case .open(.sending, _)? = objected[0] else {
            Issue.record("\(objected)")
            return
        }
        await studio.engine.shutDown()
    }

    @Test func `one that stands twice in a submission is named once, and seeds that the service draws never are`()
        async throws
    {
        let studio = Studio()
        try await studio.start()
        let twice = ([1, 2, 1] as [UInt64]).map { seed in
            var parameters = Parameters()
            parameters.seed = seed
            return Submission(ImageRequest(prompt: "a cat", parameters: parameters))
        }
        let objected = await earlier { () throws(SubmitFailure) in _ = try await studio.engine.submit(twice) }
        #expect(objected == [2: EarlierRequest.above])
        for _ in 0..<2 { #expect(try await studio.submit(2, asked: 3).count == 2) }
        await studio.engine.shutDown()
    }
}

/// Requests with different prompts; the first seed is the given one.
private func submit(
    _ studio: Studio, _ count: Int, _ consent: Consent = Consent(), seed: UInt64? = nil
) async throws(SubmitFailure) -> [JobID] {
    let submissions = (0..<count).map { index in
        var parameters = Parameters()
        parameters.seed = seed.map { $0 + UInt64(index) }
        parameters.deliveryMethod = .sync
        return Submission(ImageRequest(prompt: "kite", parameters: parameters))
    }
    return try await studio.engine.submit(submissions, consent: consent)
}
