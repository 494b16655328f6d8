package import EngineCore
package import EngineModel
package import Foundation
package import RunwareAPI

/// Journal, library, media and raw answers in memory: what a real store would hold after a power cut. A test can make it
/// refuse writes or hold one.
package actor MemoryStore: JobJournal, HistoryLibrary, MediaStore, AnswerSpool {
    package nonisolated let changes: AsyncStream<Void>

    /// Every transaction that became durable, in order.
    package private(set) var writes: [[JournalEntry]] = []
    /// The jobs as the journal knows them, in the order of submission.
    package private(set) var jobs: [Job] = []
    package private(set) var files: [String: Data] = [:]
    /// Raw answers that are kept, in the order in which they came.
    package private(set) var spooled: [(task: TaskUUID, answer: Answer)] = []
    package private(set) var sessions: [OwnerSession] = []

    private nonisolated let changeSink: AsyncStream<Void>.Continuation
    private var knownDurations: [Bool: [Int64]] = [:]
    private var onKeep: (@Sendable (Answer) async -> Void)?
    private var onPage: (@Sendable (HistoryQuery) async -> Void)?
    private var spoolFails = false
    private var refusal: (@Sendable ([JournalEntry]) -> Bool)?
    private var mediaFails = false
    private var holdRule: (@Sendable ([JournalEntry]) -> Bool)?
    private var heldWrite: CheckedContinuation<Void, Never>?
    private var holdWatchers: [CheckedContinuation<Void, Never>] = []
    private var notes: [String: String] = [:]
    private var notesFail = false
    /// How many notes were written.
    package private(set) var noteWrites = 0
    private var log: [ForgottenTask] = []
    private var marks: [HistoryID: HistoryMarks] = [:]
    /// Jobs that were erased, in order.
    package private(set) var erased: [JobID] = []
    /// What stays known of them: their tasks, and what was spent.
    private var erasedTasks: Set<TaskUUID> = []
    private var erasedResults: [(result: ImageResult, isSimulated: Bool)] = []
    /// Where each job stands in the queue; a new one behind all others.
    private var positions: [JobID: Int] = [:]

    /// A store that holds the jobs of an earlier run.
    package init(jobs: [Job] = []) {
        (changes, changeSink) = AsyncStream.makeStream()
        self.jobs = jobs
        for job in jobs { positions[job.id] = positions.count }
    }

    /// What this store would hold for the next process, should this one be killed now.
    package func afterKill() -> MemoryStore {
        MemoryStore(jobs: jobs, files: files, spooled: spooled, sessions: sessions, positions: positions)
    }

    private init(
        jobs: [Job], files: [String: Data], spooled: [(task: TaskUUID, answer: Answer)], sessions: [OwnerSession],
        positions: [JobID: Int]
    ) {
        (changes, changeSink) = AsyncStream.makeStream()
        self.jobs = jobs
        self.files = files
        self.spooled = spooled
        self.sessions = sessions
        self.positions = positions
    }

    /// The failure that a refused write throws.
    package static let failure = StoreFailure.cannotWrite(path: "history.sqlite", reason: "disk full")

    // MARK: What a test does

    /// Refuses the writes that the rule picks, from now on; nil accepts all.
    package func refuse(_ rule: (@Sendable ([JournalEntry]) -> Bool)?) { refusal = rule }

    /// Refuses files from now on.
    package func refuseMedia(_ refuses: Bool) { mediaFails = refuses }

    /// Holds the next write that the rule picks until `letGo`.
    package func hold(_ rule: @escaping @Sendable ([JournalEntry]) -> Bool) { holdRule = rule }

    /// Returns when a write is held.
    package func isHolding() async {
        guard heldWrite == nil else { return }
        await withCheckedContinuation { holdWatchers.append($0) }
    }

    /// Lets the held write go on; it is refused if the refusal rule picks it now.
    package func letGo() {
        heldWrite?.resume()
        heldWrite = nil
    }

    /// Refuses notes from now on.
    package func refuseNotes(_ refuses: Bool) { notesFail = refuses }

    /// Calls a check whenever an answer is kept, before it is.
    package func beforeKeep(_ check: @escaping @Sendable (Answer) async -> Void) { onKeep = check }

    /// Calls a check whenever a page of history is asked for, before it is read.
    package func beforePage(_ check: (@Sendable (HistoryQuery) async -> Void)?) { onPage = check }

    /// Refuses raw answers from now on.
    package func refuseSpool(_ refuses: Bool) { spoolFails = refuses }

    /// Says that another process wrote.
    package nonisolated func tellChange() { changeSink.yield() }

    /// The log of sent tasks names these, whatever became of the database.
    package func remember(_ tasks: [ForgottenTask]) { log += tasks }

    /// How long earlier tasks took, in milliseconds.
    package func took(_ durations: [Int64], isSimulated: Bool = false) { knownDurations[isSimulated] = durations }

    /// Whether an attempt of this UUID is durable.
    package func hasAttempt(_ uuid: TaskUUID) -> Bool {
        jobs.contains { $0.attempts.contains { $0.taskUUID == uuid } }
    }

    /// The job as the journal knows it.
    package func durable(_ id: JobID) -> Job? { jobs.first { $0.id == id } }

    /// All durable results.
    package var results: [ImageResult] { jobs.flatMap(\.results) }

    // MARK: JobJournal

    package func adopt() throws(StoreFailure) -> Adoption {
        let files = jobs.flatMap { job in
            job.results.filter { $0.media == .pending }.map {
                MissingFile(
                    result: $0.id, taskUUID: $0.taskUUID, imageUUID: $0.imageUUID, url: $0.url,
                    format: job.request.parameters.outputFormat)
            }
        }
        let kept = Set(spooled.map(\.task))
        let found = inOrder.filter { job in
            !job.state.isFinal || (job.state == .abandoned && job.currentAttempt?.hasVerdict == false)
                || job.attempts.contains { kept.contains($0.taskUUID) } || job.origin.isOffRecord
        }
        return Adoption(jobs: found, files: files, sessions: sessions)
    }

    /// The jobs as they stand in the queue.
    private var inOrder: [Job] { jobs.sorted { (positions[$0.id] ?? 0) < (positions[$1.id] ?? 0) } }

    private func order(_ ids: [JobID]) {
        let known = ids.filter { positions[$0] != nil }
        let places = known.compactMap { positions[$0] }.sorted()
        for (id, place) in zip(known, places) { positions[id] = place }
    }

    package func durations(last count: Int, isSimulated: Bool) throws(StoreFailure) -> [Int64] {
        Array((knownDurations[isSimulated] ?? []).suffix(count))
    }

    package func submit(_ jobs: [Job], within limit: DayLimit?) async throws(AdmissionFailure) {
        if let limit {
            let counted = spending(since: limit.since, isSimulated: limit.isSimulated)
            if counted.total + limit.adds > limit.amount { throw .overLimit(counted) }
        }
        guard !jobs.isEmpty else { return }
        do throws(StoreFailure) {
            try await write(jobs.map(JournalEntry.submitted))
        } catch {
            throw .store(error)
        }
    }

    @discardableResult
    package func write(_ entries: [JournalEntry]) async throws(StoreFailure) -> Set<JobID> {
        await holdIfAsked(entries)
        if let refusal, refusal(entries) { throw Self.failure }
        let gone = Set(entries.compactMap(\.jobID)).intersection(erased)
        let written = entries.filter { entry in entry.jobID.map { !gone.contains($0) } ?? true }
        writes.append(written)
        for entry in written { perform(entry) }
        return gone
    }

    package func erased(among jobs: [JobID]) -> Set<JobID> { Set(jobs).intersection(erased) }

    private func holdIfAsked(_ entries: [JournalEntry]) async {
        guard let rule = holdRule, rule(entries) else { return }
        holdRule = nil
        await withCheckedContinuation { (held: CheckedContinuation<Void, Never>) in
            heldWrite = held
            for watcher in holdWatchers { watcher.resume() }
            holdWatchers = []
        }
    }

    private func perform(_ entry: JournalEntry) {
        switch entry {
        case .submitted(let job):
            jobs.append(job)
            positions[job.id] = (positions.values.max() ?? 0) + 1
        case .sending(let id, let attempt):
            change(id) { job in
                job.state = .sending
                if !job.attempts.contains(where: { $0.taskUUID == attempt.taskUUID }) { job.attempts.append(attempt) }
            }
        case .changed(let changed):
            change(changed.id) { job in
                let results = job.results
                job = changed
                job.results = results
            }
        case .result(let id, let result): change(id) { $0.results.append(result) }
        case .ordered(let ids): order(ids)
        case .session(let session, let service):
            sessions = [OwnerSession(session: session, service: service)]
        case .media(let id, let media):
            for job in jobs.indices {
                for place in jobs[job].results.indices where jobs[job].results[place].id == id {
                    jobs[job].results[place].media = media
                }
            }
        }
    }

    private func change(_ id: JobID, _ body: (inout Job) -> Void) {
        guard let index = jobs.firstIndex(where: { $0.id == id }) else { return }
        body(&jobs[index])
    }

    package func job(named name: TaskUUID, at service: ServiceIdentity) throws(StoreFailure) -> Job? {
        jobs.last {
            $0.origin.name == name && $0.service == service && ![.failed, .blocked, .cancelled].contains($0.state)
        }
    }

    package func erase(_ ids: [JobID]) throws(StoreFailure) {
        let ids = jobs.filter { ids.contains($0.id) && $0.origin.isOffRecord && $0.state.isFinal }.map(\.id)
        for job in jobs where ids.contains(job.id) {
            erasedTasks.formUnion(job.attempts.map(\.taskUUID))
            erasedResults += job.results.map { ($0, job.service.isSimulated) }
            spooled.removeAll { job.attempt($0.task) != nil }
            for result in job.results { files = files.filter { !$0.key.hasPrefix("images/\(result.id).") } }
        }
        jobs.removeAll { ids.contains($0.id) }
        erased += ids
    }

    package func job(task: TaskUUID) -> Job? { jobs.last { $0.attempt(task) != nil } }

    package func forgotten(since time: Timestamp) -> [ForgottenTask] {
        log.filter { $0.sentAt >= time && !hasAttempt($0.taskUUID) && !erasedTasks.contains($0.taskUUID) }
    }

    package func recover(_ job: Job) async throws(StoreFailure) -> Bool {
        await holdIfAsked([.submitted(job)])
        if job.attempts.contains(where: { hasAttempt($0.taskUUID) || erasedTasks.contains($0.taskUUID) }) {
            return false
        }
        try await write([.submitted(job)])
        return true
    }

    // MARK: HistoryLibrary

    package func page(
        _ query: HistoryQuery, before cursor: HistoryCursor?, limit: Int
    ) async throws(StoreFailure) -> HistoryPage {
        await onPage?(query)
        // As the real one says it when whoever asked has gone on.
        if Task.isCancelled { throw .database("the question was withdrawn") }
        let search = NaiveSearch(query)
        let rows = entries.reversed().filter { entry in
            search.matches(entry) && cursor.map { entry.row.cursor < $0 } ?? true
        }
        return HistoryPage(rows: rows.prefix(limit).map(\.row), hasMore: rows.count > limit)
    }

    package func entry(_ id: HistoryID) throws(StoreFailure) -> HistoryEntry? {
        entries.first { $0.row.id == id }
    }

    package func rows(_ ids: [HistoryID]) throws(StoreFailure) -> [HistoryRow] {
        let wanted = Set(ids)
        return entries.map(\.row).reversed().filter { wanted.contains($0.id) }
    }

    package func mark(_ changes: [RowChange]) throws(StoreFailure) -> [RowChange] {
        if notesFail { throw Self.failure }
        let known = Set(entries.map(\.row.id))
        var undoing: [RowChange] = []
        for change in changes where known.contains(change.id) {
            let back = marks[change.id, default: HistoryMarks()].take(change.change, now: Self.binTime)
            if let back { undoing.append(RowChange(change.id, back)) }
        }
        return undoing.reversed()
    }

    package func tags(limit: Int) throws(StoreFailure) -> [TagCount] {
        let counts = Dictionary(grouping: marks.values.flatMap(\.tags)) { $0 }.mapValues(\.count)
        let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return sorted.prefix(limit).map { TagCount(tag: $0.key, count: $0.value) }
    }

    package func binCount() throws(StoreFailure) -> Int { entries.count { $0.row.marks.deletedAt != nil } }

    package func emptyBin(before time: Timestamp) throws(StoreFailure) -> Int {
        let gone = entries.map(\.row).filter { ($0.marks.deletedAt).map { $0 < time } ?? false }
        let before = jobs.map(\.id)
        for row in gone {
            jobs.removeAll { row.id == .job($0.id) }
            for index in jobs.indices { jobs[index].results.removeAll { row.id == .result($0.id) } }
            jobs.removeAll { $0.state == .done && $0.results.isEmpty }
        }
        erased += before.filter { id in !jobs.contains { $0.id == id } }
        return gone.count
    }

    package func lineage(of id: HistoryID) throws(StoreFailure) -> Lineage? {
        let all = entries
        guard let current = all.first(where: { $0.row.id == id }) else { return nil }
        var lineage = Lineage(current: current.row)
        var oldest = current
        while let parent = oldest.job.origin.parent {
            guard let found = all.first(where: { $0.row.id == .result(parent) }) else {
                lineage.beginsWithGap = true
                break
            }
            lineage.ancestors.insert(found.row, at: 0)
            oldest = found
        }
        func descend(from row: HistoryRow, depth: Int) {
            guard case .result(let result) = row.id else { return }
            for child in all where child.job.origin.parent == result {
                lineage.descendants.append(Lineage.Descendant(row: child.row, depth: depth))
                descend(from: child.row, depth: depth + 1)
            }
        }
        descend(from: current.row, depth: 1)
        return lineage
    }

    package func totals(
        since dayStart: Timestamp
    ) -> (day: Ledger.Totals, allTime: Ledger.Totals) {
        var day = Ledger.Totals()
        var allTime = Ledger.Totals()
        let spent = jobs.flatMap { job in job.results.map { ($0, job.service.isSimulated) } } + erasedResults
        for (result, isSimulated) in spent {
            allTime.add(result, isSimulated: isSimulated)
            if result.receivedAt >= dayStart { day.add(result, isSimulated: isSimulated) }
        }
        return (day, allTime)
    }

    package func spending(since dayStart: Timestamp, isSimulated: Bool) -> Spending {
        let day = totals(since: dayStart).day
        let open = jobs.filter {
            !$0.state.isFinal || ($0.state == .abandoned && ($0.finishedAt ?? dayStart) >= dayStart)
        }
        return Spending(spent: day.sum(isSimulated: isSimulated), jobs: open, isSimulated: isSimulated)
    }

    package func earlier(
        _ requests: [ImageRequest], at service: ServiceIdentity
    ) throws(StoreFailure) -> [Int: EarlierRequest] {
        var earlier: [Int: EarlierRequest] = [:]
        for (place, request) in requests.enumerated() where request.isRepeatable {
            let same = jobs.last {
                $0.request == request && $0.service == service && ![.failed, .blocked, .cancelled].contains($0.state)
            }
            if let same {
                let row = entries.last { $0.job.id == same.id }?.row
                earlier[place] =
                    same.state.isFinal ? row.map(EarlierRequest.made) : .open(same.state, since: same.submittedAt)
            } else if requests[..<place].contains(request) {
                earlier[place] = .above
            }
        }
        return earlier
    }

    package func retries(of ids: [JobID]) throws(StoreFailure) -> [JobID: EarlierRequest] {
        let retries = Retries(jobs)
        return Dictionary(uniqueKeysWithValues: Set(ids).compactMap { id in retries.retry(of: id).map { (id, $0) } })
    }

    package func prompts(before cursor: PromptCursor?, limit: Int) throws(StoreFailure) -> PromptPage {
        var seen: Set<[String?]> = []
        let recorded = jobs.enumerated().filter { !$1.origin.isOffRecord }
        let distinct = recorded.reversed().filter {
            seen.insert([$1.origin.template, $1.origin.template == nil ? $1.request.prompt : nil]).inserted
        }
        .map { index, job in
            EarlierPrompt(
                text: job.origin.template ?? job.request.prompt, isTemplate: job.origin.template != nil,
                cursor: PromptCursor(sequence: Int64(index + 1)), usedAt: job.submittedAt)
        }.filter { prompt in cursor.map { prompt.cursor < $0 } ?? true }
        return PromptPage(
            prompts: Array(distinct.prefix(limit)), next: distinct.count > limit ? distinct[limit - 1].cursor : nil)
    }

    package func jobs(of batch: BatchID, limit: Int) throws(StoreFailure) -> [SweepJob] {
        jobs.filter { $0.origin.batch == batch && !$0.origin.isOffRecord }.prefix(limit).map { job in
            SweepJob(
                id: job.id, request: job.request, state: job.state, result: job.results.first?.id,
                seed: job.results.first?.seed)
        }
    }

    package func notes(beginning prefix: String, limit: Int) throws(StoreFailure) -> [String] {
        notes.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }.suffix(limit).map(\.value)
    }

    package func note(_ name: String) throws(StoreFailure) -> String? { notes[name] }

    package func saveNote(_ name: String, _ text: String) throws(StoreFailure) {
        if notesFail { throw Self.failure }
        notes[name] = text
        noteWrites += 1
    }

    /// When everything of a test is put into the bin.
    package static let binTime = Timestamp(milliseconds: 1_800_000_000_000)

    /// Images, and ended jobs without one, oldest first.
    private var entries: [HistoryEntry] {
        var entries: [HistoryEntry] = []
        for job in jobs where !job.origin.isOffRecord {
            let images: [ImageResult?] = job.results.isEmpty && job.state.isFinal ? [nil] : job.results.map { $0 }
            for image in images {
                let id: HistoryID = image.map { .result($0.id) } ?? .job(job.id)
                let row = HistoryRow(
                    id: id,
                    cursor: HistoryCursor(sequence: Int64(entries.count + 1)), state: job.state,
                    time: image?.receivedAt ?? job.finishedAt ?? job.submittedAt,
                    excerpt: String(job.request.prompt.prefix(HistoryRow.excerptLength)),
                    width: job.request.parameters.width, height: job.request.parameters.height,
                    seed: image?.seed ?? job.request.parameters.seed, cost: image?.cost,
                    isSimulated: job.service.isSimulated, marks: marks[id] ?? HistoryMarks(),
                    changes: changes(job, seed: image?.seed ?? job.request.parameters.seed))
                entries.append(HistoryEntry(row: row, job: job, result: image))
            }
        }
        return entries
    }

    private func changes(_ job: Job, seed: UInt64?) -> ChangeMarks? {
        guard let parent = job.origin.parent else { return nil }
        for other in jobs {
            guard let result = other.results.first(where: { $0.id == parent }) else { continue }
            return ChangeMarks(from: other.request, seed: result.seed, to: job.request, seed: seed)
        }
        return nil
    }

    // MARK: MediaStore

    package func store(
        _ bytes: Data, for result: ResultID, format: OutputFormat
    ) throws(StoreFailure) -> String {
        if mediaFails { throw Self.failure }
        let path = "images/\(result).\(format.rawValue.lowercased())"
        files[path] = bytes
        return path
    }

    package func find(_ result: ResultID) -> String? {
        files.keys.first { $0.hasPrefix("images/\(result).") }
    }

    package nonisolated func absolutePath(_ path: String) -> String { "/data/" + path }

    // MARK: AnswerSpool

    package func keep(_ answer: Answer, for tasks: [TaskUUID]) async throws(StoreFailure) {
        await onKeep?(answer)
        if spoolFails { throw Self.failure }
        for task in tasks { spooled.append((task, answer)) }
    }

    package func kept(for task: TaskUUID) throws(StoreFailure) -> [Answer] {
        spooled.filter { $0.task == task }.map(\.answer)
    }

    package func discard(_ tasks: [TaskUUID]) { spooled.removeAll { tasks.contains($0.task) } }
}
