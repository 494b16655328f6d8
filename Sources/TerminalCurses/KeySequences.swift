import CNcurses
import TerminalUI

extension Painter {
    /// The key sequences the terminal database lists for the opened terminal: they matter where a terminal differs
    /// from xterm's, which the decoder knows by itself.
    static func keySequences() -> [[UInt8]: KeyEvent] {
        var sequences: [[UInt8]: KeyEvent] = [:]
        for (name, key) in capabilities {
            guard let value = cn_string_capability(name) else { continue }
            let bytes = Array(String(cString: value).utf8)
            // A capability that is a printable character or Esc itself would swallow a key.
            guard let first = bytes.first, bytes.count > 1 ? first == 0x1B : first < 0x20 && first != 0x1B else {
                continue
            }
            sequences[bytes] = KeyEvent(key)
        }
        return sequences
    }

    private static let capabilities: [(String, Key)] =
        [
            ("kbs", .backspace), ("kcuu1", .up), ("kcud1", .down), ("kcub1", .left), ("kcuf1", .right),
            ("khome", .home), ("kend", .end), ("kpp", .pageUp), ("knp", .pageDown), ("kich1", .insert),
            ("kdch1", .delete), ("kcbt", .backTab),
        ] + (1...12).map { ("kf\($0)", .function($0)) }
}
