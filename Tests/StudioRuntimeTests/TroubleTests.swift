import EngineCore
import EngineModel
import Foundation
import RunwareAPI
import StudioCore
import TerminalLoop
import TestSupport
import Testing

extension WholeProgramTests {
    /// What the user sees when something goes wrong, and that nothing is lost by it.
    @Suite struct TroubleTests {
        @UI
        @Test(arguments: [
            ("invalidProviderContent", 400, "blocked by moderation"), ("insufficientCredits", 402, "credit too low"),
            ("invalidPositivePrompt", 400, "refused"),
        ])
        func `a refusal shows our word, the service's message and its code`(
            code: String, status: Int, word: String
        ) async throws {
            let service = FakeImageService()
            let desk = try await Desk.open(service: service)
            await service.script([.outcome(FakeImageService.refusal(code, httpStatus: status))])
            desk.type("a red kite")
            desk.press("C-o")
            await desk.reach { $0.engine.finishedJobs == 1 }
            await desk.settle()
            #expect(desk.screen.contains(word))
            #expect(desk.screen.contains("The service said \(code)."))
            desk.press("M-5")
            #expect(desk.screen.contains("\(code): The service said"))
            await desk.close()
        }

        @UI @Test func `a refused key pauses the queue: the next request waits`() async throws {
            let service = FakeImageService()
            let desk = try await Desk.open(service: service)
            await service.script([.outcome(FakeImageService.refusal("invalidApiKey", httpStatus: 401))])
            desk.type("a red kite")
            desk.press("C-o")
            await desk.reach { $0.engine.pause == .keyRefused }
            await desk.submit()
            await desk.settle()
            #expect(desk.screen.contains("key refused"))
            #expect(await service.sent.count == 1)
            #expect(desk.state.engine.jobs.map(\.state) == [.queued])
            await desk.close()
        }

        @UI @Test func `while the service is silent typing goes on, and later everything is sent once`() async throws {
            let silence = Identification.unreachable(
                .fakeUnresolved, ConnectionFault(.refused, detail: "nobody listens"))
            let service = FakeImageService(silence)
            let desk = try await Desk.open(service: service)
            desk.type("a red kite")
            desk.press("C-o")
            desk.type(" over dunes")
            await desk.settle()
            #expect(desk.screen.contains("not reachable"))
            #expect(desk.screen.contains("a red kite over dunes"))
            #expect(desk.state.engine.jobs.map(\.state) == [.queued])
            #expect(await service.sent.isEmpty)

            await service.identifies(as: .known(.fake))
            await desk.clock.sleepers(atLeast: 1)
            desk.clock.advance(milliseconds: 60_000)
            await desk.reach { $0.engine.finishedJobs == 1 }
            await desk.settle()
            #expect(!desk.screen.contains("not reachable"))
            #expect(await service.sent.map(\.request.prompt) == ["a red kite"])
            await desk.close()
        }

        @UI @Test func `what the journal refuses is not sent, and the studio says why`() async throws {
            let store = MemoryStore()
            let desk = try await Desk.open(store)
            await store.refuse { _ in true }
            desk.type("a red kite")
            desk.press("C-o")
            await desk.settle()
            #expect(await desk.service.sent.isEmpty)
            #expect(desk.screen.contains("disk full"))
            #expect(desk.screen.contains("cannot write"))
            #expect(desk.state.prompt.buffer.text == "a red kite")

            await store.refuse(nil)
            desk.press("M-3", "p")
            await desk.settle()
            desk.press("C-o")
            await desk.reach { $0.engine.finishedJobs == 1 }
            #expect(await desk.service.sent.count == 1)
            await desk.close()
        }

        @UI @Test func `an uncertain job is sent again only by a key press that is confirmed`() async throws {
            let service = FakeImageService()
            let desk = try await Desk.open(service: service)
            await service.script([.outcome(.lost(ConnectionFault(.closed, detail: "the line fell")))])
            desk.type("a red kite")
            desk.press("C-o")
            await desk.reach { $0.engine.jobs.first?.state == .uncertain }
            #expect(desk.screen.contains("uncertain"))
            desk.press("M-3", "S")
            #expect(desk.screen.contains("may be billed again"))
            desk.press("n")
            await desk.settle()
            #expect(await service.sent.count == 1)
            desk.press("S", "y")
            await desk.reach { $0.engine.finishedJobs == 1 }
            let sent = await service.sent
            #expect(sent.count == 2 && Set(sent.map(\.taskUUID)).count == 1)
            await desk.close()
        }

        @UI @Test func `an unsent job is cancelled free of cost, a sent one only after a question`() async throws {
            let service = FakeImageService(otherwise: .held)
            let desk = try await Desk.open(service: service)
            desk.type("a red kite")
            for _ in 0..<4 { await desk.submit() }
            await service.arrived(3)
            await desk.reach { $0.engine.jobs.count { $0.state == .queued } == 1 }
            desk.press("M-3", "End", "x")
            await desk.reach { $0.engine.jobs.count == 3 }
            #expect(desk.screen.contains("nothing is billed"))
            desk.press("Home", "x")
            #expect(desk.screen.contains("may be billed"))
            desk.press("y")
            await desk.reach { $0.engine.jobs.count == 2 }
            #expect(
                desk.state.engine.recent.map(\.state).sorted { $0.rawValue < $1.rawValue } == [.abandoned, .cancelled])
            #expect(await service.sent.count == 3)
            await desk.close()
        }

        @UI @Test func `base64 results become files and are never shown raw`() async throws {
            let store = MemoryStore()
            let service = FakeImageService(otherwise: .held)
            let desk = try await Desk.open(store, service: service)
            desk.type("a red kite")
            desk.press("M-2")
            while desk.state.parameters.selection != .outputType { desk.press("Down") }
            desk.press("Right", "C-o")
            await service.arrived(1)
            let task = try #require(await service.sent.first)
            #expect(task.request.parameters.outputType == .base64Data)
            let bytes = Wire.jpeg("JPEG bytes")
            let item = Wire.image("image", of: task.taskUUID, bytes: bytes, seed: 5)
            await service.release(task.taskUUID, with: .reply([item]))
            await desk.reach { $0.engine.finishedJobs == 1 }
            await desk.settle()
            #expect(await store.files.values.map { $0 } == [bytes])
            let path = try #require(await store.files.keys.first)
            desk.press("M-5")
            await desk.settle()
            #expect(desk.state.result.entry?.result?.media == .stored(path: path))
            #expect(!desk.screen.contains("JPEG bytes"))
            #expect(!desk.screen.contains(bytes.base64EncodedString()))
            await desk.close()
        }
    }
}
