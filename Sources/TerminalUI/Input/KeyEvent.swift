/// A key press as a value. Its text form, as in a keymap file, parses and prints both ways: "C-x", "M-f", "S-Left".
package struct KeyEvent: Hashable, Sendable {
    /// The key.
    package let key: Key
    /// What was held with it.
    package let modifiers: KeyModifiers

    /// The press as a terminal can report it: presses no terminal can tell apart are one value (Shift with a
    /// character is its upper case, Control knows no case, C-i is Tab, C-m Enter, C-[ Esc, Shift-Tab `backTab`).
    package init(_ key: Key, _ modifiers: KeyModifiers = []) {
        (self.key, self.modifiers) = Self.canonical(key, modifiers)
    }

    private static func canonical(_ key: Key, _ modifiers: KeyModifiers) -> (Key, KeyModifiers) {
        switch key {
        case .tab where modifiers.contains(.shift), .backTab:
            return (.backTab, modifiers.subtracting(.shift))
        case .character(let character):
            let rest = modifiers.subtracting(.shift)
            guard modifiers.contains(.control) else {
                return (
                    .character(modifiers.contains(.shift) ? single(character.uppercased(), character) : character), rest
                )
            }
            let lower = single(character.lowercased(), character)
            let withoutControl = rest.subtracting(.control)
            switch lower {
            case "i": return (.tab, withoutControl)
            case "m": return (.enter, withoutControl)
            case "[": return (.escape, withoutControl)
            case "?": return (.backspace, withoutControl)
            case "@": return (.character(" "), rest)
            default: return (.character(lower), rest)
            }
        default:
            return (key, modifiers)
        }
    }

    /// A case mapping that is one Character, else the character itself ("ß" has no upper case of one).
    private static func single(_ mapped: String, _ character: Character) -> Character {
        mapped.count == 1 ? mapped.first ?? character : character
    }
}

extension KeyEvent: CustomStringConvertible {
    /// The canonical text: modifiers as "C-", "M-", "S-" in that order, then the key's name or the character.
    package var description: String {
        var text = ""
        if modifiers.contains(.control) { text += "C-" }
        if modifiers.contains(.alt) { text += "M-" }
        if modifiers.contains(.shift) { text += "S-" }
        switch key {
        case .backTab: return text + "S-Tab"
        case .character(" "): return text + "Space"
        case .character(let character): return text + String(character)
        case .function(let number): return text + "F\(number)"
        default: return text + (Self.names.first { $0.key == key }?.name ?? "")
        }
    }

    /// Parses a canonical text, also with modifiers in another order or names in another case. Nil if it is none.
    package init?(_ text: String) {
        var modifiers: KeyModifiers = []
        var rest = Substring(text)
        while rest.count > 2, rest.dropFirst().first == "-", let prefix = rest.first {
            switch prefix {
            case "C", "c": modifiers.insert(.control)
            case "M", "m", "A", "a": modifiers.insert(.alt)
            case "S", "s": modifiers.insert(.shift)
            default: return nil
            }
            rest = rest.dropFirst(2)
        }
        guard let key = Self.key(named: rest) else { return nil }
        self.init(key, modifiers)
    }

    private static func key(named text: Substring) -> Key? {
        if text.count == 1, let character = text.first { return .character(character) }
        let lower = text.lowercased()
        if lower == "space" { return .character(" ") }
        if lower.first == "f", let number = Int(lower.dropFirst()), (1...20).contains(number) {
            return .function(number)
        }
        return names.first { $0.name.lowercased() == lower }?.key
    }

    private static let names: [(name: String, key: Key)] = [
        ("Enter", .enter), ("Tab", .tab), ("Esc", .escape), ("Backspace", .backspace), ("Delete", .delete),
        ("Insert", .insert), ("Up", .up), ("Down", .down), ("Left", .left), ("Right", .right), ("Home", .home),
        ("End", .end), ("PageUp", .pageUp), ("PageDown", .pageDown),
        // Other spellings people write; the first name of a key is the one printed.
        ("Return", .enter), ("Escape", .escape), ("Del", .delete), ("Ins", .insert), ("PgUp", .pageUp),
        ("PgDn", .pageDown),
    ]
}
