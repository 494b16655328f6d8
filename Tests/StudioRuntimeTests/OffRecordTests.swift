import EngineCore
import EngineModel
import Foundation
import RunwareAPI
import StudioCore
import StudioRuntime
import TerminalLoop
import TerminalUI
import TestSupport
import Testing

extension WholeProgramTests {
    /// Product §6: off the record nothing enters history, and nothing is left.
    @Suite struct OffRecordTests {
        @UI @Test func `nothing of it is left once it was shown, but its cost`() async throws {
            let store = MemoryStore()
            let desk = try await Desk.open(store)
            desk.press("M-h")
            #expect(desk.screen.contains("off the record"))
            desk.type("a secret kite")
            await desk.submit()
            await desk.settle()
            #expect(desk.screen.contains("off the record, done: seed 0 · http://127.0.0.1:1/"))
            #expect(await store.jobs.isEmpty)
            #expect(await store.erased.count == 1)
            #expect(await store.spooled.isEmpty)
            #expect(await store.files.isEmpty)
            #expect(await desk.service.fetched.isEmpty)
            #expect(try await store.page(HistoryQuery(), before: nil, limit: 10).rows.isEmpty)
            #expect(try await store.prompts(before: nil, limit: 10).prompts.isEmpty)
            #expect(desk.state.engine.ledger.session.real == RunwareModel.pricePerImage)
            #expect(await store.totals(since: Timestamp(milliseconds: 0)).allTime.real == RunwareModel.pricePerImage)
            // The session still has it, in the queue pane and in the result pane.
            desk.press("F4", "g", "Enter")
            #expect(desk.state.result.shown?.job.request.prompt == "a secret kite")
            #expect(desk.screen.contains("only the link is kept"))
            desk.press("f")
            #expect(desk.screen.contains("off the record no file is kept"))
            desk.press("C-c")
            await desk.program.wait { _ in desk.hasEnded }
            await desk.close()
            #expect(try await store.note(Program.draftName)?.contains("secret") != true)
            #expect(try await store.afterKill().adopt() == Adoption())
        }

        @UI @Test func `no draft of it is kept, and the one of before comes back`() async throws {
            let store = MemoryStore()
            let desk = try await Desk.open(store)
            desk.type("a known kite")
            desk.press("M-h")
            desk.type(", and a secret")
            desk.pass(.seconds(2))
            await desk.settle()
            #expect(try await store.note(Program.draftName)?.contains("a known kite") == true)
            #expect(try await store.note(Program.draftName)?.contains("secret") == false)
            desk.press("C-g")
            #expect(desk.screen.contains("off the record none is written"))
            desk.press("M-h")
            #expect(desk.state.prompt.buffer.text == "a known kite")
            #expect(!desk.state.isOffRecord)
            desk.press("C-_")
            #expect(desk.state.prompt.buffer.text == "a known kite, and a secret")
            await desk.close()
        }

        @UI @Test func `a sweep off the record leaves no note of its grid`() async throws {
            let store = MemoryStore()
            let desk = try await Desk.open(store)
            desk.press("M-h")
            desk.type("a secret kite")
            desk.press("M-c")
            desk.type("1..3")
            await desk.submit()
            await desk.settle()
            #expect(desk.state.engine.finishedJobs == 3)
            desk.press("F4", "g")
            for _ in 0..<3 {
                desk.press("Enter")
                desk.press("F4", "Down")
            }
            await desk.settle()
            #expect(await store.jobs.isEmpty)
            #expect(try await store.notes(beginning: "sweep/", limit: 10).isEmpty)
            #expect(desk.state.endedJobs.count == 3)
            await desk.close()
        }

        @UI @Test func `what was never sent goes with the studio, what was sent stays until it is collected`()
            async throws
        {
            let store = MemoryStore()
            let desk = try await Desk.open(store, service: FakeImageService(otherwise: .held))
            desk.press("M-h", "F4", "-", "-", "F2")
            await desk.reach { $0.engine.parallelism == 1 }
            for prompt in ["a sent secret", "an unsent secret"] {
                desk.type(prompt)
                await desk.submit()
                desk.press("C-a", "C-k")
            }
            await desk.service.arrived(1)
            await desk.reach { $0.engine.jobs.count == 2 && $0.inFlightCount == 1 }
            await desk.close()
            #expect(await store.jobs.map(\.request.prompt) == ["a sent secret"])

            // The next start collects it, shows it, and then it is gone.
            let later = await store.afterKill()
            let service = FakeImageService()
            await service.collecting { questions in
                .said(questions.filter { $0.kind == .getResponse }.map { Wire.image("late", of: $0.taskUUID, seed: 5) })
            }
            let next = try await Desk.open(later, service: service)
            await next.reach { !$0.engine.offRecord.isEmpty }
            await next.settle()
            #expect(await later.jobs.isEmpty)
            #expect(next.state.endedJobs.map(\.request.prompt) == ["a sent secret"])
            #expect(await service.fetched.isEmpty)
            await next.close()
        }

        @UI @Test func `what ended and was never shown is shown by the next start`() async throws {
            var parameters = Parameters()
            parameters.seed = 3
            var job = Job(
                id: JobID("left"), request: ImageRequest(prompt: "a secret kite", parameters: parameters),
                origin: JobOrigin(isOffRecord: true), submittedAt: Timestamp(milliseconds: 0),
                service: ServiceIdentity(key: "http://127.0.0.1:1/v1#fake", isSimulated: false), state: .done)
            job.results = [
                ImageResult(
                    id: ResultID("r"), taskUUID: TaskUUID(randomBits: 1, 1), imageUUID: "i", index: 0,
                    url: "http://127.0.0.1:1/x.jpg", seed: 3, cost: nil, nsfw: nil,
                    receivedAt: Timestamp(milliseconds: 0), media: .linked)
            ]
            let left = MemoryStore(jobs: [job])
            let desk = try await Desk.open(left)
            await desk.settle()
            #expect(desk.state.endedJobs.map(\.id) == [job.id])
            #expect(await left.erased.isEmpty)
            desk.press("F4", "Enter")
            await desk.settle()
            #expect(await left.erased == [job.id])
            await desk.close()
        }

        @UI @Test func `several images stay on the disk while something lies over them, and are there after a kill`()
            async throws
        {
            let store = MemoryStore()
            var parameters = Parameters()
            parameters.numberResults = 4
            let draft = Draft(prompt: "", parameters: parameters, seedPolicy: .random, batch: .oneTask)
            let desk = try await Desk.open(store, size: Size(width: 60, height: 16), draft: draft)
            desk.press("M-h")
            desk.type("a secret kite")
            await desk.submit()
            desk.press("F1")
            await desk.settle()
            #expect(desk.state.engine.finishedJobs == 1)
            #expect(await store.erased.isEmpty)
            await desk.close()

            let later = await store.afterKill()
            let next = try await Desk.open(later, size: Size(width: 60, height: 16))
            next.press("F4", "Enter", "End")
            await next.settle()
            #expect(await later.erased.isEmpty)
            next.press("Home")
            for _ in 0..<12 { next.press("Down") }
            await next.settle()
            #expect(await later.erased.count == 1)
            #expect(await later.jobs.isEmpty)
            await next.close()
        }

        @UI @Test func `what nobody saw goes when the user leaves and says so, and only then`() async throws {
            let store = MemoryStore()
            let desk = try await Desk.open(store, service: FakeImageService(otherwise: .held))
            desk.press("M-h")
            desk.type("a secret kite")
            await desk.submit()
            await desk.service.arrived(1)
            desk.press("F1")
            let task = try #require(await desk.service.sent.first)
            await desk.service.release(
                task.taskUUID, with: .reply([Wire.image("i", of: task.taskUUID, seed: 1)]))
            await desk.reach { $0.engine.finishedJobs == 1 }
            await desk.settle()
            desk.press("Esc", "C-c")
            #expect(desk.screen.contains("1 image off the record was not seen yet."))
            #expect(await store.erased.isEmpty)
            desk.press("q")
            await desk.program.wait { _ in desk.hasEnded }
            await desk.close()
            #expect(await store.erased.count == 1)
        }

        @UI @Test func `a file off the record stays until the studio ends`() async throws {
            let store = MemoryStore()
            let desk = try await Desk.open(store, service: FakeImageService(otherwise: .held))
            desk.press("F3")
            while desk.state.parameters.selection != .outputType { desk.press("Down") }
            desk.press("Right", "F2")
            desk.press("M-h")
            desk.type("a secret kite")
            await desk.submit()
            await desk.service.arrived(1)
            let task = try #require(await desk.service.sent.first)
            await desk.service.release(
                task.taskUUID, with: .reply([Wire.image("i", of: task.taskUUID, bytes: Wire.jpeg())]))
            await desk.reach { $0.engine.finishedJobs == 1 }
            await desk.settle()
            #expect(await store.files.count == 1)
            #expect(await store.jobs.count == 1)
            desk.press("F4", "Enter")
            await desk.settle()
            #expect(await store.jobs.count == 1)
            await desk.close()
            #expect(await store.files.isEmpty)
            #expect(await store.jobs.isEmpty)
        }
    }
}
