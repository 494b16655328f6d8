import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import RunwareAPI
import RunwareService
import Testing

/// A service on a store of its own and a free port, and a client that asks it over real loopback.
struct Rig: Sendable {
    let service: RunningService

    struct Answer: Sendable {
        var status: Int
        var headers: [String: String]
        var bytes: [UInt8]

        var text: String { String(decoding: bytes, as: UTF8.self) }
        var json: JSONValue? { try? JSONValue(parsing: Data(bytes)) }
        var items: [JSONValue] { json?["data"]?.elements ?? [] }
        var errors: [JSONValue] { json?["errors"]?.elements ?? [] }
        var codes: [String] { errors.compactMap { $0["code"]?.string } }
    }

    /// Runs a body against a service with no latency, then stops it and removes its store.
    static func run(
        _ adjust: (inout ServiceConfiguration) -> Void = { _ in },
        _ body: (Rig, ServiceConfiguration) async throws -> Void
    ) async throws {
        try await withDirectory { directory in
            var configuration = ServiceConfiguration(storeDirectory: directory)
            configuration.port = 0
            configuration.latency = .zero
            adjust(&configuration)
            let service = try await LocalService.start(configuration)
            do {
                try await body(Rig(service: service), configuration)
            } catch {
                await service.stop()
                throw error
            }
            await service.stop()
        }
    }

    static func withDirectory(_ body: (String) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.path + "/easel-service-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await body(directory)
    }

    /// Posts to `/v1` with the service's key, unless other headers are given.
    func post(_ body: String, headers: [String: String]? = nil) async throws -> Answer {
        let headers = headers ?? ["Authorization": "Bearer " + service.key]
        return try await send("POST", "/v1", body: Array(body.utf8), headers: headers)
    }

    func send(
        _ method: String, _ path: String, body: [UInt8]? = nil, headers: [String: String] = [:]
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(service.port)" + path)
        request.method = HTTPMethod(rawValue: method)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let bytes = Array(try await response.body.collect(upTo: 64 << 20).readableBytesView)
        var fields: [String: String] = [:]
        for (name, value) in response.headers { fields[name.lowercased()] = value }
        return Answer(status: Int(response.status.code), headers: fields, bytes: bytes)
    }

    /// A task of a small picture; members of the same name are replaced, `nil` removes one.
    static func task(_ taskUUID: String = newUUID(), _ members: [String: String?] = [:]) -> String {
        var all: [String: String?] = [
            "taskType": "\"imageInference\"", "taskUUID": "\"\(taskUUID)\"", "model": "\"bfl:2@1\"",
            "positivePrompt": "\"a red kite over dunes\"", "width": "256", "height": "288",
        ]
        all.merge(members) { _, new in new }
        return "{" + all.compactMap { name, value in value.map { "\"\(name)\":" + $0 } }.joined(separator: ",") + "}"
    }

    static func newUUID() -> String { UUID().uuidString.lowercased() }
}

extension JSONValue {
    var elements: [JSONValue] {
        guard case .array(let values) = self else { return [] }
        return values
    }

    var whole: Int128? {
        guard case .integer(let integer) = self else { return nil }
        return integer
    }

    var names: Set<String> {
        guard case .object(let members) = self else { return [] }
        return Set(members.keys)
    }
}
