import EngineModel
import StudioCore
import StudioRuntime
import TerminalLoop
import TerminalUI
import TestSupport
import Testing

extension WholeProgramTests {
    /// The time that the studio goes by when nothing happens for long.
    @Suite struct TimeTests {
        private static let hour: Int64 = 3_600_000

        /// A studio with rows of a quarter of an hour ago, idle.
        @UI private static func open() async throws -> Desk {
            let desk = try await Desk.open(try await HistoryTests.store(["a fox", "an owl"]))
            await desk.settle()
            return desk
        }

        @UI @Test func `a filter counts from the key press, however long nothing happened before it`() async throws {
            let desk = try await Self.open()
            desk.clock.advance(milliseconds: 3 * Self.hour)
            desk.press("F5", "/")
            desk.type("after:2h")
            await desk.settle()
            #expect(desk.state.history.rows.isEmpty)
            desk.press("Esc", "/")
            desk.type("before:0h")
            await desk.settle()
            #expect(desk.state.history.rows.count == 2)
            await desk.close()
        }

        @UI @Test func `at midnight the list names the day of what was made before, and nothing happens until then`()
            async throws
        {
            let desk = try await Self.open()
            let presents = desk.terminal.presents
            let left = ManualClock.day - desk.clock.now().milliseconds % ManualClock.day
            let deadline = try #require(desk.program.nextDeadline)
            // What the clock of the loop went on by since the studio looked at it is a few turns.
            #expect(deadline <= desk.now + .milliseconds(left) && deadline > desk.now + .milliseconds(left - 2000))
            desk.clock.advance(milliseconds: left - 5000)
            desk.pass(.milliseconds(left - 5000))
            #expect(desk.terminal.presents == presents && !desk.screen.contains("yesterday"))
            desk.clock.advance(milliseconds: 5000)
            desk.pass(.milliseconds(5000))
            desk.turn()
            #expect(desk.terminal.presents == presents + 1 && desk.screen.contains("yesterday"))
            #expect(desk.program.nextDeadline.map { $0 > desk.now + .seconds(86_000) } == true)
            await desk.close()
        }

        @UI @Test func `where no history shows nobody waits for midnight`() async throws {
            let desk = try await Desk.open(
                try await HistoryTests.store(["a fox"]), size: Size(width: 60, height: 16))
            await desk.settle()
            #expect(desk.program.nextDeadline == nil && !desk.state.history.rows.isEmpty)
            desk.press("F5")
            #expect(desk.program.nextDeadline != nil)
            desk.press("F2")
            // The draft is looked at first.
            desk.pass(.seconds(2))
            await desk.settle()
            #expect(desk.program.nextDeadline == nil)
            await desk.close()
        }
    }
}
