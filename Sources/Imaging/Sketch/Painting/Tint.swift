/// A colour while painting: three 12-bit channels in 21-bit lanes of one word, so that one multiplication mixes all
/// three. Four bits more than a file keeps; `Finish` spreads them as grain, so wide gradients do not band.
struct Tint: Equatable {
    var lanes: Int

    /// Channels 0...255.
    init(_ red: Int, _ green: Int, _ blue: Int) {
        lanes = (red * 16 + red / 16) << 42 | (green * 16 + green / 16) << 21 | (blue * 16 + blue / 16)
    }

    init(lanes: Int) {
        self.lanes = lanes
    }

    /// 0xRRGGBB.
    init(hex: Int) {
        self.init(hex >> 16 & 255, hex >> 8 & 255, hex & 255)
    }

    static let mask = 0xFFF << 42 | 0xFFF << 21 | 0xFFF
    static let half = 128 << 42 | 128 << 21 | 128

    /// `share` 0...256 of the second colour. Lanes never carry into each other: 4095 * 256 + 128 is below 2^20.
    @inline(__always)
    static func mix(_ a: Int, _ b: Int, _ share: Int) -> Int {
        (a &* (256 &- share) &+ b &* share &+ half) >> 8 & mask
    }

    func mixed(_ other: Tint, _ share: Int) -> Tint {
        Tint(lanes: Tint.mix(lanes, other.lanes, Fixed.clamp(share, 0, 256)))
    }

    /// Darkened to `share` of 256.
    func scaled(_ share: Int) -> Tint {
        Tint(lanes: Tint.mix(0, lanes, Fixed.clamp(share, 0, 256)))
    }

    /// Channel by channel `self * light`, as a surface of this colour looks under that light.
    func lit(by light: Tint) -> Tint {
        Tint(
            lanes: (red12 * light.red12 / 4095) << 42 | (green12 * light.green12 / 4095) << 21
                | (blue12 * light.blue12 / 4095))
    }

    /// Toward grey: `share` of 256.
    func greyed(_ share: Int) -> Tint {
        let grey = (red12 * 3 + green12 * 6 + blue12) / 10
        return mixed(Tint(lanes: grey << 42 | grey << 21 | grey), share)
    }

    private var red12: Int { lanes >> 42 & 0xFFF }
    private var green12: Int { lanes >> 21 & 0xFFF }
    private var blue12: Int { lanes & 0xFFF }
}
