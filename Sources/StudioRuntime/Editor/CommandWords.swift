/// A command line split into words without a shell: at blanks, which quotes and backslashes keep. Nothing is expanded.
package enum CommandWords {
    /// The words; nil when a quote has no end. `'…'` keeps everything; inside `"…"` a backslash keeps `"` and `\`, and
    /// stands for itself before anything else; outside it keeps any character, and at the end it stands for itself.
    package static func split(_ line: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var characters = line.unicodeScalars.makeIterator()
        func append(_ scalar: Unicode.Scalar) { word = (word ?? "") + String(Character(scalar)) }
        while let scalar = characters.next() {
            switch scalar {
            case " ", "\t", "\n":
                if let done = word { words.append(done) }
                word = nil
            case "'":
                word = word ?? ""
                while true {
                    guard let inner = characters.next() else { return nil }
                    if inner == "'" { break }
                    append(inner)
                }
            case "\"":
                word = word ?? ""
                while true {
                    guard let inner = characters.next() else { return nil }
                    if inner == "\"" { break }
                    guard inner == "\\" else {
                        append(inner)
                        continue
                    }
                    guard let kept = characters.next() else { return nil }
                    if kept != "\"", kept != "\\" { append("\\") }
                    append(kept)
                }
            case "\\":
                append(characters.next() ?? "\\")
            default:
                append(scalar)
            }
        }
        if let done = word { words.append(done) }
        return words
    }
}
