import EngineCore
import EngineModel
import StudioCore
import TerminalLoop

/// What is wanted of results: texts to take away, links to open, other results to compare with.
extension Program {
    func perform(_ wish: ResultWish) {
        inBackground { program in
            do throws(StoreFailure) {
                switch wish {
                case .uuid(let text):
                    program.answer(.results(.uuid(await program.engine.newTaskUUID(), for: text)))
                case .send(let text, let name):
                    program.answer(.results(.sent(await program.send(text), name: name)))
                case .open(let url):
                    let opening = await program.outside.opener?.open(url) ?? .nothingHere
                    program.answer(.results(.opened(url, opening)))
                case .parent(let entry):
                    guard let parent = entry.job.origin.parent else { return }
                    let found = try await program.library.entry(.result(parent))
                    program.answer(.results(.parent(found, of: entry)))
                case .lineage(let id):
                    program.answer(.results(.lineage(try await program.library.lineage(of: id))))
                case .export(let form):
                    program.answer(.results(.exported(try await program.export(form), of: form)))
                }
            } catch {
                program.answer(.failed(error.sentence))
            }
        }
    }

    /// Sends a text to the clipboard that is nearest to the user.
    private func send(_ text: String) async -> SentText {
        let count = text.utf8.count
        if let clipboard = outside.clipboard, await clipboard.take(text) { return .tmux(bytes: count) }
        guard let bytes = ClipboardSequence.bytes(text) else {
            return .tooLong(
                bytes: count, encoded: ClipboardSequence.encodedLength(text), limit: ClipboardSequence.limit)
        }
        guard !isEditing else { return .noTerminal }
        terminal.writeRaw(bytes)
        return .terminal(bytes: count)
    }
}
