package import EngineModel
import Foundation
import RunwareAPI

/// What a query finds, by looking at one row after the other: what indexes are held against.
package enum NaiveSearch {
    package static func matches(_ query: HistoryQuery, _ entry: HistoryEntry) -> Bool {
        let wantsBin = query.filters.contains(.mark(.deleted))
        return (entry.row.marks.deletedAt != nil) == wantsBin
            && query.filters.allSatisfy { matches($0, entry) }
            && query.words.allSatisfy { contains($0, in: entry.job.request.prompt) }
    }

    private static func matches(_ filter: HistoryFilter, _ entry: HistoryEntry) -> Bool {
        let row = entry.row
        switch filter {
        case .seed(let seed): return row.seed == seed
        case .size(let width, let height):
            return width.map { $0 == row.width } ?? true && height.map { $0 == row.height } ?? true
        case .star(let comparison, let number): return row.marks.rating.map { compare($0, comparison, number) } ?? false
        case .tag(let tag): return row.marks.tags.contains { $0.lowercased() == tag.lowercased() }
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

    /// Whether the words of a phrase follow each other in a text, the last one as a beginning.
    private static func contains(_ phrase: String, in text: String) -> Bool {
        let wanted = tokens(phrase)
        guard let last = wanted.last else { return true }
        let found = tokens(text)
        guard found.count >= wanted.count else { return false }
        return (0...(found.count - wanted.count)).contains { start in
            found[start..<(start + wanted.count - 1)].elementsEqual(wanted.dropLast())
                && found[start + wanted.count - 1].hasPrefix(last)
        }
    }

    /// Letters, numbers and private characters make words; case and accents do not count.
    package static func tokens(_ text: String) -> [String] {
        text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
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
