/// The picture while it is painted: one `Tint` word per pixel. A view of memory that belongs to
/// `SketchRenderer.render`; it must not outlive that call.
///
/// Hot loops use wrapping operators and plain `while`: they are as fast as C when optimised, and bearable when not.
struct Canvas {
    let width: Int
    let height: Int
    let cells: UnsafeMutablePointer<Int>
    /// `width + 2` words of scratch for the polygon filler.
    let coverage: UnsafeMutablePointer<Int>

    /// A length in pixels from thousandths of the shorter side, at least 1.
    func size(_ thousandths: Int) -> Int {
        let pixels = min(width, height) * thousandths / 1000
        return pixels < 1 ? 1 : pixels
    }

    @inline(__always)
    func blend(_ x: Int, _ y: Int, _ tint: Tint, _ share: Int) {
        guard x >= 0, y >= 0, x < width, y < height else { return }
        let index = y &* width &+ x
        cells[index] = Tint.mix(cells[index], tint.lanes, share)
    }

    /// Light around a point: full `strength` (0...256) in the centre, falling softly to nothing at `radius` pixels.
    func glow(x centreX: Int, y centreY: Int, radius: Int, stretch: Int = 256, tint: Tint, strength: Int) {
        let reach = radius < 1 ? 1 : radius
        let reachX = reach * stretch / 256 + 1
        let top = Fixed.clamp(centreY - reach, 0, height)
        let bottom = Fixed.clamp(centreY + reach + 1, 0, height)
        let left = Fixed.clamp(centreX - reachX, 0, width)
        let right = Fixed.clamp(centreX + reachX + 1, 0, width)
        // 1 - d^2 in 1/4096, cubed: no root, no edge.
        let scaleX = (4096 << 20) / (reachX * reachX)
        let scaleY = (4096 << 20) / (reach * reach)
        var y = top
        while y < bottom {
            let partY = 4096 &- ((y &- centreY) &* (y &- centreY) &* scaleY) >> 20
            var x = left
            let row = y &* width
            while x < right {
                let rest = partY &- ((x &- centreX) &* (x &- centreX) &* scaleX) >> 20
                if rest > 0 {
                    let share = (((rest &* rest) >> 12) &* rest &* strength) >> 24
                    cells[row &+ x] = Tint.mix(cells[row &+ x], tint.lanes, share)
                }
                x &+= 1
            }
            y &+= 1
        }
    }

    /// A vertical gradient over whole rows `top..<bottom`, mixed in from `shareTop` to `shareBottom` of 256.
    func wash(top: Int, bottom: Int, tint: Tint, shareTop: Int, shareBottom: Int) {
        let span = bottom - top
        guard span > 0 else { return }
        var y = Fixed.clamp(top, 0, height)
        let end = Fixed.clamp(bottom, 0, height)
        while y < end {
            let share = shareTop + (shareBottom - shareTop) * (y - top) / span
            let row = y &* width
            var x = 0
            while x < width {
                cells[row &+ x] = Tint.mix(cells[row &+ x], tint.lanes, share)
                x &+= 1
            }
            y &+= 1
        }
    }
}
