package import TerminalUI

/// What the loop and the program need of a terminal. Curses is one, `HeadlessTerminal` another.
@UI
package protocol Terminal: AnyObject {
    /// The screen's size in cells.
    var size: Size { get }
    /// Readable when keys wait; -1 when there is nothing to poll.
    var inputDescriptor: Int32 { get }
    /// Writable when a frame can be taken without waiting; -1 when it always can.
    var outputDescriptor: Int32 { get }
    /// When `nextEvents` has something to say although nothing arrived (a lone Esc), as a monotonic duration.
    var deadline: Duration? { get }

    /// Everything that waits, in order, without blocking. Ends in `.closed` when the terminal is gone.
    func nextEvents(at now: Duration) -> [TerminalEvent]
    /// Asks for the size anew; true when it changed. `size` is the new one then.
    func updateSize() -> Bool
    /// Shows the frame, writing only what differs from the last one; cells outside `size` are ignored.
    func present(_ frame: Frame)
    /// Writes control bytes that are no part of the picture (a clipboard sequence) past the painter.
    func writeRaw(_ bytes: [UInt8])

    /// Calls for the user's attention, between two frames. A terminal that may not know how leaves it.
    func signal(_ signal: TerminalSignal)

    /// Takes the screen: at the start, and again after `release`. The next frame is painted in full.
    func claim() throws
    /// Gives the screen back as it was found: before an editor, a stop, the end. Harmless when not claimed.
    func release()
}

extension Terminal {
    /// Gives the screen back, stops the process like the terminal's stop key, and claims the screen when it goes on.
    /// The caller draws a new frame afterwards; the size may have changed.
    package func suspend() throws {
        release()
        stopProcess()
        try claim()
    }
}
