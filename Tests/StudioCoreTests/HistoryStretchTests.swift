import EngineModel
@testable import StudioCore
import TerminalUI
import TestSupport
import Testing

/// Histories longer than what is on hand.
@Suite struct HistoryStretchTests {
    /// A history of so many rows that answers questions as the store does.
    private struct Store {
        var cursors: [Int64]

        init(_ count: Int64) { cursors = Array((1...count).reversed()) }

        func page(before cursor: HistoryCursor?) -> HistoryPage {
            let found = cursors.filter { number in cursor.map { number < $0.sequence } ?? true }
            return HistoryPage(
                rows: found.prefix(HistoryState.pageSize).map { Sample.row($0) },
                hasMore: found.count > HistoryState.pageSize)
        }

        /// Answers what pages are asked for, and what those ask for.
        func answer(_ effects: [Effect], _ state: inout StudioState) {
            var open = effects
            while !open.isEmpty {
                switch open.removeFirst() {
                case .loadPage(_, let cursor, let question):
                    open += reduce(
                        .page(page(before: cursor), question: question, appended: cursor != nil), &state)
                case .history(.loadNewer(_, let cursor, let question)):
                    open += reduce(.history(.newerPage(page(before: cursor), question: question)), &state)
                default: break
                }
            }
        }
    }

    private func open(_ store: Store) -> StudioState {
        var state = Sample.state()
        store.answer(reduce(.engine(Sample.snapshot(1)), &state), &state)
        state.press("F5")
        return state
    }

    private static let most = HistoryState.largestStretch + HistoryState.pageSize

    @Test func `down to the oldest row and up to the newest, every row is met and few are on hand`() {
        let store = Store(2330)
        var state = open(store)
        var seen = [state.history.selected?.cursor.sequence]
        for key in ["Down", "Up"] {
            while true {
                let before = state.history.selected?.cursor
                store.answer(state.press(key), &state)
                guard state.history.selected?.cursor != before else { break }
                seen.append(state.history.selected?.cursor.sequence)
                #expect(state.history.rows.count <= Self.most)
            }
        }
        #expect(seen == Array((1...2330).reversed()) + Array(2...2330))
    }

    @Test func `by pages too, and no row is passed that did not show`() {
        var store = Store(3100)
        store.cursors.removeAll { $0 % 7 == 0 }
        var state = open(store)
        var seen: Set<Int64> = []
        func look() {
            let lines = state.historyLines
            let height = state.layout.inside(.history).height
            for number in state.history.offset..<(state.history.offset + height) {
                if case .row(let row)? = lines.line(at: number) {
                    seen.insert(state.history.rows[row].cursor.sequence)
                }
            }
        }
        for key in ["PageDown", "PageUp"] {
            seen = []
            look()
            while true {
                let before = state.history.selected?.cursor
                store.answer(state.press(key), &state)
                look()
                guard state.history.selected?.cursor != before else { break }
                #expect(state.history.rows.count <= Self.most)
            }
            #expect(seen == Set(store.cursors), "\(key)")
        }
    }

    @Test func `from far down one key leads to the newest row`() {
        let store = Store(4000)
        var state = open(store)
        for _ in 0..<60 { store.answer(state.press("G"), &state) }
        #expect(state.history.selected?.cursor.sequence == 1)
        store.answer(state.press("g"), &state)
        #expect(state.history.selected?.cursor.sequence == 4000)
        #expect(state.history.rows.count == HistoryState.pageSize && state.history.hasMore)
    }

    @Test func `the end reads on by a page, never all`() {
        let store = Store(100_000)
        var state = open(store)
        for press in 1...30 {
            let effects = state.press("G")
            #expect(effects.count { if case .loadPage = $0 { true } else { false } } == 1)
            store.answer(effects, &state)
            #expect(state.history.rows.last?.cursor.sequence == Int64(100_000 - (press + 1) * 100 + 1))
        }
        #expect(state.history.rows.count <= Self.most)
    }

    @Test func `far from the newest row, news are read of what shows only`() {
        let store = Store(4000)
        var state = open(store)
        for _ in 0..<30 { store.answer(state.press("G"), &state) }
        let before = state.history
        let effects = reduce(.engine(Sample.snapshot(2) { $0.historyRevision = 1 }), &state)
        #expect(state.history == before)
        guard case .history(.loadRows(let ids))? = effects.first else {
            Issue.record("\(effects)")
            return
        }
        #expect(effects.count == 1 && ids.count <= 20)
        #expect(ids.contains { $0 == state.history.selected?.id })
        // One of them is gone, one was rated elsewhere.
        let gone = ids[1]
        var rows = state.history.rows.filter { ids.contains($0.id) && $0.id != gone }
        rows[0] = rows[0].with(HistoryMarks(rating: 5))
        let count = state.history.rows.count
        _ = reduce(.history(.rows(rows, asked: ids)), &state)
        #expect(state.history.rows.count == count - 1)
        #expect(state.history.rows.first { $0.id == rows[0].id }?.marks.rating == 5)
        #expect(state.history.selected?.id == before.selected?.id)
    }

    @Test func `whatever comes and goes, the rows on hand are in order, once, and without a gap on the way back`() {
        var random = SeededGenerator(seed: 11)
        var store = Store(2600)
        var state = open(store)
        let keys = ["PageDown", "PageDown", "PageDown", "PageUp", "PageUp", "G", "Down", "Up", "g"]
        for step in 0..<1000 {
            switch Int.random(in: 0..<20, using: &random) {
            case 0:
                // Out of the bin: rows come back between others.
                let number = Int64.random(in: 1...2600, using: &random)
                if !store.cursors.contains(number) {
                    store.cursors.append(number)
                    store.cursors.sort(by: >)
                }
            case 1: if store.cursors.count > 2200 { store.cursors.remove(at: .random(in: 0..<2200, using: &random)) }
            default: break
            }
            // Down beyond what is on hand and up again, then here and there.
            let key =
                switch step % 500 {
                case ..<180: "PageDown"
                case ..<380: "PageUp"
                default: keys.randomElement(using: &random) ?? "Up"
                }
            store.answer(state.press(key), &state)
            let numbers = state.history.rows.map(\.cursor.sequence)
            let isOrdered = zip(numbers, numbers.dropFirst()).allSatisfy { $0 > $1 }
            #expect(isOrdered && numbers.count <= Self.most, "step \(step)")
            #expect(state.history.selected != nil)
        }
        // Asked anew, everything that is there is met again on the way up.
        state.press("/")
        store.answer(state.type("x"), &state)
        store.answer(state.press("Esc"), &state)
        for _ in 0..<400 { store.answer(state.press("PageDown"), &state) }
        var met: Set<Int64> = Set(state.history.rows.map(\.cursor.sequence))
        for _ in 0..<400 {
            store.answer(state.press("PageUp"), &state)
            met.formUnion(state.history.rows.map(\.cursor.sequence))
        }
        #expect(met == Set(store.cursors))
    }

    @Test(arguments: [101, 150, 1730])
    func `more arrivals than a page move neither the selected row nor what is seen`(count: Int64) {
        var store = Store(70)
        var state = open(store)
        for _ in 0..<20 { store.answer(state.press("Down"), &state) }
        let before = state
        store.cursors = Store(70 + count).cursors
        let effects = reduce(.engine(Sample.snapshot(2) { $0.historyRevision = 1 }), &state)
        var rereads: [HistoryID] = []
        for case .loadPage(_, _, let question) in effects {
            for case .history(.loadRows(let ids)) in reduce(
                .page(store.page(before: nil), question: question, appended: false), &state)
            {
                rereads += ids
            }
        }
        #expect(state.history.selected?.id == before.history.selected?.id)
        #expect(state.visibleRows.contains(before.visibleRows[3]))
        func place(_ state: StudioState) -> Int {
            state.historyLines.line(of: state.history.selection) - state.history.offset
        }
        #expect(place(state) == place(before))
        // What changed elsewhere meanwhile is read; the row below takes the place of one that is gone.
        #expect(rereads == before.history.rows.map(\.id))
        let next = state.history.rows[state.history.selection + 1]
        let left = state.history.rows.filter { $0.id != before.history.selected?.id }
            .map { $0.with(HistoryMarks(rating: 3)) }
        _ = reduce(.history(.rows(left, asked: rereads)), &state)
        #expect(state.history.selected?.id == next.id && state.history.selected?.marks.rating == 3)

        var met: Set<Int64> = []
        for _ in 0..<(Int(count) / 5) {
            store.answer(state.press("PageUp"), &state)
            met.formUnion(state.history.rows.map(\.cursor.sequence))
        }
        let arrived: Set<Int64> = Set(71...(70 + count))
        #expect(arrived.isSubset(of: met))
        #expect(state.history.selected?.cursor.sequence == 70 + count)
    }

    @Test func `a selected row that went while others came gives its place to the row below`() {
        var store = Store(60)
        var state = open(store)
        for _ in 0..<20 { store.answer(state.press("Down"), &state) }
        store.cursors = Store(65).cursors.filter { $0 != 40 }
        #expect(state.history.selected?.cursor.sequence == 40)
        store.answer(reduce(.engine(Sample.snapshot(2) { $0.historyRevision = 1 }), &state), &state)
        #expect(state.history.selected?.cursor.sequence == 39)
    }

    @Test func `more rows than a page that came back above are all met`() {
        let all = Store(2600)
        var store = all
        store.cursors.removeAll { (2300..<2500).contains($0) }
        var state = open(store)
        for _ in 0..<40 { store.answer(state.press("G"), &state) }
        #expect(state.history.rows.first.map { $0.cursor.sequence < 2300 } == true)
        store = all
        var met: Set<Int64> = []
        for _ in 0..<400 {
            store.answer(state.press("PageUp"), &state)
            met.formUnion(state.history.rows.map(\.cursor.sequence))
        }
        #expect(Set(2300..<2500).isSubset(of: met))
    }
}

extension HistoryRow {
    /// The same row with other marks.
    func with(_ marks: HistoryMarks) -> HistoryRow {
        HistoryRow(
            id: id, cursor: cursor, state: state, time: time, excerpt: excerpt, width: width, height: height,
            seed: seed, cost: cost, isSimulated: isSimulated, marks: marks, changes: changes)
    }
}
