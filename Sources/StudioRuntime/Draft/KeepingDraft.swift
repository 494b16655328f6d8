import EngineCore
import StudioCore
import TerminalLoop

extension Program {
    /// Writes the draft if it is time to look and it changed.
    func keepDraft(dueAt now: Duration) {
        guard end == nil, let due = draftTimer.due, due <= now else { return }
        guard let draft = draftTimer.draftToWrite(state.draftOnRecord) else { return }
        inBackground { await $0.save(draft) }
    }

    /// Writes the draft behind the one being written; a failure is said once, until writing works again.
    func save(_ draft: Draft) async {
        draftTimer.writes(draft)
        let earlier = draftWrite
        let write = Task { @UI in
            await earlier?.value
            await self.write(draft)
        }
        draftWrite = write
        await write.value
    }

    private func write(_ draft: Draft) async {
        do throws(StoreFailure) {
            try await library.saveNote(Self.draftName, draft.jsonText)
            draftTimer.succeeded()
        } catch {
            if draftTimer.failed() { answer(.failed("the draft was not kept: \(error.sentence)")) }
        }
    }
}
