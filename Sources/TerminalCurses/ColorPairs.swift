import CNcurses
import TerminalUI

/// The colour pairs in use: curses knows colours only as numbered pairs of foreground and background.
struct ColorPairs {
    /// The colours the terminal may be sent.
    let tier: ColorTier
    private let colors: Int
    private let limit: Int
    private var numbers: [Colors: Int32] = [:]

    /// A cell's colours as curses numbers them; -1 is the terminal's own.
    private struct Colors: Hashable {
        var foreground: Int32
        var background: Int32
    }

    /// How curses is told the colours of a style.
    struct Look {
        /// The pair; nil when the table is full.
        var pair: Int32?
        /// Terminals of 8 colours show the bright half as bold.
        var isBold: Bool
    }

    /// - Parameters:
    ///   - colors: what the terminal has; below 8 none are used.
    ///   - pairs: how many pairs curses can hold at once.
    init(colors: Int, pairs: Int) {
        self.colors = colors
        // 65536 pairs are said to exist, but the last one and those beyond 32767 need the extended call used here.
        limit = min(pairs, 65_536) - 1
        tier = colors >= 256 ? .indexed256 : colors >= 8 ? .ansi16 : .mono
    }

    /// The pair for a style, made when it is new.
    mutating func look(of style: Style) -> Look {
        if tier == .mono { return Look(pair: 0, isBold: false) }
        var isBold = false
        var wanted = Colors(foreground: -1, background: -1)
        if let number = number(style.foreground) {
            isBold = colors == 8 && number >= 8
            wanted.foreground = colors == 8 ? number & 7 : number
        }
        if let number = number(style.background) { wanted.background = colors == 8 ? number & 7 : number }
        if wanted == Colors(foreground: -1, background: -1) { return Look(pair: 0, isBold: false) }
        if let known = numbers[wanted] { return Look(pair: known, isBold: isBold) }
        guard numbers.count < limit else { return Look(pair: nil, isBold: isBold) }
        let pair = Int32(numbers.count + 1)
        guard init_extended_pair(pair, wanted.foreground, wanted.background) == OK else {
            return Look(pair: nil, isBold: isBold)
        }
        numbers[wanted] = pair
        return Look(pair: pair, isBold: isBold)
    }

    /// Forgets all pairs; their numbers are given anew.
    mutating func removeAll() {
        numbers.removeAll(keepingCapacity: true)
    }

    private func number(_ color: Color?) -> Int32? {
        switch color?.reduced(to: tier) {
        case .ansi(let number), .indexed(let number): Int32(number)
        case .terminal, nil: nil
        }
    }
}
