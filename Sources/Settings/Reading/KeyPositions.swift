/// Where the keys of a TOML file stand, which the TOML library does not tell. Up to the first fault of a text the
/// answers are right; behind it they mean nothing, but the scan still ends.
struct KeyPositions {
    /// Both counted from 1; the column in Unicode scalars.
    struct Place: Hashable {
        var line: Int
        var column: Int
    }

    /// Something at which the TOML library does not report a fault but ends the program, so it must never see it:
    /// a table header or a list item that begins as none can, a time of day without digits.
    struct Pitfall: Hashable {
        var place: Place
        /// The text up to the statement it stands in.
        var before: String
        /// What is wrong.
        var message: String
    }

    /// The first such place; keys behind it are not found.
    let pitfall: Pitfall?
    private let places: [[String]: Place]

    /// Scans a text.
    init(_ text: String) {
        var scan = KeyScan(text)
        scan.document()
        places = scan.places
        pitfall = scan.pitfall
    }

    /// The place of a key, or of the nearest table around it that is written down.
    func place(of path: [String]) -> Place? {
        var path = path[...]
        while !path.isEmpty {
            if let place = places[Array(path)] { return place }
            path.removeLast()
        }
        return nil
    }
}

private struct KeyScan {
    private(set) var places: [[String]: KeyPositions.Place] = [:]
    private(set) var pitfall: KeyPositions.Pitfall?
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var statement = 0
    private var depth = 0
    /// The library refuses values in more than 256 others, so nothing behind them matters.
    private static let maximumDepth = 300
    private var place = KeyPositions.Place(line: 1, column: 1)

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        // A byte order mark takes no column.
        if scalars.first == "\u{FEFF}" { index = 1 }
    }

    mutating func document() {
        var table: [String] = []
        while true {
            skipBlank()
            guard let next else { return }
            statement = index
            if next == "[" {
                let start = place
                openHeader()
                guard canBeHeader else {
                    return stop(start, "the table header needs a name of A–Z, a–z, 0–9, - and _, or a quoted one")
                }
                table = key(in: [])
            } else {
                assignment(in: table)
            }
            while let next = self.next, next != "\n" { advance() }
        }
    }

    private mutating func openHeader() {
        advance()
        skipSpaces()
        guard next == "[" else { return }
        advance()
        skipSpaces()
    }

    /// Whether the library reads on, or refuses in an orderly way, at what follows the brackets.
    private var canBeHeader: Bool {
        guard let next else { return true }
        switch next {
        case "]", "\"", "'", "-", "_", "a"..."z", "A"..."Z", "0"..."9": return true
        default: return false
        }
    }

    private mutating func stop(_ place: KeyPositions.Place, _ message: String) {
        if pitfall == nil {
            var before = String.UnicodeScalarView()
            before.append(contentsOf: scalars[..<statement])
            pitfall = .init(place: place, before: String(before), message: message)
        }
        index = scalars.count
    }

    private var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private mutating func advance() {
        guard let next else { return }
        index += 1
        if next == "\n" {
            place = .init(line: place.line + 1, column: 1)
        } else {
            place.column += 1
        }
    }

    /// Skips spaces, line ends and comments.
    private mutating func skipBlank() {
        while let next {
            if next == "#" {
                while let next = self.next, next != "\n" { advance() }
            } else if next == " " || next == "\t" || next == "\r" || next == "\n" {
                advance()
            } else {
                return
            }
        }
    }

    private mutating func skipSpaces() {
        while next == " " || next == "\t" { advance() }
    }

    /// `a."b c".d`, each part noted below `table`; returns the whole path.
    private mutating func key(in table: [String]) -> [String] {
        var path = table
        while true {
            skipSpaces()
            let start = place
            let part = keyPart()
            // Deeper keys are no settings, and hostile ones would take long.
            if path.count < SettingDocument.maximumDepth {
                path.append(part)
                if places[path] == nil { places[path] = start }
            }
            skipSpaces()
            guard next == "." else { return path }
            advance()
        }
    }

    private mutating func keyPart() -> String {
        if next == "\"" || next == "'" { return string() }
        var part = String.UnicodeScalarView()
        while let next {
            switch next {
            case " ", "\t", "\r", "\n", ".", "=", "]", "#": return String(part)
            default:
                part.append(next)
                advance()
            }
        }
        return String(part)
    }

    private mutating func assignment(in table: [String]) {
        let path = key(in: table)
        if next == "=" { advance() }
        value(of: path)
    }

    private mutating func value(of path: [String]) {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else {
            index = scalars.count
            return
        }
        skipSpaces()
        switch next {
        case "\"", "'": _ = string()
        case "[":
            items(until: "]") { scan in
                switch scan.next {
                case "}", "\u{85}", "\u{2028}", "\u{2029}":
                    scan.stop(scan.place, "a list item cannot begin with } or a Unicode line separator")
                default: scan.value(of: path)
                }
            }
        case "{": items(until: "}") { $0.assignment(in: path) }
        default: bareValue()
        }
    }

    /// A number, a date, true, false or nonsense.
    private mutating func bareValue() {
        let isNumeric = next.map { ("0"..."9").contains($0) } ?? false
        while let next, next != ",", next != "]", next != "}", next != "#", next != "\n" {
            let start = place
            advance()
            if isNumeric, next == "T" || next == "t", let digit = self.next, !("0"..."9").contains(digit) {
                return stop(start, "the hour is missing behind the T")
            }
        }
    }

    private mutating func items(until end: Unicode.Scalar, read: (inout KeyScan) -> Void) {
        advance()
        while true {
            skipBlank()
            guard let next else { return }
            if next == end { return advance() }
            let before = index
            if next != "," { read(&self) }
            // What a valid text cannot have here must not stop the scan.
            if index == before { advance() }
        }
    }

    /// A text in any of the four notations, without its quotes.
    private mutating func string() -> String {
        guard let quote = next else { return "" }
        let isLong = index + 2 < scalars.count && scalars[index + 1] == quote && scalars[index + 2] == quote
        for _ in 0..<(isLong ? 3 : 1) { advance() }
        var text = String.UnicodeScalarView()
        while let next {
            if next == quote {
                var run = 0
                while self.next == quote, run < (isLong ? 5 : 1) {
                    advance()
                    run += 1
                }
                if !isLong || run >= 3 { break }
                text.append(contentsOf: repeatElement(quote, count: run))
            } else if next == "\\", quote == "\"" {
                advance()
                text.append(escaped())
            } else {
                text.append(next)
                advance()
            }
        }
        return String(text)
    }

    private mutating func escaped() -> Unicode.Scalar {
        guard let letter = next else { return "\\" }
        advance()
        switch letter {
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "b": return "\u{8}"
        case "f": return "\u{C}"
        case "u", "U":
            var digits = ""
            while let next, digits.count < (letter == "u" ? 4 : 8), next.properties.isASCIIHexDigit {
                digits.unicodeScalars.append(next)
                advance()
            }
            return UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}"
        default: return letter
        }
    }
}
