import TerminalUI
import Testing

@Suite struct WidgetTests {
    @Test func `a knob stands at an end exactly when the value does, and never moves backwards`() {
        for track in 1...60 {
            var previous = 0
            for value in stride(from: 256, through: 1440, by: 32) {
                let slider = Slider(value: value, range: 256...1440, step: 32)
                let knob = slider.knob(track: track) ?? -1
                #expect((0..<track).contains(knob))
                #expect(knob >= previous)
                previous = knob
                if track >= 3 {
                    #expect((knob == 0) == (value == 256))
                    #expect((knob == track - 1) == (value == 1440))
                }
            }
        }
    }

    @Test func `with room for them all 38 stops differ, with less they share cells as evenly as can be`() {
        for track in 3...120 {
            var shares: [Int: Int] = [:]
            for value in stride(from: 256, through: 1440, by: 32) {
                shares[Slider(value: value, range: 256...1440, step: 32).knob(track: track) ?? -1, default: 0] += 1
            }
            if track >= 38 { #expect(shares.values.allSatisfy { $0 == 1 } && shares.count == 38) }
            // The ends are for the ends alone, so that the 36 between them share what lies between.
            let between = shares.filter { $0.key != 0 && $0.key != track - 1 }.values
            if track < 38, track > 3 {
                #expect((between.max() ?? 0) - (between.min() ?? 0) <= max(36 / (track - 2), 1), "\(track) cells")
                #expect(between.count == track - 2, "no cell is without a value on \(track) cells")
            }
        }
    }

    @Test func `a frame's picture fits and is true to half a square`() {
        for width in stride(from: 256, through: 1440, by: 32) {
            for height in stride(from: 256, through: 1440, by: 32) {
                let shape = FrameShape(width: width, height: height, columns: 12, rows: 3)
                #expect((1...12).contains(shape.columns) && (1...6).contains(shape.halfRows))
                #expect(shape.columns == 12 || shape.halfRows == 6)
                let scale = min(12 / Double(width), 6 / Double(height))
                #expect(abs(Double(shape.columns) - Double(width) * scale) <= 0.5001)
                #expect(abs(Double(shape.halfRows) - Double(height) * scale) <= 0.5001)
            }
        }
        var buffer = CellBuffer(size: Size(width: 12, height: 3))
        FrameShape(width: 1344, height: 576, columns: 12, rows: 3).draw(in: &buffer, at: .zero)
        #expect((0..<3).map(buffer.rowText) == ["████████████", "████████████", "▀▀▀▀▀▀▀▀▀▀▀▀"])
        #expect(FrameShape(width: 0, height: -3, columns: 0, rows: 0).columns == 1)
    }

    @Test func `every cell of a track stands for a legal value, the ends for the ends`() {
        for track in 2...60 {
            let slider = Slider(value: 1024, range: 256...1440, step: 32)
            for cell in -1...track {
                let value = slider.value(atTrackCell: cell, track: track)
                #expect((256...1440).contains(value) && (value - 256) % 32 == 0)
            }
            #expect(slider.value(atTrackCell: 0, track: track) == 256)
            #expect(slider.value(atTrackCell: track - 1, track: track) == 1440)
        }
    }

    @Test func `a slider draws its track and its knob`() {
        var buffer = CellBuffer(size: Size(width: 9, height: 1))
        Slider(value: 3, range: 0...6).draw(in: &buffer, at: .zero, width: 9)
        #expect(buffer.rowText(0) == "├───●───┤")
        Slider(value: 7, range: 0...6).draw(in: &buffer, at: .zero, width: 9)
        #expect(buffer.rowText(0) == "├──────●┤")
    }

    @Test func `a list window shows its selection, wastes no row and moves least`() {
        var random = Seeded(8)
        for _ in 0..<5000 {
            let count = Int.random(in: 0...40, using: &random)
            let height = Int.random(in: 0...12, using: &random)
            let offset = Int.random(in: -5...45, using: &random)
            let selection = count > 0 ? Int.random(in: 0..<count, using: &random) : nil
            let window = ListWindow(count: count, height: height, offset: offset, selection: selection)
            #expect(window.visible.count == min(count, height))
            #expect(window.visible.lowerBound >= 0 && window.visible.upperBound <= count)
            if let selection, height > 0 { #expect(window.visible.contains(selection)) }
            let again = ListWindow(count: count, height: height, offset: window.offset, selection: selection)
            #expect(again.offset == window.offset)
            if let thumb = window.thumb {
                #expect(thumb.lowerBound >= 0 && thumb.upperBound <= height && !thumb.isEmpty)
                if height >= 3 && height - thumb.count >= 2 {
                    #expect((thumb.lowerBound == 0) == !window.hidesAbove)
                    #expect((thumb.upperBound == height) == !window.hidesBelow)
                }
            } else {
                #expect(count <= height || height == 0)
            }
        }
    }

    @Test func `a gauge is full only when all is done and empty only when nothing is`() {
        for width in 1...12 {
            for total in 1...30 {
                for done in 0...total {
                    let gauge = Gauge(done: done, total: total)
                    #expect((gauge.eighths(width: width) == 0) == (done == 0))
                    #expect((gauge.eighths(width: width) == width * 8) == (done == total))
                    #expect(CellText.width(of: gauge.text(width: width)) == width)
                }
            }
        }
    }

    @Test func `a focused pane is marked by its lines and its title, not by colour alone`() {
        var buffer = CellBuffer(size: Size(width: 16, height: 6))
        buffer.drawPane(Rect(column: 0, row: 0, width: 16, height: 3), title: "Prompt", hint: "n", focused: true)
        let inside = buffer.drawPane(Rect(column: 0, row: 3, width: 16, height: 3), title: "A long pane title")
        #expect(
            (0..<6).map(buffer.rowText) == [
                "╔═ ▶ Prompt ═══╗", "║              ║", "╚══════════════╝",
                "┌─ A long pa… ─┐", "│              │", "└──────────────┘",
            ])
        #expect(inside == Rect(column: 1, row: 4, width: 14, height: 1))
    }
}
