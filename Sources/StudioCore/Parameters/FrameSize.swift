package import RunwareAPI

/// Width and height of a picture in pixels.
package struct FrameSize: Hashable, Sendable {
    package var width: Int
    package var height: Int

    package init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// Pixels in all.
    package var area: Int { width * height }

    /// Pixels in all, in words: `1.05 MP`.
    package var megapixels: String {
        let hundredths = area / 10_000
        return "\(hundredths / 100).\(hundredths % 100 / 10)\(hundredths % 10) MP"
    }

    /// The legal widths and heights, rising, as the parameter table has them.
    static let widths = legal(.width)
    static let heights = legal(.height)

    private static func legal(_ parameter: Parameter) -> [Int] {
        guard case .integer(let minimum, let maximum?, let step) = ParameterTable[parameter].domain else { return [] }
        return stride(from: Int(minimum), through: Int(maximum), by: Int(step)).map(\.self)
    }

    /// Whether the table allows both sides.
    package var isLegal: Bool { Self.widths.contains(width) && Self.heights.contains(height) }
}

extension Parameters {
    /// Width and height as one.
    package var size: FrameSize { FrameSize(width: width, height: height) }
}
