/// A Swift file without its comments and string literals: what is left are the words of the program.
struct SwiftText {
    /// Words and single punctuation characters, line by line.
    let lines: [[String]]

    init(_ source: String) {
        var reader = Reader(characters: Array(source))
        reader.readCode(untilClosingParenthesis: false)
        lines = reader.lines
    }

    /// The modules that are imported, each once for each import.
    var imports: [String] {
        lines.flatMap { line in
            line.split(separator: ";").compactMap { Self.importedModule(in: Array($0)) }
        }
    }

    private static func importedModule(in statement: [String]) -> String? {
        let modifiers: Set = ["public", "package", "internal", "fileprivate", "private"]
        let kinds: Set = ["typealias", "struct", "class", "enum", "protocol", "let", "var", "func"]
        guard let place = statement.firstIndex(of: "import"), place + 1 < statement.count else { return nil }
        var before = statement[..<place].makeIterator()
        while let word = before.next() {
            if word == "@" { _ = before.next() } else if !modifiers.contains(word) { return nil }
        }
        let after = statement[(place + 1)...].drop { kinds.contains($0) }
        return after.first
    }

    /// The uses of words, but for members (`.async`), cases that are so named, and names in backticks.
    func uses(of words: Set<String>) -> [String] {
        var previous = ""
        var found: [String] = []
        for word in lines.joined() {
            if words.contains(word), ![".", "case", "`"].contains(previous) { found.append(word) }
            previous = word
        }
        return found
    }

    private struct Reader {
        let characters: [Character]
        var place = 0
        var lines: [[String]] = [[]]

        private func has(_ text: String) -> Bool { characters[place...].starts(with: text) }

        /// Reads code to the end of the file, or to the parenthesis that closes an interpolation.
        mutating func readCode(untilClosingParenthesis: Bool) {
            var depth = 0
            while place < characters.count {
                let character = characters[place]
                if has("//") {
                    while place < characters.count, !characters[place].isNewline { place += 1 }
                } else if has("/*") {
                    skipComment()
                } else if character == "\"" || character == "#", let hashes = openingHashes() {
                    readString(hashes: hashes)
                } else if character.isNewline {
                    lines.append([])
                    place += 1
                } else if character.isLetter || character == "_" || character.isNumber {
                    var word = ""
                    while place < characters.count, Self.isInWord(characters[place]) {
                        word.append(characters[place])
                        place += 1
                    }
                    lines[lines.count - 1].append(word)
                } else {
                    if character == "(" { depth += 1 }
                    if character == ")" { depth -= 1 }
                    place += 1
                    if untilClosingParenthesis, depth < 0 { return }
                    if !character.isWhitespace { lines[lines.count - 1].append(String(character)) }
                }
            }
        }

        private static func isInWord(_ character: Character) -> Bool {
            character.isLetter || character.isNumber || character == "_"
        }

        private mutating func skipComment() {
            var depth = 0
            repeat {
                if has("/*") {
                    depth += 1
                    place += 2
                } else if has("*/") {
                    depth -= 1
                    place += 2
                } else {
                    place += 1
                }
            } while depth > 0 && place < characters.count
        }

        /// How many `#` open a string here; nil when none begins.
        private func openingHashes() -> Int? {
            let hashes = characters[place...].prefix { $0 == "#" }.count
            let quote = place + hashes
            return quote < characters.count && characters[quote] == "\"" ? hashes : nil
        }

        private mutating func readString(hashes: Int) {
            let marks = String(repeating: "#", count: hashes)
            place += hashes
            let quotes = has("\"\"\"") ? "\"\"\"" : "\""
            place += quotes.count
            while place < characters.count {
                if has(quotes + marks) {
                    place += quotes.count + hashes
                    return
                }
                if has("\\" + marks + "(") {
                    place += 2 + hashes
                    readCode(untilClosingParenthesis: true)
                } else if has("\\" + marks) {
                    place += 2 + hashes
                } else {
                    place += 1
                }
            }
        }
    }
}
