/// A ratio of width to height, as people write it: `16:9`.
package struct AspectRatio: Hashable, Sendable, CustomStringConvertible {
    package let across: Int
    package let down: Int

    /// Both at least 1.
    package init(_ across: Int, _ down: Int) {
        self.across = max(across, 1)
        self.down = max(down, 1)
    }

    /// The ratio of a size, in its smallest numbers.
    package init(_ size: FrameSize) {
        let width = max(size.width, 1)
        let height = max(size.height, 1)
        var (divisor, rest) = (width, height)
        while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
        self.init(width / divisor, height / divisor)
    }

    /// `16:9`, read back; nil when the text is none.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let across = parts[0], let down = parts[1], (1...10_000).contains(across),
            (1...10_000).contains(down)
        else { return nil }
        self.init(across, down)
    }

    package var description: String { "\(across):\(down)" }

    /// The ratios that are offered, from the most upright to the widest.
    package static let presets: [AspectRatio] = {
        let wide = [(5, 4), (4, 3), (3, 2), (16, 10), (16, 9), (2, 1), (21, 9)].map { AspectRatio($0, $1) }
        return wide.reversed().map { AspectRatio($0.down, $0.across) } + [AspectRatio(1, 1)] + wide
    }()

    /// Whether this one is wider.
    func isWider(than other: AspectRatio) -> Bool { across * other.down > other.across * down }

    /// How much wider a size is, as a fraction of this ratio: 0.0078 for 1376×768 at 16:9; negative when it is more
    /// upright.
    package func error(of size: FrameSize) -> Double {
        Double(size.width * down) / Double(max(size.height, 1) * across) - 1
    }

    /// The error in words: `exact`, `+0.8 %`.
    package func errorWords(of size: FrameSize) -> String {
        guard size.width * down != size.height * across else { return "exact" }
        // Never "+0.0 %", which would look exact.
        let error = error(of: size) * 1000
        let tenths = Int((error < 0 ? -error : error).rounded())
        let shown = max(tenths, 1)
        return "\(error < 0 ? "−" : "+")\(shown / 10).\(shown % 10) %"
    }

    /// Within this error a size passes for a preset.
    static let tolerance = 0.01

    /// The preset that a size passes for; nil when it is none of them.
    package static func preset(of size: FrameSize) -> AspectRatio? {
        presets.filter { abs($0.error(of: size)) <= tolerance }
            .min { abs($0.error(of: size)) < abs($1.error(of: size)) }
    }

    /// The ratio of a size in words: the preset it passes for and how well, or its own smallest numbers, or where those
    /// are not small, to one: `1.46:1`.
    package static func words(of size: FrameSize) -> String {
        if let preset = preset(of: size) { return "\(preset) \(preset.errorWords(of: size))" }
        let own = AspectRatio(size)
        let (large, small) = (max(own.across, own.down), min(own.across, own.down))
        guard large > 99 else { return own.description }
        let hundredths = (large * 200 + small) / (small * 2)
        let shown = "\(hundredths / 100).\(hundredths % 100 / 10)\(hundredths % 10)"
        return own.across >= own.down ? "\(shown):1" : "1:\(shown)"
    }

    /// The legal size of this ratio nearest to an area in pixels: an exact one where one has at least two thirds and
    /// at most one and a half of the area; else the nearest in area that passes for the ratio; else the one with the
    /// least error.
    package func size(near area: Int) -> FrameSize {
        let area = Double(max(area, 1))
        /// How many times larger or smaller, at least 1.
        func factor(_ size: FrameSize) -> Double {
            let ratio = Double(size.area) / area
            return max(ratio, 1 / ratio)
        }
        let all = FrameSize.widths.flatMap { width in
            FrameSize.heights.map { FrameSize(width: width, height: $0) }
        }
        let exact = all.filter { $0.width * down == $0.height * across && factor($0) <= 1.5 }
        if let best = exact.min(by: { factor($0) < factor($1) }) { return best }
        let near = all.filter { abs(error(of: $0)) <= Self.tolerance }
        if let best = near.min(by: { factor($0) < factor($1) }) { return best }
        return all.min { abs(error(of: $0)) < abs(error(of: $1)) } ?? FrameSize(width: 1024, height: 1024)
    }
}
