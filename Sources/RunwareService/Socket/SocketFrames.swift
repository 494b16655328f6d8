import RunwareAPI

extension ReplyPart {
    /// The part as one frame of a socket; nil when there is nothing to say. Images say `status:"success"` there, for
    /// clients count nothing else (contract 12.1).
    var frame: OutgoingReply? {
        switch content {
        case .item(.image(var image)):
            image.saysSuccess = true
            return OutgoingReply(items: [.image(image)])
        case .item(let item): return OutgoingReply(items: [item])
        case .error(let error): return OutgoingReply(errors: [error])
        case .failures(let failures): return OutgoingReply(failures: failures)
        case .report(let report): return report.frame
        case .interrupted: return nil
        }
    }
}

extension Damage {
    /// A reply as the frames in which it is sent.
    func frames(_ reply: OutgoingReply) -> [OutgoingFrame] { frames(reply.frameText) }

    /// A text as the frames in which it is sent.
    func frames(_ text: String) -> [OutgoingFrame] {
        Array(repeating: OutgoingFrame(bytes: shortened(Array(text.utf8)), damage: self), count: copies)
    }
}
