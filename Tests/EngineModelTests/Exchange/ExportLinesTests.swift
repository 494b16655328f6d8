import EngineModel
import Foundation
import RunwareAPI
import TestSupport
import Testing

@Suite("Lines of an export", .timeLimit(.minutes(5)))
struct ExportLinesTests {
    private let fresh = TaskUUID(randomBits: 1, 2)

    @Test("records are written row by row, requests job by job; what has not ended is counted and left out")
    func kinds() throws {
        var random = RandomRecord(seed: 601)
        for _ in 0..<200 {
            let entry = random.entry()
            var running = entry.job
            running.state = .running
            for kind in ExportKind.allCases {
                var lines = ExportLines(kind: kind, address: "https://images.example/v1")
                #expect(lines.countWords == "0 \(kind.word)s" && lines.leftOutWords == nil)
                let written = lines.line(entry, taskUUID: fresh)
                let line = try #require(written)
                #expect(line.hasSuffix("\n") && line.count { $0 == "\n" } == 1)
                #expect(lines.countWords == "1 \(kind.word)")
                // Another row of the same job.
                let second = lines.line(entry, taskUUID: fresh)
                #expect((second != nil) == (kind == .jsonl))
                let open = HistoryEntry(row: entry.row, job: running, result: entry.result)
                let none = lines.line(open, taskUUID: fresh)
                #expect(none == nil)
                #expect(lines.leftOutWords == "1 row of jobs that have not ended left out")
                if kind == .jsonl {
                    #expect(line == HistoryRecord(entry).line + "\n")
                } else {
                    #expect(line.contains(fresh.text) && !line.contains("-secret"))
                    // Never where a record says.
                    #expect(line.hasPrefix("curl -sS 'https://images.example/v1' ") == (kind == .curl))
                    #expect(!entry.job.attempts.contains { line.contains($0.taskUUID.text) })
                }
            }
        }
    }
}
