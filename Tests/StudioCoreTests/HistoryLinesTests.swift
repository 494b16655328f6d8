import EngineModel
import StudioCore
import TerminalUI
import TestSupport
import Testing

@Suite struct HistoryLinesTests {
    private static let hour: Int64 = 3_600_000

    /// Rows at these hours before noon, newest first.
    private func state(_ hours: [Int64], _ width: Int = 120, _ height: Int = 40, offset: Int = 0) -> StudioState {
        var state = Sample.state(width, height)
        state.utcOffsets = UTCOffsets(minutes: offset)
        _ = reduce(.engine(Sample.snapshot(1)), &state)
        let rows = hours.enumerated().map { index, hours in
            let row = Sample.row(Int64(9000 - index))
            return HistoryRow(
                id: row.id, cursor: row.cursor, state: .done,
                time: Sample.noon.adding(milliseconds: -hours * Self.hour),
                excerpt: "a cat", width: 1024, height: 1024, seed: 1, cost: nil, isSimulated: true)
        }
        _ = reduce(.page(HistoryPage(rows: rows), question: state.history.question, appended: false), &state)
        state.press("F5")
        return state
    }

    private func lines(_ state: StudioState) -> [HistoryLines.Line] {
        let lines = state.historyLines
        return (0..<lines.count).compactMap(lines.line(at:))
    }

    @Test func `a line stands where another day begins, and not above today`() {
        #expect(lines(state([0, 1, 11])) == [.row(0), .row(1), .row(2)])
        #expect(
            lines(state([1, 13, 20, 300])) == [
                .row(0), .day(before: 1), .row(1), .row(2), .day(before: 3), .row(3),
            ])
        #expect(lines(state([30])) == [.day(before: 0), .row(0)])
        #expect(state([]).historyLines.count == 0)
        // Days begin at the user's midnight.
        #expect(lines(state([11], offset: -120)) == [.day(before: 0), .row(0)])
        #expect(lines(state([13], offset: 120)) == [.row(0)])
    }

    @Test func `rows of another season are shown and parted by the clock of theirs`() {
        // Noon is one of November; the clock was an hour further ahead until four weeks before.
        let change = Sample.noon.adding(milliseconds: -28 * 24 * Self.hour)
        var state = state([1, 2400, 2411])
        state.utcOffsets = UTCOffsets(
            from: Sample.noon.adding(milliseconds: -4800 * Self.hour), through: Sample.noon
        ) { $0 < change ? 2 * 3600 : 3600 }
        #expect(LocalTime(state.history.rows[0].time, state.utcOffsets).clock == "12:00")
        #expect(LocalTime(state.history.rows[1].time, state.utcOffsets).clock == "14:00")
        #expect(lines(state) == [.row(0), .day(before: 1), .row(1), .row(2)])
        // Half past ten at night in UTC is the next day in summer, and would not be by the clock of now.
        state.history.rows.append(Sample.row(1).at(Sample.noon.adding(milliseconds: -2413 * Self.hour - 1_800_000)))
        #expect(lines(state).suffix(2) == [.row(2), .row(3)])
    }

    @Test func `lines and rows lead to each other`() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<300 {
            var hours: Int64 = 0
            let all = (0..<Int.random(in: 0...60, using: &random)).map { _ -> Int64 in
                hours += Int64.random(in: 0...9, using: &random)
                return hours
            }
            let state = state(all)
            // The slow way: one line after the other.
            var wanted: [HistoryLines.Line] = []
            var day = "today"
            for (index, row) in state.history.rows.enumerated() {
                let name = state.localDays.name(of: row.time)
                if name != day { wanted.append(.day(before: index)) }
                day = name
                wanted.append(.row(index))
            }
            #expect(lines(state) == wanted)
            for row in state.history.rows.indices {
                #expect(state.historyLines.line(of: row) == wanted.firstIndex(of: .row(row)))
            }
            #expect(state.historyLines.line(at: wanted.count) == nil && state.historyLines.line(at: -1) == nil)
        }
    }

    @Test(arguments: [
        (0, "today"), (12, "today"), (13, "yesterday"), (36, "yesterday"), (37, "Thu 20 Nov"), (24 * 51, "Thu 2 Oct"),
        (24 * 631, "1 Mar 2024"), (24 * 632, "29 Feb 2024"), (24 * 700, "23 Dec 2023"),
        (-24, "Sun 23 Nov"),
    ])
    func `days have names`(hours: Int, name: String) {
        let state = Sample.state()
        #expect(state.localDays.name(of: Sample.noon.adding(milliseconds: -Int64(hours) * Self.hour)) == name)
    }

    @Test func `the selected row is seen with the line of its day, at any height`() {
        for height in [12, 14, 40] {
            var state = state((0..<120).map { $0 * 5 }, 40, height)
            for key in ["Down", "Up", "PageDown", "PageUp"] {
                for _ in 0..<130 {
                    state.press(key)
                    let rows = state.historyList(in: state.layout.inside(.history)).height
                    let lines = state.historyLines
                    let line = lines.line(of: state.history.selection)
                    #expect((state.history.offset..<state.history.offset + rows).contains(line))
                    if key == "Up" || key == "PageUp", case .day? = lines.line(at: line - 1) {
                        #expect(state.history.offset <= line - 1)
                    }
                }
            }
        }
    }

    @Test func `paging passes no row unseen where days are short`() {
        var state = state((0..<200).map { $0 * 11 }, 80, 24)
        var seen: Set<Int> = []
        for _ in 0..<200 {
            let rows = state.historyList(in: state.layout.inside(.history)).height
            for number in state.history.offset..<(state.history.offset + rows) {
                if case .row(let row)? = state.historyLines.line(at: number) { seen.insert(row) }
            }
            state.press("PageDown")
        }
        #expect(seen == Set(0..<200))
    }

    @Test func `under new arrivals the list stands still below lines of days too`() {
        var state = state((0..<60).map { $0 * 7 })
        for _ in 0..<25 { state.press("Down") }
        let place = state.historyLines.line(of: state.history.selection) - state.history.offset
        let selected = state.history.selected?.id
        let old = state.history.rows
        let fresh = (1...9).map { Sample.row(Int64(9000 + $0)) }.reversed()
        _ = reduce(.engine(Sample.snapshot(2) { $0.historyRevision = 1 }), &state)
        _ = reduce(.page(HistoryPage(rows: fresh + old), question: state.history.question, appended: false), &state)
        #expect(state.history.selected?.id == selected)
        #expect(state.historyLines.line(of: state.history.selection) - state.history.offset == place)
    }
}

extension HistoryRow {
    /// The same row at another time.
    fileprivate func at(_ time: Timestamp) -> HistoryRow {
        HistoryRow(
            id: id, cursor: cursor, state: state, time: time, excerpt: excerpt, width: width, height: height,
            seed: seed, cost: cost, isSimulated: isSimulated, marks: marks, changes: changes)
    }
}
