package import EngineModel

/// Which rows are marked, and what was written on rows, to be taken back.
package struct TriageState: Hashable, Sendable {
    /// What was done and can be taken back, or was taken back and can be done again.
    struct Step: Hashable, Sendable {
        let changes: [RowChange]
        let words: String
        let query: HistoryQuery
    }

    /// The marked rows; also those that are not on hand now.
    package internal(set) var marked: Set<HistoryID> = []
    /// The row that was marked last: a range begins there.
    var lastMarked: HistoryID?
    /// The newest step last.
    var undo: [Step] = []
    var redo: [Step] = []
    /// How many wishes are on their way.
    var pending = 0
    /// The marks of rows as they will be when these have arrived: keys decide by what was asked for, not by what shows.
    var expected: [HistoryID: HistoryMarks] = [:]
    /// Steps to take back or to do again once everything on its way has arrived.
    var waiting: [MarkWish.Kind] = []

    /// How many steps are kept.
    static let largestUndo = 200

    package init() {}

    mutating func push(_ step: Step, for kind: MarkWish.Kind) {
        switch kind {
        case .change:
            redo = []
            undo.append(step)
        case .redo: undo.append(step)
        case .undo: redo.append(step)
        }
        if undo.count > Self.largestUndo { undo.removeFirst() }
    }

    /// A wish has arrived, or failed.
    mutating func arrived() {
        pending = max(pending - 1, 0)
        if pending == 0 { expected = [:] }
    }
}

extension HistoryState {
    /// The marked rows in the order of the list; those that are not on hand come last.
    var markedRows: [HistoryID] {
        let shown = rows.map(\.id).filter(triage.marked.contains)
        guard shown.count < triage.marked.count else { return shown }
        return shown + triage.marked.subtracting(shown).sorted { $0.text < $1.text }
    }

    /// The place of a row among those on hand.
    func place(of id: HistoryID?) -> Int? {
        guard let id else { return nil }
        if selected?.id == id { return selection }
        return rows.firstIndex { $0.id == id }
    }
}

extension HistoryID {
    fileprivate var text: String {
        switch self {
        case .result(let id): id.text
        case .job(let id): id.text
        }
    }
}
