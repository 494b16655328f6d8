package import RunwareAPI

/// What is looked for in history. Everything has to hold.
package struct HistoryQuery: Hashable, Sendable {
    /// Words that all have to occur in the prompt, the last of each as the beginning of one; words with spaces in them
    /// have to follow each other so. Empty finds everything.
    package var words: [String]
    package var filters: [HistoryFilter]

    package init(words: [String] = [], filters: [HistoryFilter] = []) {
        self.words = words
        self.filters = filters
    }

    /// Whether it finds everything that is not in the bin.
    package var isEmpty: Bool { words.isEmpty && filters.isEmpty }
}

/// A condition on a field.
package enum HistoryFilter: Hashable, Sendable {
    case seed(UInt64)
    /// A side that is nil may have any length.
    case size(width: Int?, height: Int?)
    case star(Comparison, Int)
    case tag(String)
    case state(JobState)
    /// At this time or later.
    case after(Timestamp)
    /// Before this time.
    case before(Timestamp)
    /// What the service returned as the cost; estimates count as the table price.
    case cost(Comparison, Money)
    /// A part of the service's name or address.
    case service(String)
    case mark(Mark)

    package enum Comparison: String, Hashable, Sendable, CaseIterable {
        case equal = "="
        case less = "<"
        case atMost = "<="
        case greater = ">"
        case atLeast = ">="
    }

    package enum Mark: String, Hashable, Sendable, CaseIterable {
        case picked, rated, tagged, noted
        /// In the bin; rows that are there are found by nothing else.
        case deleted
    }
}

/// A mistake in what was typed into the filter; what it stands in is left out of the query.
package struct QueryFault: Hashable, Sendable {
    /// The piece as it was typed.
    package let text: String
    /// What is wrong with it and what is right.
    package let sentence: String

    package init(text: String, sentence: String) {
        self.text = text
        self.sentence = sentence
    }

    /// The piece with what is wrong with it.
    package var words: String { "\(text): \(sentence)" }
}
