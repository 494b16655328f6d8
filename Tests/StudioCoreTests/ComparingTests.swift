import EngineModel
import RunwareAPI
@testable import StudioCore
import TerminalUI
import Testing

@Suite struct ComparingTests {
    private func comparison(_ state: StudioState) -> Comparison? {
        guard case .results(.comparison(let comparison))? = state.overlay else { return nil }
        return comparison
    }

    @Test func `d marks one, d on another compares, and the mark is used up`() throws {
        let (first, second) = (Sample.made(2, prompt: "a red cat"), Sample.made(1, prompt: "a blue cat"))
        var state = Sample.studio([first, second], focus: .history)
        state.press("d")
        #expect(state.message == .info("marked to compare with: move to another result and press d"))
        #expect(state.overlay == nil)
        #expect(state.press("Down") == [.loadEntry(second.row.id)])
        #expect(state.press("d").isEmpty && state.overlay == nil)
        // It waits until the result is read.
        _ = reduce(.entry(second.row.id, second), &state)
        let shown = try #require(comparison(state))
        #expect(shown.left.entry == first && shown.right.entry == second)
        #expect(shown.prompts.marked == "a [-red-]{+blue+} cat")
        state.press("x")
        #expect(comparison(state)?.prompts.marked == "a [-blue-]{+red+} cat")
        state.press("Esc", "d", "d")
        #expect(state.overlay == nil && state.message == .info("it is not marked any more"))
    }

    @Test func `w compares with what it was made from, or says that it is gone`() throws {
        let (child, parent) = (Sample.made(2, prompt: "a blue cat", parent: 1), Sample.made(1, prompt: "a red cat"))
        var state = Sample.studio([child])
        #expect(state.press("w") == [.results(.parent(child))])
        _ = reduce(.results(.parent(nil, of: child)), &state)
        #expect(state.message == .info("what it was made from is gone") && state.overlay == nil)
        _ = reduce(.results(.parent(parent, of: child)), &state)
        #expect(comparison(state)?.prompts.marked == "a [-red-]{+blue+} cat")
    }

    @Test func `an answer that came late is laid over nothing`() {
        let (child, parent) = (Sample.made(2, parent: 1), Sample.made(1))
        var state = Sample.studio([child])
        state.press("w", "y")
        let before = state
        _ = reduce(.results(.parent(parent, of: child)), &state)
        #expect(state == before)
        state.press("Esc")
        _ = reduce(.results(.parent(child, of: parent)), &state)
        #expect(state.overlay == nil)
    }

    @Test func `parameters that differ come first, each marked; all are there`() {
        let left = Sample.made(1) {
            $0.safetyMode = .fast
            $0.ttl = 60
        }
        let right = Sample.made(2) { $0.uploadEndpoint = "https://u.example/x?sig=1" }
        let pairs = Comparison(.marked(left), .this(right)).pairs
        #expect(
            pairs.prefix { $0.differs }
                == [
                    .init(name: "Seed", left: "1", right: "2", differs: true),
                    .init(name: "Link lives", left: "60", right: "off", differs: true),
                    .init(name: "Upload to", left: "off", right: "https://u.example/x?…", differs: true),
                    .init(name: "Safety check", left: "fast", right: "none", differs: true),
                ][...])
        #expect(pairs.drop { $0.differs }.allSatisfy { !$0.differs && $0.left == $0.right })
        // All 20 but the task's type, its UUID, the model, the prompt and the mirror of the check.
        #expect(pairs.count == 15)
    }

    @Test(arguments: [Size(width: 40, height: 12), Size(width: 80, height: 24), Size(width: 200, height: 60)])
    func `every value is read whole on every screen`(screen: Size) {
        let left = Sample.made(1, prompt: "a cat") {
            $0.webhookURL = "https://hooks.example/" + String(repeating: "x", count: 60)
        }
        let right = HistoryEntry(row: Sample.row(2), job: left.job, result: Sample.result(seed: .max))
        let rows = ComparisonRow.rows(of: Comparison(.marked(left), .this(right)), in: screen)
        let columns = ComparisonRow.Columns(width: ComparisonRow.pageSize(in: screen).width - 2)
        var values = ""
        for case .pair(let name, let left, let right, _) in rows {
            values += right
            #expect(CellText.width(of: name) <= columns.nameWidth)
            #expect(max(CellText.width(of: left), CellText.width(of: right)) <= columns.valueWidth)
        }
        #expect(values.contains("18446744073709551615"))
        #expect(values.contains(String(repeating: "x", count: 60)))
    }

    @Test func `scrolling stops at both ends`() throws {
        var state = Sample.studio([Sample.made(2, parent: 1)], 40, 12)
        _ = reduce(.results(.parent(Sample.made(1), of: Sample.made(2, parent: 1))), &state)
        state.press("Up")
        #expect(comparison(state)?.offset == 0)
        state.press("End", "Down", "PageDown")
        let shown = try #require(comparison(state))
        let rows = ComparisonRow.rows(of: shown, in: state.size).count
        #expect(shown.offset == rows - ComparisonRow.pageHeight(in: state.size))
        _ = reduce(.resized(Size(width: 120, height: 60)), &state)
        #expect(comparison(state)?.offset == 0)
    }
}

@Suite struct LineageTests {
    private func row(_ number: Int64, _ changes: ChangeMarks? = nil) -> HistoryRow {
        HistoryRow(
            id: .result(ResultID("result-\(number)")), cursor: HistoryCursor(sequence: number), state: .done,
            time: Sample.noon, excerpt: "\(number)", width: 1024, height: 1024, seed: 1, cost: nil, isSimulated: true,
            changes: changes)
    }

    private func tree(_ ancestors: Int64, _ descendants: [Int]) -> LineageTree {
        LineageTree(
            Lineage(
                ancestors: (0..<ancestors).map { row($0) }, current: row(ancestors),
                descendants: descendants.enumerated().map { place, depth in
                    Lineage.Descendant(row: row(ancestors + 1 + Int64(place), [.prompt]), depth: depth)
                }))
    }

    private func picture(_ tree: LineageTree) -> [String] {
        tree.rows.map { $0.lines + ($0.isCurrent ? "●" : "○") }
    }

    @Test func `a chain stays straight however long it is`() {
        #expect(picture(tree(2, [1, 2, 3])) == ["○", "└ ○", "└ ●", "└ ○", "└ ○", "└ ○"])
        let long = tree(500, Array(1...500))
        #expect(long.rows.count == 1001 && long.rows.allSatisfy { $0.lines.count <= 2 })
        #expect(long.selected.id == row(500).id)
    }

    @Test func `where several were made from one they branch`() {
        #expect(
            picture(tree(1, [1, 2, 3, 3, 2, 1])) == [
                "○", "└ ●", "  ├ ○", "  │ ├ ○", "  │ │ ├ ○", "  │ │ └ ○", "  │ └ ○", "  └ ○",
            ])
        #expect(picture(tree(0, [1, 2, 2])) == ["●", "└ ○", "  ├ ○", "  └ ○"])
        #expect(picture(tree(0, [1, 1, 2, 3])) == ["●", "  ├ ○", "  └ ○", "    └ ○", "    └ ○"])
    }

    @Test func `each edge names what is other, the beginning and the end what is missing`() {
        let tree = LineageTree(
            Lineage(
                ancestors: [row(1)], current: row(2, []),
                descendants: [.init(row: row(3, [.prompt, .seed]), depth: 1)], beginsWithGap: true, isCut: true))
        #expect(tree.rows.map(\.letters) == ["", "=", "PS"])
        #expect(tree.beginning == "what the first was made from is gone")
        #expect(tree.end == "there are more than these 3")
    }

    @Test func `Enter goes to a row of the list`() {
        let entries = [Sample.made(3), Sample.made(2), Sample.made(1)]
        var state = Sample.studio(entries)
        #expect(state.press("l") == [.results(.lineage(entries[0].row.id))])
        _ = reduce(.results(.lineage(Lineage(ancestors: [row(1)], current: row(3)))), &state)
        #expect(state.press("Up", "Enter") == [.loadEntry(row(1).id)])
        #expect(state.history.selection == 2 && state.overlay == nil && state.focus == .result)
    }

    @Test func `a row that the list does not hold is shown aside until the list has the keys`() throws {
        let (near, far) = (Sample.made(3), Sample.made(1, prompt: "far away"))
        var state = Sample.studio([near])
        _ = reduce(.results(.lineage(Lineage(ancestors: [far.row], current: near.row))), &state)
        #expect(state.press("Home", "Enter") == [.loadEntry(far.row.id)])
        _ = reduce(.entry(far.row.id, far), &state)
        #expect(state.shownEntry == far && state.history.selected?.id == near.row.id && state.focus == .result)
        #expect(state.press("y", "p") == [.results(.send("far away", name: "prompt"))])
        state.press("p")
        #expect(state.prompt.buffer.text == "far away" && state.parent == ResultID("result-1"))
        let arrival = HistoryPage(rows: [Sample.row(4), near.row])
        _ = reduce(.engine(Sample.snapshot(2) { $0.historyRevision = 2 }), &state)
        let effects = reduce(.page(arrival, question: state.history.question, appended: false), &state)
        #expect(effects.contains(.loadEntry(far.row.id)))
        #expect(state.shownEntry == far)
        state.press("Esc")
        #expect(state.focus == .history && state.shownEntry?.row.id != far.row.id)
        var gone = Sample.studio([near])
        _ = reduce(.results(.lineage(Lineage(ancestors: [far.row], current: near.row))), &gone)
        gone.press("Home", "Enter")
        _ = reduce(.entry(far.row.id, nil), &gone)
        #expect(gone.message == .info("that result is gone") && gone.shownEntry == near)
    }

    @Test func `alone it says so`() {
        var state = Sample.studio([Sample.made(3)])
        _ = reduce(.results(.lineage(Lineage(current: row(3)))), &state)
        #expect(state.overlay == nil)
        #expect(state.message == .info("it was made from no other, and nothing was made from it"))
        _ = reduce(.results(.lineage(nil)), &state)
        #expect(state.message == .info("that result is gone"))
    }
}
