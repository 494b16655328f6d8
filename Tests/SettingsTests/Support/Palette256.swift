import Foundation

/// The palette of 256 as xterm has it, and contrast as WCAG 2 defines it.
enum Palette256 {
    /// Relative luminance, 0 (black) … 1 (white); nil for the first 16, which each terminal chooses itself.
    static func luminance(_ index: UInt8) -> Double? {
        guard let (red, green, blue) = components(index) else { return nil }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    static func components(_ index: UInt8) -> (red: Int, green: Int, blue: Int)? {
        switch index {
        case 0...15: return nil
        case 232...255:
            let grey = 8 + 10 * (Int(index) - 232)
            return (grey, grey, grey)
        default:
            let levels = [0, 95, 135, 175, 215, 255]
            let cube = Int(index) - 16
            return (levels[cube / 36], levels[cube / 6 % 6], levels[cube % 6])
        }
    }

    /// 1 … 21, of two luminances.
    static func contrast(_ one: Double, _ other: Double) -> Double {
        (max(one, other) + 0.05) / (min(one, other) + 0.05)
    }

    private static func linear(_ component: Int) -> Double {
        let value = Double(component) / 255
        return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
}
