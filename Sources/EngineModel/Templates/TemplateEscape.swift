extension Template {
    /// A text written as the template whose one expansion it is: what is restored or recalled as a prompt never expands.
    /// Only what would mean something is escaped, so most prompts stay as they are.
    package static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: isSpecial) else { return text }
        let bytes = Array(text.utf8)
        var escaped: [UInt8] = []
        escaped.reserveCapacity(bytes.count + 8)
        var isBlankSoFar = true
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "}"): escaped.append(UInt8(ascii: "\\"))
            // The first of two underscores may stand, the second one not.
            case UInt8(ascii: "_") where index > 0 && bytes[index - 1] == byte: escaped.append(UInt8(ascii: "\\"))
            case UInt8(ascii: "#") where isBlankSoFar: escaped.append(UInt8(ascii: "\\"))
            case UInt8(ascii: "\\"):
                let next = index + 1 < bytes.count ? bytes[index + 1] : 0
                if next == UInt8(ascii: "|") || isSpecial(next) { escaped.append(byte) }
            default: break
            }
            escaped.append(byte)
            switch byte {
            case UInt8(ascii: "\n"): isBlankSoFar = true
            case UInt8(ascii: " "), UInt8(ascii: "\t"): break
            default: isBlankSoFar = false
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }
}
