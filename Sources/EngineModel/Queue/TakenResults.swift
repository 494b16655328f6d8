import RunwareAPI

extension Job {
    /// Takes the images of a reply: each becomes one result, and one that is known already does not become another.
    /// Returns what has to be written, and the bytes that have to be kept once it is.
    mutating func take(
        _ items: [ReplyItem], of taskUUID: TaskUUID, now: Timestamp, uuids: inout some UUIDSource
    ) -> (entries: [JournalEntry], keeps: [QueueAction]) {
        var entries: [JournalEntry] = []
        var keeps: [QueueAction] = []
        var nameless = 0
        for item in items {
            guard let imageUUID = newName(for: item, of: taskUUID, nameless: &nameless) else { continue }
            let result = ImageResult(
                id: ResultID(uuids.nextUUID()), taskUUID: taskUUID, imageUUID: imageUUID, index: results.count,
                url: item.url, seed: item.seed, cost: item.cost, nsfw: item.nsfw, receivedAt: now, media: item.media)
            results.append(result)
            entries.append(.result(id, result))
            if let output = item.output, case .bytes = output {
                let bytes = ReplyBytes(output: output, format: request.parameters.outputFormat)
                keeps.append(.keep(result.id, bytes: bytes))
            }
        }
        return (entries, keeps)
    }

    /// The name under which an item becomes a result; nil when it is one already. Items that the service did not name
    /// are told apart by their link, else by their place, so that several of one reply never collapse into one.
    private func newName(for item: ReplyItem, of taskUUID: TaskUUID, nameless: inout Int) -> String? {
        if let given = item.imageUUID, !given.isEmpty {
            return results.contains { $0.imageUUID == given } ? nil : given
        }
        if let url = item.url, results.contains(where: { $0.taskUUID == taskUUID && $0.url == url }) { return nil }
        var name = "\(taskUUID)#\(nameless)"
        if item.url != nil {
            while results.contains(where: { $0.imageUUID == name }) {
                nameless += 1
                name = "\(taskUUID)#\(nameless)"
            }
        }
        nameless += 1
        return results.contains { $0.imageUUID == name } ? nil : name
    }
}

extension ReplyItem {
    fileprivate var url: String? {
        guard case .url(let text)? = output else { return nil }
        return text
    }

    fileprivate var media: MediaState {
        switch output {
        case .url?: return .linked
        case .bytes?: return .pending
        case nil:
            let members = unusable.isEmpty ? "" : " (\(unusable.joined(separator: ", ")))"
            return .failed(reason: "the answer held no readable image" + members)
        }
    }
}
