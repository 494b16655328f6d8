import EngineCore
import EngineModel
import RunwareAPI
import StudioCore
import TerminalLoop
import TerminalUI
import TestSupport
import Testing

extension WholeProgramTests {
    /// Writing, tuning, queueing.
    @Suite struct ComposingTests {
        @UI @Test func `opened it shows its panes, the service and the price of nothing`() async throws {
            let desk = try await Desk.open()
            for word in ["Easel", "Fake", "Prompt", "Parameters", "Queue 0", "History", "Result", "0/3000"] {
                #expect(desk.screen.contains(word), "\(word)")
            }
            await desk.close()
        }

        @UI @Test func `what is typed stands in the prompt, wide characters too`() async throws {
            let desk = try await Desk.open()
            desk.type("a red kite 日本語")
            #expect(desk.screen.contains("a red kite 日本語"))
            #expect(desk.screen.contains("14/3000"))
            // Three wide characters take six cells.
            let pane = desk.state.layout.inside(.prompt)
            #expect(desk.terminal.frame?.cursor == Position(column: pane.minColumn + 17, row: pane.minRow))
            await desk.close()
        }

        @UI @Test func `the width goes from 1024 to 1440 and no further`() async throws {
            let desk = try await Desk.open()
            desk.press("M-2")
            for _ in 0..<13 { desk.press("Right") }
            #expect(desk.state.parameters.values.width == 1440)
            desk.press("Right")
            #expect(desk.state.parameters.values.width == 1440)
            #expect(desk.state.message != nil)
            desk.press("PageUp", "End")
            #expect(desk.state.parameters.values.width == 1440)
            #expect(desk.screen.contains("1440"))
            await desk.close()
        }

        @UI @Test func `a typed 1000 becomes 992 and a line says why`() async throws {
            let desk = try await Desk.open()
            desk.press("M-2")
            desk.press("1", "0", "0", "0")
            #expect(desk.state.parameters.values.width == 1024)
            desk.press("Enter")
            #expect(desk.state.parameters.values.width == 992)
            let said = try #require(desk.state.message?.text)
            #expect(said.contains("992") && said.contains("1000"))
            #expect(desk.screen.contains("992"))
            #expect(desk.screen.contains(said.prefix(40)))
            await desk.close()
        }

        @UI @Test func `an illegal seed is refused with the reason and kept for correction`() async throws {
            let desk = try await Desk.open()
            desk.press("M-2", "Down", "Down", "Down")
            let before = desk.state.parameters.values.seed
            for digit in "9223372036854776001" { desk.press(String(digit)) }
            desk.press("Enter")
            #expect(desk.state.parameters.values.seed == before)
            #expect(desk.state.parameters.input?.text == "9223372036854776001")
            #expect(desk.screen.contains("9223372036854776000"))
            desk.press("Backspace", "0", "Enter")
            #expect(desk.state.parameters.values.seed == 9_223_372_036_854_776_000)
            await desk.close()
        }

        @UI @Test func `three requests are queued while typing goes on, and each comes with link and seed`()
            async throws
        {
            let service = FakeImageService(otherwise: .held)
            let desk = try await Desk.open(service: service)
            desk.type("one kite")
            var seeds: [UInt64] = []
            for word in ["", " two", " three"] {
                desk.type(word)
                seeds.append(try #require(desk.state.parameters.values.seed))
                await desk.submit()
            }
            await service.arrived(3)
            await desk.reach { $0.engine.jobs.count == 3 }
            desk.type(" and on")
            #expect(desk.screen.contains("one kite two three and on"))
            #expect(desk.screen.contains("Queue 3"))

            let sent = await service.sent
            #expect(sent.map(\.request.prompt).sorted() == ["one kite", "one kite two", "one kite two three"])
            #expect(Set(sent.compactMap(\.request.parameters.seed)) == Set(seeds) && Set(seeds).count == 3)
            for task in sent {
                let item = Wire.image(
                    "image of \(task.taskUUID)", of: task.taskUUID, url: "http://127.0.0.1:1/\(task.taskUUID).jpg",
                    seed: task.request.parameters.seed)
                await service.release(task.taskUUID, with: .reply([item]))
            }
            await desk.reach { $0.history.rows.count == 3 }
            await desk.settle()
            #expect(desk.screen.contains("Queue 0"))
            for seed in seeds { #expect(desk.screen.contains(String(seed))) }
            desk.press("M-4")
            for task in sent {
                let place = try #require(
                    desk.state.history.rows.firstIndex { $0.seed == task.request.parameters.seed })
                desk.press("Home")
                for _ in 0..<place { desk.press("Down") }
                await desk.settle()
                let entry = try #require(desk.state.result.entry)
                #expect(entry.result?.url == "http://127.0.0.1:1/\(task.taskUUID).jpg")
                #expect(desk.screen.contains("http://127.0.0.1:1/"))
            }
            await desk.close()
        }

        @UI @Test func `an empty prompt is refused and nothing is sent`() async throws {
            let desk = try await Desk.open()
            desk.press("C-o")
            await desk.settle()
            #expect(desk.state.message?.kind == .error)
            #expect(await desk.service.sent.isEmpty)
            await desk.close()
        }

        @UI @Test func `a pasted newline submits nothing`() async throws {
            let desk = try await Desk.open()
            desk.happens(.paste("a red kite\nC-o\n"))
            await desk.settle()
            #expect(desk.state.prompt.buffer.text == "a red kite\nC-o\n")
            #expect(await desk.service.sent.isEmpty)
            await desk.close()
        }
    }
}
