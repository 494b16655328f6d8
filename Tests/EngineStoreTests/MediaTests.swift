import EngineCore
import EngineModel
import Foundation
import RunwareAPI
import Testing

@testable import EngineStore

@Suite("Files of images")
struct MediaTests {
    @Test("are stored by month under the result's id, and no temporary file stays")
    func store() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open(at: 1_751_327_999_999)
        var dice = Dice(60)
        let result = ResultID(dice.uuid())
        let path = try await store.store("bytes".data, for: result, format: .webp)
        #expect(path == "images/2025-06/\(result).webp")
        #expect(store.absolutePath(path) == folder.data + "/" + path)
        #expect(try folder.text(store.absolutePath(path)) == "bytes")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.data + "/images/2025-06")
        #expect(names == ["\(result).webp"])
    }

    @Test("never replace another file, and the same bytes are not stored twice")
    func noOverwriting() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(61)
        let result = ResultID(dice.uuid())
        let first = try await store.store("first".data, for: result, format: .jpg)
        let second = try await store.store("second".data, for: result, format: .jpg)
        let third = try await store.store("third".data, for: result, format: .jpg)
        #expect(try await store.store("second".data, for: result, format: .jpg) == second)
        #expect(second == "images/2025-06/\(result)-2.jpg")
        #expect(third == "images/2025-06/\(result)-3.jpg")
        #expect(try folder.text(store.absolutePath(first)) == "first")
        #expect(try folder.text(store.absolutePath(second)) == "second")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.data + "/images/2025-06")
        #expect(names.count == 3)
    }

    @Test("never replace another file where the file system has no links")
    func claiming() throws {
        let folder = try StoreFolder()
        let (source, place) = (folder.path + "/source", folder.path + "/place")
        try Disk.write("new".data, to: source)
        try Disk.write("old".data, to: place)
        #expect(try Disk.claimAndRename(source, to: place) == false)
        #expect(try folder.text(place) == "old")
        #expect(try Disk.claimAndRename(source, to: folder.path + "/free"))
        #expect(try folder.text(folder.path + "/free") == "new")
    }

    @Test("cannot leave their folder by their name", arguments: ["../../x", "a/b", "", ".hidden", "a b"])
    func names(name: String) async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        await #expect(throws: StoreFailure.self) {
            try await store.store("bytes".data, for: ResultID(name), format: .jpg)
        }
    }

    @Test("are stored whole when many arrive at once")
    func many() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        var dice = Dice(62)
        let results = (0..<20).map { _ in ResultID(dice.uuid()) }
        let bytes = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0) })
        try await withThrowingTaskGroup(of: String.self) { group in
            for result in results { group.addTask { try await store.store(bytes, for: result, format: .png) } }
            for try await path in group { #expect(try folder.bytes(store.absolutePath(path)) == bytes) }
        }
    }

    @Test("dates of UTC are right from 1970 to the next centuries")
    func dates() {
        let known: [(Int64, String)] = [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (1_709_251_199_999, "2024-02-29T23:59:59.999Z"),
            (1_767_225_599_999, "2025-12-31T23:59:59.999Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        ]
        for (milliseconds, text) in known { #expect(UTCTime(Timestamp(milliseconds: milliseconds)).text == text) }
    }
}
