import Foundation
import NIOCore
import NIOHTTP1
import NIOWebSocket
import RunwareAPI
import Testing

@testable import RunwareService

@Suite("WebSocket", .timeLimit(.minutes(5)))
struct SocketTests {
    let taskUUID = Rig.newUUID()
    let ping = "[{\"taskType\":\"ping\",\"ping\":true}]"

    @Test("the handshake names the store, offers no extension, and the login answers with a session")
    func handshake() async throws {
        try await Rig.run { rig, _ async throws in
            let socket = try await Socket.open(
                port: rig.service.port, path: "/v1?sdk=js",
                headers: ["Sec-WebSocket-Extensions": "permessage-deflate", "Origin": "http://127.0.0.1"])
            #expect(socket.headers.first(name: LocalService.identityHeader) == rig.service.storeID)
            #expect(socket.headers.first(name: "Sec-WebSocket-Extensions") == nil)
            try await socket.send("[{\"taskType\":\"authentication\",\"apiKey\":\"\(rig.service.key)\"}]")
            let answer = try #require(await socket.reply())
            #expect(answer.json?.names == ["data"])
            let session = try #require(answer.items.first?["connectionSessionUUID"]?.string)
            #expect(TaskUUID(session)?.text == session)
            try await socket.send(ping)
            #expect(await socket.next() == .text("{\"data\":[{\"taskType\":\"ping\",\"pong\":true}]}"))
            try await socket.send(.ping, ByteBuffer(string: "x"))
            #expect(await socket.next() == .pong("x"))
        }
    }

    @Test("without a key there is only missingApiKey, with a wrong one only invalidApiKey, and the socket stays")
    func keys() async throws {
        try await Rig.run { rig, _ async throws in
            let socket = try await Socket.open(port: rig.service.port)
            for text in [ping, "[" + Rig.task(taskUUID) + "]", "{", "[{\"taskType\":\"authentication\"}]"] {
                try await socket.send(text)
                let answer = try #require(await socket.reply())
                #expect(answer.json?.names == ["errors"])
                #expect(answer.codes == ["missingApiKey"])
            }
            try await socket.send("[{\"taskType\":\"authentication\",\"apiKey\":\"wrong\"}]")
            let refusal = try #require(await socket.reply())
            #expect(refusal.codes == ["invalidApiKey"])
            #expect(refusal.errors.first?["parameter"]?.string == "apiKey")
            try await socket.send(ping)
            #expect(await socket.reply()?.codes == ["invalidApiKey"])
            try await socket.send(
                "[{\"taskType\":\"authentication\",\"apiKey\":\"\(rig.service.key)\"}," + Rig.task(taskUUID) + "]")
            #expect(await socket.reply()?.items.first?["connectionSessionUUID"] != nil)
            #expect(await socket.reply()?.items.first?["taskUUID"]?.string == taskUUID)
        }
    }

    @Test("sync results come one frame per image with success, an error comes last and alone")
    func syncResults() async throws {
        try await Rig.run { rig, _ async throws in
            let (socket, _) = try await rig.login()
            var partial = Fault(.partialBatch)
            partial.failing = 2
            rig.service.inject(partial)
            try await socket.send("[" + Rig.task(taskUUID, ["numberResults": "4"]) + "]")
            for _ in 0..<2 {
                let frame = try #require(await socket.reply())
                #expect(frame.json?.names == ["data"])
                #expect(frame.items.map { $0["status"]?.string } == ["success"])
            }
            let last = try #require(await socket.reply())
            #expect(last.json?.names == ["errors"])
            #expect(last.codes == ["invalidProviderContent", "invalidProviderContent"])
            #expect(last.errors.allSatisfy { $0["taskUUID"]?.string == taskUUID })
            try await socket.send("[" + Rig.task(taskUUID) + "]")
            let conflict = try #require(await socket.reply())
            #expect(conflict.codes == ["conflictTaskUUID"])
            #expect(conflict.errors.first?["taskUUID"]?.string == taskUUID)
        }
    }

    @Test("each poll is answered by one frame with something in it, whatever has become of the task")
    func polls() async throws {
        let clock = ManualClock()
        try await Rig.run({ $0.slow(clock) }) { rig, _ async throws in
            let (socket, _) = try await rig.login()
            let failed = Rig.newUUID()
            let sync = Rig.newUUID()
            func poll(_ taskUUID: String) async throws -> Rig.Answer {
                try await socket.send("[" + Rig.question("getResponse", taskUUID) + "]")
                return try #require(await socket.reply())
            }
            rig.service.inject(Fault(.partialBatch))
            try await socket.send("[" + Rig.asyncTask(taskUUID, ["numberResults": "2"]) + "]")
            #expect(await socket.reply()?.items.first?.names == ["taskType", "taskUUID"])
            #expect(try await poll(taskUUID).items.map { $0["status"]?.string } == ["processing"])
            await clock.waitForSleepers(3)
            clock.advance(by: .seconds(1))
            await rig.service.run.core.waitForJobs()
            let mixed = try await poll(taskUUID)
            #expect(mixed.json?.names == ["data"])
            #expect(Set(mixed.items.compactMap { $0["status"]?.string }) == ["success", "error"])
            let bad = try #require(mixed.items.first { $0["status"]?.string == "error" })
            #expect(bad["error"]?["code"]?.string == "invalidProviderContent")
            #expect(bad["taskUUID"]?.string == taskUUID)
            rig.service.inject(Fault(.providerTimeout))
            try await socket.send("[" + Rig.asyncTask(failed) + "," + Rig.task(sync) + "]")
            #expect(await socket.reply()?.items.count == 1)
            await clock.waitForSleepers(3)
            clock.advance(by: .seconds(1))
            #expect(await socket.reply()?.items.first?["taskUUID"]?.string == sync)
            await rig.service.run.core.waitForJobs()
            let whole = try await poll(failed)
            #expect(whole.json?.names == ["errors"])
            #expect(whole.errors.first?["code"]?.string == "timeoutProvider")
            #expect(whole.errors.first?["status"]?.string == "error")
            for stranger in [sync, Rig.newUUID()] {
                let nothing = try await poll(stranger)
                #expect(nothing.codes == ["taskFailedOrNotFound"])
                #expect(nothing.errors.first?["taskUUID"]?.string == stranger)
            }
        }
    }

    @Test("a session that comes back within two minutes gets what it missed, first of all its own name")
    func resume() async throws {
        let clock = ManualClock()
        try await Rig.run({ $0.slow(clock) }) { rig, _ async throws in
            let (first, session) = try await rig.login()
            try await first.send("[" + Rig.task(taskUUID) + "]")
            await clock.waitForSleepers(2)
            await first.cut()
            let name = try #require(TaskUUID(session))
            while !rig.service.run.sessions.isLeft(name) { await Task.yield() }
            clock.advance(by: .seconds(1))
            await rig.service.run.core.waitForJobs()
            let (second, resumed) = try await rig.login(session)
            #expect(resumed == session)
            #expect(await second.reply()?.items.first?["taskUUID"]?.string == taskUUID)
        }
    }

    @Test("a session left for two minutes is forgotten; so is one that never was")
    func expiredSession() async throws {
        let clock = ManualClock()
        try await Rig.run({ $0.slow(clock) }) { rig, _ async throws in
            let (first, session) = try await rig.login()
            await clock.waitForSleepers(1)
            await first.cut()
            let book = rig.service.run.sessions
            let name = try #require(TaskUUID(session))
            while !book.isLeft(name) { await Task.yield() }
            clock.advance(by: .seconds(120))
            while book.isLeft(name) { await Task.yield() }
            #expect(try await rig.login(session).session != session)
            let stranger = Rig.newUUID()
            #expect(try await rig.login(stranger).session != stranger)
        }
    }

    @Test("a session goes on with the newest connection that resumes it; the older one is closed")
    func superseded() async throws {
        try await Rig.run { rig, _ async throws in
            let (first, session) = try await rig.login()
            let (second, name) = try await rig.login(session)
            #expect(name == session)
            #expect(await first.next() == .closed(nil))
            try await second.send(ping)
            #expect(await second.reply()?.items.first?["pong"] == .flag(true))
        }
    }

    @Test("a client that says nothing for two minutes is left, one that pings is not")
    func idle() async throws {
        let clock = ManualClock()
        try await Rig.run({ $0.clock = clock }) { rig, _ async throws in
            let (socket, _) = try await rig.login()
            await clock.waitForSleepers(1)
            clock.advance(by: .seconds(119))
            try await socket.send(ping)
            #expect(await socket.reply()?.items.count == 1)
            clock.advance(by: .seconds(1))
            await clock.waitForSleepers(1)
            clock.advance(by: .seconds(118))
            try await socket.send(ping)
            #expect(await socket.reply()?.items.count == 1)
            clock.advance(by: .seconds(1))
            await clock.waitForSleepers(1)
            clock.advance(by: .seconds(119))
            #expect(await socket.next() == .closed(1000))
        }
    }

    @Test("a stop says 1001 and does not wait for sockets, nor for connections that never asked")
    func goingAway() async throws {
        try await Rig.run { rig, _ async throws in
            let (socket, _) = try await rig.login()
            let silent = try await Socket.bare(port: rig.service.port)
            await rig.service.stop()
            #expect(await socket.next() == .closed(1001))
            try await silent.closeFuture.get()
        }
    }

    @Test("messages above the limit end the socket; fragments and large ones below it are read")
    func sizes() async throws {
        try await Rig.run { rig, _ async throws in
            let (socket, _) = try await rig.login()
            let padded = "[{\"taskType\":\"ping\",\"note\":\"" + String(repeating: "x", count: 900_000) + "\"}]"
            try await socket.send(padded)
            #expect(await socket.reply()?.items.count == 1)
            try await socket.send(.text, ByteBuffer(string: String(ping.prefix(9))), fin: false)
            try await socket.send(.continuation, ByteBuffer(string: String(ping.dropFirst(9))))
            #expect(await socket.reply()?.items.count == 1)
            try await socket.send(String(repeating: " ", count: 1024 * 1024 + 1))
            // What was not read any more can cost the client the closing frame.
            #expect([.closed(1009), .closed(nil)].contains(await socket.next()))
        }
    }

    @Test("only so many sockets are open at a time; a closed one makes room")
    func maximum() async throws {
        try await Rig.run({ $0.maximumSockets = 1 }) { rig, _ async throws in
            let (socket, _) = try await rig.login()
            await #expect(throws: Socket.Refused.self) { try await Socket.open(port: rig.service.port) }
            let refusal = try await rig.handshake([:])
            #expect(refusal.status == 503)
            #expect(refusal.codes == ["serviceUnavailable"])
            await socket.cut()
            while (try? await rig.login()) == nil { await Task.yield() }
        }
    }

    @Test(
        "a page of another origin, a foreign Host, another path and a broken handshake get an answer, not a socket",
        arguments: [
            (["Origin": "https://evil.example"], "/v1", 403), (["Host": "easel.example"], "/v1", 403),
            ([:], "/other", 404), (["Sec-WebSocket-Version": "8"], "/v1", 400), (["Upgrade": "h2c"], "/v1", 400),
        ])
    func refusedHandshakes(headers: [String: String], path: String, status: Int) async throws {
        try await Rig.run { rig, _ async throws in
            let answer = try await rig.handshake(headers, path: path)
            #expect(answer.status == status)
            #expect(answer.headers[LocalService.identityHeader.lowercased()] == rig.service.storeID)
        }
    }
}

extension Rig {
    /// Asks for a WebSocket with an HTTP client, which takes any other answer.
    fileprivate func handshake(_ headers: [String: String], path: String = "/v1") async throws -> Answer {
        let complete = [
            "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        ]
        return try await send("GET", path, headers: complete.merging(headers) { $1 })
    }
}
