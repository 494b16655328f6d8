import TerminalUI

/// A call for the attention of somebody who may look elsewhere.
package enum TerminalSignal: Hashable, Sendable {
    /// The bell, as the terminal is set to ring it.
    case bell
    /// A notification of the desktop, by OSC 9; the text is cleaned before it is written.
    case notification(String)

    /// How much of a text is shown, in characters.
    private static let longest = 200

    /// What is written. Nothing where the sequence might be printed instead of understood.
    ///
    /// - Parameter hasTitle: whether the terminal is of a kind that takes operating system commands.
    package func bytes(hasTitle: Bool) -> [UInt8] {
        switch self {
        case .bell: return [0x07]
        case .notification(let text):
            guard hasTitle else { return [] }
            let clean = CellText.sanitized(String(text.prefix(Self.longest)), keepingNewlines: false)
            // Terminals that read "9;4;…" as progress are given words first.
            return Array("\u{1B}]9;Easel: \(clean)\u{07}".utf8)
        }
    }
}
