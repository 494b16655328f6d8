/// A replacement of characters, whole ones before and after it; turned round it is its own inverse.
struct TextEdit: Hashable, Sendable {
    /// Where the first replaced character stands.
    private(set) var location: Int
    private(set) var removed: String
    private(set) var inserted: String
    /// How many characters go and come.
    private(set) var removedCount: Int
    private(set) var insertedCount: Int

    init(_ location: Int, removed: ArraySlice<Character>, inserted: [Character]) {
        self.location = location
        self.removed = String(removed)
        self.inserted = String(inserted)
        removedCount = removed.count
        insertedCount = inserted.count
    }

    var inverse: TextEdit {
        var edit = self
        swap(&edit.removed, &edit.inserted)
        swap(&edit.removedCount, &edit.insertedCount)
        return edit
    }

    /// The range of characters that goes.
    var range: Range<Int> { location..<(location + removedCount) }

    /// Makes this edit and the one after it one. False, and nothing is changed, when they do not touch so that they are
    /// one replacement: when the second neither goes on where the first ended nor deletes on from a deletion.
    mutating func join(_ next: TextEdit) -> Bool {
        if insertedCount > 0, next.location >= location, next.range.upperBound == location + insertedCount {
            if next.removedCount > 0 {
                inserted = String(Substring(inserted.utf8.dropLast(next.removed.utf8.count)))
            }
            inserted += next.inserted
            insertedCount += next.insertedCount - next.removedCount
        } else if insertedCount == 0, next.range.upperBound == location {
            location = next.location
            removed = next.removed + removed
            removedCount += next.removedCount
            inserted = next.inserted
            insertedCount = next.insertedCount
        } else if insertedCount == 0, next.location == location {
            removed += next.removed
            removedCount += next.removedCount
            inserted = next.inserted
            insertedCount = next.insertedCount
        } else {
            return false
        }
        return true
    }
}
