import TerminalUI

/// Off the record (product §6): what is made stands in no history, and what is composed is not kept between runs.
package struct OffRecordMode: Hashable, Sendable {
    /// The draft of before, which is the one that is kept meanwhile, and that comes back afterwards.
    package let draft: Draft
}

extension StudioState {
    /// Whether nothing is kept of what is composed and made.
    package var isOffRecord: Bool { offRecord != nil }

    /// The draft to be kept between runs.
    package var draftOnRecord: Draft { offRecord?.draft ?? draft }
}

/// Goes off the record, or back: then prompt and parent are those of before, because the next draft that is kept would
/// otherwise hold what was not to be kept.
func toggleOffRecord(_ state: inout StudioState) {
    let key = CommandTable.key(for: .offRecord) ?? ""
    guard let mode = state.offRecord else {
        state.offRecord = OffRecordMode(draft: state.draft)
        state.message = .info("off the record: neither prompt nor result is kept once shown; \(key) ends it")
        return
    }
    state.offRecord = nil
    // What was restored off the record has nothing to do with the prompt of before.
    state.parent = mode.draft.parent
    guard !state.draft.prompt.utf8.elementsEqual(mode.draft.prompt.utf8) else {
        state.message = .info("on the record again")
        return
    }
    state.prompt.endFind(keeping: true)
    state.recall.walk = nil
    state.prompt.buffer.replaceAll(with: mode.draft.prompt)
    state.prompt.buffer.setCursor(mode.draft.cursor)
    let undo = CommandTable.key(for: .undo) ?? ""
    state.message = .info("on the record again, with the prompt of before; \(undo) brings the other one, to be kept")
}
