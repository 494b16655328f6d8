package import TerminalUI

/// The help as lines: every command of the table under its heading.
package enum HelpText {
    package enum Line: Hashable, Sendable {
        case heading(String)
        /// A command; without keys it continues the summary above.
        case command(keys: String, summary: String)
        case blank
    }

    /// Headings in the order of the table, each with its commands.
    package static let lines: [Line] = {
        var lines: [Line] = []
        var groups: [String] = []
        for row in CommandTable.rows where !groups.contains(row.group) { groups.append(row.group) }
        for group in groups {
            if !lines.isEmpty { lines.append(.blank) }
            lines.append(.heading(group))
            var seen: Set<Command> = []
            for row in CommandTable.rows where row.group == group && seen.insert(row.command).inserted {
                let keys = CommandTable.rows.filter { $0.command == row.command && $0.group == group }.flatMap(\.keys)
                let shown = keys.map(CommandTable.display).joined(separator: ", ")
                lines.append(.command(keys: shown, summary: row.summary))
            }
        }
        return lines
    }()

    /// The same as a table for the README.
    package static let markdown: String = {
        var table = "| Keys | What they do |\n|---|---|\n"
        for line in lines {
            switch line {
            case .heading(let text): table += "| **\(text)** | |\n"
            case .command(let keys, let summary):
                let shown = keys.split(separator: ", ").map { "`\($0)`" }.joined(separator: " ")
                table += "| \(shown) | \(summary) |\n"
            case .blank: break
            }
        }
        return table
    }()

    /// The lines as they fit into a page so many columns wide: long summaries go on in the next line.
    package static func lines(columns: Int) -> [Line] {
        let keyRoom = summaryColumn(columns: columns) - 3
        let room = max(columns - summaryColumn(columns: columns) - 1, 8)
        return lines.flatMap { line -> [Line] in
            guard case .command(let keys, let summary) = line else { return [line] }
            return CellText.wrapTrimmed(summary, columns: room).enumerated().map { index, piece in
                .command(keys: index == 0 ? wholeKeys(keys, columns: keyRoom) : "", summary: piece)
            }
        }
    }

    /// As many keys as fit, the first one in any case; half a key is none.
    private static func wholeKeys(_ keys: String, columns: Int) -> String {
        var parts = keys.split(separator: ", ").map(String.init)
        while parts.count > 1, CellText.width(of: parts.joined(separator: ", ")) > columns { parts.removeLast() }
        return parts.joined(separator: ", ")
    }

    /// Where summaries begin on a page so many columns wide.
    package static func summaryColumn(columns: Int) -> Int { columns >= 60 ? 32 : 14 }

    /// How much of a screen the page takes, its border included.
    package static func pageSize(in screen: Size) -> Size {
        Size(width: min(78, screen.width), height: screen.height - 2)
    }

    /// Lines of a page.
    static func pageHeight(in screen: Size) -> Int { max(pageSize(in: screen).height - 2, 1) }

    /// The largest offset that still fills a page.
    static func lastOffset(in screen: Size) -> Int {
        lastOffset(page: pageHeight(in: screen), columns: pageSize(in: screen).width - 2)
    }

    /// The largest offset that still fills a page of so many lines and columns.
    package static func lastOffset(page: Int, columns: Int = 76) -> Int {
        max(lines(columns: columns).count - page, 0)
    }
}
