package import EngineModel
import RunwareAPI
import TerminalUI

/// Two results beside each other: what their prompts have word by word, and their parameters.
package struct Comparison: Hashable, Sendable {
    /// A result and what the page calls it.
    package struct Side: Hashable, Sendable {
        package let entry: HistoryEntry
        package let name: String

        /// The one that was marked.
        package static func marked(_ entry: HistoryEntry) -> Side { Side(entry: entry, name: "marked") }
        /// The one that the other was made from.
        package static func parent(_ entry: HistoryEntry) -> Side { Side(entry: entry, name: "parent") }
        /// The one that was shown when they were compared.
        package static func this(_ entry: HistoryEntry) -> Side { Side(entry: entry, name: "this") }
    }

    package let left: Side
    package let right: Side
    package var offset = 0

    package init(_ left: Side, _ right: Side) {
        self.left = left
        self.right = right
    }

    /// A parameter of both.
    package struct Pair: Hashable, Sendable {
        package let name: String
        package let left: String
        package let right: String
        package let differs: Bool
    }

    /// What both prompts have, and what only one has.
    package var prompts: WordDiff { WordDiff(from: left.entry.job.request.prompt, to: right.entry.job.request.prompt) }

    /// The parameters, those that differ first, each kind in the order of the table. Seeds are those of the images.
    package var pairs: [Pair] {
        let pairs = ParameterTable.rows.map(\.parameter).filter(Self.isCompared).map { parameter in
            let values = [left, right].map { $0.entry.value(of: parameter) }
            let words = [left, right].map { $0.entry.words(of: parameter) }
            return Pair(
                name: ParameterTable[parameter].label, left: words[0], right: words[1], differs: values[0] != values[1])
        }
        return pairs.filter(\.differs) + pairs.filter { !$0.differs }
    }

    private static func isCompared(_ parameter: Parameter) -> Bool {
        switch parameter {
        // The same in all requests, another in all, or compared word by word. The check is one choice (product §4).
        case .taskType, .model, .taskUUID, .positivePrompt, .safetyCheckContent: false
        default: true
        }
    }

    /// The other way round.
    var swapped: Comparison { Comparison(right, left) }

    /// The largest offset that still fills the page.
    func lastOffset(in screen: Size) -> Int {
        max(ComparisonRow.rows(of: self, in: screen).count - ComparisonRow.pageHeight(in: screen), 0)
    }
}

extension HistoryEntry {
    fileprivate func value(of parameter: Parameter) -> ParameterValue? {
        parameter == .seed ? seed.map { .integer(Int128($0)) } : job.request.value(of: parameter)
    }

    fileprivate func words(of parameter: Parameter) -> String {
        switch (parameter, value(of: parameter)) {
        case (.seed, nil): "not known"
        case (_, nil): "off"
        case (.webhookURL, .text(let url)?), (.uploadEndpoint, .text(let url)?): WebAddress.withoutSecrets(url)
        case (_, .flag(let isOn)?): isOn ? "on" : "off"
        case (_, let value?): value.description
        }
    }
}

/// Marks the shown result as one side, or compares it with the one that is marked.
func compare(_ entry: HistoryEntry, _ state: inout StudioState) {
    let key = CommandTable.key(for: .compare) ?? ""
    guard let marked = state.marked else {
        state.marked = entry
        state.message = .info("marked to compare with: move to another result and press \(key)")
        return
    }
    state.marked = nil
    guard marked.row.id != entry.row.id else {
        state.message = .info("it is not marked any more")
        return
    }
    state.overlay = .results(.comparison(Comparison(.marked(marked), .this(entry))))
}

/// Keys while two results are compared.
func reduceComparison(_ key: KeyEvent, _ comparison: Comparison, _ state: inout StudioState) -> [Effect] {
    if closesPage(key) {
        state.overlay = nil
        return []
    }
    var comparison = comparison
    if key == KeyEvent(.character("x")) {
        comparison = comparison.swapped
    } else {
        let page = ComparisonRow.pageHeight(in: state.size)
        let last = comparison.lastOffset(in: state.size)
        guard let offset = scrolledPage(key, offset: comparison.offset, page: page, last: last) else { return [] }
        comparison.offset = offset
    }
    state.overlay = .results(.comparison(comparison))
    return []
}
