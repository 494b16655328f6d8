package import EngineModel
package import RunwareAPI

/// The one way into the queue: what the user has to agree to first, then the durable write, then the queue.
extension Engine {
    /// Queues requests together. When it returns they are durable; when it throws, nothing was queued.
    ///
    /// - Parameter consent: what the user has agreed to; without it a request that was made before, and a cap that would
    ///   be crossed, are objected to, the requests that were made before first.
    package func submit(
        _ submissions: [Submission], consent: Consent = Consent()
    ) async throws(SubmitFailure) -> [JobID] {
        let faults = submissions.flatMap(\.request.faults)
        guard faults.isEmpty else { throw .illegal(faults) }
        try checkRunning()
        guard !submissions.isEmpty else { return [] }
        if !consent.makesAgain {
            try await checkEarlier(submissions.map(\.request))
            try await checkRetried(submissions.map(\.origin.retryOf))
        }
        try checkRunning()
        let jobs = newJobs(submissions)
        try await admit(jobs, adding: jobs.map(\.openEstimate).reduce(.zero, +), at: jobs[0].service, consent)
        return jobs.map(\.id)
    }

    /// Sends an uncertain job again: the key press that says "may be billed again", so that its price counts against
    /// the caps once more.
    ///
    /// - Returns: false when nothing is sent: its fate is known by now, or it belongs to another service.
    package func sendAgain(_ id: JobID, consent: Consent = Consent()) async throws(SubmitFailure) -> Bool {
        guard let job = queue.job(id), job.state == .uncertain, job.service == queue.service else { return false }
        try await admit([], adding: job.openEstimate, at: job.service, consent)
        let actions = queue.sendAgain(id, now: clock.now())
        apply(actions)
        return !actions.isEmpty
    }

    /// Queues what is missing of failed, blocked or partial jobs of this run again, together. A retry that the queue
    /// makes by itself needs no agreement: its price was counted when the job was queued.
    ///
    /// - Returns: how many were queued; what is not known any more, or was erased, is left out.
    package func retry(_ ids: [JobID], consent: Consent = Consent()) async throws(SubmitFailure) -> Int {
        await learnErased()
        let jobs = ids.compactMap { queue.job($0) }.filter { $0.canBeRetried && !erased.contains($0.id) }
        guard let service = jobs.first?.service else { return 0 }
        if !consent.makesAgain { try await checkRetried(ids.map(Optional.some)) }
        try await admit([], adding: jobs.map(\.retryEstimate).reduce(.zero, +), at: service, consent)
        // Of two that asked at once only one is obeyed.
        let again = jobs.map(\.id).filter { queue.job($0)?.canBeRetried == true && !erased.contains($0) }
        apply(queue.retried(again, now: clock.now(), random: &random))
        return again.count
    }

    /// Sets the cap of this session, or takes it away.
    package func setSessionCap(_ cap: Money?) { purse.caps.session = cap }

    /// All that is known of what was spent, in the kind of money of the service in use.
    package func spending() async throws(StoreFailure) -> SpendingReport {
        let isSimulated = currentIdentity.isSimulated
        let today = clock.startOfDay(clock.now())
        let day = try await library.spending(since: today, isSimulated: isSimulated)
        accounts.roll(to: today)
        return SpendingReport(
            isSimulated: isSimulated, ledger: accounts.ledger, session: sessionSpending(isSimulated), day: day,
            caps: purse.caps)
    }

    // MARK: Inside

    /// The service that jobs are bound to now, as far as it is known.
    private var currentIdentity: ServiceIdentity { queue.service ?? .unresolved(status.address) }

    private func checkRunning() throws(SubmitFailure) {
        guard phase == .running else {
            throw .notDurable(phase == .new || phase == .starting ? "Easel has not started yet" : "Easel is ending")
        }
    }

    private func newJobs(_ submissions: [Submission]) -> [Job] {
        let batch = newBatch()
        let now = clock.now()
        return submissions.map { submission in
            var origin = submission.origin
            origin.batch = origin.batch ?? batch
            return Job(
                id: JobID(random.nextUUID()), request: submission.request, origin: origin, submittedAt: now,
                service: currentIdentity)
        }
    }

    private func checkEarlier(_ requests: [ImageRequest]) async throws(SubmitFailure) {
        guard requests.contains(where: \.isRepeatable) else { return }
        let earlier: [Int: EarlierRequest]
        do throws(StoreFailure) {
            earlier = try await library.earlier(requests, at: currentIdentity)
        } catch {
            throw .notDurable(error.sentence)
        }
        guard earlier.isEmpty else { throw .objection(.madeBefore(earlier)) }
    }

    /// Objects when what is missing of a job was asked for again, by this copy or another one; nil stands for nothing of
    /// the kind. What is off the record this run alone may still know.
    private func checkRetried(_ ids: [JobID?]) async throws(SubmitFailure) {
        let asked = ids.compactMap(\.self)
        guard !asked.isEmpty else { return }
        let here = Retries([queue.jobs, queue.abandoned, queue.recent].joined())
        let durable: [JobID: EarlierRequest]
        do throws(StoreFailure) {
            durable = try await library.retries(of: asked)
        } catch {
            throw .notDurable(error.sentence)
        }
        var earlier: [Int: EarlierRequest] = [:]
        var roots: Set<JobID> = []
        for (place, id) in ids.enumerated() {
            guard let id else { continue }
            // Jobs that stand for the same one lack the same: the second would pay for it once more.
            let isFirst = roots.insert(here.root(of: id)).inserted
            earlier[place] = here.retry(of: id) ?? durable[id] ?? (isFirst ? nil : .above)
        }
        guard earlier.isEmpty else { throw .objection(.madeBefore(earlier)) }
    }

    /// Makes jobs durable within the caps and lets them into the queue. The session's cap is checked here, the day's by
    /// the store, in the transaction that writes them.
    private func admit(
        _ jobs: [Job], adding amount: Money, at service: ServiceIdentity, _ consent: Consent
    ) async throws(SubmitFailure) {
        let isSimulated = service.isSimulated
        let limits = purse.caps.raised(to: consent.upTo)
        let day = limits.day.map {
            DayLimit(since: clock.startOfDay(clock.now()), isSimulated: isSimulated, amount: $0, adds: amount)
        }
        let session = sessionSpending(isSimulated)
        if let limit = limits.session, session.total + amount > limit {
            var crossings = [crossing(.session, session, amount)]
            // Both at once, so that one answer is enough.
            if let day, let spending = try? await library.spending(since: day.since, isSimulated: isSimulated),
                spending.total + amount > day.amount
            {
                crossings.append(crossing(.day, spending, amount))
            }
            throw .objection(.overCap(crossings))
        }
        purse.reserve(amount, isSimulated: isSimulated)
        defer { purse.release(amount, isSimulated: isSimulated) }
        guard !jobs.isEmpty || day != nil else { return }
        do throws(AdmissionFailure) {
            try await journal.submit(jobs, within: day)
        } catch {
            switch error {
            case .overLimit(let spending): throw .objection(.overCap([crossing(.day, spending, amount)]))
            case .store(let failure):
                apply(queue.writeFailed([], reason: failure.sentence))
                throw .notDurable(failure.sentence)
            }
        }
        if !jobs.isEmpty { enter(jobs) }
    }

    private func crossing(_ period: CapPeriod, _ spending: Spending, _ amount: Money) -> CapCrossing {
        CapCrossing(period: period, cap: purse.caps[period] ?? .zero, spending: spending, adds: amount)
    }

    /// What counts against the session's cap.
    private func sessionSpending(_ isSimulated: Bool) -> Spending {
        var spending = Spending(
            spent: accounts.ledger.session.sum(isSimulated: isSimulated), jobs: queue.jobs + queue.abandoned,
            isSimulated: isSimulated)
        spending.queued += purse.reserved(isSimulated: isSimulated)
        return spending
    }

    /// Durable jobs enter the queue. Meanwhile the service may have said who it is: then they are bound to it now.
    private func enter(_ jobs: [Job]) {
        enterOffRecord(jobs)
        let ids = jobs.map(\.id)
        let now = clock.now()
        apply(queue.submitted(jobs, now: now, random: &random))
        guard jobs[0].service != currentIdentity, jobs[0].service.isUnresolved else {
            if !isAnswered { unbound += ids }
            return
        }
        apply(queue.bound(ids, to: currentIdentity) + queue.tick(now: now, random: &random))
    }
}
