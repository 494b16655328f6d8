package import RunwareAPI

/// Identity of a thing that the program keeps, unique across machines: the text of a version 4 UUID.
package struct Identity<Subject>: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// Takes an identity back from where it was kept.
    package init(_ text: String) {
        self.text = text
    }

    /// A new identity from a source of UUIDs.
    package init(_ uuid: TaskUUID) {
        self.text = uuid.text
    }

    package var description: String { text }
}

package typealias JobID = Identity<Job>
package typealias ResultID = Identity<ImageResult>
/// Jobs that were submitted by one key press.
package typealias BatchID = Identity<[Job]>
