/// What was pressed, without modifiers.
package enum Key: Hashable, Sendable {
    /// A character that types itself.
    case character(Character)
    /// Return.
    case enter
    /// Tab.
    case tab
    /// Shift-Tab, a key of its own in terminals.
    case backTab
    /// Esc.
    case escape
    /// The key that deletes to the left.
    case backspace
    /// The key that deletes to the right.
    case delete
    /// Insert.
    case insert
    /// The arrows.
    case up, down, left, right
    /// The ends of a line.
    case home, end
    /// A screen up or down.
    case pageUp, pageDown
    /// F1 … F20 (what terminals can send).
    case function(Int)
}

/// Keys held while another is pressed.
package struct KeyModifiers: OptionSet, Hashable, Sendable {
    /// The bits below.
    package let rawValue: UInt8
    /// A set of those bits.
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Shift; never set with a character, which carries its own case.
    package static let shift = KeyModifiers(rawValue: 1)
    /// Control.
    package static let control = KeyModifiers(rawValue: 2)
    /// Alt or Meta.
    package static let alt = KeyModifiers(rawValue: 4)
}
