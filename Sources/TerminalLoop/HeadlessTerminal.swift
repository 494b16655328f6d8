package import TerminalUI

/// A terminal without a terminal: tests push events and look at the last frame.
@UI
package final class HeadlessTerminal: Terminal {
    /// The screen's size; `resize` changes it.
    package private(set) var size: Size
    /// The frame shown last.
    package private(set) var frame: Frame?
    /// How many frames were shown.
    package private(set) var presents = 0
    /// Whether the screen is claimed.
    package private(set) var isClaimed = false
    /// All bytes written past the painter.
    package private(set) var rawBytes: [UInt8] = []
    /// The calls for attention, in order.
    package private(set) var signals: [TerminalSignal] = []
    private var waiting: [TerminalEvent] = []

    /// A blank screen of that size.
    package init(size: Size = Size(width: 80, height: 24)) {
        self.size = size
    }

    /// Nothing to poll.
    package let inputDescriptor: Int32 = -1
    /// Always takes a frame.
    package let outputDescriptor: Int32 = -1
    /// Nothing becomes due by itself.
    package let deadline: Duration? = nil

    /// Events for the next turn of the loop.
    package func push(_ events: TerminalEvent...) {
        waiting += events
        UI.executor.wake()
    }

    /// Key presses by their text form, such as "C-x" or "Enter"; a text that is none is typed character by character.
    package func press(_ keys: String...) {
        for text in keys {
            if let event = KeyEvent(text) {
                push(.key(event))
            } else {
                for character in text { push(.key(KeyEvent(.character(character)))) }
            }
        }
    }

    /// A new size, announced as an event.
    package func resize(to size: Size) {
        self.size = size
        push(.resized(size))
    }

    /// The last frame as text; empty before the first.
    package var screenText: String { frame?.screenText ?? "" }

    /// The pushed events.
    package func nextEvents(at now: Duration) -> [TerminalEvent] {
        defer { waiting = [] }
        return waiting
    }

    /// Sizes change by `resize` only.
    package func updateSize() -> Bool { false }

    /// Remembers the frame.
    package func present(_ frame: Frame) {
        self.frame = frame
        presents += 1
    }

    /// Remembers the bytes.
    package func writeRaw(_ bytes: [UInt8]) { rawBytes += bytes }

    /// Remembers the signal.
    package func signal(_ signal: TerminalSignal) { signals.append(signal) }

    /// Remembers the claim.
    package func claim() { isClaimed = true }

    /// Remembers the release.
    package func release() { isClaimed = false }
}
