/// A ratio that is kept while one side changes.
///
/// The lock stands for a fixed list of legal sizes, one for each legal value of the shorter side with the longer side
/// nearest to the ratio. Both sides move along that list, so the way back is the way there and nothing drifts.
package struct RatioLock: Hashable, Sendable {
    package let ratio: AspectRatio

    /// The lock at a ratio.
    package init(_ ratio: AspectRatio) {
        self.ratio = ratio
    }

    /// The lock at a legal size: at the preset it passes for, where that one's list has it, else at its own ratio.
    package init(at size: FrameSize) {
        let preset = AspectRatio.preset(of: size).map { RatioLock($0) }
        if let preset, preset.sizes.contains(size) {
            self = preset
        } else {
            self.init(AspectRatio(size))
        }
    }

    /// The legal sizes of the lock, rising in both sides.
    package var sizes: [FrameSize] {
        let isWide = ratio.across >= ratio.down
        let shorter = isWide ? FrameSize.heights : FrameSize.widths
        let longer = isWide ? FrameSize.widths : FrameSize.heights
        let (large, small) = isWide ? (ratio.across, ratio.down) : (ratio.down, ratio.across)
        guard let first = longer.first, let last = longer.last, longer.count > 1 else { return [] }
        let step = longer[1] - first
        return shorter.compactMap { side in
            // Steps from the smallest value to the ratio's, as a fraction; a tie goes down, as everywhere.
            let (above, whole) = (side * large - first * small, step * small)
            let place = max((2 * above + whole - 1) / (2 * whole), 0)
            // Beyond half a step outside there is no value that is near.
            guard first + place * step <= last else { return nil }
            let other = first + place * step
            return isWide ? FrameSize(width: other, height: side) : FrameSize(width: side, height: other)
        }
    }

    /// The size so many places further in the list, held to its ends.
    func size(_ size: FrameSize, movedBy steps: Int) -> FrameSize {
        let sizes = sizes
        guard let place = sizes.firstIndex(of: size) else { return size }
        return sizes[min(max(place + steps, 0), sizes.count - 1)]
    }

    /// The size of the list whose width, or height, is nearest to a value; a tie goes down.
    func size(nearest value: Int, by side: (FrameSize) -> Int) -> FrameSize? {
        sizes.min { abs(side($0) - value) < abs(side($1) - value) }
    }
}
