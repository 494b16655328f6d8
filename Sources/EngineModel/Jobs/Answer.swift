package import Foundation

/// What the service said, as it came: bytes that are kept before anybody reads them (product §5 rule 6).
package struct Answer: Hashable, Sendable {
    /// How it arrived.
    package enum Channel: Hashable, Sendable {
        /// The whole body of an HTTP reply.
        case reply(httpStatus: Int, retryAfterSeconds: Int?)
        /// One text frame of a socket: there may be more of them.
        case frame
    }

    /// What it answers; an error means something else to a question than to a task.
    package enum Occasion: String, Hashable, Sendable {
        /// The task itself: its reply, or what is pushed for it.
        case send
        /// A question about tasks that were sent before.
        case collect
    }

    package let occasion: Occasion
    package let channel: Channel
    /// The bytes, without the key should the service repeat it.
    package let bytes: Data

    package init(_ occasion: Occasion, over channel: Channel, bytes: Data) {
        self.occasion = occasion
        self.channel = channel
        self.bytes = bytes
    }

    /// The status of the HTTP reply; nil for a frame.
    package var httpStatus: Int? {
        guard case .reply(let status, _) = channel else { return nil }
        return status
    }
}
