/// The average colour of a picture; alpha is not looked at. Channels are 0...255, rounded to the nearest.
package struct MeanColor: Sendable, Equatable {
    /// Average red, 0...255.
    package let red: Int
    /// Average green, 0...255.
    package let green: Int
    /// Average blue, 0...255.
    package let blue: Int

    /// Perceived brightness, 0...255 (Rec. 601 weights).
    package var brightness: Int { (red * 299 + green * 587 + blue * 114 + 500) / 1000 }

    /// Sum of the channel differences, 0...765.
    package func distance(to other: MeanColor) -> Int {
        abs(red - other.red) + abs(green - other.green) + abs(blue - other.blue)
    }
}

extension PixelImage {
    /// The average colour of all pixels.
    package var meanColor: MeanColor {
        var red = 0
        var green = 0
        var blue = 0
        rgba.withUnsafeBufferPointer { bytes in
            var index = 0
            while index < bytes.count {
                red &+= Int(bytes[index])
                green &+= Int(bytes[index &+ 1])
                blue &+= Int(bytes[index &+ 2])
                index &+= 4
            }
        }
        let count = width * height
        return MeanColor(
            red: (red + count / 2) / count,
            green: (green + count / 2) / count,
            blue: (blue + count / 2) / count)
    }
}
