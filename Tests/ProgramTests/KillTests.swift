import Foundation
import Glibc
import TestSupport
import Testing

extension ProgramTests {
    /// Killed without a word, the studio finds every job again, collects what was sent, and pays for none twice.
    @Suite struct KillTests {
        @Test func `killed while three tasks run and two wait, no job is lost and nothing is sent again`() throws {
            let service = try Sandbox()
            let serve = try service.serve(latency: 4)
            let sandbox = try Sandbox()
            sandbox.variables = [
                "RUNWARE_BASE_URL": "http://127.0.0.1:\(service.port)/v1", "RUNWARE_API_KEY": try service.serviceKey(),
            ]
            var studio = try sandbox.studio(columns: 120, rows: 60)
            studio.send("a red kite")
            // One after another: a key while the last request is on its way into the queue asks for nothing.
            for count in 1...5 {
                studio.send("\u{F}")
                #expect(studio.wait { rows($0).values.reduce(0, +) == count }, "\(studio.screenText)")
            }
            // The clocks of running jobs tick, so the screen changes, and the question is asked, every second.
            #expect(
                studio.wait { rows($0) == ["queued": 2, "accepted": 3] && accepted(service) == 3 },
                "\(studio.screenText)")
            studio.signal(SIGKILL)
            #expect(studio.waitForExit() == .signal(SIGKILL))

            // What was sent is collected by itself, what was not waits for a key press that shows count and price.
            studio = try sandbox.studio(columns: 120, rows: 60)
            #expect(studio.wait(seconds: 20) { rows($0) == ["queued": 2] && done($0) == 3 }, "\(studio.screenText)")
            #expect(studio.screenText.contains("Queue 2 · p sends 2 ≈ $0.08"), "\(studio.screenText)")
            #expect(studio.screenText.contains("a red kite"), "the draft was kept at the last submit")
            studio.send(" and more")
            #expect(studio.wait(forText: "kite and more"))
            #expect(accepted(service) == 3)

            studio.send("\u{1B}3p")
            #expect(studio.wait(seconds: 20) { rows($0) == [:] && done($0) == 5 }, "\(studio.screenText)")
            #expect(accepted(service) == 5)
            studio.send("\u{3}")
            #expect(studio.waitForExit() == .code(0))
            #expect(Set(try service.acceptedTasks()).count == 5)
            serve.signal(SIGTERM)
            #expect(try serve.end(within: 5).code == 0)
        }

        /// The states in the queue pane with how often each stands there.
        private func rows(_ studio: PseudoTerminal) -> [String: Int] {
            var found: [String: Int] = [:]
            for row in 1..<10 {
                guard
                    let word = studio.row(row).firstMatch(
                        of: #/[│║][ ▸] (queued|sending|accepted|uncertain|held|running) /#)?.1
                else {
                    continue
                }
                found[String(word), default: 0] += 1
            }
            return found
        }

        /// Rows of history that are done.
        private func done(_ studio: PseudoTerminal) -> Int {
            (0..<60).count { studio.row($0).firstMatch(of: #/[│║][ ▸›] done /#) != nil }
        }

        private func accepted(_ service: Sandbox) -> Int? { try? service.acceptedTasks().count }
    }
}
