import EngineCore
import EngineModel
import RunwareAPI
import StudioCore
import TerminalLoop
import TerminalUI
import TestSupport
import Testing

extension WholeProgramTests {
    /// Every command of the queue pane, through the whole program.
    @Suite struct QueueTests {
        /// A studio with these prompts submitted one after another, of which only the first is sent, and the queue pane
        /// in focus.
        @UI private func desk(
            _ prompts: [String], in store: MemoryStore = MemoryStore(), scripts: [FakeImageService.Script] = [],
            otherwise: FakeImageService.Script = .held
        ) async throws -> Desk {
            let desk = try await Desk.open(store, service: FakeImageService(answers: scripts, otherwise: otherwise))
            // One at a time, so that the others wait; `settle` gives the number back as it found it.
            desk.press("F4", "-", "-", "F2")
            await desk.reach { $0.engine.parallelism == 1 }
            for prompt in prompts {
                desk.type(prompt)
                await desk.submit()
                desk.press("C-a", "C-k")
            }
            await desk.reach { $0.engine.jobs.count + Int($0.engine.finishedJobs) == prompts.count }
            desk.press("F4")
            return desk
        }

        @UI private func prompts(_ desk: Desk) -> [String] { desk.state.engine.jobs.map(\.request.prompt) }

        @UI @Test func `jobs are moved, and are sent in the order shown`() async throws {
            let store = MemoryStore()
            let desk = try await desk(["first one", "second one", "third one", "fourth one"], in: store)
            await desk.service.arrived(1)
            await desk.reach { $0.engine.jobs.count == 4 && $0.inFlightCount == 1 }
            desk.press("G", "t")
            await desk.reach { $0.engine.jobs[1].request.prompt == "fourth one" }
            #expect(desk.state.selectedJob?.request.prompt == "fourth one")
            desk.press("J")
            await desk.reach { $0.engine.jobs[2].request.prompt == "fourth one" }
            desk.press("K")
            await desk.reach { $0.engine.jobs[1].request.prompt == "fourth one" }
            #expect(prompts(desk) == ["first one", "fourth one", "second one", "third one"])
            desk.press("K")
            #expect(desk.screen.contains("it is the next one already"))
            desk.press("g", "K")
            #expect(desk.screen.contains("only a job that waits can be moved"))
            // The order survives the program: another one takes the jobs over as they stood.
            let adopted = try await store.afterKill().adopt().jobs.map(\.request.prompt)
            #expect(adopted == ["first one", "fourth one", "second one", "third one"])
            await desk.service.script([])
            if let task = await desk.service.sent.first { await desk.service.release(task) }
            await desk.service.arrived(4)
            #expect(await desk.service.sent.map(\.request.prompt) == adopted)
            await desk.close()
        }

        @UI @Test func `failed jobs stay in the pane and are tried again, one or all`() async throws {
            let refused = FakeImageService.Script.outcome(FakeImageService.refusal("invalidWidth", httpStatus: 400))
            let store = MemoryStore()
            let desk = try await desk(
                ["first one", "second one"], in: store, scripts: [refused, refused], otherwise: .images)
            await desk.reach { $0.engine.finishedJobs == 2 }
            #expect(desk.state.engine.jobs.isEmpty)
            #expect(desk.screen.contains("2 failed · R retries"))
            desk.press("g")
            #expect(desk.state.selectedJob?.request.prompt == "second one")
            #expect(desk.screen.contains("r tries again ≈ $0.04"))
            desk.press("r")
            await desk.reach { $0.engine.finishedJobs == 3 }
            #expect(desk.state.endedJobs.map(\.request.prompt) == ["first one"])
            desk.press("R")
            await desk.reach { $0.engine.finishedJobs == 4 }
            #expect(desk.state.endedJobs.isEmpty)
            #expect(await store.jobs.map(\.state) == [.done, .done])
            #expect(await desk.service.sent.count == 4)
            desk.press("R")
            #expect(desk.screen.contains("no failed job of this session is on the list"))
            await desk.close()
        }

        @UI @Test func `a retry that would cross a cap is asked about`() async throws {
            let refused = FakeImageService.Script.outcome(FakeImageService.refusal("invalidWidth", httpStatus: 400))
            let desk = try await desk(["first one"], scripts: [refused], otherwise: .images)
            await desk.reach { $0.engine.finishedJobs == 1 }
            await desk.engine.setSessionCap(Money(microDollars: 10_000))
            desk.press("g", "r")
            await desk.reach { $0.submission == nil }
            #expect(desk.screen.contains("Over the cap"))
            desk.type("0.04")
            desk.press("Enter")
            await desk.reach { $0.engine.finishedJobs == 2 }
            #expect(await desk.service.sent.count == 2)
            await desk.close()
        }

        @UI @Test func `a failed job of an earlier run is tried again as a new one`() async throws {
            var old = Job(
                id: JobID("old"), request: ImageRequest(prompt: "an old kite", parameters: Parameters()),
                origin: JobOrigin(), submittedAt: Timestamp(milliseconds: 1),
                service: ServiceIdentity(key: "http://127.0.0.1:1/v1#fake", isSimulated: false), state: .failed)
            old.failure = .interrupted
            let store = MemoryStore(jobs: [old])
            let desk = try await Desk.open(store)
            desk.press("F5")
            await desk.reach { $0.result.entry != nil }
            desk.press("M-r")
            await desk.reach { $0.submission == nil }
            await desk.settle()
            #expect(await store.jobs.map(\.request.prompt) == ["an old kite", "an old kite"])
            #expect(await store.jobs.map(\.state) == [.failed, .done])
            desk.press("g")
            await desk.reach { $0.result.entry?.job.state == .done }
            desk.press("M-r")
            #expect(desk.screen.contains("only a failed, blocked or partial job can be tried again"))
            await desk.close()
        }

        @UI @Test func `a job is duplicated once that was agreed to, and the draft keeps its seed`() async throws {
            let store = MemoryStore()
            let desk = try await desk(["first one"], in: store)
            let seed = desk.state.parameters.values.seed
            desk.press("g", "d")
            await desk.reach { $0.submission == nil }
            #expect(desk.screen.contains("Made before"))
            desk.press("y")
            await desk.reach { $0.engine.jobs.count == 2 }
            #expect(await store.jobs.map(\.request.prompt) == ["first one", "first one"])
            #expect(Set(await store.jobs.map(\.request)).count == 1)
            #expect(desk.state.parameters.values.seed == seed)
            await desk.close()
        }

        @UI @Test func `what waits is cleared away after a question with count and price`() async throws {
            let store = MemoryStore()
            let desk = try await desk(["first one", "second one", "third one"], in: store)
            await desk.service.arrived(1)
            await desk.reach { $0.engine.jobs.count == 3 && $0.inFlightCount == 1 }
            desk.press("X")
            #expect(desk.screen.contains("2 jobs wait, ≈ $0.08."))
            desk.press("n", "X", "y")
            await desk.reach { $0.engine.jobs.count == 1 }
            #expect(await store.jobs.map(\.state) == [.sending, .cancelled, .cancelled])
            desk.press("X")
            #expect(desk.screen.contains("no job waits"))
            await desk.close()
        }

        @UI @Test func `a job is removed, let go of or taken off, in words that fit`() async throws {
            let refused = FakeImageService.Script.outcome(FakeImageService.refusal("invalidWidth", httpStatus: 400))
            let store = MemoryStore()
            let desk = try await desk(["first one", "second one", "third one"], in: store, scripts: [refused])
            await desk.service.arrived(2)
            await desk.reach { $0.engine.jobs.count == 2 && $0.inFlightCount == 1 }
            desk.press("g", "j", "x")
            await desk.reach { $0.engine.jobs.count == 1 }
            #expect(desk.screen.contains("cancelled before it was sent: nothing is billed"))
            desk.press("g", "x")
            #expect(desk.screen.contains("Abandon it?"))
            desk.press("y")
            await desk.reach { $0.engine.jobs.isEmpty }
            desk.press("x")
            #expect(desk.screen.contains("taken off the list; history has it"))
            #expect(desk.state.queueRowCount == 0)
            await desk.close()
        }

        @UI @Test func `Enter shows a job of the queue, and history keeps its place`() async throws {
            let desk = try await desk(["first one", "second one"])
            desk.press("G", "Enter")
            #expect(desk.state.focus == .result)
            #expect(desk.state.result.shown?.job.request.prompt == "second one")
            desk.press("Esc")
            #expect(desk.state.focus == .queue)
            desk.press("F5")
            #expect(desk.state.result.entry == nil)
            await desk.close()
        }

        @UI @Test func `the pace of earlier jobs tells how long it still takes`() async throws {
            let store = MemoryStore()
            await store.took([8000, 12_000, 10_000])
            let desk = try await desk(["first one"], in: store)
            await desk.service.arrived(1)
            await desk.reach { $0.inFlightCount == 1 }
            #expect(desk.screen.contains("0 s · ~10 s left"))
            await desk.close()
        }

        @UI @Test(arguments: [FinishSignals.bell, [.bell, .notification], .title, []])
        func `one signal tells of the end of a batch, when it is asked for`(signals: FinishSignals) async throws {
            let desk = try await Desk.open(service: FakeImageService(otherwise: .held), signals: signals)
            desk.type("a {red|green|blue} kite")
            await desk.submit()
            await desk.service.arrived(3)
            await desk.reach { $0.inFlightCount == 3 }
            #expect(desk.terminal.frame?.title == (signals.contains(.title) ? "Easel: 3 pending" : nil))
            let sent = await desk.service.sent
            for task in sent.dropLast() { await desk.service.release(task) }
            await desk.reach { $0.engine.finishedJobs == 2 }
            #expect(desk.terminal.signals.isEmpty)
            if let last = sent.last {
                await desk.service.release(last.taskUUID, with: .lost(ConnectionFault(.closed, detail: "x")))
            }
            await desk.reach { $0.engine.finishedBatches == 1 }
            let expected: [TerminalSignal] =
                (signals.contains(.bell) ? [.bell] : [])
                + (signals.contains(.notification) ? [.notification("2 done, 1 uncertain")] : [])
            #expect(desk.terminal.signals == expected)
            await desk.close()
        }
    }
}
