import Foundation
package import RunwareAPI

extension Job {
    /// Takes the images of a reply: each becomes one result, and one that is known already does not become another.
    /// Returns what has to be written, and the bytes that have to be kept once it is.
    mutating func take(
        _ items: [ReplyItem], of taskUUID: TaskUUID, now: Timestamp, random: inout some RandomSource
    ) -> (entries: [JournalEntry], keeps: [QueueAction]) {
        var entries: [JournalEntry] = []
        var keeps: [QueueAction] = []
        var names = ImageNames(of: taskUUID)
        for item in items {
            let imageUUID = names.name(of: item)
            if let known = results.first(where: { $0.imageUUID == imageUUID }) {
                keeps += bytesStillWanted(of: item, as: known)
                continue
            }
            let result = ImageResult(
                id: ResultID(random.nextUUID()), taskUUID: taskUUID, imageUUID: imageUUID, index: results.count,
                url: item.url, seed: item.seed, cost: item.cost, nsfw: item.nsfw, receivedAt: now,
                media: item.media(isFetched: isFetched))
            results.append(result)
            entries.append(.result(id, result))
            switch item.output {
            case .bytes?: keeps.append(keep(item, as: result.id))
            case .url(let url)? where isFetched:
                keeps.append(.fetch(result.id, url: url, request.parameters.outputFormat))
            case .url?, nil: break
            }
        }
        return (entries, keeps)
    }

    /// Whether the files behind links are fetched: off the record only the link is shown (product §6).
    private var isFetched: Bool { !origin.isOffRecord }

    private func keep(_ item: ReplyItem, as id: ResultID) -> QueueAction {
        .keep(id, bytes: ReplyBytes(output: item.output, format: request.parameters.outputFormat))
    }

    /// The bytes of an image that is known, when the program ended before its file was written.
    private func bytesStillWanted(of item: ReplyItem, as result: ImageResult) -> [QueueAction] {
        guard case .bytes? = item.output, result.media == .pending else { return [] }
        return [keep(item, as: result.id)]
    }
}

/// The names under which the images of one reply become results: the service's own, else one made of what the image
/// is. An image has the same name in every reply that tells of it, in a poll, in a frame of its own and after a
/// restart; images that differ never share one.
private struct ImageNames {
    private let taskUUID: TaskUUID
    /// How often each content has come without a name in this reply.
    private var seen: [UInt64: Int] = [:]

    init(of taskUUID: TaskUUID) {
        self.taskUUID = taskUUID
    }

    mutating func name(of item: ReplyItem) -> String {
        if let given = item.imageUUID, !given.isEmpty { return given }
        let content = ContentHash(of: item).value
        let name = "\(taskUUID)#\(String(content, radix: 16))"
        // One link leads to one image, however often it is told; equal bytes of one reply are as many images.
        if item.url != nil { return name }
        let place = seen[content, default: 0]
        seen[content] = place + 1
        return place == 0 ? name : "\(name)-\(place)"
    }
}

/// A number for what an image without a name is: its link or bytes, and its seed. Equal in every run of the program
/// (each word of eight bytes is mixed in with the finish of SplitMix64).
private struct ContentHash {
    private(set) var value: UInt64 = 0x9E37_79B9_7F4A_7C15

    init(of item: ReplyItem) {
        switch item.output {
        case .url(let url)?:
            // The link says it all: the seed may be told with one reply and not with another.
            add(Data(url.utf8))
            return
        case .bytes(let bytes)?: add(bytes)
        case nil: add(Data(item.unusable.joined(separator: " ").utf8))
        }
        add(item.seed ?? .max)
    }

    private mutating func add(_ bytes: Data) {
        bytes.withUnsafeBytes { bytes in
            let whole = bytes.count / 8 * 8
            for offset in stride(from: 0, to: whole, by: 8) {
                add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            }
            for byte in bytes[whole...] { add(UInt64(byte)) }
            add(UInt64(bytes.count))
        }
    }

    private mutating func add(_ word: UInt64) {
        var mixed = value ^ word
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        value = mixed ^ (mixed >> 31)
    }
}

extension ServiceReply {
    /// The image that became the result of this name, also among those of the archive.
    package func item(named name: String, of taskUUID: TaskUUID) -> ReplyItem? {
        var names = ImageNames(of: taskUUID)
        return (items + items.compactMap(\.details).flatMap(\.items)).first { item in
            item.output != nil && names.name(of: item) == name
        }
    }
}

extension ReplyItem {
    fileprivate var url: String? {
        guard case .url(let text)? = output else { return nil }
        return text
    }

    fileprivate func media(isFetched: Bool) -> MediaState {
        switch output {
        case .url?: return isFetched ? .pending : .linked
        case .bytes?: return .pending
        case nil:
            let members = unusable.isEmpty ? "" : " (\(unusable.joined(separator: ", ")))"
            return .failed(reason: "the answer held no readable image" + members)
        }
    }
}
