import Foundation
import Imaging
import RunwareAPI
import Testing

@testable import RunwareService

@Suite("Pictures")
struct ImageDeliveryTests {
    static let formats: [(String, ImageFormat)] = [("JPG", .jpg), ("PNG", .png), ("WEBP", .webp)]

    @Test("link, base64 and data URI give the same file of exactly the size and format", arguments: formats)
    func outputs(name: String, format: ImageFormat) async throws {
        try await Rig.run { rig, _ async throws in
            var members: [String: String?] = ["outputFormat": "\"\(name)\"", "seed": "5", "outputQuality": "80"]
            let linked = try await rig.post("[" + Rig.task(Rig.newUUID(), members) + "]")
            let url = try #require(linked.items.first?["imageURL"]?.string)
            #expect(url.hasPrefix("http://127.0.0.1:\(rig.service.port)/image/os/a"))
            let path = try #require(url.split(separator: "\(rig.service.port)", maxSplits: 1).last.map(String.init))
            let file = try await rig.send("GET", path)
            #expect(file.status == 200)
            #expect(file.headers["content-type"] == format.mimeType)
            #expect(file.headers["content-length"] == String(file.bytes.count))
            let picture = try ImageCodec.decode(file.bytes, maxPixels: 1 << 22)
            #expect((picture.width, picture.height) == (256, 288))
            #expect(ImageFormat.sniff(file.bytes) == format)

            members["outputType"] = "\"base64Data\""
            let base64 = try await rig.post("[" + Rig.task(Rig.newUUID(), members) + "]")
            let text = try #require(base64.items.first?["imageBase64Data"]?.string)
            #expect(Data(base64Encoded: text).map(Array.init) == file.bytes)
            #expect(base64.items.first?["imageURL"] == nil)

            members["outputType"] = "\"dataURI\""
            let dataURI = try await rig.post("[" + Rig.task(Rig.newUUID(), members) + "]")
            #expect(dataURI.items.first?["imageDataURI"]?.string == "data:\(format.mimeType);base64,\(text)")
        }
    }

    @Test("HEAD tells type and length without the file")
    func head() async throws {
        try await Rig.run { rig, _ async throws in
            let path = try await Self.path(rig)
            let whole = try await rig.send("GET", path)
            let head = try await rig.send("HEAD", path)
            #expect(head.status == 200)
            #expect(head.bytes.isEmpty)
            #expect(head.headers["content-type"] == "image/jpeg")
            #expect(head.headers["content-length"] == String(whole.bytes.count))
        }
    }

    @Test("unknown images, other extensions and detours are 404")
    func notFound() async throws {
        try await Rig.run { rig, _ async throws in
            let path = try await Self.path(rig)
            let file = try #require(path.split(separator: "/").last.map(String.init))
            let uuid = try #require(TaskUUID(String(file.prefix(36))))
            let stranger = try #require(TaskUUID(Rig.newUUID()))
            let wrong = [
                path.replacing(".jpg", with: ".png"), path.replacing(".jpg", with: ".JPG"),
                path.replacing(".jpg", with: ""),
                path + "/", "/" + path, path.replacing("/ws/2/", with: "/ws/3/"),
                path.replacing("/image/", with: "/image/x/../"), path.replacing("/os/", with: "/os/%2e%2e/os/"),
                path.replacing(uuid.text, with: uuid.text.uppercased()),
                ImageAddress(imageUUID: stranger, format: .jpg).path, "/image/os/../../service.sqlite",
                "/image/os/a00d00/ws/2/ii/key", "/key", "/",
            ]
            for path in wrong { #expect(try await rig.send("GET", path).status == 404, "\(path)") }
            #expect(try await rig.send("GET", path).status == 200)
            #expect(try await rig.send("DELETE", path).status == 404)
        }
    }

    @Test("a link leads to its picture until the ttl is over, then to nothing, also from memory")
    func timeToLive() async throws {
        let time = ManualTime()
        try await Rig.run({ $0.now = { time.now } }) { rig, _ async throws in
            let path = try await Self.path(rig, ["ttl": "60"])
            #expect(try await rig.send("GET", path).status == 200)
            time.advance(59.9)
            #expect(try await rig.send("GET", path).status == 200)
            time.advance(0.1)
            #expect(try await rig.send("GET", path).status == 404)
            #expect(try await rig.send("HEAD", path).status == 404)
        }
    }

    @Test("a ttl beyond all times is a link that stays")
    func endlessTimeToLive() async throws {
        try await Rig.run { rig, _ async throws in
            let path = try await Self.path(rig, ["ttl": "9223372036854775807"])
            #expect(try await rig.send("GET", path).status == 200)
        }
    }

    @Test("links need no key and lead to the same bytes after a restart on the same store")
    func restart() async throws {
        try await Rig.run { rig, configuration async throws in
            let path = try await Self.path(rig, ["outputFormat": "\"PNG\""])
            let first = try await rig.send("GET", path)
            await rig.service.stop()
            let service = try await LocalService.start(configuration)
            let again = Rig(service: service)
            #expect(service.port == rig.service.port)
            #expect(service.storeID == rig.service.storeID)
            #expect(service.key == rig.service.key)
            let second = try await again.send("GET", path)
            #expect(second.status == 200)
            #expect(second.bytes == first.bytes)
            await service.stop()
        }
    }

    @Test("the memory of files lets the one not used longest go first and never holds more than fits")
    func memory() throws {
        let uuids = try (0..<4).map { _ in try #require(TaskUUID(Rig.newUUID())) }
        var recent = RecentFiles(capacity: 10)
        recent[uuids[0]] = [1, 1, 1, 1]
        recent[uuids[1]] = [2, 2, 2, 2]
        #expect(recent[uuids[0]] != nil)
        recent[uuids[2]] = [3, 3, 3, 3]
        #expect(recent[uuids[1]] == nil)
        #expect(recent[uuids[0]] == [1, 1, 1, 1])
        recent[uuids[3]] = [UInt8](repeating: 4, count: 11)
        #expect(recent[uuids[3]] == nil)
        #expect(recent[uuids[2]] == [3, 3, 3, 3])
    }

    private static func path(_ rig: Rig, _ members: [String: String?] = [:]) async throws -> String {
        let answer = try await rig.post("[" + Rig.task(Rig.newUUID(), members) + "]")
        let url = try #require(answer.items.first?["imageURL"]?.string)
        let origin = "http://127.0.0.1:\(rig.service.port)"
        try #require(url.hasPrefix(origin))
        return String(url.dropFirst(origin.count))
    }
}
