import TerminalUI

/// One line of a pasted text in row 3, its number in row 2, and the cursor somewhere in it.
struct LineOfPaste {
    private let lines: [Substring]
    private var number = 0

    init(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    mutating func next() { number = min(number + 1, lines.count - 1) }

    /// Returns where the cursor belongs.
    func draw(in buffer: inout CellBuffer) -> Position {
        let parts = lines[number].split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
        let text = parts.count == 2 ? String(parts[1]) : ""
        let place = Int(parts[0]) ?? 0
        buffer.write("line \(number) of \(lines.count)", at: Position(column: 0, row: 2))
        buffer.write(text, at: Position(column: 0, row: 3))
        return Position(column: text.prefix(place).reduce(0) { $0 + CellText.width(of: $1) }, row: 3)
    }
}
