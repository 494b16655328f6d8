import CNcurses
import Glibc
import TerminalLoop
import TerminalUI

/// Paints frames through curses: only the runs of cells that differ from the last frame, then one update.
@UI
final class Painter {
    /// The screen's size as curses knows it.
    private(set) var size: Size
    let tier: ColorTier
    private var pairs: ColorPairs
    /// What the curses window holds.
    private var shown: CellBuffer
    private var cursor: Position?
    private var isCursorVisible = true
    /// Whether curses has something pending that no difference of cells shows.
    private var needsUpdate = false
    private var run: [cchar_t] = []

    /// Starts curses for a terminal type on these descriptors; false when the type is unknown.
    static func open(type: String, output: Int32, input: Int32) -> Bool {
        // Curses keeps both streams for the life of the process.
        guard let writing = fdopen(output, "w"), let reading = fdopen(input, "r") else { return false }
        return newterm(type, writing, reading) != nil
    }

    /// Sets the modes of an opened terminal and takes its screen.
    init(noColor: Bool, size wanted: Size) {
        raw()
        noecho()
        nonl()
        // Curses would look at the input while it paints, and stop.
        typeahead(-1)
        resizeterm(Int32(wanted.height), Int32(wanted.width))
        let window = cn_stdscr()
        size = Size(width: Int(getmaxx(window)), height: Int(getmaxy(window)))
        shown = CellBuffer(size: size)
        if !noColor, has_colors(), start_color() == OK, use_default_colors() == OK {
            pairs = ColorPairs(colors: Int(cn_colors()), pairs: Int(cn_color_pairs()))
        } else {
            pairs = ColorPairs(colors: 0, pairs: 0)
        }
        tier = pairs.tier
        clearAll()
    }

    /// The screen has another size: the next frame is painted in full.
    func resize(to new: Size) {
        resizeterm(Int32(new.height), Int32(new.width))
        size = new
        forgetScreen()
    }

    /// Takes the screen again after `suspend`.
    func resume() {
        reset_prog_mode()
        forgetScreen()
        clearAll()
    }

    /// Gives the screen and the terminal's modes back.
    func suspend() {
        if !isCursorVisible { curs_set(1) }
        isCursorVisible = true
        endwin()
    }

    /// Shows the frame. Writes nothing when nothing changed.
    func paint(_ frame: Frame) {
        var cursor = frame.cursor
        if let place = cursor, !Rect(size: size).contains(place) { cursor = nil }
        if frame.buffer == shown, cursor == self.cursor, isCursorVisible == (cursor != nil), !needsUpdate { return }
        if frame.buffer != shown { paintCells(frame.buffer) }
        self.cursor = cursor
        place(cursor)
        wnoutrefresh(cn_stdscr())
        doupdate()
        needsUpdate = false
    }

    private func forgetScreen() {
        let window = cn_stdscr()
        werase(window)
        clearok(window, true)
        shown = CellBuffer(size: size)
        needsUpdate = true
    }

    /// Shows the empty screen. The cursor is left alone until the first frame: a terminal may remember, when it
    /// enters the alternate screen, whether the cursor was visible.
    private func clearAll() {
        wnoutrefresh(cn_stdscr())
        doupdate()
        needsUpdate = false
    }

    private func place(_ cursor: Position?) {
        let window = cn_stdscr()
        if isCursorVisible != (cursor != nil) {
            isCursorVisible = cursor != nil
            curs_set(isCursorVisible ? 1 : 0)
        }
        // A hidden cursor may stay wherever painting left it.
        leaveok(window, cursor == nil)
        if let cursor { wmove(window, Int32(cursor.row), Int32(cursor.column)) }
    }

    private func paintCells(_ buffer: CellBuffer) {
        if !paintRows(buffer) {
            // The table of colour pairs ran over: begin a new one, which repaints everything once.
            pairs.removeAll()
            werase(cn_stdscr())
            shown = CellBuffer(size: size)
            _ = paintRows(buffer)
        }
        shown = buffer
    }

    /// False when there was no pair left for some cell.
    private func paintRows(_ buffer: CellBuffer) -> Bool {
        var complete = true
        let same = shown.size == buffer.size
        for row in 0..<min(size.height, buffer.size.height) {
            let new = buffer.row(row)
            let old = same ? shown.row(row) : []
            if new == old { continue }
            var column = 0
            let columns = min(size.width, new.count)
            while column < columns {
                guard !same || new[new.startIndex + column] != old[old.startIndex + column] else {
                    column += 1
                    continue
                }
                let start = column
                run.removeAll(keepingCapacity: true)
                while column < columns, !same || new[new.startIndex + column] != old[old.startIndex + column] {
                    let cell = new[new.startIndex + column]
                    // The right half of a wide cell comes with its left half.
                    if cell.width > 0 { complete = append(cell, fits: column + Int(cell.width) <= columns) && complete }
                    column += 1
                }
                mvwadd_wchnstr(cn_stdscr(), Int32(row), Int32(start), run, Int32(run.count))
            }
        }
        return complete
    }

    private func append(_ cell: Cell, fits: Bool) -> Bool {
        var text: (wchar_t, wchar_t, wchar_t, wchar_t, wchar_t, wchar_t) = (32, 0, 0, 0, 0, 0)
        if fits {
            withUnsafeMutableBytes(of: &text) { bytes in
                let scalars = bytes.bindMemory(to: wchar_t.self)
                for (index, scalar) in cell.text.unicodeScalars.prefix(5).enumerated() {
                    scalars[index] = wchar_t(bitPattern: scalar.value)
                }
            }
        }
        var attributes: attr_t = 0
        let style = cell.style.adding
        if style.contains(.bold) { attributes |= cn_bold }
        if style.contains(.dim) { attributes |= cn_dim }
        if style.contains(.italic) { attributes |= cn_italic }
        if style.contains(.underline) { attributes |= cn_underline }
        if style.contains(.reverse) { attributes |= cn_reverse }
        let look = pairs.look(of: cell.style)
        if look.isBold { attributes |= cn_bold }
        var character = cchar_t()
        withUnsafeBytes(of: &text) { bytes in
            _ = cn_setcchar(&character, bytes.bindMemory(to: wchar_t.self).baseAddress, attributes, look.pair ?? 0)
        }
        run.append(character)
        return look.pair != nil
    }
}
