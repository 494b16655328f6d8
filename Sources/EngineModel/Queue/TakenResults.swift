package import RunwareAPI

extension Job {
    /// Takes the images of a reply: each becomes one result, and one that is known already does not become another.
    /// Returns what has to be written, and the bytes that have to be kept once it is.
    mutating func take(
        _ items: [ReplyItem], of taskUUID: TaskUUID, now: Timestamp, random: inout some RandomSource
    ) -> (entries: [JournalEntry], keeps: [QueueAction]) {
        var entries: [JournalEntry] = []
        var keeps: [QueueAction] = []
        var nameless = 0
        for item in items {
            guard let imageUUID = newName(for: item, of: taskUUID, nameless: &nameless) else {
                keeps += bytesStillWanted(of: item)
                continue
            }
            let result = ImageResult(
                id: ResultID(random.nextUUID()), taskUUID: taskUUID, imageUUID: imageUUID, index: results.count,
                url: item.url, seed: item.seed, cost: item.cost, nsfw: item.nsfw, receivedAt: now, media: item.media)
            results.append(result)
            entries.append(.result(id, result))
            switch item.output {
            case .bytes?: keeps.append(keep(item, as: result.id))
            case .url(let url)?: keeps.append(.fetch(result.id, url: url, request.parameters.outputFormat))
            case nil: break
            }
        }
        return (entries, keeps)
    }

    private func keep(_ item: ReplyItem, as id: ResultID) -> QueueAction {
        .keep(id, bytes: ReplyBytes(output: item.output, format: request.parameters.outputFormat))
    }

    /// The bytes of an image that is known, when the program ended before its file was written.
    private func bytesStillWanted(of item: ReplyItem) -> [QueueAction] {
        guard case .bytes? = item.output, let result = results.first(where: { $0.imageUUID == item.imageUUID }),
            result.media == .pending
        else { return [] }
        return [keep(item, as: result.id)]
    }

    /// The name under which an item becomes a result; nil when it is one already. Items that the service did not name
    /// are told apart by their link, else by their place, so that several of one reply never collapse into one.
    private func newName(for item: ReplyItem, of taskUUID: TaskUUID, nameless: inout Int) -> String? {
        if let given = item.imageUUID, !given.isEmpty {
            return results.contains { $0.imageUUID == given } ? nil : given
        }
        if let url = item.url, results.contains(where: { $0.taskUUID == taskUUID && $0.url == url }) { return nil }
        var name = ReplyItem.name(atPlace: nameless, of: taskUUID)
        if item.url != nil {
            while results.contains(where: { $0.imageUUID == name }) {
                nameless += 1
                name = ReplyItem.name(atPlace: nameless, of: taskUUID)
            }
        }
        nameless += 1
        return results.contains { $0.imageUUID == name } ? nil : name
    }
}

extension ServiceReply {
    /// The image that became the result of this name, also among those of the archive.
    package func item(named name: String, of taskUUID: TaskUUID) -> ReplyItem? {
        var nameless = 0
        for item in items + items.compactMap(\.details).flatMap(\.items) where item.output != nil {
            if let given = item.imageUUID, !given.isEmpty {
                if given == name { return item }
            } else {
                if ReplyItem.name(atPlace: nameless, of: taskUUID) == name { return item }
                nameless += 1
            }
        }
        return nil
    }
}

extension ReplyItem {
    /// The name of an image that the service gave none: its place among such images of one reply.
    fileprivate static func name(atPlace place: Int, of taskUUID: TaskUUID) -> String { "\(taskUUID)#\(place)" }

    fileprivate var url: String? {
        guard case .url(let text)? = output else { return nil }
        return text
    }

    fileprivate var media: MediaState {
        switch output {
        case .url?, .bytes?: return .pending
        case nil:
            let members = unusable.isEmpty ? "" : " (\(unusable.joined(separator: ", ")))"
            return .failed(reason: "the answer held no readable image" + members)
        }
    }
}
