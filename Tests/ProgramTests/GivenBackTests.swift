import Foundation
import Glibc
import TestSupport
import Testing

extension ProgramTests {
    /// Every way out of the studio gives the terminal back, in time, and loses nothing.
    @Suite struct GivenBackTests {
        @Test(arguments: [SIGTERM, SIGHUP, SIGINT])
        func `a signal ends it in order within two seconds, and the draft is kept`(number: Int32) throws {
            let sandbox = try Sandbox()
            let studio = try sandbox.studio()
            studio.send("half a thought")
            #expect(studio.wait(forText: "half a thought"))
            studio.signal(number)
            #expect(studio.waitForExit(seconds: 2) == .code(0))
            #expect(studio.notGivenBack == [])
            let again = try sandbox.studio()
            #expect(again.wait(forText: "half a thought"), "\(again.screenText)")
            again.send("\u{3}")
            #expect(again.waitForExit() == .code(0))
        }

        @Test func `SIGTERM ends it within two seconds while a task is under way, which is asked about then`() throws {
            let sandbox = try Sandbox(latency: 600_000)
            let studio = try sandbox.studio()
            studio.send("a red kite\u{F}")
            #expect(studio.wait(forText: "accepted"), "\(studio.screenText)")
            #expect(studio.wait { _ in (try? sandbox.acceptedTasks().count) == 1 })
            studio.signal(SIGTERM)
            #expect(studio.waitForExit(seconds: 2.2) != nil)
            #expect(studio.notGivenBack == [])
            let again = try sandbox.studio()
            // Its fate was unknown, and the service says that it is still being drawn.
            #expect(again.wait(forText: "accepted"), "\(again.screenText)")
            again.send("\u{3}q")
            #expect(again.waitForExit(seconds: 5) == .code(0))
            #expect(try sandbox.acceptedTasks().count == 1)
        }

        @Test(arguments: [SIGSEGV, SIGABRT, SIGBUS, SIGILL])
        func `a crash gives the terminal back, dies by its signal and names the log`(number: Int32) throws {
            let sandbox = try Sandbox()
            let studio = try sandbox.studio()
            studio.signal(number)
            #expect(studio.waitForExit() == .signal(number))
            #expect(studio.notGivenBack == [])
            #expect(studio.screenText.contains("easel.log"), "\(studio.screenText)")
        }

        @Test func `when the line falls with nothing under way it ends at once`() throws {
            let sandbox = try Sandbox()
            let studio = try sandbox.studio()
            studio.send("half a thought")
            #expect(studio.wait(forText: "half a thought"))
            studio.hangUp()
            #expect(studio.waitForExit(seconds: 2) == .code(0))
        }

        @Test func `when the line falls with a task under way it stays until the result is kept`() throws {
            let sandbox = try Sandbox(latency: 1000)
            let studio = try sandbox.studio()
            studio.send("a red kite\u{F}")
            #expect(studio.wait(forText: "accepted"), "\(studio.screenText)")
            studio.hangUp()
            #expect(studio.waitForExit(seconds: 15) == .code(0))
            let images = FileManager.default.enumerator(atPath: sandbox.data + "/images")?.allObjects ?? []
            #expect(
                images.contains { ($0 as? String)?.hasSuffix(".jpg") == true }, "its file was fetched before the end")
            let again = try sandbox.studio()
            #expect(again.wait { $0.screenText.contains("done") && $0.screenText.contains("Queue 0") })
            again.send("\u{3}")
            #expect(again.waitForExit() == .code(0))
            #expect(try sandbox.acceptedTasks().count == 1)
        }

        @Test func `stopped by ^Z and continued it goes on where it was`() throws {
            let sandbox = try Sandbox()
            let studio = try sandbox.studio()
            // A session leader alone is an orphaned group, so the kernel skips the stop: the way out and back remains.
            studio.send("a red\u{1A} kite")
            #expect(studio.wait(forText: "a red kite"), "\(studio.screenText)")
            studio.signal(SIGCONT)
            studio.send(" over dunes")
            #expect(studio.wait(forText: "a red kite over dunes"))
            #expect(studio.isAlternateScreen && !studio.isCooked)
            studio.send("\u{3}")
            #expect(studio.waitForExit() == .code(0))
            #expect(studio.notGivenBack == [])
        }
    }
}
