/// A picture in memory: 8-bit RGBA, not premultiplied, rows from the top, no padding.
package struct PixelImage: Sendable, Equatable {
    /// Pixels per row, at least 1.
    package let width: Int
    /// Rows, at least 1.
    package let height: Int
    /// `width * height * 4` bytes: red, green, blue, alpha.
    package let rgba: [UInt8]

    /// Nil when a side is not positive or `rgba` has another length than `width * height * 4`.
    package init?(width: Int, height: Int, rgba: [UInt8]) {
        guard width > 0, height > 0 else { return nil }
        let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
        guard !overflow, rgba.count.isMultiple(of: 4), rgba.count / 4 == pixels else { return nil }
        self.init(checkedWidth: width, height: height, rgba: rgba)
    }

    /// For producers inside of the module that made exactly these bytes.
    init(checkedWidth width: Int, height: Int, rgba: [UInt8]) {
        assert(rgba.count == width * height * 4)
        self.width = width
        self.height = height
        self.rgba = rgba
    }
}
