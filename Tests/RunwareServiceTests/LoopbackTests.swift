import RunwareAPI
import Testing

@testable import RunwareService

@Suite("Who may ask")
struct LoopbackTests {
    @Test(
        "a foreign Host is refused before the key is looked at",
        arguments: ["easel.example", "10.0.0.1", "127.0.0.1.example"])
    func foreignHost(host: String) async throws {
        try await Rig.run { rig, _ async throws in
            for path in ["/v1", "/image/os/a00d00/ws/2/ii/x.jpg"] {
                let answer = try await rig.send("GET", path, headers: ["Host": host])
                #expect(answer.status == 403)
                #expect(answer.codes == ["forbidden"])
            }
        }
    }

    @Test(
        "every name of this machine is a good Host",
        arguments: ["localhost", "127.0.0.1:1", "[::1]:80", "LOCALHOST:7313"])
    func ownHost(host: String) async throws {
        try await Rig.run { rig, _ async throws in
            let headers = ["Host": host, "Authorization": "Bearer " + rig.service.key]
            #expect(try await rig.post("[{\"taskType\":\"ping\"}]", headers: headers).status == 200)
        }
    }

    @Test(
        "a page of another origin is refused although it knows the key",
        arguments: ["https://evil.example", "null", "file://"])
    func foreignOrigin(origin: String) async throws {
        try await Rig.run { rig, _ async throws in
            let taskUUID = Rig.newUUID()
            let key = "Bearer " + rig.service.key
            let refused = try await rig.post(
                "[" + Rig.task(taskUUID) + "]", headers: ["Origin": origin, "Authorization": key])
            #expect(refused.status == 403)
            let own = ["Origin": "http://localhost:\(rig.service.port)", "Authorization": key]
            #expect(try await rig.post("[" + Rig.task(taskUUID) + "]", headers: own).status == 200)
        }
    }
}
