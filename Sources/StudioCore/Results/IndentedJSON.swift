/// JSON text with each member on a line of its own, in the order in which it came.
enum IndentedJSON {
    /// - Parameter compact: JSON without spaces between its parts.
    static func text(_ compact: String) -> String {
        var out = ""
        var depth = 0
        var isString = false
        var isEscaped = false
        var last: Unicode.Scalar = " "
        func line() -> String { "\n" + String(repeating: "  ", count: depth) }
        for scalar in compact.unicodeScalars {
            defer { last = scalar }
            if isString {
                out.unicodeScalars.append(scalar)
                if isEscaped {
                    isEscaped = false
                } else if scalar == "\\" {
                    isEscaped = true
                } else if scalar == "\"" {
                    isString = false
                }
                continue
            }
            switch scalar {
            case "{", "[":
                out.unicodeScalars.append(scalar)
                depth += 1
                out += line()
            case "}", "]":
                depth -= 1
                // Nothing was in it.
                if last == "{" || last == "[" {
                    while out.last?.isWhitespace == true { out.removeLast() }
                } else {
                    out += line()
                }
                out.unicodeScalars.append(scalar)
            case ",": out += "," + line()
            case ":": out += ": "
            default:
                isString = scalar == "\""
                out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
