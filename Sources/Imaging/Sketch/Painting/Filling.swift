extension Canvas {
    /// Fills a shape with smooth edges: four scan lines per row, exact along each of them.
    func fill(_ shape: Shape, _ paint: Paint) {
        let edges = Edge.all(of: shape)
        guard let first = edges.first else { return }
        var shapeTop = first.top
        var shapeBottom = first.bottom
        for edge in edges {
            if edge.top < shapeTop { shapeTop = edge.top }
            if edge.bottom > shapeBottom { shapeBottom = edge.bottom }
        }
        let firstRow = max(0, shapeTop >> 8)
        let lastRow = min(height - 1, shapeBottom >> 8)
        guard firstRow <= lastRow else { return }
        let span = max(1, shapeBottom - shapeTop)
        edges.withUnsafeBufferPointer { edges in
            withUnsafeTemporaryAllocation(of: Int.self, capacity: edges.count) { crossings in
                var y = firstRow
                while y <= lastRow {
                    let touched = cover(row: y, edges: edges, crossings: crossings)
                    let depth = Fixed.clamp((y * 256 + 128 - shapeTop) * 256 / span, 0, 256)
                    let tint = Tint.mix(paint.top.lanes, paint.bottom.lanes, depth)
                    apply(row: y, from: touched.lowerBound, to: touched.upperBound, tint: tint, opacity: paint.opacity)
                    y &+= 1
                }
            }
        }
    }

    /// Adds the row's coverage as differences to `coverage` (64 * 256 is a whole pixel) and returns the columns.
    private func cover(
        row: Int, edges: UnsafeBufferPointer<Edge>, crossings: UnsafeMutableBufferPointer<Int>
    ) -> Range<Int> {
        var left = width
        var right = 0
        var line = 0
        while line < 4 {
            let y = row &* 256 &+ 32 &+ line &* 64
            var count = 0
            var index = 0
            while index < edges.count {
                let edge = edges[index]
                if edge.top <= y && y < edge.bottom {
                    let x = edge.x &+ (edge.slope &* (y &- edge.top)) >> 16
                    // Insertion sort: rows rarely have more than a handful of crossings.
                    var place = count
                    while place > 0 && crossings[place &- 1] > x {
                        crossings[place] = crossings[place &- 1]
                        place &-= 1
                    }
                    crossings[place] = x
                    count &+= 1
                }
                index &+= 1
            }
            var pair = 0
            while pair &+ 1 < count {
                let start = Fixed.clamp(crossings[pair], 0, width &* 256)
                let end = Fixed.clamp(crossings[pair &+ 1], 0, width &* 256)
                if end > start {
                    addStep(at: start, weight: 64)
                    addStep(at: end, weight: -64)
                    let startColumn = start >> 8
                    let endColumn = end >> 8 &+ 2
                    if startColumn < left { left = startColumn }
                    if endColumn > right { right = endColumn }
                }
                pair &+= 2
            }
            line &+= 1
        }
        if left > right { return 0..<0 }
        return left..<min(right, width &+ 2)
    }

    /// The running sum rises by `weight * 256` at position `x`, spread over the pixel it falls into.
    private func addStep(at x: Int, weight: Int) {
        let column = x >> 8
        let inside = x & 255
        coverage[column] &+= weight &* (256 &- inside)
        coverage[column &+ 1] &+= weight &* inside
    }

    private func apply(row: Int, from: Int, to: Int, tint: Int, opacity: Int) {
        var sum = 0
        var x = from
        let base = row &* width
        while x < to {
            sum &+= coverage[x]
            coverage[x] = 0
            if sum > 0 && x < width {
                let share = (sum &* opacity) >> 16
                cells[base &+ x] = Tint.mix(cells[base &+ x], tint, share > 256 ? 256 : share)
            }
            x &+= 1
        }
    }
}

private struct Edge {
    let top: Int
    let bottom: Int
    let x: Int
    /// Columns per row in 1/65536.
    let slope: Int

    static func all(of shape: Shape) -> [Edge] {
        var edges: [Edge] = []
        for outline in shape.outlines {
            for index in outline.indices {
                let a = outline[index]
                let b = outline[index + 1 == outline.count ? 0 : index + 1]
                guard a.y != b.y else { continue }
                let (upper, lower) = a.y < b.y ? (a, b) : (b, a)
                let slope = ((lower.x - upper.x) << 16) / (lower.y - upper.y)
                edges.append(Edge(top: upper.y, bottom: lower.y, x: upper.x, slope: slope))
            }
        }
        return edges
    }
}
