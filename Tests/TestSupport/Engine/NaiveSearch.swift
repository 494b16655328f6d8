package import EngineModel
import Foundation
import RunwareAPI

/// What a query finds, by looking at one row after the other: what indexes are held against.
package struct NaiveSearch {
    private let query: HistoryQuery
    private let phrases: [[String]]

    package init(_ query: HistoryQuery) {
        self.query = query
        phrases = query.words.map(Self.tokens)
    }

    /// - Parameter tokens: the words of the row's prompt, where they were read before.
    package func matches(_ entry: HistoryEntry, tokens: [String]? = nil) -> Bool {
        let wantsBin = query.filters.contains(.mark(.deleted))
        guard (entry.row.marks.deletedAt != nil) == wantsBin,
            query.filters.allSatisfy({ Self.matches($0, entry) })
        else { return false }
        guard !phrases.isEmpty else { return true }
        let tokens = tokens ?? Self.tokens(entry.job.request.prompt)
        return phrases.allSatisfy { Self.contains($0, in: tokens) }
    }

    private static func matches(_ filter: HistoryFilter, _ entry: HistoryEntry) -> Bool {
        let row = entry.row
        switch filter {
        case .seed(let seed): return row.seed == seed
        case .size(let width, let height):
            return width.map { $0 == row.width } ?? true && height.map { $0 == row.height } ?? true
        case .star(let comparison, let number): return row.marks.rating.map { compare($0, comparison, number) } ?? false
        case .tag(let tag): return row.marks.tags.contains(tag)
        case .state(let state): return row.state == state
        case .after(let time): return row.time >= time
        case .before(let time): return row.time < time
        case .cost(let comparison, let money):
            guard let result = entry.result else { return false }
            return compare(
                (result.cost ?? RunwareModel.pricePerImage).microDollars, comparison, money.microDollars)
        case .service(let text):
            return entry.job.service.name.lowercased().contains(text.lowercased())
        case .mark(let mark):
            return switch mark {
            case .picked: row.marks.isPicked
            case .rated: row.marks.rating != nil
            case .tagged: !row.marks.tags.isEmpty
            case .noted: row.marks.note != nil
            case .deleted: row.marks.deletedAt != nil
            }
        }
    }

    private static func compare<Number: Comparable>(
        _ left: Number, _ comparison: HistoryFilter.Comparison, _ right: Number
    ) -> Bool {
        switch comparison {
        case .equal: left == right
        case .less: left < right
        case .atMost: left <= right
        case .greater: left > right
        case .atLeast: left >= right
        }
    }

    /// Whether the words of a phrase follow each other, the last one as a beginning.
    private static func contains(_ wanted: [String], in found: [String]) -> Bool {
        guard let last = wanted.last else { return true }
        guard found.count >= wanted.count else { return false }
        return (0...(found.count - wanted.count)).contains { start in
            found[start..<(start + wanted.count - 1)].elementsEqual(wanted.dropLast())
                && found[start + wanted.count - 1].hasPrefix(last)
        }
    }

    /// Letters, numbers and private characters make words; case and accents do not count.
    package static func tokens(_ text: String) -> [String] {
        text.lowercased().folding(options: .diacriticInsensitive, locale: nil)
            .split { character in
                !character.unicodeScalars.contains { scalar in
                    switch scalar.properties.generalCategory {
                    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
                        .decimalNumber, .letterNumber, .otherNumber, .privateUse:
                        true
                    default: false
                    }
                }
            }.map(String.init)
    }
}
