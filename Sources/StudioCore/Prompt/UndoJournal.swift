/// How much of the past a text remembers. The oldest steps are forgotten first; the newest is kept whatever its size.
package struct UndoLimits: Hashable, Sendable {
    /// Steps back.
    package let steps: Int
    /// Bytes of text and of bookkeeping.
    package let bytes: Int

    package init(steps: Int, bytes: Int) {
        self.steps = steps
        self.bytes = bytes
    }

    /// A thousand restores of whole prompts at the limit fit, and a thousand pastes of 100 kB cannot fill the memory.
    package static let standard = UndoLimits(steps: 10_000, bytes: 16 << 20)
}

/// The edits of a text, to be taken back and made again.
struct UndoJournal: Hashable, Sendable {
    /// What one undo takes back.
    struct Step: Hashable, Sendable {
        var edit: TextEdit
        let cursorBefore: Int
        var cursorAfter: Int

        var bytes: Int { edit.removed.utf8.count + edit.inserted.utf8.count + 128 }
    }

    let limits: UndoLimits
    private(set) var done: [Step] = []
    private(set) var undone: [Step] = []
    /// What both take together.
    private(set) var bytes = 0

    init(_ limits: UndoLimits) { self.limits = limits }

    /// Steps of characters that are typed or erased one by one end at latest here: text without spaces has no words to
    /// end them.
    private static let longestRun = 40

    /// Adds an edit; what was undone is forgotten.
    ///
    /// - Parameter joining: whether it may become one step with the last edit.
    mutating func record(_ edit: TextEdit, cursor: Int, now: Int, joining: Bool) {
        bytes -= undone.reduce(0) { $0 + $1.bytes }
        undone.removeAll()
        if joining, let last = done.last, last.edit.canGoOn(with: edit, atMost: Self.longestRun) {
            bytes -= last.bytes
            if done[done.count - 1].edit.join(edit) {
                done[done.count - 1].cursorAfter = now
                bytes += done[done.count - 1].bytes
                return
            }
            bytes += last.bytes
        }
        let step = Step(edit: edit, cursorBefore: cursor, cursorAfter: now)
        done.append(step)
        bytes += step.bytes
        if done.count > limits.steps || bytes > limits.bytes { forget() }
    }

    /// Takes the newest step out of those that were done.
    mutating func stepBack() -> Step? {
        guard let step = done.popLast() else { return nil }
        undone.append(step)
        return step
    }

    /// Takes the newest step out of those that were undone.
    mutating func stepForward() -> Step? {
        guard let step = undone.popLast() else { return nil }
        done.append(step)
        return step
    }

    /// Forgets an eighth more than has to be, so that it does not happen at every edit.
    private mutating func forget() {
        var count = max(done.count - (limits.steps - limits.steps / 8), 0)
        var freed = done.prefix(count).reduce(0) { $0 + $1.bytes }
        while bytes - freed > limits.bytes - limits.bytes / 8, count < done.count - 1 {
            freed += done[count].bytes
            count += 1
        }
        count = min(count, done.count - 1)
        bytes -= done.prefix(count).reduce(0) { $0 + $1.bytes }
        done.removeFirst(count)
    }
}

extension TextEdit {
    /// Whether another edit of the same kind belongs to the same word: a space behind a word begins a new step.
    fileprivate func canGoOn(with next: TextEdit, atMost longest: Int) -> Bool {
        guard (insertedCount == 0 ? removedCount : insertedCount) < longest else { return false }
        // What was written or erased last, and what is now.
        let isErasing = insertedCount == 0
        let last = isErasing ? (next.location < location ? removed.first : removed.last) : inserted.last
        let new = isErasing ? next.removed.last : next.inserted.last
        guard let last, let new else { return true }
        return last.isWhitespace || !new.isWhitespace
    }
}
