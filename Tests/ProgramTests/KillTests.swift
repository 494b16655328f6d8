import Foundation
import Glibc
import TestSupport
import Testing

extension ProgramTests {
    /// Killed without a word, the studio finds every job again, and pays for none twice.
    @Suite struct KillTests {
        @Test func `killed while three tasks run and two wait, no job is lost and nothing is sent again`() throws {
            let service = try Sandbox()
            let serve = try service.serve(latency: 2)
            let sandbox = try Sandbox()
            sandbox.variables = [
                "RUNWARE_BASE_URL": "http://127.0.0.1:\(service.port)/v1", "RUNWARE_API_KEY": try service.serviceKey(),
            ]
            var studio = try sandbox.studio(columns: 120, rows: 60)
            studio.send("a red kite\u{F}\u{F}\u{F}\u{F}\u{F}")
            // The clocks of running jobs tick, so the screen changes, and the question is asked, every second.
            #expect(studio.wait { rows($0) == ["queued": 2, "sending": 3] && accepted(service) == 3 })
            studio.signal(SIGKILL)
            #expect(studio.waitForExit() == .signal(SIGKILL))

            studio = try sandbox.studio(columns: 120, rows: 60)
            #expect(studio.wait { rows($0) == ["uncertain": 3, "queued": 2] }, "\(studio.screenText)")
            #expect(studio.screenText.contains("Queue 5 · p sends 2 ≈ $0.08"))
            #expect(studio.screenText.contains("a red kite"), "the draft was kept at the last submit")
            studio.send(" and more")
            #expect(studio.wait(forText: "kite and more"))
            #expect(accepted(service) == 3)

            studio.send("\u{1B}3p")
            #expect(studio.wait(seconds: 20) { rows($0) == ["uncertain": 3] }, "\(studio.screenText)")
            #expect(studio.wait { $0.screenText.components(separatedBy: "done").count > 2 }, "\(studio.screenText)")
            #expect(accepted(service) == 5)
            studio.send("\u{3}")
            #expect(studio.waitForExit() == .code(0))
            #expect(Set(try service.acceptedTasks()).count == 5)

            // Asked for a second time, the job that is uncertain is not paid for again: the service knows its UUID.
            studio = try sandbox.studio(columns: 120, rows: 60)
            #expect(studio.wait { rows($0) == ["uncertain": 3] })
            studio.send("\u{1B}3S")
            #expect(studio.wait(forText: "may be billed again"))
            studio.send("y")
            #expect(studio.wait(forText: "conflictTaskUUID"), "\(studio.screenText)")
            #expect(rows(studio) == ["uncertain": 3])
            studio.send("\u{3}")
            #expect(studio.waitForExit() == .code(0), "\(studio.screenText)")
            #expect(accepted(service) == 5)
            serve.signal(SIGTERM)
            #expect(try serve.end(within: 5).code == 0)
        }

        /// The states in the queue pane with how often each stands there.
        private func rows(_ studio: PseudoTerminal) -> [String: Int] {
            var found: [String: Int] = [:]
            for row in 1..<10 {
                guard
                    let word = studio.row(row).firstMatch(of: #/[│║][ ▸] (queued|sending|uncertain|held|running) /#)?.1
                else {
                    continue
                }
                found[String(word), default: 0] += 1
            }
            return found
        }

        private func accepted(_ service: Sandbox) -> Int? { try? service.acceptedTasks().count }
    }
}
