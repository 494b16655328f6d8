import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI
import Testing

@Suite struct QueueTests {
    private func state(_ jobs: Job..., change: (inout EngineSnapshot) -> Void = { _ in }) -> StudioState {
        var state = Sample.state()
        _ = reduce(.engine(Sample.snapshot(1, jobs, change: change)), &state)
        state.focus = .queue
        return state
    }

    @Test func `an older snapshot changes nothing`() {
        var state = state(Sample.job(1), change: { $0.historyRevision = 4 })
        let before = state
        #expect(reduce(.engine(Sample.snapshot(1)), &state).isEmpty)
        #expect(reduce(.engine(Sample.snapshot(0)), &state).isEmpty)
        #expect(state == before)
    }

    @Test func `the first snapshot and every change of history ask for the newest page`() {
        var state = Sample.state()
        #expect(reduce(.engine(Sample.snapshot(1)), &state) == [.loadPage(HistoryQuery(), before: nil, question: 1)])
        #expect(reduce(.engine(Sample.snapshot(2)), &state).isEmpty)
        _ = reduce(.page(HistoryPage(), question: 1, appended: false), &state)
        let news = reduce(.engine(Sample.snapshot(3) { $0.historyRevision = 1 }), &state)
        #expect(news == [.loadPage(HistoryQuery(), before: nil, question: 2)])
    }

    @Test func `what was not sent is cancelled at once, what was sent only after a question`() {
        for jobState in [JobState.queued, .held] {
            var state = state(Sample.job(1, jobState))
            #expect(state.press("x") == [.cancel(JobID("job-1"))])
            #expect(state.overlay == nil)
        }
        for jobState in [JobState.sending, .accepted, .running, .uncertain] {
            var state = state(Sample.job(1, jobState))
            #expect(state.press("x").isEmpty)
            #expect(state.overlay == .confirmAbandon(JobID("job-1")))
            #expect(state.press("n").isEmpty)
            #expect(state.overlay == nil)
            state.press("Delete")
            #expect(state.press("y") == [.cancel(JobID("job-1"))])
        }
        var empty = state()
        #expect(empty.press("x").isEmpty)
        #expect(empty.message == .info("there is no job to cancel"))
    }

    @Test(arguments: JobState.allCases)
    func `only an uncertain job is sent again, and only by a bare y`(jobState: JobState) {
        var state = state(Sample.job(1, jobState))
        #expect(state.press("S").isEmpty)
        guard jobState == .uncertain else {
            #expect(state.overlay == nil)
            #expect(state.message == .info("only an uncertain job can be sent again"))
            return
        }
        #expect(state.overlay == .confirmSendAgain(JobID("job-1")))
        #expect(state.press("C-y", "M-y", "Y", "Enter", "Space", "S", "C-o").isEmpty)
        #expect(state.overlay != nil)
        #expect(state.press("y") == [.submit(PendingSubmission(again: JobID("job-1")))])
        #expect(state.overlay == nil)
    }

    @Test func `a job of another service is not sent from here, and only those that can be are asked about`() {
        func remote(_ number: UInt64, _ key: String, at host: String = "api.runware.ai") -> Job {
            var job = Sample.job(number, .uncertain)
            job.service = ServiceIdentity(key: "https://\(host)/v1#\(key)", isSimulated: false)
            return job
        }
        let mine = remote(1, "mine")
        let otherKey = remote(2, "other")
        let local = Sample.job(3, .uncertain)
        func here(_ jobs: Job...) -> StudioState {
            var state = Sample.state()
            _ = reduce(.engine(Sample.snapshot(1, jobs) { $0.service.identity = mine.service }), &state)
            state.focus = .queue
            return state
        }
        func advice(_ job: Job) -> String {
            JobAdvice.parts(job, here(job).engine.reach(of: job)).joined(separator: " · ")
        }
        for job in [otherKey, local] {
            var state = here(job)
            #expect(state.press("S").isEmpty)
            #expect(state.overlay == nil)
            #expect(state.message?.text.hasPrefix("it is not sent from here: it waits for ") == true)
            #expect(!advice(job).contains("S sends"))
        }
        #expect(advice(mine).contains("S sends it again"))
        #expect(advice(otherKey).hasPrefix("c asks, free of cost"))
        #expect(advice(local).hasPrefix("waits for local") && !advice(local).contains("c asks"))

        var both = here(otherKey, local, mine)
        #expect(both.press("c") == [.collectNow])
        #expect(
            both.message == .info("asking the service what became of 2 jobs; this costs nothing; 1 waits for local"))
        var none = here(local)
        #expect(none.press("c").isEmpty)
        #expect(none.message == .info("nobody can be asked here: it waits for local"))
    }

    @Test func `nothing is sent again before the service has said who it is`() {
        var state = Sample.state()
        _ = reduce(.engine(Sample.snapshot(1, [Sample.job(1, .uncertain)]) { $0.service.identity = nil }), &state)
        state.focus = .queue
        #expect(state.press("S").isEmpty)
        #expect(state.message == .info("the service has not answered yet: nothing can be sent"))
    }

    @Test func `a question whose answer has come is not asked any more`() {
        var sendAgain = state(Sample.job(1, .uncertain))
        sendAgain.press("S")
        _ = reduce(.engine(Sample.snapshot(2)), &sendAgain)
        #expect(sendAgain.overlay == nil)
        #expect(sendAgain.press("y").isEmpty)

        var abandon = state(Sample.job(1, .running))
        abandon.press("x")
        _ = reduce(.engine(Sample.snapshot(2, [Sample.job(1, .running)])), &abandon)
        #expect(abandon.overlay != nil)
        _ = reduce(.engine(Sample.snapshot(3)), &abandon)
        #expect(abandon.overlay == nil)
    }

    @Test func `a question about a job at the service is closed when the job waits to be sent again`() {
        var state = state(Sample.job(1, .accepted))
        state.press("x")
        #expect(state.overlay == .confirmAbandon(JobID("job-1")))
        _ = reduce(.engine(Sample.snapshot(2, [Sample.job(1, .queued)])), &state)
        #expect(state.overlay == nil)
        #expect(state.message == .info("it waits to be sent again: x ends it free of cost"))
        #expect(state.press("y").isEmpty)
    }

    @Test func `the selection stays on its job while others come and go`() {
        var state = state(Sample.job(1, .running), Sample.job(2), Sample.job(3))
        state.press("Down", "Down")
        _ = reduce(.engine(Sample.snapshot(2, [Sample.job(3), Sample.job(4)])), &state)
        #expect(state.selectedJob?.id == JobID("job-3"))
        _ = reduce(.engine(Sample.snapshot(3, [Sample.job(4)])), &state)
        #expect(state.selectedJob?.id == JobID("job-4"))
        _ = reduce(.engine(Sample.snapshot(4)), &state)
        #expect(state.selectedJob == nil)
    }

    @Test func `pausing and parallelism`() {
        var running = state { $0.parallelism = 7 }
        #expect(running.press("p") == [.pauseQueue])
        #expect(running.press("+") == [.setParallelism(8)])
        #expect(running.message == .info("8 tasks at a time, the most"))
        var least = state { $0.parallelism = 1 }
        #expect(least.press("-") == [.setParallelism(1)])
        #expect(least.message == .info("one task at a time"))
        // Keys pressed faster than the engine answers count from each other.
        #expect(least.press("+", "+") == [.setParallelism(2), .setParallelism(3)])
        for pause in [PauseReason.user, .restored, .keyRefused, .creditTooLow, .storeFailed("x")] {
            var paused = state { $0.pause = pause }
            #expect(paused.press("p") == [.resumeQueue])
        }
    }
}

@Suite struct AnnouncementTests {
    /// What is said when these jobs end at once.
    private func said(_ jobs: Job..., pause: PauseReason? = nil) -> Message? {
        var state = Sample.state()
        _ = reduce(.engine(Sample.snapshot(1, jobs)), &state)
        _ = reduce(
            .engine(
                Sample.snapshot(2) {
                    $0.finishedJobs = UInt64(jobs.count)
                    $0.recent = jobs
                    $0.pause = pause
                }), &state)
        return state.message
    }

    @Test func `each outcome has its words`() {
        #expect(said(Sample.job(42, .done, delivered: 1)) == .info("done: seed 42 · https://im.example/0.jpg"))
        #expect(
            said(Sample.job(42, .partial, images: 4, delivered: 2))
                == .info("partial: 2 of 4 images · seed 43 · https://im.example/1.jpg"))
        let blocked = Sample.serviceFailure("invalidBFLContent", "Refused.")
        #expect(
            said(Sample.job(1, .blocked, failure: blocked))
                == .error("blocked by moderation: Refused. (invalidBFLContent)"))
        let timeout = Sample.serviceFailure("timeoutProvider", "Too slow.")
        #expect(
            said(Sample.job(1, .failed, failure: timeout)) == .error("provider timeout: Too slow. (timeoutProvider)"))
        #expect(said(Sample.job(1, .cancelled)) == .info("cancelled before it was sent: nothing is billed"))
        #expect(
            said(Sample.job(1, .cancelled, failure: .erased))
                == .warning("erased: it was deleted for ever; nothing was sent, nothing is billed"))
        #expect(
            said(Sample.job(1, .abandoned))
                == .warning("abandoned: it may be billed; a late result is still kept in history"))
    }

    @Test func `of several a failure is said before a success`() {
        let failed = Sample.job(1, .failed, failure: Sample.serviceFailure("timeoutProvider", "Too slow."))
        #expect(said(failed, Sample.job(2, .done, delivered: 1))?.kind == .error)
    }

    @Test func `a job that becomes uncertain says so, and that the service is asked about it`() {
        var state = Sample.state()
        _ = reduce(.engine(Sample.snapshot(1, [Sample.job(1, .sending)])), &state)
        let lost = JobFailure.lost(ConnectionFault(.closed, detail: "reset"))
        _ = reduce(.engine(Sample.snapshot(2, [Sample.job(1, .uncertain, failure: lost)])), &state)
        #expect(state.message?.kind == .warning)
        #expect(state.message?.text.hasPrefix("fate unknown: the connection was closed (reset)") == true)
        #expect(state.message?.text.hasSuffix("the service is asked what became of it") == true)
    }

    @Test(arguments: [
        (PauseReason.restored, "p sends 1 ≈ $0.04", "1 unsent of an earlier run ≈ $0.04: p in the queue pane sends"),
        (.keyRefused, "key refused", "the service refused the key: correct RUNWARE_API_KEY and start again"),
        (.creditTooLow, "credit too low", "the credit is too low: add some, then p in the queue pane goes on"),
        (
            .unreachable(ConnectionFault(.refused, detail: "port 1")), "not reachable",
            "the service cannot be reached (port 1); Easel keeps trying, nothing is lost"
        ),
        (.storeFailed("disk full"), "cannot write", "nothing is sent: disk full"),
    ])
    func `each pause has its words, which go when it ends`(pause: PauseReason, headline: String, sentence: String) {
        var state = Sample.state()
        let snapshot = Sample.snapshot(1, [Sample.job(1)]) { $0.pause = pause }
        #expect(PauseWords(pause, snapshot).headline == headline)
        _ = reduce(.engine(snapshot), &state)
        #expect(state.message == .warning(sentence))
        _ = reduce(.engine(Sample.snapshot(2)), &state)
        #expect(state.message == .info("the queue goes on"))
    }

    @Test func `a pause of the user's own is not announced`() {
        var state = Sample.state()
        _ = reduce(.engine(Sample.snapshot(1) { $0.pause = .user }), &state)
        #expect(state.message == nil)
    }
}
