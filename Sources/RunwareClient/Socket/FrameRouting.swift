import EngineCore
import EngineModel

/// Whom a frame concerns. The one place where this is decided; a table in the tests shows every case.
///
/// A frame says by itself which tasks it is about, but not whether it answers their sending or a later question, and an
/// error means something else to each: to a task it is the verdict, to a question it is nothing but a reason to ask
/// again. So wherever both wait and nothing tells them apart, the frame goes to the question, which can do no harm.
enum FrameRouting {
    /// Who can be concerned.
    enum Addressee: Hashable {
        /// The sending of this task.
        case send(String)
        /// A question about this task.
        case question(String, CollectQuestion.Kind)
        /// Nobody that waits.
        case unasked(Answer.Occasion)
        /// Whoever waits for a sign of life.
        case pong
        /// Every send and every question that waits.
        case everyone
    }

    /// What waits.
    struct Waiting {
        /// Tasks under way, and whether the service pushes their images (sync) or only says that it has them (async).
        var sends: [String: Bool] = [:]
        /// Questions that were not answered, those included whose asker has gone.
        var questions: [String: Set<CollectQuestion.Kind>] = [:]

        /// The only one that waits, if there is one.
        fileprivate var only: Addressee? {
            let asked = questions.flatMap { uuid, kinds in kinds.map { Addressee.question(uuid, $0) } }
            let all = sends.keys.map(Addressee.send) + asked
            return all.count == 1 ? all[0] : nil
        }
    }

    /// Whom a frame concerns.
    static func addressees(of look: FrameLook, waiting: Waiting) -> Set<Addressee> {
        guard !look.taskUUIDs.isEmpty else { return nameless(look, waiting).map { [$0] } ?? [] }
        return Set(
            look.taskUUIDs.map {
                addressee($0, look, sync: waiting.sends[$0], kinds: waiting.questions[$0] ?? [])
            })
    }

    private static func addressee(
        _ uuid: String, _ look: FrameLook, sync: Bool?, kinds: Set<CollectQuestion.Kind>
    ) -> Addressee {
        // It names the question itself. No sending of a task is ever answered so.
        for kind in [CollectQuestion.Kind.getTaskDetails, .getResponse] where look.taskTypes.contains(kind.rawValue) {
            return kinds.contains(kind) ? .question(uuid, kind) : .unasked(.collect)
        }
        let question = kinds.contains(.getResponse) ? CollectQuestion.Kind.getResponse : kinds.first
        switch (sync, question) {
        case (nil, nil): return .unasked(.send)
        case (_?, nil): return .send(uuid)
        // The archive names itself, so an image that does not is pushed, for a sending that nobody waits for any more.
        case (nil, .getTaskDetails?) where !look.imageUUIDs.isEmpty: return .unasked(.send)
        case (nil, let kind?): return .question(uuid, kind)
        case (let isSync?, let kind?):
            // Only a sending meets a conflict.
            if look.hasConflict { return .send(uuid) }
            if look.errors > 0 { return .question(uuid, kind) }
            // Images of a sync task are pushed, with a status or without; async ones are only ever polled, and then
            // each item has a status, which the acknowledgement has not.
            return isSync || !look.hasStatus ? .send(uuid) : .question(uuid, kind)
        }
    }

    /// A frame without a task: a pong, an error about nobody knows what (contract 2.3), or something empty.
    private static func nameless(_ look: FrameLook, _ waiting: Waiting) -> Addressee? {
        if look.isPong { return .pong }
        if look.errors > 0 { return .everyone }
        if look.taskTypes.contains("authentication") { return nil }
        switch waiting.only {
        // An empty answer to the only question.
        case .question(let uuid, let kind)?: return .question(uuid, kind)
        // An image that can only be of one task.
        case .send(let uuid)? where !look.imageUUIDs.isEmpty: return .send(uuid)
        default: return look.imageUUIDs.isEmpty ? nil : .unasked(.send)
        }
    }
}
