import EngineCore
import EngineModel
import EngineStore
import Foundation
import RunwareAPI
import StudioCore
import StudioRuntime
import TerminalLoop
import TestSupport
import Testing

extension WholeProgramTests {
    /// What a second run finds of the first, on a real store.
    @Suite struct RestartTests {
        @UI @Test func `left and opened again everything is there, the draft too`() async throws {
            let folder = StoreFolder()
            var store = try await folder.open()
            var desk = try await Desk.open(store)
            desk.type("a red kite")
            desk.press("M-2", "Right")
            desk.press("C-o")
            await desk.reach { $0.history.rows.count == 1 }
            desk.press("M-1")
            desk.type(" over dunes")
            desk.press("C-c")
            await desk.program.wait { $0.end == .left && !$0.isPerforming }
            let composed = desk.state.draft
            let url = try #require(await desk.service.sent.first).taskUUID.text
            await desk.close()
            await store.close()

            store = try await folder.open()
            let kept = try await #require(store.note(Program.draftName))
            let draft = try #require(Draft(json: JSONValue(parsing: Data(kept.utf8))))
            #expect(draft == composed)
            desk = try await Desk.open(store, draft: draft)
            await desk.settle()
            #expect(desk.screen.contains("a red kite over dunes"))
            #expect(desk.state.parameters.values.width == 1056)
            #expect(desk.state.history.rows.map(\.excerpt) == ["a red kite"])
            #expect(desk.screen.contains(url.prefix(8)))
            #expect(await desk.service.sent.isEmpty)
            await desk.close()
            await store.close()
        }

        @UI @Test func `a draft restored from a result still knows it after a restart`() async throws {
            let folder = StoreFolder()
            var store = try await folder.open()
            var desk = try await Desk.open(store)
            desk.type("a red kite")
            await desk.submit()
            await desk.settle()
            desk.press("F5", "a", "F2")
            desk.type(" at night")
            let parent = try #require(desk.state.parent)
            desk.press("C-c")
            await desk.program.wait { $0.end == .left && !$0.isPerforming }
            await desk.close()
            await store.close()

            store = try await folder.open()
            let kept = try await #require(store.note(Program.draftName))
            desk = try await Desk.open(store, draft: Draft(json: JSONValue(parsing: Data(kept.utf8))))
            await desk.submit()
            await desk.settle()
            let newest = try #require(desk.state.history.rows.first)
            #expect(newest.changes?.words == ["prompt"])
            #expect(try await store.entry(newest.id)?.job.origin.parent == parent)
            await desk.close()
            await store.close()
        }

        @UI @Test func `requests of files are found in the studio by words of their prompts`() async throws {
            let folder = StoreFolder()
            var store = try await folder.open()
            let engine = Engine(
                service: FakeImageService(), journal: store, library: store, media: store, spool: store,
                clock: ManualClock())
            try await engine.start(adopting: false)
            _ = await engine.currentService()
            let subjects = [
                "walnut barge", "stormglass conservatory", "copper teahouse", "basalt violin", "fern dragon",
            ]
            var submissions: [Submission] = []
            for (number, subject) in subjects.enumerated() {
                let text = """
                    {"name": "Example \(number)", "request": {"taskType": "imageInference", "model": "bfl:2@1",
                     "taskUUID": "00000000-0000-4000-8000-00000000000\(number)",
                     "positivePrompt": "A \(subject) at dusk", "width": 1024, "height": 768, "seed": \(number)}}
                    """
                let json = try JSONValue(parsing: Data(text.utf8))
                guard case .object(let members)? = json["request"] else { throw UnreadableExample() }
                let read = try ImageRequest.read(members, rules: .file)
                submissions.append(Submission(read.request, origin: JobOrigin(name: read.taskUUID)))
            }
            for id in try await engine.submit(submissions) { #expect(await engine.settled(id)?.state == .done) }
            await engine.shutDown()
            await store.close()

            store = try await folder.open()
            let desk = try await Desk.open(store)
            #expect(desk.state.history.rows.count == 5)
            desk.press("M-4")
            for (number, subject) in subjects.enumerated() {
                desk.press("/", "C-u")
                desk.type(subject)
                await desk.settle()
                #expect(desk.state.history.rows.map(\.seed) == [UInt64(0)], "the fake draws seed 0")
                #expect(desk.state.result.entry?.job.request.parameters.seed == UInt64(number))
                desk.press("Enter")
            }
            await desk.close()
            await store.close()
        }

        private struct UnreadableExample: Error {}

        @UI @Test func `after a crash sent jobs are uncertain, unsent ones wait for a key, and nothing is sent before`()
            async throws
        {
            let folder = StoreFolder()
            let service = FakeImageService(otherwise: .deaf)
            var store = try await folder.open()
            var desk = try await Desk.open(store, service: service)
            desk.type("a red kite")
            for _ in 0..<5 { await desk.submit() }
            await service.arrived(3)
            await desk.reach { $0.engine.jobs.count == 5 }
            // The process "dies": nobody says goodbye to the store but the lock that the kernel frees.
            await store.close()
            let first = desk

            store = try await folder.open()
            desk = try await Desk.open(store)
            #expect(desk.state.engine.jobs.count { $0.state == .uncertain } == 3)
            #expect(desk.state.engine.jobs.count { $0.state == .queued } == 2)
            #expect(desk.state.engine.pause == .restored)
            #expect(desk.screen.contains("p sends 2 ≈ $0.08"))
            #expect(await desk.service.sent.isEmpty)
            desk.press("M-3", "p")
            await desk.reach { $0.engine.finishedJobs == 2 }
            await desk.settle()
            #expect(await desk.service.sent.count == 2)
            #expect(desk.state.engine.jobs.allSatisfy { $0.state == .uncertain })
            await desk.close()
            await store.close()
            await service.releaseDeaf()
            await first.close()
        }
    }
}
