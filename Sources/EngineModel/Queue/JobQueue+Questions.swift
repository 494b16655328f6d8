import RunwareAPI

/// What the service is asked about tasks whose verdict is open (product §5 rule 4).
extension JobQueue {
    /// Questions about tasks were answered, or were not. `readings` holds what was said of each task, by question.
    package mutating func collected(
        _ questions: [CollectQuestion], _ readings: [CollectQuestion: ReplyReading], now: Timestamp,
        random: inout some RandomSource
    ) -> [QueueAction] {
        var actions: [QueueAction] = []
        for uuid in Set(questions.map(\.taskUUID)).sorted(by: { $0.text < $1.text }) {
            let asked = questions.filter { $0.taskUUID == uuid }
            let said = asked.compactMap { readings[$0] }
            for reading in said { actions += take(uuid, reading, now: now, random: &random) }
            guard collecting[uuid] != nil else { continue }
            collecting[uuid]?.heard(Self.word(said, asked: asked), now: now)
            actions += repeatIfAbsent(uuid, now: now)
            if let id = job(of: uuid)?.id { actions.append(.settled(id)) }
        }
        return actions + work(now: now, random: &random)
    }

    /// Only when nothing of it was found twice, by either question, by the process that first sent it, and soon after,
    /// is an async task sent again by itself, under the same UUID.
    private mutating func repeatIfAbsent(_ uuid: TaskUUID, now: Timestamp) -> [QueueAction] {
        guard let place = attempt(uuid), collecting[uuid]?.isAbsent == true, ownSends.contains(uuid),
            jobs[place.job].state == .uncertain, jobs[place.job].request.parameters.deliveryMethod == .async,
            jobs[place.job].service == service, pause == nil || pause == .restored
        else { return [] }
        let attempt = jobs[place.job].attempts[place.attempt]
        guard now.since(attempt.startedAt) <= Self.repeatedFor else { return [] }
        return repeatSending(place.job, attempt)
    }

    /// Milliseconds after its start in which a task may be sent again by itself: 10 minutes.
    static let repeatedFor: Int64 = 600_000

    /// An accepted task that the service has no word for any more is of unknown fate like any other: it gives its place
    /// in flight to others, and whoever waits for it is told.
    mutating func doubtForgotten(now: Timestamp) -> [QueueAction] {
        var actions: [QueueAction] = []
        for index in jobs.indices where jobs[index].state == .accepted || jobs[index].state == .running {
            guard let uuid = jobs[index].currentAttempt?.taskUUID, collecting[uuid]?.isForgotten(now: now) == true
            else { continue }
            collecting[uuid]?.doubt(now: now)
            jobs[index].state = .uncertain
            jobs[index].failure = .lost(
                ConnectionFault(.timedOut, detail: "it had been accepted, and nothing was heard of it since"))
            actions.append(.write([.changed(jobs[index])], then: [.settled(jobs[index].id)]))
        }
        return actions
    }

    /// Asks about everything that is due or nearly due, in one message, and says when the next question is.
    mutating func ask(now: Timestamp) -> [QueueAction] {
        guard service != nil else { return [] }
        if case .unreachable = pause { return [] }
        var questions: [CollectQuestion] = []
        var nextWake: Timestamp?
        for job in jobs + abandoned {
            guard let attempt = job.currentAttempt, let asked = collecting[attempt.taskUUID], !asked.isAsking,
                isAskedHere(attempt.taskUUID, of: job)
            else { continue }
            let isOpen = job.state == .uncertain || job.state == .abandoned
            if isOpen, asked.isOver(now: now) { continue }
            guard asked.due <= now.adding(milliseconds: Self.slack), questions.count < Self.mostAtOnce else {
                nextWake = min(nextWake ?? asked.due, asked.due)
                continue
            }
            collecting[attempt.taskUUID]?.ask()
            questions += Self.kinds(for: job, asked).map { CollectQuestion(attempt.taskUUID, $0) }
        }
        var actions: [QueueAction] = questions.isEmpty ? [] : [.collect(questions)]
        if let nextWake { actions.append(.wake(at: nextWake)) }
        return actions
    }

    /// Whether the current service may be asked about a task of a job.
    func isAskedHere(_ task: TaskUUID, of job: Job) -> Bool {
        guard let service else { return false }
        return job.service == service || (wantedElsewhere.contains(task) && job.service.sharesAddress(with: service))
    }

    /// Milliseconds by which a question may come early to travel with others.
    private static let slack: Int64 = 200
    /// Questions in one message at most, about.
    private static let mostAtOnce = 50

    /// Polls show progress of async tasks; the archive knows finished ones of either delivery method.
    private static func kinds(for job: Job, _ asked: Collecting) -> [CollectQuestion.Kind] {
        let isAsync = job.request.parameters.deliveryMethod == .async
        switch job.state {
        case .accepted where asked.silences < 4, .running where asked.silences < 4:
            return isAsync ? [.getResponse] : [.getResponse, .getTaskDetails]
        default: return isAsync ? [.getResponse, .getTaskDetails] : [.getTaskDetails]
        }
    }

    private static func word(_ said: [ReplyReading], asked: [CollectQuestion]) -> Collecting.Word {
        for reading in said {
            guard case .progress(let progress) = reading else { continue }
            return progress.isRunning ? .running : .quiet
        }
        if said.isEmpty { return .failed }
        // A sync task is hidden from polls: the archive alone speaks for it.
        let isWhole = asked.contains { $0.kind == .getTaskDetails } && said.count == asked.count
        return isWhole && said.allSatisfy { $0 == .absent } ? .absent : .silence
    }
}
