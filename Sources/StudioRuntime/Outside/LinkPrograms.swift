package import StudioCore
import TerminalUI

/// The programs that may show a link, in the order in which they are tried: those of `BROWSER`, then the desktop's where
/// there is one.
struct LinkPrograms {
    /// Program and arguments of each, the link in its place.
    let commands: [[String]]

    /// `BROWSER` is a list of command lines with colons between them. `%s` stands for the link, `%c` for a colon, `%%`
    /// for a percent sign; a line without `%s` gets the link at its end. An entry in which a quote has no end is none.
    init(environment: [String: String], url: String) {
        var commands: [[String]] = []
        for line in (environment["BROWSER"] ?? "").split(separator: ":") {
            guard let words = CommandWords.split(String(line)), !words.isEmpty else { continue }
            var hasLink = false
            // The program itself is never the link's to name.
            let arguments = words.dropFirst().map { Self.filled($0, url, &hasLink) }
            commands.append([words[0]] + arguments + (hasLink ? [] : [url]))
        }
        if Surroundings(environment: environment).hasDisplay { commands.append(["xdg-open", url]) }
        self.commands = commands
    }

    private static func filled(_ word: String, _ url: String, _ hasLink: inout Bool) -> String {
        var out = ""
        var isMark = false
        for character in word {
            guard isMark else {
                if character == "%" { isMark = true } else { out.append(character) }
                continue
            }
            isMark = false
            switch character {
            case "s":
                out += url
                hasLink = true
            case "c": out += ":"
            case "%": out += "%"
            default: out += "%" + String(character)
            }
        }
        return isMark ? out + "%" : out
    }
}

/// The user's browser, or what the desktop has for links.
package struct SpawnedOpener: LinkOpener {
    private let environment: [String: String]
    /// Seconds after which a program that still runs counts as one that shows the link.
    private let patience: Double

    package init(environment: [String: String], patience: Double = 3) {
        self.environment = environment
        self.patience = patience
    }

    package func open(_ url: String) async -> LinkOpening {
        let commands = LinkPrograms(environment: environment, url: url).commands
        guard !commands.isEmpty else { return .nothingHere }
        var reasons: [String] = []
        for words in commands {
            let name = CellText.sanitized(words[0].split(separator: "/").last.map(String.init) ?? words[0])
            let program = ShortProgram(words: words, environment: environment, patience: patience, isApart: true)
            switch await program.run() {
            case .exited(0), .late: return .handed(to: name)
            case .exited(let code): reasons.append("\(name) ended with status \(code)")
            case .notStarted(let reason): reasons.append("\(name): \(reason)")
            }
        }
        return .failed(reasons.joined(separator: "; "))
    }
}
