import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI
import Testing

/// What the queue pane lists and what its commands ask for.
@Suite struct QueueWishTests {
    private func state(
        _ jobs: [Job], recent: [Job] = [], offRecord: [Job] = [], change: (inout EngineSnapshot) -> Void = { _ in }
    ) -> StudioState {
        var state = Sample.state()
        let snapshot = Sample.snapshot(1, jobs) { snapshot in
            snapshot.recent = recent
            snapshot.failed = recent.filter { $0.canBeRetried && !$0.origin.isOffRecord }
            snapshot.offRecord = offRecord
            change(&snapshot)
        }
        _ = reduce(.engine(snapshot), &state)
        state.focus = .queue
        return state
    }

    private func unrecorded(_ job: Job) -> Job {
        var copy = Job(
            id: job.id, request: job.request, origin: JobOrigin(isOffRecord: true), submittedAt: job.submittedAt,
            service: job.service, state: job.state)
        copy.results = job.results
        return copy
    }

    @Test func `ended jobs are listed below while something is left to do with them, newest first`() {
        let failed = Sample.job(2, .failed)
        let partial = Sample.job(3, .partial, images: 2, delivered: 1)
        let secret = unrecorded(Sample.job(4, .done, delivered: 1))
        let state = state(
            [Sample.job(1)], recent: [Sample.job(9, .done), failed, partial, secret, Sample.job(8, .cancelled)],
            offRecord: [secret, unrecorded(Sample.job(7, .cancelled))])
        #expect(state.endedJobs.map(\.id.text) == ["job-4", "job-3", "job-2"])
        #expect(state.queueRowCount == 4)
    }

    @Test func `one that ended is taken off the list, and nothing is asked for`() {
        var state = state([], recent: [Sample.job(2, .failed), Sample.job(3, .failed)])
        #expect(state.press("x").isEmpty)
        #expect(state.endedJobs.map(\.id.text) == ["job-2"])
        #expect(state.overlay == nil)
    }

    @Test func `what was taken off the list is not paid for by R, and comes back when it goes on and fails again`() {
        let jobs = [Sample.job(2, .partial, images: 2, delivered: 1), Sample.job(3, .failed)]
        var state = state([], recent: jobs)
        #expect(state.press("x").isEmpty)
        #expect(state.press("R") == [.submit(PendingSubmission(retrying: [jobs[0].id]))])
        _ = reduce(.queued(1), &state)
        #expect(state.press("g", "x", "R").isEmpty)
        #expect(state.message == .info("no failed job of this session is on the list"))
        // Tried again from history, and failed again.
        var running = jobs[1]
        running.state = .running
        _ = reduce(.engine(Sample.snapshot(2, [running]) { $0.failed = [jobs[0]] }), &state)
        _ = reduce(.engine(Sample.snapshot(3) { $0.failed = jobs }), &state)
        #expect(state.endedJobs.map(\.id) == [jobs[1].id])
    }

    @Test func `a job that went on and failed again between two pieces of news is listed as well`() {
        let failed = Sample.job(3, .failed)
        var state = state([], recent: [failed])
        var row = Sample.entry(Sample.row(1), job: failed, result: nil)
        row = HistoryEntry(row: row.row, job: failed, result: nil)
        state.press("x")
        _ = reduce(.page(Sample.page(1, through: 1), question: state.history.question, appended: false), &state)
        _ = reduce(.entry(row.row.id, row), &state)
        state.press("M-4")
        #expect(state.press("M-r") == [.submit(PendingSubmission(retrying: [failed.id]))])
        _ = reduce(.queued(1), &state)
        _ = reduce(.engine(Sample.snapshot(2) { $0.failed = [failed] }), &state)
        #expect(state.endedJobs.map(\.id) == [failed.id])
    }

    @Test func `what is left of a job off the record that is taken off the list is said`() {
        func words(_ url: String?) -> String? {
            var job = Sample.job(4, .done)
            job.results = [
                ImageResult(
                    id: ResultID("r"), taskUUID: TaskUUID(randomBits: 1, 1), imageUUID: "i", index: 0, url: url,
                    seed: 1,
                    cost: nil, nsfw: nil, receivedAt: Sample.noon, media: .stored(path: "images/r.jpg"))
            ]
            var state = state([], offRecord: [unrecorded(job)])
            #expect(state.press("x").isEmpty)
            return state.message?.text
        }
        #expect(words("https://im.example/1.jpg") == "taken off the list; nothing of it is kept")
        #expect(words(nil) == "taken off the list; its files are deleted when you leave the studio")
    }

    @Test(arguments: [("K", QueueMove.up), ("J", .down), ("t", .toFront), ("S-Up", .up), ("S-Down", .down)])
    func `only a job that waits is moved, and not past the end`(key: String, move: QueueMove) {
        var state = state([Sample.job(9, .running), Sample.job(1), Sample.job(2), Sample.job(3)])
        #expect(state.press(key).isEmpty)
        #expect(state.message == .info("only a job that waits can be moved"))
        #expect(state.press("j", "j", key) == [.moveJob(JobID("job-2"), move)])
        state.press(move == .down ? "G" : "k")
        #expect(state.press(key).isEmpty)
        #expect(state.message?.text.contains("already") == true)
    }

    @Test func `r tries the selected failed job again, R all but the blocked ones`() {
        let failed = Sample.job(2, .failed)
        var state = state([Sample.job(1)], recent: [failed, Sample.job(3, .blocked), Sample.job(4, .partial)])
        #expect(state.press("r").isEmpty)
        #expect(state.message == .info("only a failed job can be tried again; R tries the 2 failed ones again"))
        var one = state
        #expect(one.press("G", "r") == [.submit(PendingSubmission(retrying: [failed.id]))])
        #expect(state.press("R") == [.submit(PendingSubmission(retrying: [failed.id, JobID("job-4")]))])
        // An impatient second key asks for nothing.
        #expect(state.press("R").isEmpty)
    }

    @Test func `what is left of a job that stands nowhere any more becomes a new job off the record`() {
        let secret = unrecorded(Sample.job(4, .partial, images: 3, delivered: 1))
        var state = state([], recent: [secret], offRecord: [secret])
        let effects = state.press("r")
        guard case .submit(let pending)? = effects.first, case .requests(let requests, let origin) = pending.work else {
            Issue.record("\(effects)")
            return
        }
        #expect(origin.isOffRecord)
        #expect(requests.map(\.parameters.numberResults) == [2])
        #expect(requests.map(\.parameters.seed) == [nil])
    }

    @Test func `some of several jobs were tried again before: all of them, or only the others`() {
        let jobs = (1...3).map { Sample.job($0, .failed) }
        var state = state([], recent: jobs)
        state.press("R")
        let again = EarlierRequest.retried(.running, since: nil)
        _ = reduce(.objected(.madeBefore([1: again])), &state)
        #expect(state.press("C-y", "Enter", "R").isEmpty)
        var others = state
        var all = PendingSubmission(retrying: jobs.map(\.id))
        all.consent.makesAgain = true
        #expect(state.press("y") == [.submit(all)])
        #expect(others.press("s") == [.submit(PendingSubmission(retrying: [jobs[0].id, jobs[2].id]))])
    }

    @Test func `a duplicate is the request as it was, and uses up no seed of the draft`() {
        var state = state([Sample.job(1, .uncertain)])
        let seed = state.parameters.values.seed
        #expect(state.press("d") == [.submit(PendingSubmission(Sample.job(1).request, of: Sample.job(1)))])
        #expect(reduce(.queued(1), &state).isEmpty)
        #expect(state.parameters.values.seed == seed)
        #expect(state.message == .info("1 request queued"))
    }

    @Test func `clearing asks first, and what began meanwhile is left alone`() {
        var state = state([Sample.job(9, .running), Sample.job(1), Sample.job(2, .held)])
        #expect(state.press("X").isEmpty)
        let ids = [JobID("job-1"), JobID("job-2")]
        #expect(state.overlay == .confirmClear(ids))
        #expect(state.press("C-y", "Enter", "X", "C-o").isEmpty)
        var later = state
        #expect(state.press("y") == [.clearJobs(ids)])
        _ = reduce(.engine(Sample.snapshot(2, [Sample.job(9, .running)])), &later)
        #expect(later.overlay == nil)
        #expect(later.press("y").isEmpty)
        var none = self.state([Sample.job(9, .running)])
        #expect(none.press("X").isEmpty)
        #expect(none.overlay == nil)
    }

    @Test func `Enter shows the job in the result pane until history is gone to`() {
        var state = state([Sample.job(1, .running, images: 2, delivered: 1)])
        _ = reduce(.page(Sample.page(3, through: 1), question: state.history.question, appended: false), &state)
        state.press("Enter")
        #expect(state.focus == .result)
        #expect(state.result.shown?.job.id == JobID("job-1"))
        // Answers about the row that history has selected do not push it away; news of the job reach it.
        let row = Sample.row(3)
        _ = reduce(.entry(row.id, Sample.entry(row, job: Sample.job(3, .done), result: nil)), &state)
        _ = reduce(.engine(Sample.snapshot(2) { $0.recent = [Sample.job(1, .done, images: 2, delivered: 2)] }), &state)
        #expect(state.result.shown?.job.id == JobID("job-1") && state.result.shown?.job.state == .done)
        state.press("M-4")
        #expect(state.result.shown?.row.id == row.id)
        state.press("M-5", "Esc")
        #expect(state.focus == .history)
    }

    @Test(arguments: JobState.allCases)
    func `every state says what can be done about it`(jobState: JobState) {
        let job = Sample.job(1, jobState, images: 4, delivered: jobState == .running ? 1 : 0)
        let parts = JobAdvice.parts(job)
        #expect(!parts.isEmpty)
        // The first words fit the narrowest pane.
        #expect(CellText.width(of: parts[0]) <= 34)
    }

    @Test func `letting go says what may be billed`() {
        func words(_ state: JobState, delivered: Int = 0) -> String {
            JobAdvice.abandoning(Sample.job(1, state, images: 4, delivered: delivered)).joined(separator: " ")
        }
        #expect(words(.sending).contains("If it has not left yet, it ends free of cost"))
        #expect(words(.accepted).contains("it may be billed: ≈ $0.16"))
        #expect(
            words(.running, delivered: 1).contains("1 of 4 have come and are kept. The other 3 may be billed: ≈ $0.12"))
        #expect(words(.uncertain).contains("Its fate is unknown"))
    }

    @Test func `the end of a batch is told once, and only when that is asked for`() {
        var quiet = state([])
        var loud = state([])
        loud.finishSignals = [.bell]
        let snapshot = Sample.snapshot(2) { snapshot in
            snapshot.finishedBatches = 2
            snapshot.lastBatch = BatchEnd([Sample.job(1, .done), Sample.job(2, .failed)])
        }
        #expect(reduce(.engine(snapshot), &quiet).isEmpty)
        #expect(reduce(.engine(snapshot), &loud) == [.signal("1 done, 1 failed")])
        var next = snapshot
        next.revision = 3
        #expect(reduce(.engine(next), &loud).isEmpty)
    }
}

/// The mode in which nothing is kept.
@Suite struct OffRecordTests {
    @Test func `what is submitted carries the mode of the moment of the key press`() {
        var state = Sample.state(prompt: "a secret kite")
        state.press("M-h")
        guard case .submit(let pending)? = state.press("C-o").first, case .requests(_, let origin) = pending.work else {
            Issue.record("nothing was submitted")
            return
        }
        #expect(origin.isOffRecord)
        state.press("M-h")
        #expect(state.submission == pending)
        #expect(reduce(.queued(1), &state).count == 1)
        guard case .submit(let open)? = state.press("C-o").first, case .requests(_, let from) = open.work else {
            Issue.record("nothing was submitted")
            return
        }
        #expect(!from.isOffRecord)
    }

    @Test func `the draft that is kept is the one of before`() {
        var state = Sample.state(prompt: "a kite")
        let before = state.draft
        state.press("M-h")
        state.prompt.buffer.insert(" and a secret")
        #expect(state.draftOnRecord == before)
        #expect(state.press("C-c") == [.saveDraft(before), .quit])
        state.press("M-h")
        #expect(state.draft.prompt == "a kite")
        #expect(!state.isOffRecord)
    }

    @Test func `queued off the record saves no draft`() {
        var state = Sample.state(prompt: "a kite")
        state.press("M-h", "C-o")
        #expect(reduce(.queued(1), &state).isEmpty)
        #expect(state.message == .info("1 request queued off the record"))
    }

    @Test func `what was restored off the record is no parent of what follows on it`() {
        let other = Sample.entry(Sample.row(9), job: Sample.job(9, .done, prompt: "another"), result: Sample.result(9))
        func restoring(_ prompt: String) -> StudioState {
            var state = Sample.state(prompt: prompt)
            _ = reduce(.engine(Sample.snapshot(1)), &state)
            _ = reduce(.page(HistoryPage(rows: [other.row]), question: 1, appended: false), &state)
            _ = reduce(.entry(other.row.id, other), &state)
            state.press("M-h", "F5", "a")
            return state
        }
        var state = restoring("my own prompt")
        #expect(state.parent == other.result?.id)
        state.press("M-h")
        #expect(state.prompt.buffer.text == "my own prompt" && state.parent == nil)
        // Also when the prompts are the same.
        var same = restoring("another")
        same.press("M-h")
        #expect(same.parent == nil)

        var made = restoring("mine")
        made.press("M-h", "F5", "a", "M-h", "F2", "x", "M-h")
        #expect(made.prompt.buffer.text == "another" && made.parent == other.result?.id)
    }

    @Test(arguments: ["a", "T"])
    func `a prompt restored from a job off the record has no parent`(key: String) {
        let origin = JobOrigin(template: "a {secret}", isOffRecord: true)
        let sample = Sample.job(1, .done, prompt: "a secret", delivered: 1)
        var job = Job(
            id: sample.id, request: sample.request, origin: origin, submittedAt: Sample.noon, service: sample.service,
            state: .done)
        job.results = sample.results
        var state = Sample.state()
        _ = reduce(.engine(Sample.snapshot(1) { $0.offRecord = [job] }), &state)
        state.parent = ResultID("before")
        state.press("M-3", "Enter", key)
        #expect(state.prompt.buffer.text == (key == "a" ? "a secret" : "a {secret}"))
        #expect(state.parent == nil)
    }
}
