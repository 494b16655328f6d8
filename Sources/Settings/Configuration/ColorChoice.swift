package import TerminalUI

/// How many colours the user wants; the raw value is how the configuration writes it.
package enum ColorChoice: String, CaseIterable, Hashable, Sendable {
    /// What terminal and environment say.
    case automatic = "auto"
    /// At most the palette of 256.
    case indexed256 = "256"
    /// At most the 16 named colours.
    case ansi16 = "16"
    /// None.
    case mono = "mono"

    /// The colours to use: never more than the terminal has, so that the modifiers a theme keeps for a poorer tier are
    /// in force whenever the terminal is poor. `NO_COLOR` (not empty) and TERM=dumb mean none, whatever was chosen.
    ///
    /// - Parameter terminalColors: curses' COLORS; below 8 counts as none.
    package func tier(environment: [String: String], terminalColors: Int) -> ColorTier {
        let isPlain = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
        if isPlain || self == .mono { return .mono }
        if terminalColors >= 256 && self != .ansi16 { return .indexed256 }
        return terminalColors >= 8 ? .ansi16 : .mono
    }
}
