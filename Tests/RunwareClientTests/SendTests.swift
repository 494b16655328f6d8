import EngineCore
import EngineModel
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import RunwareAPI
import RunwareClient
import Testing

private let image =
    #"{"data":[{"taskType":"imageInference","taskUUID":"00000000-0000-4000-8000-000000000001","imageUUID":"i","#
    + #""imageURL":"https://im.runware.ai/i.jpg","seed":18446744073709551615,"cost":0.04}]}"#

private func expectLost(
    _ sent: Sent, _ kind: ConnectionFault.Kind, location: SourceLocation = #_sourceLocation
) throws {
    guard case .lost(let fault) = sent.end else {
        Issue.record("not lost: \(sent.end)", sourceLocation: location)
        return
    }
    #expect(fault.kind == kind, "\(fault)", sourceLocation: location)
}

@Suite("Sending a task: what comes back")
struct SendReplyTests {
    @Test("the request is, byte for byte, what the contract says")
    func literalRequest() async throws {
        let sent = try await sendOnce(.http("200 OK", image), task: makeTask(prompt: "Füchse 🦊 \"im\" Schnee"))
        let body =
            #"[{"taskType":"imageInference","taskUUID":"00000000-0000-4000-8000-000000000001","model":"bfl:2@1","#
            + #""positivePrompt":"Füchse 🦊 \"im\" Schnee","width":1024,"height":1024,"includeCost":true,"#
            + #""deliveryMethod":"async"}]"#
        let head = [
            "POST /v1 HTTP/1.1", "Content-Type: application/json", "User-Agent: easel/1.2.3",
            "Authorization: Bearer \(secret)", "Host: 127.0.0.1:\(sent.server.port)",
            "Content-Length: \(body.utf8.count)",
        ]
        let request = try #require(sent.server.requests.first)
        let parts = request.components(separatedBy: "\r\n\r\n")
        #expect(parts.count == 2)
        #expect(parts.last == body)
        #expect(
            Set(parts[0].components(separatedBy: "\r\n").map { $0.lowercased() }) == Set(head.map { $0.lowercased() }))
    }

    @Test("an image is an answer, byte for byte")
    func success() async throws {
        let sent = try await sendOnce(.http("200 OK", image))
        #expect(sent.end == .answered)
        #expect(
            sent.answers == [
                Answer(.send, over: .reply(httpStatus: 200, retryAfterSeconds: nil), bytes: Data(image.utf8))
            ])
        #expect(sent.reply?.items.map(\.seed) == [18_446_744_073_709_551_615])
    }

    @Test("UTF-8 in an answer arrives whole, cut anywhere between its bytes")
    func utf8InPieces() async throws {
        let body = #"{"errors":[{"code":"x","message":"Füchse 🦊 ログ"}]}"#
        let bytes = Array("HTTP/1.1 400 Bad Request\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
        let sent = try await sendOnce(.send(bytes.map { [$0] }, thenClose: false))
        #expect(sent.text == body)
        #expect(sent.answer?.httpStatus == 400)
    }

    @Test(
        "an answer is delivered whatever its status and its body",
        arguments: [200, 201, 400, 401, 402, 403, 404, 429, 500, 502, 503, 504],
        [#"{"data":[],"errors":[{"code":"c","message":"m"}]}"#, "", #"{"data":[{"taskType""#, "<h1>busy</h1>"])
    func anyAnswer(status: Int, body: String) async throws {
        let sent = try await sendOnce(.http("\(status) Some Words", body))
        #expect(sent.end == .answered)
        #expect(sent.answer?.channel == .reply(httpStatus: status, retryAfterSeconds: nil))
        #expect(sent.text == body)
    }

    @Test("Retry-After in seconds comes with the answer")
    func retryAfterSeconds() async throws {
        let sent = try await sendOnce(
            .http(
                "429 Too Many Requests", #"{"errors":[{"code":"rateLimitExceeded","message":"m"}]}"#,
                headers: ["Retry-After: 17"]))
        #expect(sent.answer?.channel == .reply(httpStatus: 429, retryAfterSeconds: 17))
    }

    @Test("Retry-After as a date counts from the reply's own date")
    func retryAfterDate() async throws {
        let sent = try await sendOnce(
            .http(
                "503 Busy", "<h1>busy</h1>",
                headers: ["Date: Sun, 06 Nov 1994 08:49:07 GMT", "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT"]))
        #expect(sent.answer?.channel == .reply(httpStatus: 503, retryAfterSeconds: 30))
    }

    @Test("a redirect is not followed, and the key goes nowhere else")
    func redirect() async throws {
        let other = try await ScriptedServer.start([.http("200 OK", image)])
        for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"] {
            let sent = try await sendOnce(
                .http(status, "", headers: ["Location: http://127.0.0.1:\(other.port)/v1"]))
            #expect(sent.answer?.httpStatus == Int(status.prefix(3)))
            #expect(sent.server.requests.count == 1)
        }
        #expect(other.connections == 0)
        await other.stop()
    }

    @Test("a key that the service repeats is taken out of its words, slashes escaped or not")
    func echoedKey() async throws {
        let escaped = secret.replacing("/", with: #"\/"#)
        #expect(escaped != secret)
        let body = #"{"errors":[{"code":"invalidApiKey","message":"Invalid API key: \#(secret), \#(escaped)."}]}"#
        let refused = try await sendOnce(.http("401 Unauthorized", body))
        #expect(refused.reply?.errors.first?.message == "Invalid API key: <key>, <key>.")
        let page = try await sendOnce(.http("502 Bad", "\(secret)you sent Bearer \(secret)"))
        #expect(page.text == "<key>you sent Bearer <key>")
    }

    @Test("a body of several megabytes is delivered whole")
    func largeBody() async throws {
        let bytes = Data((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        let body = #"{"data":[{"taskUUID":"u","imageBase64Data":"\#(bytes.base64EncodedString())"}]}"#
        let sent = try await sendOnce(.http("200 OK", body))
        #expect(sent.reply?.items.first?.output == .bytes(bytes))
    }

    @Test("an answer without a length ends where the connection does")
    func answerUntilClose() async throws {
        let sent = try await sendOnce(.answer("HTTP/1.1 200 OK\r\n\r\n" + image, thenClose: true))
        #expect(sent.text == image)
    }

    @Test("a connection is used again")
    func keptConnection() async throws {
        let server = try await ScriptedServer.start([.http("200 OK", image)])
        await withClient(server.address) { client in
            for number: UInt64 in 1...3 { await expectReply(client, number) }
        }
        #expect(server.requests.count == 3)
        // On a busy machine the pool may not have it back when the next request comes.
        #expect(server.connections < 3)
        await server.stop()
    }

    @Test("what follows an answer unasked does no harm")
    func unaskedAnswer() async throws {
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: \(image.utf8.count)\r\n\r\n\(image)"
        let server = try await ScriptedServer.start([.answer(answer + answer), .answer(answer)])
        await withClient(server.address) { client in
            await expectReply(client, 1)
            // The connection may be given up while this one is about to use it.
            switch await client.send(makeTask(2)) {
            case .answered, .notSent: break
            case let end: Issue.record("\(end)")
            }
            await expectReply(client, 3)
        }
        await server.stop()
    }

    private func expectReply(
        _ client: RunwareHTTPClient, _ number: UInt64, location: SourceLocation = #_sourceLocation
    ) async {
        #expect(await client.send(makeTask(number)) == .answered, sourceLocation: location)
    }
}

@Suite("Sending a task: nothing that counts comes back")
struct SendLossTests {
    @Test("a service that closes after any part of the request has lost it", arguments: [1, 40, 300])
    func closedWhileSending(bytes: Int) async throws {
        try expectLost(try await sendOnce(.closeAfter(bytes: bytes)), .closed)
    }

    @Test("a service that closes after reading everything has lost it")
    func closedWithoutAnswer() async throws {
        try expectLost(try await sendOnce(.send([], thenClose: true)), .closed)
    }

    @Test("an answer that ends before its length is lost")
    func cutAnswer() async throws {
        let sent = try await sendOnce(
            .answer("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + image, thenClose: true))
        try expectLost(sent, .closed)
    }

    @Test("bytes that are no HTTP are a lost request")
    func garbage() async throws {
        let sent = try await sendOnce(.answer("SSH-2.0-OpenSSH_9.2\r\n\r\n\u{0}\u{1}", thenClose: true))
        try expectLost(sent, .other)
        guard case .lost(let fault) = sent.end else { return }
        #expect(fault.detail == "127.0.0.1:\(sent.server.port) does not speak HTTP")
    }

    @Test("silence ends after the time limit")
    func silence() async throws {
        let sent = try await sendOnce(.silence) {
            $0.connectTimeout = .milliseconds(200)
            $0.replyTimeout = .milliseconds(50)
        }
        try expectLost(sent, .timedOut)
        guard case .lost(let fault) = sent.end else { return }
        #expect(fault.detail == "no complete answer within 250 ms")
    }

    @Test("an answer that begins and does not go on ends after the time limit too")
    func stalledAnswer() async throws {
        let sent = try await sendOnce(.answer("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{")) {
            $0.connectTimeout = .milliseconds(200)
            $0.replyTimeout = .milliseconds(50)
        }
        try expectLost(sent, .timedOut)
    }

    @Test("an answer over the limit is cut off, announced or not", arguments: [true, false])
    func tooLarge(announced: Bool) async throws {
        let body = [UInt8](repeating: 0x20, count: 3 * 1024 * 1024)
        let head = announced ? "HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n" : "HTTP/1.1 200 OK\r\n\r\n"
        let sent = try await sendOnce(.send([Array(head.utf8), body], thenClose: true)) {
            $0.maximumReplyBytes = 2 * 1024 * 1024
        }
        try expectLost(sent, .tooLarge)
        guard case .lost(let fault) = sent.end else { return }
        #expect(fault.detail == "more than 2 MiB")
    }

    @Test("cancelling after the request has arrived loses it")
    func cancelled() async throws {
        let server = try await ScriptedServer.start([.silence])
        await withClient(server.address) { client in
            let calls = Calls()
            let sending = Task { await client.send(makeTask()) { calls.call() } }
            await server.nextArrival()
            sending.cancel()
            #expect(await sending.value == .lost(ConnectionFault(.other, detail: "cancelled")))
            #expect(calls.count == 1)
        }
        await server.stop()
    }

    @Test("a kept connection that ends while the next request is written loses it and nothing is repeated")
    func reusedConnectionClosed() async throws {
        let server = try await ScriptedServer.start([
            .http("200 OK", image), .closeAfter(bytes: 1), .http("200 OK", image),
        ])
        await withClient(server.address) { client in
            _ = await client.send(makeTask(1))
            let calls = Calls()
            let outcome = await client.send(makeTask(2)) { calls.call() }
            guard case .lost(let fault) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(fault.kind == .closed)
            #expect(calls.count == 1)
        }
        // On a busy machine the pool may not have the first one back yet; a repeated request would have been answered.
        #expect(server.connections <= 2)
        #expect(server.requests.count == 1)
        await server.stop()
    }

    @Test("shutting down loses what is on its way")
    func shutDownWhileSending() async throws {
        let server = try await ScriptedServer.start([.silence])
        await withClient(server.address) { client in
            let sending = Task { await client.send(makeTask()) }
            await server.nextArrival()
            await client.shutDown()
            #expect(await sending.value == .lost(ConnectionFault(.other, detail: "cancelled")))
        }
        await server.stop()
    }
}

@Suite("Sending a task: nothing left this machine")
struct SendNothingTests {
    @Test("a refused connection")
    func refused() async throws {
        let port = try ReservedPort()
        await withClient(port.address) { client in
            let calls = Calls()
            let outcome = await client.send(makeTask()) { calls.call() }
            let detail = "connection refused by 127.0.0.1:\(port.number)"
            #expect(outcome == .notSent(ConnectionFault(.refused, detail: detail)))
            #expect(calls.count == 0)
        }
        port.free()
    }

    @Test("a name without an address")
    func unknownHost() async throws {
        // A label of 64 characters is in no name server, and no name server is asked.
        let host = String(repeating: "a", count: 64) + ".invalid"
        let address = try #require(ServiceAddress("https://\(host)"))
        await withClient(address) { client in
            let calls = Calls()
            let outcome = await client.send(makeTask()) { calls.call() }
            let fault = ConnectionFault(.unknownHost, detail: "no address is known for \(host)")
            #expect(outcome == .notSent(fault))
            #expect(calls.count == 0)
        }
    }

    @Test("a TLS handshake that is broken off")
    func brokenHandshake() async throws {
        let server = try await ScriptedServer.start([.closeAfter(bytes: 1)])
        let address = try #require(ServiceAddress("https://127.0.0.1:\(server.port)"))
        await withClient(address) { client in
            let calls = Calls()
            let outcome = await client.send(makeTask()) { calls.call() }
            guard case .notSent = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(calls.count == 0)
        }
        #expect(server.requests.isEmpty)
        await server.stop()
    }

    @Test("a certificate that is not trusted")
    func distrusted() async throws {
        let tls = try SelfSigned.serverContext()
        let server = try await ScriptedServer.start([.http("200 OK", image)], tls: tls)
        let address = try #require(ServiceAddress("https://localhost:\(server.port)"))
        await withClient(address) { client in
            let calls = Calls()
            let outcome = await client.send(makeTask()) { calls.call() }
            let fault = ConnectionFault(.insecure, detail: "the certificate of localhost is not trusted here")
            #expect(outcome == .notSent(fault))
            #expect(calls.count == 0)
        }
        #expect(server.bytes == 0)
        await server.stop()
    }

    @Test("a connection that is not answered in time")
    func connectTimeout() async throws {
        // Nobody accepts, and two connections fill a queue of one: the system drops what knocks afterwards.
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1)
            .serverChannelOption(.autoRead, value: false)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(listener.localAddress?.port)
        var waiting: [any Channel] = []
        for _ in 1...2 {
            let filler = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            waiting.append(try await filler.connect(host: "127.0.0.1", port: port).get())
        }
        await withClient(ServiceAddress(loopbackPort: port), key: secret) {
            $0.connectTimeout = .milliseconds(50)
        } _: {
            let calls = Calls()
            let outcome = await $0.send(makeTask()) { calls.call() }
            let detail = "no connection to 127.0.0.1:\(port) within 50 ms"
            #expect(outcome == .notSent(ConnectionFault(.timedOut, detail: detail)))
            #expect(calls.count == 0)
        }
        // What is waiting was refused by the closing listener; closing it again may fail, which is no matter.
        try await listener.close()
        for channel in waiting { try? await channel.close() }
    }

    @Test("a task that was cancelled before, and a client that was shut down")
    func neverBegun() async throws {
        let server = try await ScriptedServer.start([.http("200 OK", image)])
        await withClient(server.address) { client in
            let sending = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await client.send(makeTask()) { Issue.record("called") }
            }
            #expect(await sending.value == .notSent(ConnectionFault(.other, detail: "cancelled")))
            await client.shutDown()
            let late = await client.send(makeTask()) { Issue.record("called") }
            #expect(late == .notSent(ConnectionFault(.other, detail: "the client has ended")))
        }
        #expect(server.bytes == 0)
        await server.stop()
    }

    @Test("cancelled at any moment, a task is either unsent and unseen, or its callback came first")
    func cancelledAtAnyMoment() async throws {
        let server = try await ScriptedServer.start([.http("200 OK", image)])
        var unsent: [String] = []
        var sent = 0
        await withClient(server.address) { client in
            for number in 1...300 {
                let task = makeTask(UInt64(number))
                let calls = Calls()
                let sending = Task { await client.send(task) { calls.call() } }
                for _ in 0..<(number % 40) { await Task.yield() }
                sending.cancel()
                switch await sending.value {
                case .notSent:
                    #expect(calls.count == 0)
                    unsent.append(task.taskUUID.text)
                case .answered, .lost:
                    #expect(calls.count == 1)
                    sent += 1
                case .refusedAtDoor: Issue.record("there is no door")
                }
            }
        }
        await server.drained()
        let seen = server.requests.joined()
        #expect(sent + unsent.count == 300)
        #expect(unsent.allSatisfy { !seen.contains($0) })
        await server.stop()
    }
}
