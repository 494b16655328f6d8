/// A clipboard that a program near the terminal keeps, as tmux does.
package protocol Clipboard: Sendable {
    /// Hands the text over; false when it was not taken, and the terminal itself is asked.
    func take(_ text: String) async -> Bool
}
