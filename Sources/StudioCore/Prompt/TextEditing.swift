/// What keys do to a text.
extension TextBuffer {
    /// Inserts text in place of the selection, or at the cursor, which goes behind it: a step of its own.
    package mutating func insert(_ text: String) {
        replace(selection ?? cursor..<cursor, with: text)
    }

    /// The same for what is typed: the characters of a word are one step.
    package mutating func type(_ text: String) {
        replace(selection ?? cursor..<cursor, with: text, as: .typing)
    }

    /// Deletes the selection, or from the cursor to a target.
    package mutating func delete(to target: Target) {
        replace(selection ?? range(to: target), with: "", as: .erasing)
    }

    /// Replaces the whole text; the cursor goes to its end.
    package mutating func replaceAll(with text: String) {
        replace(0..<characters.count, with: text)
    }

    /// Exchanges the characters around the cursor and goes on; at the end of a line those before it.
    package mutating func transpose() {
        let isAtEnd = cursor == characters.count || characters[cursor].isNewline
        let second = isAtEnd ? cursor - 1 : cursor
        guard second > 0, !characters[second - 1].isNewline, !characters[second].isNewline else { return }
        replace(second - 1..<second + 1, with: String(characters[second]) + String(characters[second - 1]))
    }
}

/// Selecting.
extension TextBuffer {
    /// The selected characters; nil when none is.
    package var selection: Range<Int>? {
        guard let mark, mark.place != cursor else { return nil }
        return min(mark.place, cursor)..<max(mark.place, cursor)
    }

    /// Begins a selection that every move changes; a second time at the same place ends it.
    package mutating func setMark() {
        mark = mark?.place == cursor ? nil : Mark(place: cursor, isHeld: true)
    }

    package mutating func dropMark() { mark = nil }

    /// Selects everything; the cursor goes to the end.
    package mutating func selectAll() { select(0..<characters.count) }

    /// Selects a range, held to the text; the cursor goes to its end.
    package mutating func select(_ range: Range<Int>) {
        setCursor(range.upperBound)
        mark = Mark(place: min(range.lowerBound, cursor), isHeld: false)
    }
}

/// One piece of text that was killed or copied, and comes back where it is wanted.
extension TextBuffer {
    /// Deletes from the cursor to a target; kills one after another are one piece of text. With a selection that goes.
    ///
    /// - Parameter next: where to, when the cursor stands at the target already, as at the end of a line.
    package mutating func kill(to target: Target, or next: Target? = nil) {
        guard selection == nil else {
            cut()
            return
        }
        let range = range(to: target)
        if range.isEmpty, let next { kill(self.range(to: next)) } else { kill(range) }
    }

    /// Deletes the selection and keeps it. False when nothing is selected.
    @discardableResult
    package mutating func cut() -> Bool {
        guard copy(), let selection else { return false }
        replace(selection, with: "", as: .killing)
        return true
    }

    /// Keeps the selection and leaves it. False when nothing is selected.
    @discardableResult
    package mutating func copy() -> Bool {
        guard let selection else { return false }
        clipboard = String(characters[selection])
        return true
    }

    /// Inserts what was kept.
    package mutating func yank() { insert(clipboard) }

    private mutating func kill(_ range: Range<Int>) {
        guard !range.isEmpty else {
            dropMark()
            return
        }
        let killed = String(characters[range])
        if isKilling {
            clipboard = range.lowerBound < cursor ? killed + clipboard : clipboard + killed
        } else {
            clipboard = killed
        }
        replace(range, with: "", as: .killing)
    }
}
