/// What the user keeps in plain files beside the configuration, each kind behind a port of its own: the studio asks, the
/// program that wires it reads and writes. A kind that is not there is nil, and its commands say so.
package struct UserFiles: Sendable {
    /// The named lists that templates choose from.
    package var lists: (any PromptLists)?

    package init() {}
}

/// Why a file of the user's could not be read or written: one sentence that names the file and, where there is one, the
/// line. What stands in the file is never touched by it.
package struct UserFileFault: Error, Hashable, Sendable {
    package let sentence: String

    package init(_ sentence: String) {
        self.sentence = sentence
    }
}
