/// A colour as a terminal names it. Themes choose; the painter reduces to what the terminal has.
package enum Color: Hashable, Sendable {
    /// The terminal's own default foreground or background.
    case terminal
    /// One of the 16 colours the user's terminal theme defines (0 … 15; higher values wrap).
    case ansi(UInt8)
    /// An entry of the 256 colour palette.
    case indexed(UInt8)
}

/// How many colours the terminal may be sent.
package enum ColorTier: Hashable, Sendable {
    /// None: `NO_COLOR`, or a terminal without colours. Attributes remain.
    case mono
    /// The 8 or 16 named colours.
    case ansi16
    /// The palette of 256.
    case indexed256
}

extension Color {
    /// The nearest colour the tier has; nil where it has none but the terminal's own.
    package func reduced(to tier: ColorTier) -> Color? {
        switch (tier, self) {
        case (.mono, _), (_, .terminal): nil
        case (_, .ansi(let number)): .ansi(number & 15)
        case (.indexed256, .indexed): self
        case (.ansi16, .indexed(let number)): .ansi(Color.nearestAnsi(to: number))
        }
    }

    /// The nearest of the 16 named colours, by squared distance from their usual values in xterm.
    private static func nearestAnsi(to index: UInt8) -> UInt8 {
        if index < 16 { return index }
        let (red, green, blue) = components(of: index)
        var best: (number: UInt8, distance: Int) = (0, .max)
        for (number, candidate) in ansiComponents.enumerated() {
            let (r, g, b) = (candidate.0 - red, candidate.1 - green, candidate.2 - blue)
            let distance = r * r + g * g + b * b
            if distance < best.distance { best = (UInt8(number), distance) }
        }
        return best.number
    }

    private static func components(of index: UInt8) -> (Int, Int, Int) {
        if index >= 232 {
            let grey = 8 + 10 * (Int(index) - 232)
            return (grey, grey, grey)
        }
        let cube = Int(index) - 16
        let level = { (step: Int) in step == 0 ? 0 : 55 + 40 * step }
        return (level(cube / 36), level(cube / 6 % 6), level(cube % 6))
    }

    private static let ansiComponents: [(Int, Int, Int)] = [
        (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
        (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255),
        (255, 255, 255),
    ]
}
