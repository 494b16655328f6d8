import EngineModel
import Foundation
import RunwareAPI
import TestSupport
import Testing

@Suite struct RequestTextsTests {
    private static let uuid = TaskUUID(randomBits: 5, 6)

    private func request(_ prompt: String) -> ImageRequest {
        var parameters = Parameters()
        parameters.seed = 18_446_744_073_709_551_615
        parameters.uploadEndpoint = "https://bucket.example/put?X-Amz-Signature=secret"
        return ImageRequest(prompt: prompt, parameters: parameters)
    }

    /// What a POSIX shell hands to curl.
    private func words(_ line: String) throws -> [String] {
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/sh")
        shell.arguments = ["-c", "curl() { printf '%s\\0' \"$@\"; }\n" + line]
        shell.environment = ["RUNWARE_API_KEY": "the key"]
        let output = Pipe()
        shell.standardOutput = output
        try shell.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        shell.waitUntilExit()
        return bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast()
            .map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: [
        "a red kite", "it's 'quoted' \"twice\"", "$(touch /tmp/x) `id` $HOME ${PATH} !! \\ \n\t; | & # *", "日本の冬 🎨",
    ])
    func `a shell makes of the curl line what the contract asks for`(prompt: String) throws {
        let request = request(prompt)
        let line = RequestTexts.curl(request, taskUUID: Self.uuid, address: ServiceAddress.runware.text)
        let words = try words(line)
        // Contract 1 and 2.1: POST to this address, these headers, an array.
        #expect(
            words.dropLast() == [
                "-sS", "https://api.runware.ai/v1", "-H", "Content-Type: application/json", "-H",
                "Authorization: Bearer the key", "-d",
            ])
        let body = try JSONValue(parsing: Data(try #require(words.last).utf8))
        guard case .array(let tasks) = body else {
            Issue.record("no array: \(body)")
            return
        }
        #expect(tasks.count == 1)
        #expect(tasks[0]["taskType"] == .text("imageInference") && tasks[0]["model"] == .text("bfl:2@1"))
        #expect(tasks[0]["taskUUID"] == .text(Self.uuid.text))
        #expect(tasks[0]["positivePrompt"] == .text(prompt))
        #expect(tasks[0]["seed"] == .integer(18_446_744_073_709_551_615))
        #expect(line.contains("$RUNWARE_API_KEY") && !line.contains("secret"))
        #expect(tasks[0]["uploadEndpoint"] == .text("https://bucket.example/put?…"))
    }

    @Test func `whatever stands in a prompt is one word of the shell`() throws {
        var random = SeededGenerator(seed: 8)
        let alphabet = Array("'\"\\$`!(){}|&;<>*?[]#~ \n\tab日é").map(String.init)
        for _ in 0..<40 {
            let prompt = (0..<40).map { _ in alphabet.randomElement(using: &random) ?? "" }.joined()
            let line = RequestTexts.curl(request(prompt), taskUUID: Self.uuid, address: "http://127.0.0.1:7313/v1")
            let words = try words(line)
            #expect(words.count == 8)
            let body = try JSONValue(parsing: Data(try #require(words.last).utf8))
            guard case .array(let tasks) = body else { continue }
            #expect(tasks.first?["positivePrompt"] == .text(prompt))
        }
    }
}
