import EngineModel
import StudioCore
import StudioViews
import TerminalUI
import TestSupport
import Testing

@Suite struct ResultReadingTests {
    private func lines(_ state: StudioState) -> [String] {
        let buffer = StudioView.frame(state, theme: TestTheme.bare).buffer
        return (0..<state.size.height).map(buffer.rowText)
    }

    private func scene(_ name: String, _ size: Size) throws -> StudioState {
        try #require(Scene.results.first { $0.name == name }).make(size)
    }

    @Test(arguments: Scene.sizes)
    func `differences, places in the lineage and marks are told without colour`(size: Size) throws {
        let comparison = lines(try scene("compare", size)).joined(separator: "\n")
        #expect(comparison.contains("[-at dawn-]") && comparison.contains("{+ gulls,+}"))
        var state = try scene("compare", size)
        state.press("Down", "Down", "Down", "Down")
        #expect(lines(state).contains { $0.contains("≠ Width") })
        state.press("End")
        #expect(lines(state).contains { $0.contains("  Upload to") && !$0.contains("≠") })
        let lineage = lines(try scene("lineage", size))
        #expect(lineage.contains { $0.contains("▸ └ ● PSW") } && lineage.contains { $0.contains("├ ○ P ") })
        #expect(lines(try scene("result-marked", size)).contains { $0.contains("marked to compare") })
        #expect(lines(try scene("result-aside", size)).contains { $0.contains("not in the list") })
    }

    @Test(arguments: Scene.sizes)
    func `nothing stands beside a link`(size: Size) throws {
        let rows = lines(try scene("link", size))
        let used = (Sample.link.count + size.width - 1) / size.width
        let taken = rows[1...used].joined()
        #expect(taken.hasPrefix(Sample.link))
        #expect(taken.dropFirst(Sample.link.count).allSatisfy { $0 == " " })
        let tunnel = lines(try scene("link-tunnel", size)).joined()
        #expect(tunnel.contains("ssh -L 7313:127.0.0.1:7313 ada@198.51.100.4"))
    }

    @Test(arguments: Scene.results)
    func `at any size every frame is whole, and nothing in it steers the terminal`(scene: Scene) {
        var random = SeededGenerator(seed: 6)
        for step in 0..<15 {
            let size = Size(width: .random(in: 0...150, using: &random), height: .random(in: 0...50, using: &random))
            var state = scene.make(Size(width: 120, height: 40))
            _ = reduce(.resized(size), &state)
            state.press(["End", "PageDown", "Down", "Home"].randomElement(using: &random) ?? "End")
            let frame = StudioView.frame(state, theme: TestTheme.bare)
            #expect(frame.buffer.size == size)
            if case .results(.export)? = state.overlay {
                #expect(frame.cursor.map(frame.buffer.bounds.contains) != false)
            } else {
                #expect(frame.cursor == nil)
            }
            for row in 0..<size.height {
                let cells = frame.buffer.row(row)
                #expect(cells.reduce(0) { $0 + Int($1.width) } == size.width, "\(step), \(size)")
                let scalars = cells.flatMap(\.text.unicodeScalars)
                #expect(scalars.allSatisfy { ![.control, .format].contains($0.properties.generalCategory) })
            }
        }
    }
}
