/// What the user wrote on a row of history.
package struct HistoryMarks: Hashable, Sendable {
    /// 1–5; nil when it was not rated.
    package var rating: Int?
    /// Whether the user picked it: the star.
    package var isPicked: Bool
    /// In the order of the alphabet, each once.
    package var tags: [String]
    package var note: String?
    /// When it was put into the bin; nil for a row that is not there.
    package var deletedAt: Timestamp?

    package init(
        rating: Int? = nil, isPicked: Bool = false, tags: [String] = [], note: String? = nil,
        deletedAt: Timestamp? = nil
    ) {
        self.rating = rating
        self.isPicked = isPicked
        self.tags = tags
        self.note = note
        self.deletedAt = deletedAt
    }

    /// What ratings there are.
    package static let ratings = 1...5

    /// Takes a change over and returns the one that takes it back; nil when it changes nothing.
    package mutating func take(_ change: MarkChange, now: Timestamp) -> MarkChange? {
        let before = self
        switch change {
        case .rating(let rating):
            self.rating = rating
            return self == before ? nil : .rating(before.rating)
        case .pick(let isPicked):
            self.isPicked = isPicked
            return self == before ? nil : .pick(before.isPicked)
        case .tag(let typed, let isOn):
            guard let tag = TagName.normal(typed) else { return nil }
            tags.removeAll { $0 == tag }
            if isOn {
                tags.append(tag)
                tags.sort(by: TagName.precedes)
            }
            return self == before ? nil : .tag(tag, isOn: !isOn)
        case .note(let note):
            self.note = note.flatMap { $0.isEmpty ? nil : $0 }
            return self == before ? nil : .note(before.note)
        case .bin(let isIn):
            guard isIn != (deletedAt != nil) else { return nil }
            deletedAt = isIn ? now : nil
            return .bin(!isIn)
        }
    }
}

/// One change of what is written on a row.
package enum MarkChange: Hashable, Sendable {
    /// 1–5; nil takes the rating away.
    case rating(Int?)
    case pick(Bool)
    case tag(String, isOn: Bool)
    /// Nil takes the note away.
    case note(String?)
    /// Into the bin, or out of it.
    case bin(Bool)
}

/// A change of one row.
package struct RowChange: Hashable, Sendable {
    package let id: HistoryID
    package let change: MarkChange

    package init(_ id: HistoryID, _ change: MarkChange) {
        self.id = id
        self.change = change
    }
}
