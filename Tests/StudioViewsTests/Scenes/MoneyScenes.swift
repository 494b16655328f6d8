import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI

extension Scene {
    /// What was spent, caps, and requests that were made before.
    static let money = [
        Scene("spending") { size in
            var state = Sample.start(size, prompt: "a cat")
            state.press("M-m")
            _ = reduce(.spending(Sample.report), &state)
            return state
        },
        Scene("spending-cap") { size in
            var state = Sample.start(size, prompt: "a cat")
            state.press("M-m")
            _ = reduce(.spending(Sample.report), &state)
            state.press("c")
            state.type("x")
            state.press("Enter")
            return state
        },
        Scene("over-cap") { size in
            var state = asked(size, images: 4)
            _ = reduce(.objected(.overCap([Sample.crossing(.day)])), &state)
            state.type("20.")
            return state
        },
        Scene("over-both-caps") { size in
            var state = asked(size, images: 4)
            _ = reduce(.objected(.overCap([Sample.crossing(.session), Sample.crossing(.day)])), &state)
            state.type("20")
            state.press("Enter")
            return state
        },
        Scene("made-before") { size in
            var state = asked(size, images: 1)
            _ = reduce(.objected(.madeBefore([0: .made(Sample.rated)])), &state)
            return state
        },
        Scene("made-before-waiting") { size in
            var state = asked(size, images: 1)
            _ = reduce(.objected(.madeBefore([0: .open(.queued, since: Sample.before(seconds: 60))])), &state)
            return state
        },
        Scene("made-before-some") { size in
            var state = asked(size, images: 12)
            _ = reduce(.objected(.madeBefore([1: .above, 3: .made(Sample.rated), 4: .made(Sample.rows[0])])), &state)
            return state
        },
        Scene("tried-again-before") { size in
            var state = triedAgain(size, count: 1)
            _ = reduce(.objected(.madeBefore([0: .retried(.done, since: Sample.before(seconds: 1200))])), &state)
            return state
        },
        Scene("tried-again-some") { size in
            var state = triedAgain(size, count: 3)
            _ = reduce(.objected(.madeBefore([1: .retried(.running, since: nil)])), &state)
            return state
        },
    ]

    /// Failed jobs that were asked for again by the key that tries them all.
    private static func triedAgain(_ size: Size, count: UInt64) -> StudioState {
        var state = Sample.start(size, prompt: "a lighthouse in the fog")
        let snapshot = Sample.snapshot(2) { snapshot in
            snapshot.failed = (1...count).map { Sample.job($0, .failed, "a kite", failure: Sample.timeout) }
        }
        _ = reduce(.engine(snapshot), &state)
        state.press("M-3", "R")
        return state
    }

    private static func asked(_ size: Size, images: Int) -> StudioState {
        var state = Sample.start(size, prompt: "a lighthouse in the fog")
        state.parameters.values.numberResults = images
        state.press("C-o")
        return state
    }
}

extension Sample {
    private static func cents(_ count: Int64) -> Money { Money(microDollars: count * 10_000) }

    static var report: SpendingReport {
        var ledger = Ledger()
        ledger.session.real = cents(24)
        ledger.day.real = cents(148)
        ledger.allTime.real = cents(12_304)
        ledger.allTime.realEstimated = cents(12)
        ledger.allTime.simulated = cents(312)
        return SpendingReport(
            isSimulated: false, ledger: ledger,
            session: Spending(spent: cents(24), inFlight: cents(4), queued: cents(8)),
            day: Spending(spent: cents(148), inFlight: cents(4), queued: cents(16)),
            caps: Caps(session: cents(500)))
    }

    static func crossing(_ period: CapPeriod) -> CapCrossing {
        CapCrossing(
            period: period, cap: period == .day ? cents(2000) : cents(500),
            spending: Spending(
                spent: period == .day ? cents(1980) : cents(488), inFlight: cents(8), queued: cents(8)), adds: cents(16)
        )
    }

    static var rated: HistoryRow {
        HistoryRow(
            id: .result(ResultID("row-0")), cursor: HistoryCursor(sequence: 99), state: .done,
            time: before(seconds: 1200), excerpt: "a lighthouse in the fog", width: 1024, height: 1024,
            seed: 4_130_628_435, cost: cents(4), isSimulated: false, marks: HistoryMarks(rating: 4))
    }
}
