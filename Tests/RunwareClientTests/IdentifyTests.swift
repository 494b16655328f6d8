import EngineCore
import EngineModel
import RunwareAPI
import RunwareClient
import Testing

private func identify(
    _ acts: ScriptedServer.Act..., key: String? = secret
) async throws -> (ServiceStatus, ScriptedServer) {
    let server = try await ScriptedServer.start(acts)
    let found = await withClient(server.address, key: key) { await $0.identify() }
    await server.stop()
    guard case .known(let status) = found else {
        Issue.record("\(found)")
        return (ServiceStatus(), server)
    }
    #expect(!"\(status)".contains(secret))
    return (status, server)
}

@Suite("Who the service is")
struct IdentifyTests {
    @Test("a service on this machine that names its store is the local one")
    func local() async throws {
        let (status, server) = try await identify(
            .http("200 OK", #"{"data":[{"taskType":"ping","pong":true}]}"#, headers: ["easel-service: store-7"]))
        #expect(status.identity == .local(storeID: "store-7"))
        #expect(status.name == "local service")
        #expect(status.isSimulated)
        #expect(status.address == "http://127.0.0.1:\(server.port)/v1")
        let request = try #require(server.requests.first)
        #expect(request.hasSuffix("\r\n\r\n" + #"[{"taskType":"ping","ping":true}]"#))
        #expect(!request.contains(secret), "a stranger on the port must not learn the key")
        #expect(!request.lowercased().contains("authorization"))
    }

    @Test("a refused ping names the store as well")
    func refusedPing() async throws {
        let (status, _) = try await identify(
            .http("401 Unauthorized", #"{"errors":[]}"#, headers: ["Easel-Service: store-7"]))
        #expect(status.identity == .local(storeID: "store-7"))
    }

    @Test("without the header it is a real service behind a tunnel")
    func tunnel() async throws {
        let (status, server) = try await identify(.http("200 OK", #"{"data":[{"taskType":"ping","pong":true}]}"#))
        let key = try #require(APIKey(secret))
        #expect(status.identity == .remote(server.address, keyFingerprint: key.fingerprint(salt: "salt")))
        #expect(status.name == "127.0.0.1")
        #expect(!status.isSimulated)
        let (keyless, other) = try await identify(.http("200 OK", "{}"), key: nil)
        #expect(keyless.identity == .remote(other.address, keyFingerprint: "nokey"))
    }

    @Test("a store id that could be mistaken for another identity is none", arguments: ["a#b", "a b", ""])
    func strangeStoreID(text: String) async throws {
        let (status, _) = try await identify(.http("200 OK", "{}", headers: ["Easel-Service: \(text)"]))
        #expect(!status.isSimulated)
    }

    @Test("a service that cannot be reached is unreachable, and nobody yet")
    func unreachable() async throws {
        let port = try ReservedPort()
        let found = await withClient(port.address) { await $0.identify() }
        port.free()
        guard case .unreachable(let status, let fault) = found else {
            Issue.record("\(found)")
            return
        }
        #expect(status.identity == nil)
        #expect(status.address == port.address.text)
        #expect(fault.kind == .refused)
    }

    @Test("a silent port is unreachable after the time limit")
    func silent() async throws {
        let server = try await ScriptedServer.start([.silence])
        let found = await withClient(server.address, key: secret) {
            $0.connectTimeout = .milliseconds(50)
        } _: {
            await $0.identify()
        }
        guard case .unreachable(_, let fault) = found else {
            Issue.record("\(found)")
            return
        }
        #expect(fault.kind == .timedOut)
        await server.stop()
    }

    @Test("services elsewhere are known without any traffic, by address and key")
    func remote() async throws {
        let key = try #require(APIKey(secret))
        let fingerprint = key.fingerprint(salt: "salt")
        let elsewhere = try #require(ServiceAddress("https://easel-test.invalid/api/"))
        for (address, name) in [(ServiceAddress.runware, "Runware"), (elsewhere, "easel-test.invalid")] {
            let found = await withClient(address) { await $0.identify() }
            var status = ServiceStatus()
            status.name = name
            status.address = address.text
            status.identity = .remote(address, keyFingerprint: fingerprint)
            #expect(found == .known(status))
        }
    }

    @Test("IPv6 loopback is reached as well")
    func ipv6() async throws {
        let server = try await ScriptedServer.start(
            [.http("200 OK", "{}", headers: ["Easel-Service: six"])], host: "::1")
        let address = try #require(ServiceAddress("http://[::1]:\(server.port)"))
        let found = await withClient(address) { await $0.identify() }
        guard case .known(let status) = found else {
            Issue.record("\(found)")
            return
        }
        #expect(status.identity == .local(storeID: "six"))
        await server.stop()
    }
}
