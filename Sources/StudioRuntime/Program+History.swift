import EngineCore
import EngineModel
import StudioCore
import TerminalLoop

/// History: its pages, of which only those asked for last matter, and what the user writes on rows, in order.
extension Program {
    /// How long after a key the answer of a search may take before the screen says that it takes its time. A key and an
    /// answer that comes within it make one frame.
    package nonisolated static let searchPatience = Duration.milliseconds(12)

    /// Reads a page of history; the one that was being read is withdrawn.
    func loadPage(_ query: HistoryQuery, before cursor: HistoryCursor?, _ question: UInt64) {
        readPage(query, before: cursor, question) { .page($0, question: question, appended: cursor != nil) }
    }

    func perform(_ wish: HistoryWish) {
        switch wish {
        case .loadNewer(let query, let cursor, let question):
            readPage(query, before: cursor, question) { .history(.newerPage($0, question: question)) }
        case .loadRows(let ids):
            answering { program throws(StoreFailure) in .rows(try await program.library.rows(ids), asked: ids) }
        case .loadTags:
            answering { program throws(StoreFailure) in .tags(try await program.library.tags(limit: 500)) }
        case .countBin:
            answering { program throws(StoreFailure) in
                // What is put there while the question stands is not asked about.
                let time = program.clock.now()
                return .bin(try await program.library.binCount(), before: time)
            }
        case .mark, .emptyBin: performLater(.history(wish))
        }
    }

    /// What changes history, one after another.
    func performInOrder(_ wish: HistoryWish) async {
        switch wish {
        case .mark(let wish): answer(.history(await mark(wish)))
        case .emptyBin(let time):
            do throws(StoreFailure) {
                answer(.history(.binEmptied(try await engine.emptyBin(before: time))))
            } catch {
                answer(.failed("the bin is not emptied, or not all of it: \(error.sentence)"))
            }
        case .loadNewer, .loadRows, .loadTags, .countBin: break
        }
    }

    private func mark(_ wish: MarkWish) async -> HistoryNews {
        do throws(StoreFailure) {
            let undoing = try await library.mark(wish.changes)
            var seen: Set<HistoryID> = []
            let ids = wish.changes.map(\.id).filter { seen.insert($0).inserted }
            return .marked(MarkAnswer(wish, undoing: undoing, rows: try await library.rows(ids)))
        } catch {
            return .notMarked(error.sentence, wish)
        }
    }

    private func answering(_ ask: @escaping @UI (Program) async throws(StoreFailure) -> HistoryNews) {
        inBackground { program in
            do throws(StoreFailure) {
                program.answer(.history(try await ask(program)))
            } catch {
                program.answer(.failed(error.sentence))
            }
        }
    }

    private func readPage(
        _ query: HistoryQuery, before cursor: HistoryCursor?, _ question: UInt64,
        _ news: @escaping @UI (HistoryPage) -> Action
    ) {
        pageReading?.cancel()
        let due = searchDue ?? monotonic() + Self.searchPatience
        searchDue = due
        // What shows stays until the answer is there; other pages change nothing that is seen now.
        if state.history.isStale { pacing.hold(until: due) }
        pageReading = inBackground { program in
            let action: Action
            do throws(StoreFailure) {
                action = news(try await program.library.page(query, before: cursor, limit: HistoryState.pageSize))
            } catch {
                action = .history(.pageFailed(error.sentence, question: question))
            }
            // Whoever withdrew it has asked something else.
            guard !Task.isCancelled else { return }
            program.searchDue = nil
            program.answer(action)
            program.showWhatIsKnown()
        }
    }

    /// Reads all that is known of a row.
    func loadEntry(_ id: HistoryID) {
        entriesAwaited += 1
        inBackground { program in
            let action: Action
            do throws(StoreFailure) {
                action = .entry(id, try await program.library.entry(id))
            } catch {
                action = .failed(error.sentence)
            }
            program.entriesAwaited -= 1
            program.answer(action)
            program.showWhatIsKnown()
        }
    }

    /// The rows that were found and what is known of the selected one make one frame; whatever comes later another.
    private func showWhatIsKnown() {
        if searchDue == nil, entriesAwaited == 0 { pacing.letGo() }
    }

    /// Says that the answer takes its time, when it is time to.
    func saySearching(dueAt now: Duration) {
        guard let due = searchDue, due <= now else { return }
        searchDue = nil
        pacing.letGo()
        dispatch(.history(.searchIsSlow(question: state.history.question)))
        if state.history.isSlow { pacing.userActed() }
    }
}
