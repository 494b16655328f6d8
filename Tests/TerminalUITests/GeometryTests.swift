import TerminalUI
import Testing

@Suite struct GeometryTests {
    @Test func `splits cover the area without overlap and never have negative sizes`() {
        var random = Seeded(1)
        for _ in 0..<2000 {
            let rect = Rect(
                column: .random(in: -5...5, using: &random), row: .random(in: -5...5, using: &random),
                width: .random(in: -2...12, using: &random), height: .random(in: -2...12, using: &random))
            let cut = Int.random(in: -3...15, using: &random)
            for (first, second) in [
                rect.splitTop(cut), rect.splitBottom(cut), rect.splitLeft(cut), rect.splitRight(cut),
            ] {
                #expect(first.size.area + second.size.area == rect.size.area)
                #expect(first.intersection(second).isEmpty)
                #expect(first.intersection(rect).size == first.size)
                #expect(second.intersection(rect).size == second.size)
            }
            let wanted = min(max(0, cut), rect.height)
            #expect(rect.splitTop(cut).0.height == wanted)
            #expect(rect.splitBottom(cut).1.height == wanted)
            #expect(rect.splitLeft(cut).0.width == min(max(0, cut), rect.width))
            #expect(rect.splitRight(cut).1.width == min(max(0, cut), rect.width))
        }
    }

    @Test func `an intersection holds exactly the cells both hold`() {
        var random = Seeded(2)
        for _ in 0..<300 {
            let (a, b) = (randomRect(&random), randomRect(&random))
            let both = a.intersection(b)
            for row in -2...10 {
                for column in -2...10 {
                    let place = Position(column: column, row: row)
                    #expect(both.contains(place) == (a.contains(place) && b.contains(place)))
                }
            }
        }
    }

    @Test func `insets and centred rectangles stay inside`() {
        var random = Seeded(3)
        for _ in 0..<500 {
            let rect = randomRect(&random)
            let inner = rect.inset(
                horizontal: .random(in: 0...4, using: &random), vertical: .random(in: 0...4, using: &random))
            #expect(inner.intersection(rect) == inner)
            let popup = rect.centred(Size(width: 5, height: 3))
            #expect(popup.intersection(rect) == popup)
            #expect(popup.size == Size(width: min(5, rect.width), height: min(3, rect.height)))
        }
    }

    private func randomRect(_ random: inout Seeded) -> Rect {
        Rect(
            column: .random(in: 0...6, using: &random), row: .random(in: 0...6, using: &random),
            width: .random(in: 0...6, using: &random), height: .random(in: 0...6, using: &random))
    }
}
