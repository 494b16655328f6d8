import RunwareAPI
import Testing

@testable import RunwareService

@Suite("Reading messages")
struct MessageReadingTests {
    @Test("thousands of damaged bodies are refused or read, never more than that")
    func mutations() throws {
        var random = Seeded(state: 20_260_722)
        let whole = Array(
            """
            [{"taskType":"imageInference","taskUUID":"0c6a1d1e-5b1f-4a54-9a57-0b7a5c1f7f10","model":"bfl:2@1",\
            "positivePrompt":"a \\"red\\" k\\u00efte \\ud83e\\ude81","width":1024,"height":768,"seed":9223372036854776000,\
            "safety":{"mode":"fast"},"providerSettings":{"bfl":{"safetyTolerance":6}},"ttl":60},\
            {"taskType":"authentication","apiKey":"k"},{"taskType":"ping","ping":true}]
            """.utf8)
        let pieces = [
            "[", "{", "]", "}", "\"", "\\", ",", ":", "1e999", "-", "99999999999999999999999999999999999999999",
            "null", "\u{0}", "\\ud800", "0.1", "\u{FEFF}", "true", "\"taskUUID\":", "\"width\":{}",
        ].map { Array($0.utf8) }
        var read = 0
        var refused = 0
        for _ in 0..<4000 {
            var body = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) where !body.isEmpty {
                let place = Int.random(in: 0..<body.count, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: body[place] = UInt8.random(in: .min ... .max, using: &random)
                case 1: body.removeSubrange(place...)
                case 2: body.removeSubrange(place..<min(place + 8, body.count))
                case 3: body.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: place)
                default: body.insert(contentsOf: body[place...].prefix(200), at: place)
                }
            }
            do throws(ServiceError) {
                for task in try MessageReading.read(body) {
                    guard case .imageInference(let taskUUID, let members) = task else { continue }
                    do throws(ParameterFault) {
                        let request = try ImageRequest.read(members, rules: .wire).request
                        #expect(request.faults.isEmpty)
                    } catch {
                        #expect(!ServiceError(error, taskUUID: taskUUID).jsonText.isEmpty)
                    }
                }
                read += 1
            } catch {
                #expect(ServiceReply(parsing: .init(OutgoingReply(errors: [error]).jsonText.utf8)) != nil)
                refused += 1
            }
        }
        #expect(read > 200)
        #expect(refused > 1000)
    }

    @Test("nesting is bounded whatever the brackets, and brackets in strings do not count")
    func depth() throws {
        for opening in ["[", "{\"a\":"] {
            #expect(throws: ServiceError.malformedJSON) {
                try MessageReading.read(Array(String(repeating: opening, count: 100_000).utf8))
            }
        }
        let brackets = String(repeating: "[", count: 1000) + "\\\"{"
        let tasks = try MessageReading.read(Array("[{\"taskType\":\"ping\",\"note\":\"\(brackets)\"}]".utf8))
        #expect(tasks == [.ping])
    }

    @Test("a flood of tiny elements is refused before it is parsed, a hundred full tasks are not")
    func flood() throws {
        let many =
            "[{\"taskType\":\"ping\",\"a\":[" + Array(repeating: "0", count: 30_000).joined(separator: ",") + "]}]"
        #expect(throws: ServiceError.malformedJSON) { try MessageReading.read(Array(many.utf8)) }
        let full = (0..<100).map { _ in Rig.task(Rig.newUUID(), ["safety": "{\"mode\":\"fast\"}", "seed": "1"]) }
        #expect(try MessageReading.read(Array(("[" + full.joined(separator: ",") + "]").utf8)).count == 100)
    }

    @Test("JSON in another encoding is no JSON of ours")
    func encoding() {
        let wide = "[{\"taskType\":\"ping\"}]".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(throws: ServiceError.malformedJSON) { try MessageReading.read(wide) }
    }

    @Test("an address of an image reads back only from exactly what was written")
    func addresses() throws {
        let uuid = try #require(TaskUUID("5d1f2f5e-8b0c-4c35-8a2e-6f6a1f1c2b3d"))
        let address = ImageAddress(imageUUID: uuid, format: .webp)
        #expect(
            address.path.wholeMatch(
                of: /\/image\/os\/a\d\dd\d\d\/ws\/2\/ii\/5d1f2f5e-8b0c-4c35-8a2e-6f6a1f1c2b3d\.webp/) != nil)
        #expect(ImageAddress(path: address.path[...]) == address)
        #expect(ImageAddress(path: address.path.dropLast()) == nil)
        #expect(ImageAddress(path: (address.path + "?x")[...]) == nil)
        #expect(address.url(port: 7313) == "http://127.0.0.1:7313" + address.path)
    }

    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }
}
