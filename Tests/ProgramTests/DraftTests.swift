import Foundation
import GRDB
import Glibc
import TestSupport
import Testing

extension ProgramTests {
    /// The draft outlives the program, however it ends.
    @Suite struct DraftTests {
        @Test func `killed without a word after the draft was kept, text and cursor are there again`() throws {
            let sandbox = try Sandbox()
            var studio = try sandbox.studio()
            let start = studio.cursor
            studio.send("a red 日本 kite\u{1B}2\u{1B}[C\u{1B}1\u{1B}[D\u{1B}[D\u{1B}[D\u{1B}[D")
            #expect(studio.wait { $0.cursor.column == start.column + 11 }, "\(studio.screenText)")
            // Nothing is written to the terminal when the draft is kept: it is asked for again and again.
            for _ in 0..<100 where !isKept(sandbox) { _ = studio.wait(seconds: 0.05) { _ in false } }
            #expect(isKept(sandbox))
            studio.signal(SIGKILL)
            #expect(studio.waitForExit() == .signal(SIGKILL))

            studio = try sandbox.studio()
            #expect(studio.screenText.contains("a red 日本 kite") && studio.screenText.contains("1056"))
            #expect(studio.wait { $0.cursor.column == start.column + 11 }, "\(studio.cursor)")
            studio.send("X")
            #expect(studio.wait(forText: "a red 日本 Xkite"), "\(studio.screenText)")
            studio.send("\u{3}")
            #expect(studio.waitForExit() == .code(0))
        }

        /// Whether the database holds the last change that the test makes.
        private func isKept(_ sandbox: Sandbox) -> Bool {
            var configuration = Configuration()
            configuration.readonly = true
            let path = sandbox.data + "/easel.sqlite"
            guard let database = try? DatabaseQueue(path: path, configuration: configuration) else { return false }
            let text = try? database.read { database in
                try String.fetchOne(database, sql: "SELECT text FROM notes WHERE name = 'draft'")
            }
            return text?.contains("\"cursor\":9") == true
        }
    }
}
