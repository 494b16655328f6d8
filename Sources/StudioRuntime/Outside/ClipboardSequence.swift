import Foundation

/// The control sequence that asks a terminal to take a text for its clipboard (OSC 52). Terminals do not answer it.
package enum ClipboardSequence {
    /// How much base64 is sent at most: what k9s and vim settled on, because some terminals drop the sequence, or show
    /// the rest of it as text, when it is longer than 100,000 bytes (hterm, tmux).
    package static let limit = 74_994

    /// How long the text is in base64.
    package static func encodedLength(_ text: String) -> Int { (text.utf8.count + 2) / 3 * 4 }

    /// The sequence, for the clipboard proper, `c`, which is the only one that mosh knows; nil when it is too long.
    package static func bytes(_ text: String) -> [UInt8]? {
        guard encodedLength(text) <= limit else { return nil }
        return introducer + Array(Data(text.utf8).base64EncodedData()) + end
    }

    package static let introducer = Array("\u{1B}]52;c;".utf8)
    /// BEL: known to more terminals than ST.
    package static let end: [UInt8] = [0x07]
}
