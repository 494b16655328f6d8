import StudioCore
import TerminalLoop

extension Program {
    /// Gives the terminal to the user's editor. The loop goes on without a screen: jobs run, signals are heard.
    func handToEditor(_ text: String) {
        guard let editor else { return answer(.failed("there is no editor here to hand the prompt to")) }
        guard !isEditing, end == nil else { return }
        isEditing = true
        terminal.release()
        inBackground { program in
            // Whatever becomes of the editor and of us, what it began with is safe.
            if let draft = program.draftTimer.draftToWrite(program.state.draftOnRecord) { await program.save(draft) }
            do throws(EditorFailure) {
                program.takeBack(.edited(try await editor.edit(text)))
            } catch {
                program.takeBack(.failed(error.sentence))
            }
        }
    }

    /// Takes the terminal again, painted whole whatever the editor left on it.
    private func takeBack(_ action: Action) {
        isEditing = false
        guard end == nil else { return }
        reclaim()
        answer(action)
        guard leavesAfterEditing else { return }
        perform(.saveDraft(state.draftOnRecord))
        perform(.quit)
    }
}
