import StudioCore
import TerminalLoop

/// Coming and going: the terminal is given to others and taken back, and the draft is kept before anything ends.
extension Program {
    func suspend() {
        // Stopped, the process may be killed without a word.
        guard let draft = draftTimer.draftToWrite(state.draftOnRecord) else { return stopHere() }
        inBackground { program in
            await program.save(draft)
            program.stopHere()
        }
    }

    private func stopHere() {
        guard end == nil, !isEditing else { return }
        do {
            try terminal.suspend()
        } catch {
            leave(.hungUp)
        }
        dispatch(.resized(terminal.size))
        pacing.userActed()
    }

    /// Somebody else had the terminal: it is taken anew and painted whole.
    func reclaim() {
        terminal.release()
        do {
            try terminal.claim()
        } catch {
            leave(.hungUp)
        }
        dispatch(.resized(terminal.size))
        pacing.userActed()
    }

    /// Saves the draft, then ends the loop: behind what was asked for before, so that a request that was just queued
    /// is durable.
    func leave(_ reason: End) {
        guard end == nil else { return }
        end = reason
        if isEditing { editor?.hangUp() }
        let draft = state.draftOnRecord
        // Not behind what was asked for before: that may wait for the service.
        inBackground { program in
            await program.save(draft)
            program.perform(.quit)
        }
    }

    func finish() {
        guard !isFinished else { return }
        if isEditing, end == nil {
            leavesAfterEditing = true
            return
        }
        isFinished = true
        end = end ?? .left
        whenEnded()
    }
}
