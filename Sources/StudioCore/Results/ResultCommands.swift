package import EngineModel
package import RunwareAPI
import TerminalUI

/// What lies over the panes when a result is taken away, compared or traced.
package enum ResultOverlay: Hashable, Sendable {
    /// Which text of the result is wanted?
    case copy(HistoryEntry)
    /// Texts over the whole screen.
    case page(PlainPage)
    case comparison(Comparison)
    case lineage(LineageTree)
    /// As what, and where, are these rows written?
    case export(ExportForm)
}

/// What the commands of a result ask the outside for.
package enum ResultWish: Hashable, Sendable {
    /// A UUID that was never given before, for a text that names a task.
    case uuid(TextWish)
    /// The clipboard, with this text; the name is what messages call it.
    case send(String, name: String)
    /// A program that shows links, with this one.
    case open(String)
    /// All that is known of the result that this one was made from.
    case parent(HistoryEntry)
    case lineage(HistoryID)
    /// A file with these rows.
    case export(ExportForm)
}

/// The answers to them.
package enum ResultNews: Hashable, Sendable {
    case uuid(TaskUUID, for: TextWish)
    case sent(SentText, name: String)
    case opened(String, LinkOpening)
    /// Nil when it is gone.
    case parent(HistoryEntry?, of: HistoryEntry)
    /// Nil when the row is gone.
    case lineage(Lineage?)
    case exported(Exported, of: ExportForm)
}

/// Commands of the history and the result pane that look at a result, or take it away. None of them changes the draft.
func performResult(_ command: Command, _ state: inout StudioState) -> [Effect] {
    guard let entry = state.takeShown() else { return [] }
    switch command {
    case .copy: state.overlay = .results(.copy(entry))
    case .openLink: return openLink(of: entry, &state)
    case .showLink: showLink(of: entry, &state)
    case .showRequest: state.overlay = .results(.page(.request(of: entry)))
    case .compare: compare(entry, &state)
    case .compareWithParent:
        guard entry.job.origin.parent != nil else {
            state.message = .info("it was made from no other result")
            return []
        }
        return [.results(.parent(entry))]
    case .showLineage:
        if let missing = state.result.whyInNoHistory {
            state.message = .info(missing)
            return []
        }
        return [.results(.lineage(entry.row.id))]
    default: break
    }
    return []
}

/// An answer came. What it would show is not laid over something that the user opened meanwhile.
func reduceResults(_ news: ResultNews, _ state: inout StudioState) -> [Effect] {
    switch news {
    case .uuid(let uuid, let wish): return take(wish, uuid: uuid, &state)
    case .sent(let sent, let name): state.message = sent.message(name: name)
    case .opened(let url, let opening): linkOpened(url, opening, &state)
    case .parent(let parent, let entry):
        guard let parent else {
            state.message = .info("what it was made from is gone")
            return []
        }
        guard state.overlay == nil, state.shownEntry?.row.id == entry.row.id else { return [] }
        state.overlay = .results(.comparison(Comparison(.parent(parent), .this(entry))))
    case .lineage(let lineage): showLineage(lineage, &state)
    case .exported(let exported, let form): takeExported(exported, of: form, &state)
    }
    return []
}

/// Keys while one of these lies over the panes.
func reduceResultOverlay(_ key: KeyEvent, _ overlay: ResultOverlay, _ state: inout StudioState) -> [Effect] {
    switch overlay {
    case .copy(let entry): return reduceCopy(key, entry, &state)
    case .page(let page): return reducePage(key, page, &state)
    case .comparison(let comparison): return reduceComparison(key, comparison, &state)
    case .lineage(let tree): return reduceLineage(key, tree, &state)
    case .export(let form): return reduceExport(key, form, &state)
    }
}

extension ResultOverlay {
    /// Keeps what is scrolled within its ends.
    mutating func settle(in screen: Size) {
        switch self {
        case .copy, .export: break
        case .page(var page):
            page.offset = min(page.offset, page.lastOffset(in: screen))
            self = .page(page)
        case .comparison(var comparison):
            comparison.offset = min(comparison.offset, comparison.lastOffset(in: screen))
            self = .comparison(comparison)
        case .lineage(var tree):
            tree.scroll(in: screen)
            self = .lineage(tree)
        }
    }
}

/// Where a page of so many lines stands after a key; nil when the key is none that scrolls.
func scrolledPage(_ key: KeyEvent, offset: Int, page: Int, last: Int) -> Int? {
    guard key.modifiers.isEmpty else { return nil }
    let target: Int
    switch key.key {
    case .up, .character("k"): target = offset - 1
    case .down, .character("j"): target = offset + 1
    case .pageUp: target = offset - page
    case .pageDown, .character(" "): target = offset + page
    case .home, .character("g"): target = 0
    case .end, .character("G"): target = last
    default: return nil
    }
    return min(max(target, 0), last)
}

/// Whether a key closes what is only looked at.
func closesPage(_ key: KeyEvent) -> Bool {
    key.leaves || key == KeyEvent(.enter) || key == KeyEvent(.character("q"))
}
