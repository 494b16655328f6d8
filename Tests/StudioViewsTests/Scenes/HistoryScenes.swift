import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI

extension Scene {
    /// An afternoon's rows, and some of the days before: rated, picked, tagged, noted, made one from another.
    private static let judged: [HistoryRow] = {
        typealias Item = (hours: Int64, state: JobState, excerpt: String, seed: UInt64?, HistoryMarks, ChangeMarks?)
        let items: [Item] = [
            (
                0, .done, "a lighthouse in the fog, waves, gulls, painted in oil", 4_130_628_435,
                HistoryMarks(rating: 4, isPicked: true, tags: ["hero", "sea"], note: "the best so far"),
                [.prompt, .seed]
            ),
            (1, .done, "a lighthouse in the fog, waves, gulls", 4_130_628_435, HistoryMarks(rating: 2), [.seed]),
            (2, .blocked, "something the provider refuses", 77, HistoryMarks(), nil),
            (
                2, .done, "灯台と霧の海、油絵 🎨 two more words", 9_223_372_036_854_775_808,
                HistoryMarks(tags: ["霧", "portrait", "to print"]), [.prompt, .width, .height]
            ),
            (13, .done, "a lighthouse", 12, HistoryMarks(rating: 5), [.prompt, .seed, .width, .height, .upsampling]),
            (15, .partial, "four views of a cathedral in the rain", nil, HistoryMarks(isPicked: true), nil),
            (17, .done, "an orchard at dawn", 3, HistoryMarks(note: "for the cover"), []),
            (
                46, .done, "a red fox in fresh snow, 日本の冬", 99, HistoryMarks(rating: 1, tags: ["a", "b", "c"]),
                [.format]
            ),
            (24 * 330, .failed, "the first one of all", 1, HistoryMarks(), nil),
        ]
        return items.enumerated().map { index, item in
            HistoryRow(
                id: .result(ResultID("row-\(index)")), cursor: HistoryCursor(sequence: Int64(100 - index)),
                state: item.state, time: Sample.before(seconds: item.hours * 3600 + Int64(index) * 240),
                excerpt: item.excerpt, width: index == 3 ? 1440 : 1024, height: index == 3 ? 608 : 1024,
                seed: item.seed, cost: Money(microDollars: 40_000), isSimulated: true, marks: item.4, changes: item.5)
        }
    }()

    private static func listed(_ size: Size, _ rows: [HistoryRow]? = nil) -> StudioState {
        var state = Sample.withHistory(size)
        state.press("F5")
        answer(rows ?? judged, &state)
        return state
    }

    /// The newest rows, read again.
    private static func answer(_ rows: [HistoryRow], _ state: inout StudioState) {
        let revision = state.engine.historyRevision + 1
        _ = reduce(.engine(Sample.snapshot(state.engine.revision + 1) { $0.historyRevision = revision }), &state)
        _ = reduce(
            .page(HistoryPage(rows: rows), question: state.history.question, appended: false), &state)
    }

    static let judging = [
        Scene("history-judged") { listed($0) },
        Scene("history-scrolled") { size in
            var state = listed(size)
            state.press("G")
            _ = reduce(.resized(Size(width: size.width, height: size.height == 40 ? 28 : size.height)), &state)
            _ = reduce(.resized(size), &state)
            return state
        },
        Scene("history-marked") { size in
            var state = listed(size)
            state.press("Space", "Down", "Space", "Space")
            return state
        },
        Scene("history-rated") { size in
            var state = listed(size)
            state.press("Down", "5")
            let change = RowChange(judged[1].id, .rating(5))
            let rated = judged[1].with(HistoryMarks(rating: 5))
            _ = reduce(
                .history(
                    .marked(
                        MarkAnswer(
                            MarkWish(.change, [change], words: "rated 5", query: HistoryQuery()),
                            undoing: [RowChange(judged[1].id, .rating(2))], rows: [rated]))), &state)
            return state
        },
        Scene("history-filter") { size in
            var state = listed(size)
            state.press("/")
            return state
        },
        Scene("history-filter-completing") { size in
            var state = listed(size)
            state.press("/")
            state.type("fog s")
            return state
        },
        Scene("history-filter-fault") { size in
            var state = listed(size)
            state.press("/")
            state.type("fog star:9")
            answer(Array(judged.prefix(2)), &state)
            return state
        },
        Scene("history-searching") { size in
            var state = listed(size)
            state.press("/")
            state.type("lighthouse ca")
            _ = reduce(.history(.searchIsSlow(question: state.history.question)), &state)
            return state
        },
        Scene("history-tags") { size in
            var state = listed(size)
            state.press("t")
            _ = reduce(
                .history(
                    .tags([
                        TagCount(tag: "hero", count: 12), TagCount(tag: "harbour", count: 3),
                        TagCount(tag: "haze", count: 1), TagCount(tag: "sea", count: 1),
                    ])), &state)
            state.type("-sea portrait h")
            return state
        },
        Scene("history-note") { size in
            var state = listed(size)
            state.press("n")
            return state
        },
        Scene("bin") { size in
            var state = listed(size)
            state.press("b")
            let rows = judged[4...6].map { row in
                var marks = row.marks
                marks.deletedAt = Sample.before(seconds: 60)
                return row.with(marks)
            }
            answer(rows, &state)
            _ = reduce(.page(HistoryPage(rows: rows), question: state.history.question, appended: false), &state)
            return state
        },
        Scene("bin-empty-it") { size in
            var state = listed(size)
            state.press("b")
            _ = reduce(.page(HistoryPage(), question: state.history.question, appended: false), &state)
            _ = reduce(.history(.bin(312, before: Sample.now)), &state)
            return state
        },
    ]
}

extension HistoryRow {
    /// The same row with other marks.
    func with(_ marks: HistoryMarks) -> HistoryRow {
        HistoryRow(
            id: id, cursor: cursor, state: state, time: time, excerpt: excerpt, width: width, height: height,
            seed: seed, cost: cost, isSimulated: isSimulated, marks: marks, changes: changes)
    }
}
