import EngineCore
import EngineModel
import EngineStore
import RunwareAPI

/// One run of requests through the engine, from finding named jobs to their end.
struct RunSession {
    private let engine: Engine
    private let store: EngineStore
    private let allowance: RunAllowance

    init(_ workshop: Workshop, _ allowance: RunAllowance) {
        engine = workshop.engine
        store = workshop.store
        self.allowance = allowance
    }

    /// Sends what is to be sent and returns every job, found or new, in the order of the requests.
    func run(_ wanted: [WantedRequest]) async throws(Refusal) -> [Job] {
        do throws(StoreFailure) {
            try await engine.start(adopting: false)
        } catch {
            throw Refusal(.cannotWrite, error.sentence)
        }
        let service = await engine.currentService()
        guard let identity = service.identity else {
            throw Refusal(.unavailable, "the service at \(service.address) cannot be reached; nothing was sent")
        }
        Progress.say("\(service.name)\(service.isSimulated ? " (simulated)" : "") · \(service.address)")
        if let notice = service.notice { Progress.say("easel: \(notice)") }

        var found: [Int: Job] = [:]
        for (index, item) in wanted.enumerated() {
            if let job = try await existing(item, at: identity) { found[index] = job }
        }
        let fresh = wanted.indices.filter { found[$0] == nil }
        var random = RandomBits()
        var submissions: [Submission] = []
        for index in fresh {
            var request = wanted[index].request
            if request.parameters.seed == nil, request.parameters.numberResults == 1 {
                request.parameters.seed = random.nextSeed()
            }
            submissions.append(
                Submission(request, origin: JobOrigin(name: wanted[index].name, template: wanted[index].template)))
        }
        try await warnOfEarlier(submissions, at: identity)
        let ids = try await submit(submissions, isSimulated: service.isSimulated)
        for (index, id) in zip(fresh, ids) {
            guard let job = await end(of: id) else { throw Refusal(.internal, "a job vanished from the queue") }
            found[index] = job
        }
        // Files of images are fetched after their jobs ended.
        await engine.filesSettled()
        for (index, id) in zip(fresh, ids) {
            if let job = await engine.job(id) { found[index]?.results = job.results }
        }
        return wanted.indices.compactMap { found[$0] }
    }

    private func submit(_ submissions: [Submission], isSimulated: Bool) async throws(Refusal) -> [JobID] {
        guard !submissions.isEmpty else { return [] }
        let price = submissions.map(\.request.estimate).reduce(.zero, +)
        try allowance.check(price)
        let words = price.words(isSimulated: isSimulated)
        Progress.say("sending \(submissions.count == 1 ? "1 request" : "\(submissions.count) requests") ≈ \(words)")
        do throws(SubmitFailure) {
            return try await engine.submit(submissions, consent: allowance.consent)
        } catch {
            switch error {
            case .illegal: throw Refusal(.validation, error.sentence)
            case .notDurable: throw Refusal(.cannotWrite, error.sentence)
            case .objection(.overCap(let crossings)):
                let total = crossings.map(\.total).max() ?? .zero
                throw Refusal(.validation, "\(error.sentence); --up-to \(total.typed) sends it all the same")
            case .objection(.madeBefore): throw Refusal(.validation, error.sentence)
            }
        }
    }

    /// The job as it ended. One that could not be sent is taken out of the queue: nothing is left behind to be sent by
    /// surprise.
    private func end(of id: JobID) async -> Job? {
        guard let job = await engine.settled(id) else { return nil }
        guard job.state == .queued || job.state == .held else { return job }
        await engine.cancel(id)
        return job
    }

    private func existing(_ item: WantedRequest, at identity: ServiceIdentity) async throws(Refusal) -> Job? {
        guard let name = item.name, !allowance.again else { return nil }
        let job: Job?
        do throws(StoreFailure) {
            job = try await store.job(named: name, at: identity)
        } catch {
            throw Refusal(.cannotWrite, error.sentence)
        }
        guard let job else { return nil }
        var kept = job.request
        if !item.hasSeed { kept.parameters.seed = nil }
        guard kept == item.request else {
            throw Refusal(
                .usage, "\(name.text) already names a job with another request; give it another taskUUID, or --again")
        }
        Progress.say("\(name.text) was sent before: this is the job that exists; --again sends it anew")
        return job
    }

    /// Says which requests were made before. One with a name of its own was looked for by that.
    private func warnOfEarlier(_ submissions: [Submission], at identity: ServiceIdentity) async throws(Refusal) {
        let unnamed = submissions.filter { $0.origin.name == nil }.map(\.request)
        let store = store
        let earlier = try await Refusal.storing { () async throws(StoreFailure) in
            try await store.earlier(unnamed, at: identity)
        }
        for place in earlier.keys.sorted() {
            let which = unnamed.count == 1 ? "the same request" : "request \(place + 1) of \(unnamed.count)"
            let words =
                switch earlier[place] {
                case .made(let row)?: "was sent before (\(row.state.rawValue)); it is sent again"
                case .open(let state, _)?: "is in the queue already (\(state.rawValue)); it is sent again"
                // Of jobs that are tried again only, which this never asks for.
                case .retried?: "was tried again before; it is sent again"
                case .above?, nil: "stands further up already; it is sent twice"
                }
            Progress.say("easel: \(which) \(words)")
        }
    }
}
