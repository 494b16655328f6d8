package import EngineModel
import RunwareAPI
import TerminalUI

/// What is asked before rows are written to a file: as what, and under which name.
package struct ExportForm: Hashable, Sendable {
    /// The rows, the marked ones or the shown one.
    package let rows: [HistoryID]
    package internal(set) var kind = ExportKind.jsonl
    /// The name of the file: beside what the studio was started in, below `~/`, or from the root on.
    package internal(set) var name: TextBuffer

    /// - Parameter stem: the proposed name without its ending.
    init(_ rows: [HistoryID], stem: String) {
        self.rows = rows
        name = TextBuffer(stem + ExportKind.jsonl.ending)
    }

    /// The name as it is taken.
    package var fileName: String { String(Whitespace.trimmed(name.text)) }

    /// Another kind; the name's ending follows where it was that of the kind before.
    mutating func turn(by step: Int) {
        let all = ExportKind.allCases
        let place = all.firstIndex(of: kind) ?? 0
        let next = all[(place + step + all.count) % all.count]
        if name.text.hasSuffix(kind.ending) {
            name = TextBuffer(name.text.dropLast(kind.ending.count) + next.ending)
        }
        kind = next
    }

    /// The next name to try where there is a file of this one: `kites.jsonl`, `kites_2.jsonl`, `kites_3.jsonl`.
    mutating func proposeAnotherName() {
        let ending = name.text.hasSuffix(kind.ending) ? kind.ending : ""
        let stem = name.text.dropLast(ending.count)
        let parts = stem.split(separator: "_", omittingEmptySubsequences: false)
        if parts.count > 1, let number = Int(parts[parts.count - 1]), (2..<1_000_000).contains(number) {
            name = TextBuffer(parts.dropLast().joined(separator: "_") + "_\(number + 1)" + ending)
        } else {
            name = TextBuffer("\(stem)_2\(ending)")
        }
    }
}

extension ExportKind {
    /// How names of such files end, as they are proposed.
    package var ending: String {
        switch self {
        case .jsonl: ".jsonl"
        case .request: ".json"
        case .curl: ".sh"
        }
    }

    /// What it is, in a few words.
    package var summary: String {
        switch self {
        case .jsonl: "to be imported elsewhere"
        case .request: "bodies of API requests"
        case .curl: "shell lines to send them"
        }
    }
}

/// What became of an export.
package enum Exported: Hashable, Sendable {
    /// Written, the path being the whole one: `2 records`, and what was left out.
    case written(String, path: String, leftOut: String?)
    /// There is a file of that name, and nothing is ever overwritten.
    case isThere
    /// Nothing was written, for this reason.
    case failed(String)
}

/// Asks as what the marked rows, or the selected one, are written, and where.
func openExport(_ state: inout StudioState) -> [Effect] {
    let rows = state.targets
    guard !rows.isEmpty else {
        let isOffRecord = state.focus == .result && state.result.shown?.job.origin.isOffRecord == true
        state.message = .info(
            isOffRecord ? "off the record nothing is written to a file" : state.whyUnmarkable ?? "no result is selected"
        )
        return []
    }
    let local = UTCTime(state.utcOffsets.local(state.now))
    state.overlay = .results(.export(ExportForm(rows, stem: "easel-\(local.day)")))
    return []
}

/// Keys while the name is typed.
func reduceExport(_ key: KeyEvent, _ form: ExportForm, _ state: inout StudioState) -> [Effect] {
    var form = form
    switch (key.key, key.modifiers) {
    case _ where key.leaves:
        state.overlay = nil
        state.message = nil
        return []
    case (.enter, []):
        let name = form.fileName
        guard !name.isEmpty, !name.hasSuffix("/") else {
            state.message = .error("type a name for the file")
            return []
        }
        guard form.kind != .curl || !state.engine.service.address.isEmpty else {
            state.message = .error("the service's address is not known yet, and curl lines name it")
            return []
        }
        state.overlay = nil
        state.message = .info("writing \(name)")
        return [.results(.export(form))]
    case (.tab, []), (.down, []): form.turn(by: 1)
    case (.backTab, _), (.up, []): form.turn(by: -1)
    default:
        guard FieldEditing.take(key, &form.name) else { return [] }
    }
    state.message = nil
    state.overlay = .results(.export(form))
    return []
}

/// An export ended. Where it failed the form comes back as it was, unless something else was opened meanwhile.
func takeExported(_ exported: Exported, of form: ExportForm, _ state: inout StudioState) {
    var form = form
    switch exported {
    case .written(let count, let path, let leftOut):
        state.message = .info("\(count) written to \(path)" + (leftOut.map { "; \($0)" } ?? ""))
        return
    case .isThere:
        state.message = .warning("\(form.fileName) is there already: Enter takes another name")
        form.proposeAnotherName()
    case .failed(let sentence): state.message = .error("nothing was written: \(sentence)")
    }
    if state.overlay == nil { state.overlay = .results(.export(form)) }
}
