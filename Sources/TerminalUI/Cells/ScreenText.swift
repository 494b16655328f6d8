/// A picture of a buffer as text, colours included: the grid, then the same grid as style letters, then a legend.
/// It is the form of the `.screen` files; equal pictures have equal text.
package struct ScreenText: Hashable, Sendable {
    /// The whole picture, ending in a newline.
    package let text: String

    /// The picture of a buffer, and of the cursor's place when given.
    package init(_ buffer: CellBuffer, cursor: Position? = nil) {
        var letters: [Style: Character] = [.plain: "."]
        var legend: [(Character, Style)] = []
        var grid = ""
        var styles = ""
        for row in 0..<buffer.size.height {
            grid += "|"
            styles += "|"
            for cell in buffer.row(row) {
                grid += cell.text
                let letter: Character
                if let known = letters[cell.style] {
                    letter = known
                } else {
                    letter = Self.letter(legend.count)
                    letters[cell.style] = letter
                    legend.append((letter, cell.style))
                }
                styles.append(letter)
            }
            grid += "|\n"
            styles += "|\n"
        }
        var text = "\(buffer.size.width) x \(buffer.size.height)"
        if let cursor { text += ", cursor \(cursor.column),\(cursor.row)" }
        text += "\n\(grid)\n\(styles)\n"
        for (letter, style) in legend { text += "\(letter) \(Self.describe(style))\n" }
        self.text = text
    }

    /// Letters in the order the styles are met; beyond them "?" stands for the rest.
    private static func letter(_ number: Int) -> Character {
        let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        return number < letters.count ? letters[number] : "?"
    }

    private static func describe(_ style: Style) -> String {
        var words: [String] = []
        if let color = style.foreground { words.append("fg=\(name(color))") }
        if let color = style.background { words.append("bg=\(name(color))") }
        let modifiers: [(Modifier, String)] = [
            (.bold, "bold"), (.dim, "dim"), (.italic, "italic"), (.underline, "underline"), (.reverse, "reverse"),
        ]
        words += modifiers.filter { style.adding.contains($0.0) }.map { $0.1 }
        return words.joined(separator: " ")
    }

    private static func name(_ color: Color) -> String {
        switch color {
        case .terminal: "terminal"
        case .ansi(let number): "ansi\(number)"
        case .indexed(let number): "\(number)"
        }
    }
}

extension CellBuffer {
    /// The picture as text; see `ScreenText`.
    package var screenText: String { ScreenText(self).text }

    /// The text of one row without trailing spaces: for tests and for people.
    package func rowText(_ number: Int) -> String {
        var text = Substring(row(number).map(\.text).joined())
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

extension Frame {
    /// The picture as text, the cursor included.
    package var screenText: String { ScreenText(buffer, cursor: cursor).text }
}
