import RunwareAPI
import RunwareService
import Testing

@Suite("Keys")
struct AuthenticationTests {
    @Test("no key is 401 missingApiKey, also for a body that is no JSON")
    func missing() async throws {
        try await Rig.run { rig, _ async throws in
            for body in ["[" + Rig.task() + "]", "{", "[]"] {
                let answer = try await rig.post(body, headers: [:])
                #expect(answer.status == 401)
                #expect(answer.codes == ["missingApiKey"])
                #expect(answer.items.isEmpty)
            }
        }
    }

    @Test("a wrong key in the header is 401 invalidApiKey", arguments: ["Bearer nonsense", "Bearer", "Basic abc", ""])
    func wrongHeader(header: String) async throws {
        try await Rig.run { rig, _ async throws in
            let answer = try await rig.post("[" + Rig.task() + "]", headers: ["Authorization": header])
            #expect(answer.status == 401)
            let error = try #require(answer.errors.first)
            #expect(error["code"]?.string == "invalidApiKey")
            #expect(error["parameter"]?.string == "apiKey")
            #expect(error["type"]?.string == "string")
            #expect(error["taskType"]?.string == "authentication")
        }
    }

    @Test("a key that only begins or goes on like ours is wrong")
    func similarKeys() async throws {
        try await Rig.run { rig, _ async throws in
            for key in [String(rig.service.key.dropLast()), rig.service.key + "0", rig.service.key + rig.service.key] {
                let answer = try await rig.post(
                    "[{\"taskType\":\"ping\"}]", headers: ["Authorization": "Bearer " + key])
                #expect(answer.status == 401)
            }
        }
    }

    @Test("a leading authentication task stands for the header and is answered only when alone")
    func leadingTask() async throws {
        try await Rig.run { rig, _ async throws in
            let login = "{\"taskType\":\"authentication\",\"apiKey\":\"\(rig.service.key)\"}"
            let both = try await rig.post("[" + login + "," + Rig.task() + "]", headers: [:])
            #expect(both.status == 200)
            #expect(both.items.map { $0["taskType"]?.string } == ["imageInference"])
            let alone = try await rig.post("[" + login + "]", headers: [:])
            #expect(alone.status == 200)
            let session = try #require(alone.items.first?["connectionSessionUUID"]?.string)
            #expect(TaskUUID(session)?.text == session)
        }
    }

    @Test("a leading authentication task with a wrong key stops everything after it")
    func wrongTask() async throws {
        try await Rig.run { rig, _ async throws in
            let taskUUID = Rig.newUUID()
            let login = "{\"taskType\":\"authentication\",\"apiKey\":\"wrong\"}"
            let refused = try await rig.post("[" + login + "," + Rig.task(taskUUID) + "]", headers: [:])
            #expect(refused.status == 401)
            #expect(refused.codes == ["invalidApiKey"])
            #expect(try await rig.post("[" + Rig.task(taskUUID) + "]").status == 200)
        }
    }

    @Test("a task before the authentication task is not performed")
    func lateTask() async throws {
        try await Rig.run { rig, _ async throws in
            let login = "{\"taskType\":\"authentication\",\"apiKey\":\"\(rig.service.key)\"}"
            let answer = try await rig.post("[{\"taskType\":\"ping\"}," + login + "]", headers: [:])
            #expect(answer.status == 401)
            #expect(answer.codes == ["missingApiKey"])
        }
    }
}
