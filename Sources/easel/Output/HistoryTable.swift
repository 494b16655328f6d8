import EngineModel
import Foundation
import RunwareAPI
import TerminalUI

/// Rows of history as lines of a table. Text from outside is cleaned before it reaches a terminal.
struct HistoryTable {
    /// Columns that it may take; nil cuts nothing.
    let columns: Int?
    let offsets: UTCOffsets

    /// What is left of the prompts on a terminal that is too narrow.
    private static let narrowestPrompt = 12

    func text(_ rows: [HistoryRow]) -> String {
        let hasTags = rows.contains { !$0.marks.tags.isEmpty }
        let heading = ["TIME", "STATE", "MARK", "SEED", "SIZE", "COST"] + (hasTags ? ["TAGS"] : []) + ["PROMPT"]
        let lines = [heading] + rows.map { cells($0, hasTags: hasTags) }
        let last = heading.count - 1
        let widths = (0..<last).map { column in lines.map { CellText.width(of: $0[column]) }.max() ?? 0 }
        let room = columns.map { max($0 - widths.reduce(0, +) - 2 * last, Self.narrowestPrompt) }
        return lines.map { line in
            var text = ""
            for column in 0..<last {
                text +=
                    line[column] + String(repeating: " ", count: widths[column] - CellText.width(of: line[column]) + 2)
            }
            return text + (room.map { CellText.truncate(line[last], to: $0) } ?? line[last]) + "\n"
        }.joined()
    }

    private func cells(_ row: HistoryRow, hasTags: Bool) -> [String] {
        let marks = (row.marks.isPicked ? "*" : "") + (row.marks.rating.map { String($0) } ?? "")
        let cost = row.cost.map { $0.words(isSimulated: row.isSimulated) } ?? "-"
        let tags = row.marks.tags.map { "#" + Self.clean($0) }.joined(separator: " ")
        return [
            time(row.time), row.state.rawValue, marks.isEmpty ? "-" : marks, row.seed.map { String($0) } ?? "-",
            "\(row.width)x\(row.height)", cost,
        ] + (hasTags ? [tags.isEmpty ? "-" : tags] : []) + [Self.clean(row.excerpt)]
    }

    /// `2026-11-24 17:03` on the user's clock.
    private func time(_ time: Timestamp) -> String {
        String(UTCTime(offsets.local(time)).text.prefix(16)).replacing("T", with: " ")
    }

    private static func clean(_ text: String) -> String { CellText.sanitized(text) }
}

/// What was spent, as lines or as JSON; simulated money stands apart.
enum TotalsOutput {
    static func table(day: Ledger.Totals, allTime: Ledger.Totals) -> String {
        let lines = [("today", day), ("all time", allTime)].map { name, totals in
            let real = amount(totals.real, totals.realEstimated)
            let simulated = amount(totals.simulated, totals.simulatedEstimated)
            return [name, String(totals.images), real, simulated]
        }
        let table = [["", "IMAGES", "SPENT", "SIMULATED"]] + lines
        let widths = (0..<3).map { column in table.map { $0[column].count }.max() ?? 0 }
        return table.map { line in
            (0..<3).map { line[$0].padding(toLength: widths[$0] + 2, withPad: " ", startingAt: 0) }.joined() + line[3]
        }.joined(separator: "\n") + "\n"
    }

    static func json(day: Ledger.Totals, allTime: Ledger.Totals) -> String {
        JSONText.object([("today", object(day)), ("allTime", object(allTime))]) + "\n"
    }

    private static func amount(_ sum: Money, _ estimated: Money) -> String {
        estimated == .zero ? "\(sum)" : "\(sum) (\(estimated) estimated)"
    }

    private static func object(_ totals: Ledger.Totals) -> String {
        JSONText.object([
            ("images", String(totals.images)), ("cost", totals.real.jsonNumber),
            ("estimated", totals.realEstimated.jsonNumber), ("simulatedCost", totals.simulated.jsonNumber),
            ("simulatedEstimated", totals.simulatedEstimated.jsonNumber),
        ])
    }
}
