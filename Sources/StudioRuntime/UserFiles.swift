package import StudioCore

/// What the user keeps in plain files beside the configuration, each kind behind a port of its own: the studio asks, the
/// program that wires it reads and writes. A kind that is not there is nil, and its commands say so.
package struct UserFiles: Sendable {
    package var snippets: SnippetFile?
    package var presets: (any Presets)?
    /// The named lists that templates choose from.
    package var lists: (any PromptLists)?
    /// What is taken along from the history.
    package var exports: (any ExportFiles)?

    package init() {}
}

/// Named presets. Work on files is done on threads of its own, never on the caller's.
package protocol Presets: Sendable {
    /// All that can be read, and a sentence on each that cannot.
    func list() async -> PresetShelf
    /// The one of that name; nil when there is none.
    func read(_ name: String) async throws(UserFileFault) -> Preset?
    /// Whether it was kept; false when there is one of that name that was not to be replaced.
    func save(_ preset: Preset, replacing: Bool) async throws(UserFileFault) -> Bool
    /// Whether there was one of that name.
    func delete(_ name: String) async throws(UserFileFault) -> Bool
}

/// Why a file of the user's could not be read or written: one sentence that names the file and, where there is one, the
/// line. What stands in the file is never touched by it.
package struct UserFileFault: Error, Hashable, Sendable {
    package let sentence: String

    package init(_ sentence: String) {
        self.sentence = sentence
    }
}
