import EngineCore
import EngineModel
import Foundation
import NIOSSL
import RunwareAPI
import Synchronization
import Testing

@testable import RunwareClient

private let image = #"{"data":[{"taskUUID":"\#(makeTask().taskUUID.text)","imageUUID":"i"}]}"#
private let pong = #"{"data":[{"taskType":"ping","pong":true}]}"#

@Suite("Both ways to the service", .timeLimit(.minutes(5)))
struct ImageServiceTests {
    private let clock = StillClock()

    private func service(
        http: ServiceAddress, socket port: Int, key: String? = secret,
        adjust: (inout ClientConfiguration) -> Void = { _ in }
    ) -> RunwareImageService {
        let endpoints = ServiceEndpoints(http, socket: SocketEndpoint("ws://127.0.0.1:\(port)/v1"))
        var configuration = ClientConfiguration(
            endpoints: endpoints, key: key.flatMap { APIKey($0) }, fingerprintSalt: "salt", version: "1.2.3")
        adjust(&configuration)
        return RunwareImageService(configuration, clock: clock, random: Constant())
    }

    /// All events until the service ends.
    private func events(of service: RunwareImageService) async -> [ServiceEvent] {
        await service.shutDown()
        var all: [ServiceEvent] = []
        for await event in service.events { all.append(event) }
        return all
    }

    @Test("tasks, questions and pings take the socket; the account and files take HTTP")
    func socket() async throws {
        let http = try await ScriptedServer.start([.http("200 OK", #"{"data":[{"balance":1}]}"#), .http("200 OK", "f")])
        let server = try await SocketServer.start { _, text in
            if text.contains("imageInference") { return [.text(image)] }
            if text.contains("getResponse") { return [.text(image)] }
            return text.contains(#""ping""#) ? [.text(pong)] : []
        }
        let service = service(http: http.address, socket: server.port)
        #expect(await service.send(makeTask()) == .answered)
        #expect(await service.collect([CollectQuestion(makeTask().taskUUID, .getResponse)]).answers.count == 1)
        #expect(await service.ping() == .answered(milliseconds: 0, over: .socket))
        #expect(http.requests.isEmpty)
        _ = await service.account()
        #expect(await service.fetch("http://127.0.0.1:\(http.port)/f") == .bytes(Data("f".utf8)))
        #expect(http.requests.count == 2)
        #expect(await events(of: service) == [.session("s1")])
        await server.stop()
        await http.stop()
    }

    @Test("without a key, and where it is wished, there is only HTTP", arguments: [false, true])
    func onlyHTTP(isWished: Bool) async throws {
        let http = try await ScriptedServer.start([.http("200 OK", image)])
        let server = try await SocketServer.start()
        let service = service(http: http.address, socket: server.port, key: isWished ? secret : nil) {
            if isWished { $0.transport = .http }
        }
        #expect(await service.send(makeTask()) == .answered)
        await service.resume(session: "old")
        #expect(server.connections == 0)
        #expect(await events(of: service) == [])
        await server.stop()
        await http.stop()
    }

    @Test("where no socket opens, HTTP stands in, which is said once; later the socket is tried again")
    func standIn() async throws {
        let http = try await ScriptedServer.start([.http("200 OK", image)])
        let isReady = Calls()
        let server = try await SocketServer.start { _, text in
            if isReady.count == 0 { return [.drop] }
            return text.contains("imageInference") ? [.text(image)] : []
        }
        let service = service(http: http.address, socket: server.port)
        let calls = Calls()
        #expect(await service.send(makeTask(), onFirstByte: { calls.call() }) == .answered)
        #expect(calls.count == 1)
        #expect(server.connections == 1)
        #expect(await service.send(makeTask()) == .answered)
        #expect(server.connections == 1, "the socket is left alone for a while")
        clock.advance(seconds: 300)
        #expect(await service.send(makeTask()) == .answered)
        #expect(server.connections == 2)
        #expect(http.requests.count == 3)
        clock.advance(seconds: 300)
        isReady.call()
        #expect(await service.send(makeTask()) == .answered)
        #expect(http.requests.count == 3)
        let notice =
            "Tasks go over HTTP for now; the socket of 127.0.0.1:\(server.port) cannot be used: "
            + "closed by 127.0.0.1:\(server.port)."
        #expect(await events(of: service) == [.notice(notice), .notice(nil), .session("s3")])
        await server.stop()
        await http.stop()
    }

    @Test(
        "a door that opens no WebSocket is no reason to fail",
        arguments: ["404 Not Found", "200 OK", "101 Switching", "426 Upgrade Required", "500 Oops"])
    func refusedUpgrade(status: String) async throws {
        let http = try await ScriptedServer.start([.http("200 OK", pong)])
        let door = try await ScriptedServer.start([.http(status, "page")])
        let service = service(http: http.address, socket: door.port)
        #expect(await service.ping() == .answered(milliseconds: 0, over: .http))
        #expect(await service.send(makeTask()) == .answered)
        #expect(door.requests.count == 1)
        #expect(door.requests[0].hasPrefix("GET /v1 HTTP/1.1\r\n"))
        #expect(!door.requests[0].contains(secret), "the key goes in the login, not in the upgrade")
        let told = await events(of: service)
        #expect(told.count == 1)
        await door.stop()
        await http.stop()
    }

    @Test("a socket that refuses connections, or speaks something else", arguments: [true, false])
    func noSocket(isRefused: Bool) async throws {
        let http = try await ScriptedServer.start([.http("200 OK", #"{"data":[]}"#)])
        let port = try ReservedPort()
        let door = try await ScriptedServer.start([.answer("SSH-2.0-OpenSSH_9.2\r\n\r\n\u{0}\u{1}", thenClose: true)])
        let service = service(http: http.address, socket: isRefused ? port.number : door.port)
        #expect(await service.collect([CollectQuestion(makeTask().taskUUID, .getResponse)]).answers.count == 1)
        #expect(await service.send(makeTask()) == .answered)
        #expect(await events(of: service).count == 1)
        await door.stop()
        await http.stop()
        port.free()
    }

    @Test(
        "over wss a task travels as over ws, when the certificate is trusted; over https too", arguments: [false, true])
    func trusted(isHTTP: Bool) async throws {
        let tls = try SelfSigned.serverContext()
        let door = try await SocketServer.start(tls: tls) { _, text in
            text.contains("imageInference") ? [.text(image)] : []
        }
        let http = try await ScriptedServer.start([.http("200 OK", image)], tls: tls)
        let socket = try #require(SocketEndpoint("wss://localhost:\(door.port)/v1"))
        let address = try #require(ServiceAddress("https://localhost:\(http.port)/v1"))
        var configuration = ClientConfiguration(
            endpoints: ServiceEndpoints(address, socket: socket), key: APIKey(secret), fingerprintSalt: "salt",
            version: "1.2.3")
        configuration.trustRoots = .certificates([try SelfSigned.trusted()])
        configuration.transport = isHTTP ? .http : .socket
        let service = RunwareImageService(configuration, clock: clock, random: Constant())
        #expect(await service.send(makeTask()) == .answered)
        #expect(http.requests.count == (isHTTP ? 1 : 0))
        #expect(door.said.count == (isHTTP ? 0 : 2))
        if !isHTTP { #expect(door.said.last?.contains(makeTask().taskUUID.text) == true) }
        await service.shutDown()
        await door.stop()
        await http.stop()
    }

    @Test("a socket whose certificate is not trusted gets neither key nor task")
    func distrusted() async throws {
        let tls = try SelfSigned.serverContext()
        let door = try await ScriptedServer.start([.silence], tls: tls)
        let http = try await ScriptedServer.start([.http("200 OK", image)])
        let socket = try #require(SocketEndpoint("wss://localhost:\(door.port)/v1"))
        let service = RunwareImageService(
            ClientConfiguration(
                endpoints: ServiceEndpoints(http.address, socket: socket), key: APIKey(secret), fingerprintSalt: "salt",
                version: "1.2.3"),
            clock: clock, random: Constant())
        #expect(await service.send(makeTask()) == .answered)
        #expect(door.bytes == 0)
        let notice =
            "Tasks go over HTTP for now; the socket of localhost:\(door.port) cannot be used: "
            + "the certificate of localhost is not trusted here."
        #expect(await events(of: service) == [.notice(notice)])
        await door.stop()
        await http.stop()
    }

    @Test("when nothing can be reached, nothing is said of the way")
    func unreachable() async throws {
        let port = try ReservedPort()
        let service = service(http: port.address, socket: port.number)
        guard case .notSent(let fault) = await service.send(makeTask()) else {
            Issue.record("sent")
            return
        }
        #expect(fault.kind == .refused)
        #expect(await service.collect([CollectQuestion(makeTask().taskUUID, .getResponse)]).fault?.kind == .refused)
        #expect(await events(of: service) == [])
        port.free()
    }

    @Test("a task that has left, or was refused at the door, does not go over HTTP as well", arguments: [false, true])
    func sentOnce(isRefused: Bool) async throws {
        let http = try await ScriptedServer.start([.http("200 OK", image)])
        let server = try await SocketServer.start { _, text in
            if text.contains(#""authentication""#) {
                return isRefused ? [.text(#"{"errors":[{"code":"invalidApiKey","message":"no"}]}"#)] : []
            }
            // Larger than any frame may be: it loses the task at once.
            return [.raw([0x81, 127, 0x7F, 0, 0, 0, 0, 0, 0, 0])]
        }
        let service = service(http: http.address, socket: server.port)
        let calls = Calls()
        switch await service.send(makeTask(), onFirstByte: { calls.call() }) {
        case .refusedAtDoor(let errors):
            #expect(isRefused)
            #expect(errors.map(\.code) == ["invalidApiKey"])
            #expect(calls.count == 0)
        case .lost:
            #expect(!isRefused)
            #expect(calls.count == 1)
        case let end: Issue.record("\(end)")
        }
        #expect(http.connections == 0)
        await service.shutDown()
        await server.stop()
        await http.stop()
    }
}
