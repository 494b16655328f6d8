/// Names that people give and that become names of files: no path can hide in them.
package enum FileStem {
    /// What such a name is made of, in words.
    package static let rule = "1 to 64 of a–z, A–Z, 0–9, - and _"

    /// Whether the text is such a name.
    package static func isLegal(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
                default: false
                }
            }
    }
}
