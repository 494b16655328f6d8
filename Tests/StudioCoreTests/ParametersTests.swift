import RunwareAPI
import StudioCore
import TerminalUI
import TestSupport
import Testing

@Suite struct ParametersTests {
    @Test func `after any keys every request is legal`() {
        var random = SeededGenerator(seed: 21)
        var state = Sample.state(prompt: "a cat on a mat")
        var submitted = 0
        var insisted = 0
        for _ in 0..<10_000 {
            guard let key = RandomKeys.withoutEnds.randomElement(using: &random) else { return }
            if state.focus != .parameters, Int.random(in: 0...5, using: &random) == 0 { state.focus = .parameters }
            if Int.random(in: 0...60, using: &random) == 0 {
                state.press("Esc")
                state.focus = .parameters
                state.type(String(Int.random(in: 1...2000, using: &random)))
                state.press("Enter", "!")
            }
            let effects = reduce(.key(key), &state)
            // Whatever the prompt holds by then.
            let requests = state.parameters.requests(prompts: ["a cat"])
            #expect(requests.allSatisfy { $0.faults.allSatisfy { $0.parameter == .positivePrompt } }, "after \(key)")
            for request in requests {
                let refused = ParameterTable.rows.map(\.parameter).filter { parameter in
                    guard parameter != .positivePrompt, let value = request.value(of: parameter) else { return false }
                    return ParameterTable[parameter].validate(value) != nil
                }
                // Only what was insisted on is illegal, and all of it is.
                #expect(refused == request.parameters.sentAnyway, "after \(key)")
                insisted += refused.count
            }
            if !state.parameters.serviceDrawsSeeds {
                #expect(requests.map(\.parameters.seed) == state.parameters.upcomingSeeds)
            }
            for case .submit(let pending) in effects {
                submitted += 1
                #expect(pending.requests.allSatisfy { $0.faults.isEmpty })
                _ = reduce(.queued(pending.requests.count), &state)
            }
        }
        #expect(submitted > 10)
        #expect(insisted > 10)
    }

    @Test func `the largest width stays and says why`() {
        var state = Sample.state()
        state.select(.width)
        state.press("End")
        #expect(state.parameters.values.width == 1440)
        state.press("Right")
        #expect(state.parameters.values.width == 1440)
        #expect(state.message == .info("1472 → 1440: the largest width is 1440"))
        state.press("PageUp")
        #expect(state.message?.text.contains("the largest width is 1440") == true)
        state.press("Home", "Left")
        #expect(state.parameters.values.width == 256)
        #expect(state.message == .info("224 → 256: the smallest width is 256"))
    }

    @Test func `steps are 32, ten of them 320, and ends are ends`() {
        var state = Sample.state()
        state.select(.height)
        state.press("Right")
        #expect(state.parameters.values.height == 1056)
        state.press("S-Left")
        #expect(state.parameters.values.height == 736)
        state.press("r")
        #expect(state.parameters.values.height == 1024)
        state.select(.seed)
        state.press("Home")
        #expect(state.parameters.values.seed == 0)
        state.press("Left")
        #expect(state.message == .info("the smallest seed is 0"))
        state.press("End")
        #expect(state.parameters.values.seed == 9_223_372_036_854_776_000)
        #expect(state.message?.kind == .warning)
    }

    @Test func `a typed width snaps and says why`() {
        var state = Sample.state()
        state.select(.width)
        state.type("1000")
        #expect(state.parameters.values.width == 1024)
        state.press("Enter")
        #expect(state.parameters.values.width == 992)
        #expect(state.parameters.input == nil)
        #expect(state.message?.kind == .warning)
        #expect(state.message?.text.hasPrefix("1000 → 992: width moves in steps of 32") == true)
    }

    @Test(arguments: ["9223372036854776001", "-1", "12.5", "abc", "99999999999999999999999999999999999999999999"])
    func `a seed that is none is refused with the reason and kept for correction`(typed: String) {
        var state = Sample.state()
        state.select(.seed)
        let seed = state.parameters.values.seed
        state.press("Enter")
        state.type(typed)
        state.press("Enter")
        #expect(state.parameters.values.seed == seed)
        #expect(state.parameters.input?.text == typed)
        #expect(state.message?.kind == .error)
        #expect(state.message?.text.hasPrefix("Seed ") == true)
        #expect(state.message?.text.contains("0–9223372036854776000") == true)
        for _ in typed { state.press("Backspace") }
        state.type("42")
        state.press("Enter")
        #expect(state.parameters.values.seed == 42)
    }

    @Test func `a seed beyond signed numbers is taken with a hint`() {
        var state = Sample.state()
        state.select(.seed)
        state.type("9223372036854775808")
        state.press("Enter")
        #expect(state.parameters.values.seed == 9_223_372_036_854_775_808)
        #expect(
            state.message
                == .warning("seed 9223372036854775808 is above 9223372036854775807: the service may refuse it"))
    }

    @Test func `an empty value is the default`() {
        var state = Sample.state()
        state.select(.outputQuality)
        state.press("Home", "Enter", "Space", "Enter")
        #expect(state.parameters.values.outputQuality == 95)
        #expect(state.message == .info("Quality is 95 again"))
        state.select(.seed)
        let seed = state.parameters.values.seed
        state.press("Enter", "Enter")
        #expect(state.parameters.values.seed != seed)
        #expect(state.message?.text.hasPrefix("a new seed is drawn") == true)
    }

    @Test func `escape leaves the value as it was`() {
        var state = Sample.state()
        state.select(.width)
        state.type("300")
        state.press("Esc")
        #expect(state.parameters.values.width == 1024)
        #expect(state.parameters.input == nil)
    }

    @Test func `a link's lifetime waits aside while there is no link, and says so`() {
        var state = Sample.state(prompt: "a cat")
        state.select(.ttl)
        state.type("30")
        state.press("Enter")
        #expect(state.parameters.values.ttl == 60)
        state.select(.outputType)
        state.press("Right")
        #expect(state.parameters.values.ttl == nil)
        #expect(state.message == .info("Link lives 1 min is kept aside: base64 and data URIs have no link"))
        #expect(state.draftRequests.allSatisfy { $0.faults.isEmpty })
        state.select(.ttl)
        state.press("Right")
        state.type("3600")
        #expect(state.parameters.values.ttl == nil && state.parameters.input == nil)
        #expect(state.message?.text.contains("only with output URL") == true)
        #expect(state.message?.text.hasSuffix("1 min is kept for when they have") == true)
        state.select(.outputType)
        state.press("Right")
        #expect(state.parameters.values.ttl == nil, "data URIs have none either")
        state.press("Right")
        #expect(state.parameters.values.ttl == 60 && state.parameters.lifetimeAside == nil)
        #expect(state.message == .info("Link lives is 1 min again"))
        state.press("Right", "r")
        #expect(state.parameters.values.ttl == 60)
        state.press("Right", "R")
        #expect(state.parameters.values.ttl == nil && state.parameters.lifetimeAside == nil)
    }

    @Test func `lifetimes between the presets go to the next one in that direction`() {
        var state = Sample.state()
        state.select(.ttl)
        state.type("700")
        state.press("Enter", "Left")
        #expect(state.parameters.values.ttl == 300)
        state.type("5000000")
        state.press("Enter", "Right")
        #expect(state.parameters.values.ttl == 5_000_000)
        state.press("Left")
        #expect(state.parameters.values.ttl == 2_592_000)
        state.press("Home")
        #expect(state.parameters.values.ttl == nil)
        state.press("End")
        #expect(state.parameters.values.ttl == 2_592_000)
    }

    @Test func `a lifetime too large to count says what it became`() {
        var state = Sample.state()
        state.select(.ttl)
        state.type("99999999999999999999")
        state.press("Enter")
        #expect(state.parameters.values.ttl == Int.max)
        #expect(state.message?.kind == .warning)
    }

    @Test(arguments: ["Left", "Right", "Space", "PageUp", "PageDown", "Home", "End", "r", "Enter", "5", "n"])
    func `controls without effect say why and never change`(key: String) {
        var base = Sample.state()
        base.parameters.values.outputFormat = .png
        base.parameters.values.outputQuality = 80
        base.parameters.values.outputType = .base64Data
        base.parameters.values.numberResults = 3
        base.parameters.batch = .oneTask
        for control in Control.allCases {
            guard let reason = base.parameters.disabledReason(control) else { continue }
            // A new seed is another command than the control's own.
            if key == "n", control != .seed { continue }
            var state = base
            state.select(control)
            // Scrolled to it before anything is pressed.
            _ = reduce(.ticked(Sample.noon), &state)
            let before = state.parameters
            state.press(key)
            #expect(state.parameters == before, "\(control)")
            #expect(state.message == .info("\(control.label): \(reason)"))
        }
    }

    @Test func `every control has a label, a rule and a summary`() {
        for control in Control.allCases {
            #expect(!control.label.isEmpty && !control.rule.isEmpty && !control.summary.isEmpty, "\(control)")
        }
        #expect(Set(Control.allCases.map(\.label)).count == Control.allCases.count)
    }
}

@Suite struct SeedTests {
    private func state(_ policy: SeedPolicy, images: Int, batch: BatchMode = .manyTasks) -> StudioState {
        var state = Sample.state(prompt: "a cat")
        state.parameters.seedPolicy = policy
        state.parameters.values.numberResults = images
        state.parameters.batch = batch
        return state
    }

    private func submit(_ state: inout StudioState) throws -> [ImageRequest] {
        guard case .submit(let pending)? = state.press("C-o").first else { return [] }
        _ = reduce(.queued(pending.requests.count), &state)
        return pending.requests
    }

    @Test(arguments: SeedPolicy.allCases)
    func `the seeds shown are the seeds sent`(policy: SeedPolicy) throws {
        var state = state(policy, images: 5)
        for _ in 0..<20 {
            let shown = state.parameters.upcomingSeeds
            let requests = try submit(&state)
            #expect(requests.map(\.parameters.seed) == shown)
            #expect(requests.allSatisfy { $0.parameters.numberResults == 1 })
            #expect(Set(shown).count == 5)
            #expect(shown.first.map(String.init) == requests.first?.parameters.seed.map(String.init))
        }
    }

    @Test func `one task of several images sends no seed`() throws {
        var state = state(.random, images: 4, batch: .oneTask)
        let requests = try submit(&state)
        #expect(requests.count == 1)
        #expect(requests.first?.parameters.seed == nil)
        #expect(requests.first?.parameters.numberResults == 4)
        #expect(state.parameters.text(of: .seed) == "drawn by the service")
        #expect(state.parameters.upcomingSeeds.isEmpty)
        #expect(state.composition.estimate == Money(microDollars: 160_000))
    }

    @Test func `a held seed stays, a stepped one moves by the number of images, a random one is drawn`() throws {
        var held = state(.hold, images: 3)
        held.parameters.values.seed = 10
        #expect(try submit(&held).map(\.parameters.seed) == [10, 11, 12])
        #expect(held.parameters.values.seed == 10)

        var stepped = state(.step, images: 3)
        stepped.parameters.values.seed = 10
        #expect(try submit(&stepped).map(\.parameters.seed) == [10, 11, 12])
        #expect(try submit(&stepped).map(\.parameters.seed) == [13, 14, 15])

        var drawn = state(.random, images: 3)
        let first = try submit(&drawn).map(\.parameters.seed)
        let second = try submit(&drawn).map(\.parameters.seed)
        #expect(Set(first + second).count == 6)
        #expect((first + second).allSatisfy { ($0 ?? .max) <= SeedRange.randomMaximum })
    }

    @Test func `stepping over the largest seed begins at zero`() throws {
        var state = state(.step, images: 2)
        state.parameters.values.seed = SeedRange.maximum
        #expect(try submit(&state).map(\.parameters.seed) == [SeedRange.maximum, 0])
        #expect(state.parameters.values.seed == 1)
    }
}
