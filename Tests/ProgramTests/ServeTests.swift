import AsyncHTTPClient
import Foundation
import Glibc
import Imaging
import NIOCore
import NIOHTTP1
import Testing

extension ProgramTests {
    /// `easel serve`, help and version.
    @Suite struct ServeTests {
        @Test func `it prints address and key, keeps the key for its owner alone, and ends at SIGTERM`() throws {
            let sandbox = try Sandbox()
            let serve = try sandbox.serve()
            #expect(serve.output.contains("http://127.0.0.1:\(sandbox.port)"))
            #expect(serve.output.contains(try sandbox.serviceKey()))
            let keyFile = sandbox.data + "/service/key"
            let attributes = try FileManager.default.attributesOfItem(atPath: keyFile)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
            serve.signal(SIGTERM)
            let end = try serve.end(within: 5)
            #expect(end.code == 0)
            #expect(end.errors == "")
        }

        @Test func `its key opens it, and its links give a JPEG of exactly the asked size`() async throws {
            let sandbox = try Sandbox()
            let serve = try sandbox.serve()
            let client = try Sandbox()
            client.variables = [
                "RUNWARE_BASE_URL": "http://127.0.0.1:\(sandbox.port)", "RUNWARE_API_KEY": try sandbox.serviceKey(),
            ]
            let run = try client.easel("run", "--prompt", "a red kite", "width=416", "height=288", "-F", "json")
            #expect(run.code == 0, "\(run.errors)")
            let url = try #require(run.output.firstMatch(of: /"imageURL":"([^"]*)"/)?.1)
            let answer = try await HTTPClient.shared.get(url: String(url).replacing("\\/", with: "/")).get()
            #expect(answer.status.code == 200)
            let header = try ImageCodec.inspect(Array(try #require(answer.body).readableBytesView))
            #expect(header.format == .jpg)
            #expect(header.width == 416 && header.height == 288)
            serve.signal(SIGTERM)
            #expect(try serve.end(within: 5).code == 0)
        }

        @Test func `easel on the same folder needs no key for it`() throws {
            let sandbox = try Sandbox()
            let serve = try sandbox.serve()
            sandbox.variables = ["RUNWARE_BASE_URL": "http://127.0.0.1:\(sandbox.port)/v1"]
            #expect(try sandbox.easel("run", "--prompt", "a red kite").code == 0)
            sandbox.variables = [:]
            #expect(try sandbox.easel("run", "--prompt", "a blue kite").code == 0)
            #expect(try sandbox.acceptedTasks().count == 2)
            serve.signal(SIGINT)
            #expect(try serve.end(within: 5).code == 0)
        }

        @Test func `a port in use is named, with what to do`() throws {
            let sandbox = try Sandbox()
            let (descriptor, port) = try LoopbackPort.bound()
            defer { close(descriptor) }
            listen(descriptor, 1)
            let end = try sandbox.easel("serve", "--port", "\(port)")
            #expect(end.code == 69)
            #expect(end.output == "")
            #expect(end.errors.contains("\(port)") && end.errors.contains("--port"))
        }

        @Test func `it speaks WebSocket on its port and lets faults be asked for`() async throws {
            let sandbox = try Sandbox()
            let serve = try Child(
                Executable.path(),
                ["serve", "--port", "\(sandbox.port)", "--latency", "0", "--key", "k", "--fault", "503@poll:all"],
                environment: sandbox.environment)
            try #require(serve.wait(seconds: 20) { $0.output.contains("Ctrl-C") })
            let upgrade = [
                "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
                "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Origin": "https://evil.example",
            ]
            let url = "http://127.0.0.1:\(sandbox.port)"
            #expect(try await Self.status(.GET, url + "/v1", upgrade) == 403)
            let key = ["Authorization": "Bearer k"]
            let poll = "[{\"taskType\":\"getResponse\",\"taskUUID\":\"0c6a1d1e-5b1f-4a54-9a57-0b7a5c1f7f10\"}]"
            #expect(try await Self.status(.POST, url + "/v1", key, poll) == 503)
            #expect(try await Self.status(.DELETE, url + "/control/faults", key) == 200)
            #expect(try await Self.status(.POST, url + "/v1", key, poll) == 200)
            serve.signal(SIGTERM)
            #expect(try serve.end(within: 5).code == 0)
        }

        private static func status(
            _ method: HTTPMethod, _ url: String, _ headers: [String: String], _ body: String = ""
        ) async throws -> UInt {
            var request = HTTPClientRequest(url: url)
            request.method = method
            for (name, value) in headers { request.headers.add(name: name, value: value) }
            request.body = .bytes(ByteBuffer(string: body))
            return try await HTTPClient.shared.execute(request, timeout: .seconds(20)).status.code
        }

        @Test(arguments: [
            ["--port", "0"], ["--port", "65536"], ["--latency=-1"], ["--port", "x"], ["--fault", "418"],
            ["--fault", "429@moon"], ["--max-images", "0"], ["--max-sockets", "0"],
        ])
        func `an illegal option is a usage error`(arguments: [String]) throws {
            let end = try Sandbox().easel(["serve"] + arguments)
            #expect(end.code == 64)
            #expect(end.output == "")
            #expect(end.errors.contains(arguments[0].split(separator: "=").last ?? ""))
        }

        @Test func `help and version are data`() throws {
            let sandbox = try Sandbox()
            let help = try sandbox.easel("--help")
            #expect(help.code == 0)
            for word in ["run", "serve", "RUNWARE_API_KEY", "EXIT STATUS"] { #expect(help.output.contains(word)) }
            #expect(help.errors == "")
            let version = try sandbox.easel("version")
            #expect(version.code == 0)
            #expect(version.output.firstMatch(of: /^easel \d+\.\d+\.\d+\n$/) != nil)
            let run = try sandbox.easel("run", "--help")
            #expect(run.code == 0)
            #expect(run.output.contains("positivePrompt") && run.output.contains("numberResults"))
            #expect(!FileManager.default.fileExists(atPath: sandbox.data))
        }
    }
}
