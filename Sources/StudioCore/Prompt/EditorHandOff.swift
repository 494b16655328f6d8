/// Hands the prompt to the user's own editor; what comes back is `Action.edited`.
func editPrompt(_ state: inout StudioState) -> [Effect] {
    guard !state.isOffRecord else {
        let key = CommandTable.key(for: .offRecord) ?? ""
        state.message = .info("an editor needs a file, and off the record none is written; \(key) ends that")
        return []
    }
    return [.editPrompt(state.prompt.buffer.text)]
}

/// Takes what the editor left: one step that can be taken back, and none when nothing was changed.
func takeEdited(_ text: String, _ state: inout StudioState) {
    // Two spellings of one letter count as a change: the bytes are what is sent.
    guard !text.utf8.elementsEqual(state.prompt.buffer.text.utf8) else {
        state.message = .info("the editor changed nothing")
        return
    }
    state.prompt.buffer.replaceAll(with: text)
    state.focus(on: .prompt)
    state.message = .info("the prompt is the one from the editor")
}
