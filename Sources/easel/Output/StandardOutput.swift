import CTerm
import Foundation
import Glibc

/// Standard output for data of any length. A reader that has enough and goes away, as `head` does, ends it quietly.
enum StandardOutput {
    /// Writes a text; false when nobody reads any more.
    static func write(_ text: String) throws(Refusal) -> Bool {
        // Else the signal would end the process in the middle of its work.
        signal(SIGPIPE, SIG_IGN)
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EPIPE {
                return false
            } else if errno != EINTR {
                throw Refusal(.cannotWrite, "standard output cannot be written: \(String(cString: strerror(errno)))")
            }
        }
        return true
    }

    /// Writes a text of JSON. On a terminal what it would obey, or draw in another order, is escaped, which says the same
    /// in JSON; to a file or a pipe the text goes as it is.
    static func write(json text: String) throws(Refusal) -> Bool {
        try write(isatty(STDOUT_FILENO) == 1 ? escaped(text) : text)
    }

    /// Controls beyond ASCII, marks of direction and other invisible characters as JSON's escapes.
    private static func escaped(_ text: String) -> String {
        var plain = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                if scalar == "\n" {
                    plain.unicodeScalars.append(scalar)
                    continue
                }
                for unit in String(scalar).utf16 {
                    plain += "\\u" + String(0x10000 + UInt32(unit), radix: 16).dropFirst()
                }
            default: plain.unicodeScalars.append(scalar)
            }
        }
        return plain
    }

    /// The columns of the terminal that it is; nil when it is a file or a pipe.
    static var columns: Int? {
        var (columns, lines): (Int32, Int32) = (0, 0)
        guard isatty(STDOUT_FILENO) == 1, ct_tty_size(STDOUT_FILENO, &columns, &lines) == 0, columns > 0
        else { return nil }
        return Int(columns)
    }
}
