/// A point in 1/256 of a pixel.
struct Point {
    var x: Int
    var y: Int
}

/// One or more closed outlines, filled by the even-odd rule (an outline inside of another is a hole).
struct Shape {
    private(set) var outlines: [[Point]] = []

    init() {}

    init(_ outline: [Point]) {
        outlines = [outline]
    }

    /// Pixels, not 1/256.
    static func box(_ left: Int, _ top: Int, _ right: Int, _ bottom: Int) -> Shape {
        Shape([
            Point(x: left * 256, y: top * 256), Point(x: right * 256, y: top * 256),
            Point(x: right * 256, y: bottom * 256), Point(x: left * 256, y: bottom * 256),
        ])
    }

    /// A stroke of `thickness` between two points, all in 1/256 pixel; `taper` is the thickness at the end.
    static func stroke(_ from: Point, _ to: Point, thickness: Int, taper: Int? = nil) -> Shape {
        let dx = to.x - from.x
        let dy = to.y - from.y
        let length = max(1, root(dx * dx + dy * dy))
        let end = taper ?? thickness
        let offX = -dy * thickness / (2 * length)
        let offY = dx * thickness / (2 * length)
        let endX = -dy * end / (2 * length)
        let endY = dx * end / (2 * length)
        return Shape([
            Point(x: from.x + offX, y: from.y + offY), Point(x: to.x + endX, y: to.y + endY),
            Point(x: to.x - endX, y: to.y - endY), Point(x: from.x - offX, y: from.y - offY),
        ])
    }

    /// An ellipse in 1/256 pixel.
    static func ellipse(_ centre: Point, _ radiusX: Int, _ radiusY: Int) -> Shape {
        Shape(arc(centre, radiusX, radiusY, from: 0, to: 1024, steps: 40))
    }

    /// A window or gate: straight sides and a round (or, with `pointed`, gothic) head. Pixels; `spring` is where the
    /// head begins.
    static func arch(_ left: Int, _ top: Int, _ right: Int, _ bottom: Int, pointed: Bool = false) -> Shape {
        Shape(archOutline(left * 256, top * 256, right * 256, bottom * 256, pointed: pointed))
    }

    /// As `arch`, in 1/256 pixel, from the lower left over the top to the lower right.
    static func archOutline(_ left: Int, _ top: Int, _ right: Int, _ bottom: Int, pointed: Bool = false) -> [Point] {
        let middle = (left + right) / 2
        let radius = (right - left) / 2
        let head = min(bottom - top, pointed ? radius * 3 / 2 : radius)
        var points = [Point(x: left, y: bottom)]
        let steps = 24
        for step in 0...steps {
            let turn = 512 - 512 * step / steps
            var y = Fixed.sine(turn)
            if pointed {
                // Between the circle and straight flanks: the gothic head.
                let distance = abs(Fixed.cosine(turn))
                y = (y + (4096 - distance)) / 2
            }
            points.append(Point(x: middle + radius * Fixed.cosine(turn) / 4096, y: top + head - head * y / 4096))
        }
        points.append(Point(x: right, y: bottom))
        return points
    }

    /// Points on an ellipse; turns of 1024.
    static func arc(_ centre: Point, _ radiusX: Int, _ radiusY: Int, from: Int, to: Int, steps: Int) -> [Point] {
        (0...steps).map { step in
            let turn = from + (to - from) * step / steps
            return Point(
                x: centre.x + radiusX * Fixed.cosine(turn) / 4096, y: centre.y - radiusY * Fixed.sine(turn) / 4096)
        }
    }

    /// A smooth closed outline through the middles of the given corners (quadratic curves).
    static func smooth(_ corners: [Point]) -> Shape {
        guard corners.count > 2 else { return Shape(corners) }
        var points: [Point] = []
        for index in corners.indices {
            let before = corners[index]
            let corner = corners[(index + 1) % corners.count]
            let after = corners[(index + 2) % corners.count]
            let start = Point(x: (before.x + corner.x) / 2, y: (before.y + corner.y) / 2)
            let end = Point(x: (corner.x + after.x) / 2, y: (corner.y + after.y) / 2)
            for step in 0..<8 {
                let t = step * 32
                let u = 256 - t
                points.append(
                    Point(
                        x: (start.x * u * u + corner.x * 2 * u * t + end.x * t * t) >> 16,
                        y: (start.y * u * u + corner.y * 2 * u * t + end.y * t * t) >> 16))
            }
        }
        return Shape(points)
    }

    /// Adds the outlines of another shape.
    func with(_ other: Shape) -> Shape {
        var both = self
        both.outlines += other.outlines
        return both
    }

    /// Upside down about a height in pixels, `squash` of 256 as tall: a reflection.
    func mirrored(about y: Int, squash: Int = 256) -> Shape {
        var copy = self
        copy.outlines = outlines.map { $0.map { Point(x: $0.x, y: y * 256 + (y * 256 - $0.y) * squash / 256) } }
        return copy
    }

    /// The square root, rounded down.
    static func root(_ value: Int) -> Int {
        guard value > 0 else { return 0 }
        var guess = 1 << ((Int.bitWidth - value.leadingZeroBitCount + 1) / 2)
        while true {
            let next = (guess + value / guess) / 2
            if next >= guess { return guess }
            guess = next
        }
    }
}

/// How a shape is filled: a vertical gradient over its own height and an opacity.
struct Paint {
    var top: Tint
    var bottom: Tint
    /// 0...256.
    var opacity = 256

    init(_ tint: Tint, opacity: Int = 256) {
        top = tint
        bottom = tint
        self.opacity = opacity
    }

    init(top: Tint, bottom: Tint, opacity: Int = 256) {
        self.top = top
        self.bottom = bottom
        self.opacity = opacity
    }
}
