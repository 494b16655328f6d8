import EngineCore
import EngineModel
import Foundation
import RunwareAPI
import StudioCore
import StudioRuntime
import Synchronization
import TerminalLoop
import TestSupport
import Testing

/// Presets in memory, with files that can break and vanish.
final class MemoryPresets: Presets {
    private let kept: Mutex<[String: Preset]>
    private let faults: Mutex<[String]> = Mutex([])

    init(_ presets: Preset...) {
        kept = Mutex(Dictionary(uniqueKeysWithValues: presets.map { ($0.name, $0) }))
    }

    func damage(_ sentence: String) { faults.withLock { $0 = [sentence] } }
    func vanish(_ name: String) { kept.withLock { $0[name] = nil } }
    func preset(_ name: String) -> Preset? { kept.withLock { $0[name] } }

    func list() async -> PresetShelf {
        PresetShelf(presets: kept.withLock { $0.values.sorted { $0.name < $1.name } }, faults: faults.withLock(\.self))
    }
    func read(_ name: String) async throws(UserFileFault) -> Preset? { preset(name) }
    func save(_ preset: Preset, replacing: Bool) async throws(UserFileFault) -> Bool {
        if let fault = faults.withLock(\.first) { throw UserFileFault(fault) }
        return kept.withLock { kept in
            guard replacing || kept[preset.name] == nil else { return false }
            kept[preset.name] = preset
            return true
        }
    }
    func delete(_ name: String) async throws(UserFileFault) -> Bool {
        kept.withLock { $0.removeValue(forKey: name) != nil }
    }
}

extension WholeProgramTests {
    /// Every key of the parameters pane, and the presets.
    @Suite struct ParametersPaneTests {
        @UI private func desk(_ presets: MemoryPresets? = nil) async throws -> Desk {
            var files = UserFiles()
            files.presets = presets
            let desk = try await Desk.open(files: files)
            desk.type("a red kite")
            desk.press("M-2")
            return desk
        }

        @UI @Test func `each key of the pane does what the table says`() async throws {
            let desk = try await desk()
            func width() -> Int { desk.state.parameters.values.width }
            for (key, expected) in [
                ("Right", 1056), ("l", 1088), ("Space", 1120), ("Left", 1088), ("h", 1056), ("S-Left", 736),
                ("PageUp", 1056), ("PageDown", 736), ("S-Right", 1056), ("End", 1440), ("Home", 256), ("r", 1024),
            ] {
                desk.press(key)
                #expect(width() == expected, "\(key)")
                #expect(desk.screen.contains(" \(expected)"), "\(key)")
            }
            for (key, expected) in [
                ("Down", Control.height), ("j", .ratio), ("Up", .height), ("k", .width),
            ] {
                desk.press(key)
                #expect(desk.state.parameters.selection == expected, "\(key)")
                #expect(desk.screen.contains("▸ \(expected.label)"))
            }
            desk.press("Enter", "1", "5", "0", "0", "Enter")
            #expect(width() == 1440)
            #expect(desk.screen.contains("! keeps 1500 as typed"))
            desk.press("!")
            #expect(width() == 1500)
            #expect(desk.screen.contains("1500!"))
            desk.press("x")
            #expect(desk.state.parameters.values.size == FrameSize(width: 1024, height: 1500))
            desk.press("R")
            #expect(desk.state.parameters.values.size == FrameSize(width: 1024, height: 1024))
            desk.press("L")
            #expect(desk.screen.contains("1:1 exact locked"))
            desk.press("Right")
            #expect(desk.state.parameters.values.size == FrameSize(width: 1056, height: 1056))
            desk.press("L")
            #expect(!desk.screen.contains("1:1 exact locked"))
            let seed = try #require(desk.state.parameters.values.seed)
            desk.press("]", "]", "[")
            #expect(desk.state.parameters.values.seed == seed + 1)
            #expect(desk.screen.contains(String(seed + 1)))
            desk.press("n")
            #expect(desk.state.parameters.values.seed != seed + 1)
            await desk.close()
        }

        @UI @Test func `every parameter can be reached and moved by arrows alone`() async throws {
            let desk = try await desk()
            for control in Control.allCases {
                #expect(desk.state.parameters.selection == control)
                #expect(desk.screen.contains("▸ \(control.label)"), "\(control)")
                if desk.state.parameters.disabledReason(control) == nil, !control.takesAddress {
                    let before = desk.state.parameters.text(of: control)
                    desk.press("Right")
                    #expect(desk.state.parameters.text(of: control) != before, "\(control)")
                }
                desk.press("Down")
            }
            await desk.close()
        }

        @UI @Test func `a value sent anyway reaches the service as typed, and the record says so`() async throws {
            let desk = try await desk()
            desk.press("1", "5", "0", "0", "Enter", "!", "C-o")
            await desk.reach { $0.history.rows.count == 1 }
            await desk.settle()
            let sent = try #require(await desk.service.sent.first)
            #expect(sent.request.parameters.width == 1500 && sent.request.parameters.sentAnyway == [.width])
            let entry = try #require(desk.state.result.entry)
            #expect(entry.job.request.parameters.sentAnyway == [.width])
            desk.press("M-5")
            for _ in 0..<40 where !desk.screen.contains("sent anyway: width 1500") { desk.press("Down") }
            #expect(desk.screen.contains("sent anyway: width 1500"))
            await desk.close()
        }

        @UI @Test func `a preset is kept, listed with its difference, applied and deleted`() async throws {
            let presets = MemoryPresets()
            let desk = try await desk(presets)
            desk.press("End", "S")
            desk.type("wide")
            desk.press("Enter")
            await desk.settle()
            #expect(desk.screen.contains("preset wide is kept"))
            #expect(presets.preset("wide")?.values[.width] == .integer(1440))
            desk.press("r", "p")
            await desk.settle()
            #expect(desk.screen.contains("width 1024 → 1440"))
            desk.press("Enter")
            await desk.settle()
            #expect(desk.state.parameters.values.width == 1440)
            #expect(desk.screen.contains("preset wide: width 1024 → 1440"))
            desk.press("Home", "S")
            desk.type("wide")
            desk.press("Enter")
            await desk.settle()
            #expect(desk.screen.contains("There is a preset wide."))
            desk.press("n")
            #expect(presets.preset("wide")?.values[.width] == .integer(1440))
            desk.press("S")
            desk.type("wide")
            desk.press("Enter")
            await desk.settle()
            desk.press("y")
            await desk.settle()
            #expect(presets.preset("wide")?.values[.width] == .integer(256))
            desk.press("p")
            await desk.settle()
            desk.press("C-d", "y")
            await desk.settle()
            #expect(presets.preset("wide") == nil)
            #expect(desk.screen.contains("no presets yet"))
            await desk.close()
        }

        @UI @Test func `a vanished preset and a broken file are a sentence each, and nothing is lost`() async throws {
            let poster = Preset(name: "poster", values: [.width: .integer(896), .height: .integer(1344)])
            let presets = MemoryPresets(poster)
            let desk = try await desk(presets)
            desk.press("p")
            await desk.settle()
            presets.vanish("poster")
            let before = desk.state.parameters.values
            desk.press("Enter")
            await desk.settle()
            #expect(desk.state.message?.kind == .error)
            #expect(desk.screen.contains("the preset poster is gone"))
            #expect(desk.state.parameters.values == before && desk.state.prompt.buffer.text == "a red kite")
            presets.damage("presets/broken.toml:3:1: width: must be 256–1440")
            desk.press("p")
            await desk.settle()
            #expect(desk.screen.contains("broken.toml:3:1"))
            desk.press("Esc", "S", "x", "Enter")
            await desk.settle()
            #expect(desk.state.message == .error("presets/broken.toml:3:1: width: must be 256–1440"))
            await desk.close()
        }

        @UI @Test func `without a place for presets that is said`() async throws {
            let desk = try await desk()
            desk.press("p")
            await desk.settle()
            #expect(desk.state.message == .error("presets cannot be kept here"))
            await desk.close()
        }

        @UI @Test func `the last parameters come back at the start, the lock and what waits aside too`() async throws {
            let store = MemoryStore()
            var desk = try await Desk.open(store)
            desk.press("M-2", "Down", "Down", "Right", "L")
            for _ in 0..<8 { desk.press("Down") }
            #expect(desk.state.parameters.selection == .ttl)
            desk.press("Right", "Up", "Right", "C-c")
            await desk.program.wait { $0.end == .left && !$0.isPerforming }
            let composed = desk.state.draft
            #expect(composed.ratioLock != nil && composed.lifetimeAside == 60)
            await desk.close()
            let kept = try #require(await store.note(Program.draftName))
            let draft = try #require(Draft(json: JSONValue(parsing: Data(kept.utf8))))
            #expect(draft == composed)
            desk = try await Desk.open(store, draft: draft)
            #expect(desk.state.draft == composed)
            #expect(desk.screen.contains("5:4 exact locked"))
            await desk.close()
        }
    }
}
