import EngineCore
import EngineModel
import Foundation
import RunwareAPI
import RunwareClient
import Testing

@Suite("Questions over HTTP")
struct QuestionTests {
    private static let questions = [
        CollectQuestion(makeTask(1).taskUUID, .getResponse), CollectQuestion(makeTask(2).taskUUID, .getTaskDetails),
    ]

    @Test("collecting is one message with all questions, and its answer is delivered as it came")
    func collect() async throws {
        let body = #"{"data":[],"errors":[{"code":"c","message":"\#(secret)"}]}"#
        let server = try await ScriptedServer.start([.http("400 Bad Request", body)])
        let outcome = await withClient(server.address) { await $0.collect(Self.questions) }
        #expect(outcome.fault == nil)
        #expect(
            outcome.answers == [
                Answer(
                    .collect, over: .reply(httpStatus: 400, retryAfterSeconds: nil),
                    bytes: Data(body.replacing(secret, with: "<key>").utf8))
            ])
        let request = try #require(server.requests.first)
        #expect(
            request.hasSuffix(
                #"[{"taskType":"getResponse","taskUUID":"00000000-0000-4000-8000-000000000001"},"#
                    + #"{"taskType":"getTaskDetails","taskUUID":"00000000-0000-4000-8000-000000000002"}]"#))
        #expect(request.contains("Authorization: Bearer \(secret)"))
        await server.stop()
    }

    @Test("collecting that fails says why; asking nothing asks nobody")
    func collectFails() async throws {
        let port = try ReservedPort()
        await withClient(port.address) { client in
            #expect(await client.collect([]) == CollectOutcome())
            let outcome = await client.collect(Self.questions)
            #expect(outcome.answers.isEmpty)
            #expect(outcome.fault?.kind == .refused)
        }
        port.free()
    }

    @Test("silence ends after the time limit for questions")
    func silence() async throws {
        let server = try await ScriptedServer.start([.silence])
        let outcome = await withClient(server.address, key: secret) {
            $0.questionTimeout = .milliseconds(50)
        } _: {
            await $0.collect(Self.questions)
        }
        #expect(outcome.fault == ConnectionFault(.timedOut, detail: "no complete answer within 50 ms"))
        await server.stop()
    }

    @Test(
        "the balance is read in both shapes",
        arguments: [
            #""balance":12.5"#, #""balance":{"amount":12.5,"freeBalance":1,"currency":"USD"}"#,
        ])
    func account(balance: String) async throws {
        let body =
            #"{"data":[{"taskType":"accountManagement","taskUUID":"u","organizationName":"Kite Works",\#(balance)}]}"#
        let server = try await ScriptedServer.start([.http("200 OK", body)])
        let outcome = await withClient(server.address) { await $0.account() }
        guard case .account(let details) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(details.balance == Money(microDollars: 12_500_000))
        #expect(details.organizationName == "Kite Works")
        let request = try #require(server.requests.first)
        #expect(request.contains(#"[{"taskType":"accountManagement","taskUUID":""#))
        #expect(request.hasSuffix(#"","operation":"getDetails"}]"#))
        await server.stop()
    }

    @Test("a refused account and a refused ping are the service's words, without the key")
    func refused() async throws {
        let body = #"{"errors":[{"code":"invalidApiKey","message":"no \#(secret)"}]}"#
        let server = try await ScriptedServer.start([.http("401 Unauthorized", body)])
        var error = ServiceError(code: "invalidApiKey", message: "no <key>")
        error.httpStatus = 401
        await withClient(server.address) { client in
            #expect(await client.account() == .refused([error]))
            #expect(await client.ping() == .refused([error]))
        }
        await server.stop()
    }

    @Test("an answer about something else is a fault that shows it, without the key")
    func strange() async throws {
        let server = try await ScriptedServer.start([.http("502 Bad Gateway", "<title>Bad \(secret)</title>")])
        await withClient(server.address) { client in
            #expect(
                await client.account()
                    == .failed(ConnectionFault(.other, detail: "HTTP 502 without the account: Bad <key>")))
            #expect(
                await client.ping() == .failed(ConnectionFault(.other, detail: "HTTP 502 without a pong: Bad <key>")))
        }
        await server.stop()
    }

    @Test("a ping is a round trip by the clock, with the key")
    func ping() async throws {
        let server = try await ScriptedServer.start([.http("200 OK", #"{"data":[{"taskType":"ping","pong":true}]}"#)])
        let client = RunwareHTTPClient(makeConfiguration(server.address), clock: StillClock())
        #expect(await client.ping() == .answered(milliseconds: 0, over: .http))
        await client.shutDown()
        let request = try #require(server.requests.first)
        #expect(request.hasSuffix(#"[{"taskType":"ping","ping":true}]"#))
        #expect(request.contains("Authorization: Bearer \(secret)"))
        await server.stop()
    }

    @Test("the events of HTTP end with the client, and there are none")
    func events() async throws {
        let client = RunwareHTTPClient(makeConfiguration(ServiceAddress(loopbackPort: 1)))
        await client.resume(session: "s")
        await client.shutDown()
        for await event in client.events { Issue.record("\(event)") }
    }
}

@Suite("Fetching files")
struct FetchTests {
    private func fetch(
        _ path: String = "/image/i.jpg", from server: ScriptedServer,
        adjust: (inout ClientConfiguration) -> Void = { _ in }
    ) async -> FetchOutcome {
        await withClient(server.address, key: secret, adjust) {
            await $0.fetch("http://127.0.0.1:\(server.port)\(path)")
        }
    }

    @Test("a file is fetched whole, and the key is not shown")
    func whole() async throws {
        let server = try await ScriptedServer.start([.http("200 OK", "bytes of a picture")])
        #expect(await fetch("/image/i.jpg?token=1", from: server) == .bytes(Data("bytes of a picture".utf8)))
        let request = try #require(server.requests.first)
        #expect(request.hasPrefix("GET /image/i.jpg?token=1 HTTP/1.1\r\n"))
        #expect(!request.lowercased().contains("authorization"))
        #expect(!request.contains(secret))
        await server.stop()
    }

    @Test("other statuses are refusals", arguments: [204, 206, 304, 404, 422, 500, 502])
    func refused(status: Int) async throws {
        let server = try await ScriptedServer.start([
            .http("\(status) Words", [204, 304].contains(status) ? "" : "page")
        ])
        #expect(await fetch(from: server) == .refused(httpStatus: status))
        await server.stop()
    }

    @Test("five redirects are followed, relative ones too; the sixth is not")
    func redirects() async throws {
        let kinds = ["301 A", "302 B", "303 C", "307 D", "308 E"]
        func hops(_ last: ScriptedServer.Act) -> [ScriptedServer.Act] {
            kinds.enumerated().map { .http($1, "", headers: ["Location: /hop\($0)"]) } + [last]
        }
        let server = try await ScriptedServer.start(hops(.http("200 OK", "there")))
        #expect(await fetch(from: server) == .bytes(Data("there".utf8)))
        #expect(server.requests.map { $0.prefix { $0 != "\r\n" } }.last == "GET /hop4 HTTP/1.1")
        await server.stop()
        let endless = try await ScriptedServer.start(hops(.http("302 F", "", headers: ["Location: /hop5"])))
        #expect(await fetch(from: endless) == .failed(ConnectionFault(.other, detail: "more than 5 redirects")))
        #expect(endless.requests.count == 6)
        await endless.stop()
    }

    @Test(
        "redirects to other schemes, or to nowhere, are not followed",
        arguments: ["Location: ftp://127.0.0.1/x", "Location: file:///etc/passwd", "Location: https:", "X: y"])
    func strangeRedirects(header: String) async throws {
        let server = try await ScriptedServer.start([.http("302 Found", "", headers: [header])])
        #expect(
            await fetch(from: server)
                == .failed(ConnectionFault(.other, detail: "127.0.0.1 redirects to where no one follows")))
        #expect(server.requests.count == 1)
        await server.stop()
    }

    @Test("what is no web address is no link", arguments: ["", "ftp://h/x", "/image", "file:///etc/passwd", "http://"])
    func noLink(text: String) async throws {
        await withClient(ServiceAddress(loopbackPort: 1)) { #expect(await $0.fetch(text) == .notALink) }
    }

    @Test("a file over the limit is cut off, announced or not", arguments: [true, false])
    func tooLarge(announced: Bool) async throws {
        let body = [UInt8](repeating: 0x20, count: 3 << 20)
        let head = announced ? "HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n" : "HTTP/1.1 200 OK\r\n\r\n"
        let server = try await ScriptedServer.start([.send([Array(head.utf8), body], thenClose: true)])
        let outcome = await fetch(from: server) { $0.maximumFileBytes = 2 << 20 }
        #expect(outcome == .failed(ConnectionFault(.tooLarge, detail: "more than 2 MiB")))
        await server.stop()
    }

    @Test("a file that does not come in time, and a host that refuses, are faults")
    func faults() async throws {
        let server = try await ScriptedServer.start([.silence])
        let outcome = await fetch(from: server) { $0.fetchTimeout = .milliseconds(50) }
        #expect(outcome == .failed(ConnectionFault(.timedOut, detail: "no complete answer within 50 ms")))
        await server.stop()
        let port = try ReservedPort()
        await withClient(server.address) { client in
            let outcome = await client.fetch("http://127.0.0.1:\(port.number)/x")
            let detail = "connection refused by 127.0.0.1:\(port.number)"
            #expect(outcome == .failed(ConnectionFault(.refused, detail: detail)))
        }
        port.free()
    }
}
