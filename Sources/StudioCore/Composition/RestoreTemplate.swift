import EngineModel

/// What a restored prompt says when it had to be escaped: it is taken literally, also where it could expand.
func escapeWords(_ prompt: String) -> String {
    Template.escaped(prompt) == prompt ? "" : "; what would expand in it is escaped"
}

/// Takes over the template that the selected result's prompt was made from, to expand again.
func restoreTemplate(_ state: inout StudioState) {
    guard let entry = state.takeShown() else { return }
    guard let template = entry.job.origin.template else {
        state.message = .info("its prompt was not made from a template")
        return
    }
    state.prompt.buffer.replaceAll(with: template)
    state.message = .info("the template is restored; its lists are read as they are now")
    state.parent = entry.asParent
}
