/// Text under a cursor that knows graphemes: the prompt, or a one-line field. The cursor stands between characters.
///
/// Every change, whatever makes it, is a step that can be undone. A change costs as much as the characters around it,
/// not as the text: they are split anew only where they may have joined, and text, length and rows are kept with them.
package struct TextBuffer: Hashable, Sendable {
    package private(set) var characters: [Character]
    /// How many characters stand before the cursor, 0 … count.
    package private(set) var cursor: Int
    /// The other end of the selection; nil when there is none.
    var mark: Mark?
    /// What was killed or copied last.
    package internal(set) var clipboard = ""
    /// What was done last, when the same done again belongs to it.
    private var run: Run?
    private var journal: UndoJournal
    private var derived: Derived<Contents>

    /// Where the selection began.
    struct Mark: Hashable, Sendable {
        let place: Int
        /// Set by a key of its own, so that every move selects; otherwise a move without Shift ends the selection.
        let isHeld: Bool
    }

    /// Things done character by character or kill by kill.
    enum Run: Hashable, Sendable { case typing, erasing, killing }

    private struct Contents: Sendable {
        var text: String
        var utf16Count: Int
        var bytesBeforeCursor: Int
        var layout: TextLayout?
    }

    /// - Parameter cursor: how many characters stand before it, held to the text; the end when it is nil.
    package init(_ text: String = "", cursor: Int? = nil, undo limits: UndoLimits = .standard) {
        var text = Self.normalised(text)
        text.makeContiguousUTF8()
        characters = Array(text)
        self.cursor = characters.count
        journal = UndoJournal(limits)
        derived = Derived(Contents(text: text, utf16Count: text.utf16.count, bytesBeforeCursor: text.utf8.count))
        if let cursor { setCursor(cursor) }
    }

    /// The whole text.
    package var text: String { derived.value.text }
    package var isEmpty: Bool { characters.isEmpty }
    /// Its length in UTF-16 units.
    package var utf16Count: Int { derived.value.utf16Count }
    /// How much memory the past takes.
    var undoBytes: Int { journal.bytes }
    /// Whether a kill now goes on with the last one.
    var isKilling: Bool { run == .killing }

    // MARK: The cursor

    /// Puts the cursor behind so many characters; held to the text.
    ///
    /// - Parameter selecting: begins or goes on with a selection; without it one that was begun so ends.
    package mutating func setCursor(_ place: Int, selecting: Bool = false) {
        if selecting {
            mark = mark ?? Mark(place: cursor, isHeld: false)
        } else if mark?.isHeld == false {
            mark = nil
        }
        run = nil
        placeCursor(place)
    }

    private mutating func placeCursor(_ place: Int) {
        let place = min(max(place, 0), characters.count)
        derived.value.bytesBeforeCursor = byteOffset(of: place)
        cursor = place
    }

    /// Bytes before a character, counted from the nearest place where they are known.
    private func byteOffset(of place: Int) -> Int {
        if place < cursor - place { return bytes(in: 0..<place) }
        if characters.count - place < abs(place - cursor) {
            return text.utf8.count - bytes(in: place..<characters.count)
        }
        let known = derived.value.bytesBeforeCursor
        return place < cursor ? known - bytes(in: place..<cursor) : known + bytes(in: cursor..<place)
    }

    private func bytes(in range: Range<Int>) -> Int {
        characters[range].reduce(0) { $0 + $1.utf8.count }
    }

    // MARK: Changes

    /// Replaces a range; the cursor goes behind the new text and the selection ends. Characters at its ends may join.
    ///
    /// - Parameter run: what it goes on with, when the last change was the same.
    mutating func replace(_ range: Range<Int>, with text: String, as run: Run? = nil) {
        let text = Self.normalised(text)
        let before = cursor
        mark = nil
        if !range.isEmpty || !text.isEmpty {
            let change = Regrouping(characters, replacing: range, with: text)
            let edit = TextEdit(
                change.range.lowerBound, removed: characters[change.range], inserted: change.characters)
            apply(edit, inserting: change.characters)
            placeCursor(change.cursor)
            // Kills go on with each other only in what they keep: each is undone by itself.
            let joining = run == self.run && (run == .typing || run == .erasing)
            journal.record(edit, cursor: before, now: cursor, joining: joining)
        }
        self.run = run
    }

    /// Takes the last step back. False when nothing is left to take back.
    @discardableResult
    package mutating func undo() -> Bool {
        guard let step = journal.stepBack() else { return false }
        replay(step.edit.inverse, cursor: step.cursorBefore)
        return true
    }

    /// Makes the step again that was taken back last. False when there is none.
    @discardableResult
    package mutating func redo() -> Bool {
        guard let step = journal.stepForward() else { return false }
        replay(step.edit, cursor: step.cursorAfter)
        return true
    }

    private mutating func replay(_ edit: TextEdit, cursor: Int) {
        apply(edit, inserting: Array(edit.inserted))
        mark = nil
        run = nil
        placeCursor(cursor)
    }

    /// The cursor is behind the inserted characters then.
    private mutating func apply(_ edit: TextEdit, inserting inserted: [Character]) {
        let start = byteOffset(of: edit.location)
        let utf8 = derived.value.text.utf8
        let from = utf8.index(utf8.startIndex, offsetBy: start)
        let to = utf8.index(from, offsetBy: edit.removed.utf8.count)
        derived.value.text.replaceSubrange(from..<to, with: edit.inserted)
        derived.value.utf16Count += edit.inserted.utf16.count - edit.removed.utf16.count
        derived.value.bytesBeforeCursor = start + edit.inserted.utf8.count
        characters.replaceSubrange(edit.range, with: inserted)
        cursor = edit.location + inserted.count
        derived.value.layout?.update(characters, replaced: edit.range, by: inserted.count)
    }

    /// Lines end in a newline alone: one character that joins no other.
    private static func normalised(_ text: String) -> String {
        guard text.utf8.contains(13) else { return text }
        return String(text.map { $0 == "\r\n" || $0 == "\r" ? "\n" : $0 })
    }

    // MARK: Rows

    /// The text broken into rows; made anew only when it is kept for another width.
    package func layout(columns: Int) -> TextLayout {
        if let kept = derived.value.layout, kept.columns == max(columns, 1) { return kept }
        return TextLayout(characters, columns: columns)
    }

    /// Keeps the rows for this width from now on, so that changes have to break only what they touch.
    mutating func keepLayout(columns: Int) {
        guard derived.value.layout?.columns != max(columns, 1) else { return }
        derived.value.layout = TextLayout(characters, columns: columns)
    }
}
