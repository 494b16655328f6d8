package import StudioCore

/// The user's snippets in their file.
package struct SnippetFile: Sendable {
    /// Reads them in the order of the file; the warning names what in it is wrong, in one sentence.
    package let read: @Sendable () async throws(UserFileFault) -> (snippets: [Snippet], warning: String?)
    /// Adds one at the end of the file. A file with anything wrong in it is not written to.
    package let add: @Sendable (Snippet) async throws(UserFileFault) -> Void

    package init(
        read: @escaping @Sendable () async throws(UserFileFault) -> (snippets: [Snippet], warning: String?),
        add: @escaping @Sendable (Snippet) async throws(UserFileFault) -> Void
    ) {
        self.read = read
        self.add = add
    }
}

extension Program {
    func loadSnippets() {
        inBackground { program in
            do throws(UserFileFault) {
                let (snippets, warning) = try await program.snippetFile().read()
                program.answer(.snippets(snippets, warning: warning))
            } catch {
                program.answer(.snippets([], warning: error.sentence))
            }
        }
    }

    func save(_ snippet: Snippet) {
        inBackground { program in
            do throws(UserFileFault) {
                try await program.snippetFile().add(snippet)
                program.answer(.snippetSaved(snippet))
            } catch {
                program.answer(.failed(error.sentence))
            }
        }
    }

    private func snippetFile() throws(UserFileFault) -> SnippetFile {
        guard let file = files.snippets else { throw UserFileFault("no folder for snippets is known") }
        return file
    }
}
