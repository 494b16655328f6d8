import Foundation
import RunwareAPI
import Testing

@Suite("A hostile body")
struct HostileBodyTests {
    private static let bodies = [
        #"{"data":[{"taskType":"imageInference","taskUUID":"0c6a1d1e-5b1f-4a54-9a57-0b7a5c1f7f10","imageUUID":"I","imageURL":"https://im.runware.ai/x.jpg","seed":9223372036854776000,"cost":0.04,"status":"success","NSFWContent":false}]}"#,
        #"{"data":[],"errors":[{"code":"invalidWidth","message":"m \u00e9\ud83e\ude81","parameter":["width","height"],"allowedValues":{"a":[1,2.5e-3]},"taskUUID":"U","context":{"taskType":"t"}}]}"#,
        #"{"error":{"code":"c","message":"m"},"taskUUID":"U","data":[{"imageBase64Data":"AQID/w==","error":null}]}"#,
        #"[{"code":"c","message":"m"},{"error":true,"errorId":19,"errorMessage":"x"}]"#,
        #"{"data":[{"taskUUID":"U","status":"error","error":{"code":"timeoutProvider"}},{"imageDataURI":"data:image/png;base64,AQID/w=="}]}"#,
    ]

    /// Bytes that mean something to a JSON scanner, so that mutations reach its corners.
    private static let spice =
        Array(#"{}[]",:\u0123456789eE+-.tfn/ "#.utf8) + [0, 0x1F, 0x7F, 0x80, 0xC3, 0xD8, 0xED, 0xEF, 0xFF]

    @Test("never crashes the reader, in 20,000 mutations")
    func mutations() throws {
        var random = SeededRandom(seed: 20_260_101)
        var understood = 0
        for round in 0..<20_000 {
            var bytes = Array(Self.bodies[round % Self.bodies.count].utf8)
            for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: bytes.indices, using: &random)
                switch Int.random(in: 0..<6, using: &random) {
                case 0: bytes[place] = Self.spice.randomElement(using: &random) ?? 0
                case 1: bytes.insert(Self.spice.randomElement(using: &random) ?? 0, at: place)
                case 2: bytes.remove(at: place)
                case 3: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...30, using: &random)))
                case 4: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 40)], at: place)
                default: bytes.removeLast(Int.random(in: 0...min(bytes.count, 20), using: &random))
                }
            }
            let data = Data(bytes)
            guard let reply = ServiceReply(parsing: data, httpStatus: 400) else { continue }
            understood += 1
            for error in reply.errors + reply.items.compactMap(\.error) {
                #expect(error.httpStatus == 400)
                _ = error.category
            }
            if case .object(let members)? = try? JSONValue(parsing: data) {
                _ = try? ImageRequest.read(members, rules: .wire)
            }
        }
        // Guards against a mutation so coarse, or a reader so strict, that nothing is tested.
        #expect(understood > 1000)
        #expect(understood < 19_000)
    }

    @Test("of random requests never crashes the reader of tasks")
    func requests() throws {
        var random = SeededRandom(seed: 5)
        let task =
            #"{"taskType":"imageInference","taskUUID":"0c6a1d1e-5b1f-4a54-9a57-0b7a5c1f7f10","model":"bfl:2@1","positivePrompt":"kite","width":512,"height":512,"seed":1,"ttl":60,"safety":{"mode":"fast"},"providerSettings":{"bfl":{"safetyTolerance":3}}}"#
        let values = [
            "null", "-1", "1e400", "99999999999999999999999", "1.5", #""x""#, "[]", "{}", "true", #"{"bfl":{"x":1}}"#,
        ]
        guard case .object(let sound) = try JSONValue(parsing: Data(task.utf8)) else { return }
        var accepted = 0
        for _ in 0..<5000 {
            var members = sound
            let name = try #require(members.keys.sorted().randomElement(using: &random))
            if Bool.random(using: &random) { members[name] = nil }
            members[name] = try JSONValue(parsing: Data((values.randomElement(using: &random) ?? "1").utf8))
            if let read = try? ImageRequest.read(members, rules: .wire) {
                accepted += 1
                #expect(read.request.faults.isEmpty)
            }
        }
        #expect(accepted < 2500)
    }

    @Test("of many megabytes is read in one piece")
    func large() throws {
        let picture = Data(repeating: 0xA5, count: 3_000_000)
        let body = #"{"data":[{"taskUUID":"U","imageBase64Data":"\#(picture.base64EncodedString())"}]}"#
        #expect(ServiceReply(parsing: Data(body.utf8))?.items.first?.output == .bytes(picture))
    }
}
