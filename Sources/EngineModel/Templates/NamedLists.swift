/// The named lists that templates choose from: what is known of each, by name.
package struct NamedLists: Hashable, Sendable {
    /// What is known of a list.
    package enum Content: Hashable, Sendable {
        /// Its entries in order; each is taken literally.
        case entries([String])
        /// There is no such list.
        case missing
        /// Its file cannot be used; one sentence that names the file.
        case unreadable(String)
    }

    private var contents: [String: Content] = [:]

    package init(_ contents: [String: Content] = [:]) {
        self.contents = contents
    }

    /// What is known of a list; nil when nobody has looked for it.
    package subscript(_ name: String) -> Content? {
        get { contents[name] }
        set { contents[name] = newValue }
    }

    /// Takes over what was found; what is known of other lists stays.
    package mutating func take(_ news: NamedLists) {
        contents.merge(news.contents) { _, new in new }
    }

    /// The longest name, in characters.
    package static let maximumNameLength = 64

    /// Names of the lists that a text mentions, each once, in order. Lists within comments and escapes are not meant.
    package static func mentioned(in text: String) -> [String] {
        var known = NamedLists()
        var names: [String] = []
        while let name = missing(in: text, known) {
            names.append(name)
            // What a list holds does not matter here, so a stand-in takes the place of each that is missing.
            known[name] = .entries([""])
        }
        return names
    }

    private static func missing(in text: String, _ known: NamedLists) -> String? {
        do {
            _ = try Template(text, lists: known)
            return nil
        } catch {
            return error.missingList
        }
    }

    /// The name at the beginning of bytes that read `__name__`; nil when they do not.
    static func name(in bytes: ArraySlice<UInt8>) -> String? {
        let underscore = UInt8(ascii: "_")
        let start = bytes.startIndex + 2
        guard bytes.count > 4, bytes[start - 2] == underscore, bytes[start - 1] == underscore else { return nil }
        var end = start
        while end < bytes.endIndex, end - start <= maximumNameLength {
            if bytes[end] == underscore {
                guard end > start, end + 1 < bytes.endIndex else { return nil }
                if bytes[end + 1] == underscore { return String(decoding: bytes[start..<end], as: UTF8.self) }
            } else if !isNamePart(bytes[end]) {
                return nil
            }
            end += 1
        }
        return nil
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
