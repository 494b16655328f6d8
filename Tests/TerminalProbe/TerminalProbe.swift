// TerminalProbe: the smallest program on CursesTerminal, for the tests of TerminalCurses. It lists the events it
// receives; some keys make it misbehave. It must never hold anything worth testing itself.

import CTerm
import Foundation
import TerminalCurses
import TerminalLoop
import TerminalUI

@main
enum TerminalProbe {
    static func main() {
        ct_crash_install()
        let signals = UILoop.serveSignals()
        let code: Int32 = UI.run {
            do {
                let terminal = try CursesTerminal(
                    environment: ProcessInfo.processInfo.environment,
                    log: ProcessInfo.processInfo.environment["PROBE_LOG"])
                try terminal.claim()
                let loop = UILoop(terminal: terminal, signals: signals)
                let program = ProbeProgram(terminal: terminal, loop: loop)
                loop.run(program)
                terminal.release()
                return program.exitCode
            } catch {
                print("probe: \(error)")
                return 2
            }
        }
        exit(code)
    }
}
