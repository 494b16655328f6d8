import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI
import Testing

/// From the key that costs to the queue: one at a time, and agreed to.
@Suite struct SubmittingTests {
    private func crossing(_ period: CapPeriod = .session, spent: Int64 = 960_000) -> CapCrossing {
        CapCrossing(
            period: period, cap: Money(microDollars: 1_000_000), spending: Spending(spent: Money(microDollars: spent)),
            adds: Money(microDollars: 80_000))
    }

    private func submitted(_ effects: [Effect]) -> PendingSubmission? {
        guard effects.count == 1, case .submit(let pending)? = effects.first else { return nil }
        return pending
    }

    /// Three requests of which these were made before.
    private func asked(_ places: [Int], policy: SeedPolicy = .hold) throws -> (StudioState, PendingSubmission) {
        var state = Sample.state(prompt: "a cat")
        state.parameters.values.numberResults = 3
        state.parameters.values.seed = 10
        state.parameters.seedPolicy = policy
        let pending = try #require(submitted(state.press("C-o")))
        let earlier = Dictionary(uniqueKeysWithValues: places.map { ($0, EarlierRequest.made(Sample.row(1))) })
        _ = reduce(.objected(.madeBefore(earlier)), &state)
        return (state, pending)
    }

    @Test func `an impatient second key asks for nothing`() throws {
        var state = Sample.state(prompt: "a cat")
        #expect(submitted(state.press("C-o")) != nil)
        #expect(state.press("C-o", "C-o").isEmpty)
        #expect(state.message?.text.contains("nothing more was queued") == true)
        _ = reduce(.queued(1), &state)
        #expect(submitted(state.press("C-o")) != nil)
    }

    @Test(arguments: SeedPolicy.allCases)
    func `the seed is used up only by what was queued`(policy: SeedPolicy) throws {
        for refusal in [
            Action.notQueued("the disk is full"), .objected(.overCap([crossing()])),
            .objected(.madeBefore([0: .above])),
        ] {
            var state = Sample.state(prompt: "a cat")
            state.parameters.seedPolicy = policy
            state.parameters.values.numberResults = 2
            let seeds = state.parameters.upcomingSeeds
            let before = state.parameters
            #expect(submitted(state.press("C-o"))?.requests.map(\.parameters.seed) == seeds)
            #expect(reduce(refusal, &state).isEmpty)
            state.press("Esc")
            #expect(state.parameters == before && state.submission == nil && state.overlay == nil)
            #expect(submitted(state.press("C-o"))?.requests.map(\.parameters.seed) == seeds)
            #expect(reduce(.queued(2), &state) == [.saveDraft(state.draft)])
            let next = try #require(state.parameters.values.seed)
            #expect(policy == .hold ? next == seeds[0] : !seeds.contains(next))
        }
    }

    @Test func `a seed chosen while the submission is on its way stays, and none is sent twice`() throws {
        var state = Sample.state(prompt: "a cat")
        state.parameters.values.numberResults = 3
        let seeds = state.parameters.upcomingSeeds
        state.press("C-o")
        state.parameters.values.seed = 99
        _ = reduce(.queued(3), &state)
        #expect(state.parameters.values.seed == 99)

        var drawn = Sample.state(prompt: "a cat")
        drawn.parameters.values.numberResults = 3
        drawn.press("C-o", "M-2", "n")
        #expect(drawn.parameters.values.seed == seeds[1])
        _ = reduce(.queued(3), &drawn)
        #expect(drawn.parameters.values.seed.map(seeds.contains) == false)
    }

    @Test func `y makes all again, s only the new ones, n and Esc none`() throws {
        var (state, first) = try asked([0, 2])
        #expect(state.press("x", "Enter", "Space", "C-y", "Y", "C-o").isEmpty)
        #expect(state.overlay != nil)
        let all = try #require(submitted(state.press("y")))
        #expect(all.requests == first.requests && all.consent == Consent(makesAgain: true))
        #expect(state.overlay == nil && state.submission == all)

        (state, first) = try asked([0, 2])
        let new = try #require(submitted(state.press("s")))
        #expect(new.requests == [first.requests[1]] && new.consent == Consent())

        for key in ["n", "Esc"] {
            (state, first) = try asked([0, 2])
            #expect(state.press(key).isEmpty)
            #expect(state.overlay == nil && state.submission == nil && state.message == .info("nothing was queued"))
        }
        (state, first) = try asked([0, 1, 2])
        #expect(state.press("s").isEmpty && state.overlay != nil)
    }

    @Test func `a cap is crossed only by the amount typed out`() throws {
        var state = Sample.state(prompt: "a cat")
        let first = try #require(submitted(state.press("C-o")))
        _ = reduce(.objected(.overCap([crossing(), crossing(.day, spent: 5_040_000)])), &state)
        #expect(state.press("Enter", "y").isEmpty)
        state.press("Backspace")
        for wrong in ["5", "5.1", "5.13", "1.04", "-5.12", "5.120001"] {
            state.type(wrong)
            #expect(state.press("Enter").isEmpty, "\(wrong)")
            #expect(state.submission == nil)
            state.press("C-u")
        }
        #expect(reduce(.pasted("5.12"), &state).isEmpty)
        #expect(state.press("Enter").isEmpty)
        state.type("5.12")
        let agreed = try #require(submitted(state.press("Enter")))
        #expect(agreed.requests == first.requests)
        #expect(
            agreed.consent.upTo == Caps(session: Money(microDollars: 1_040_000), day: Money(microDollars: 5_120_000)))
        #expect(!agreed.consent.makesAgain)
        #expect(state.overlay == nil)
    }

    @Test func `Esc leaves a cap uncrossed`() {
        var state = Sample.state(prompt: "a cat")
        state.press("C-o")
        _ = reduce(.objected(.overCap([crossing()])), &state)
        state.type("1.04")
        #expect(state.press("Esc").isEmpty)
        #expect(state.overlay == nil && state.submission == nil)
    }

    @Test func `on a screen too small to show the question nothing is agreed to`() throws {
        var (state, _) = try asked([0])
        _ = reduce(.resized(Size(width: 30, height: 8)), &state)
        #expect(state.press("y", "s").isEmpty)
        #expect(state.overlay != nil)
        var over = Sample.state(prompt: "a cat")
        over.press("C-o")
        _ = reduce(.objected(.overCap([crossing()])), &over)
        over.type("1.04")
        _ = reduce(.resized(Size(width: 30, height: 8)), &over)
        #expect(over.press("Enter").isEmpty)
    }

    @Test func `a question does not take the keys of what was opened meanwhile`() {
        var state = Sample.state(prompt: "a cat")
        state.press("C-o", "C-x")
        let overlay = state.overlay
        _ = reduce(.objected(.madeBefore([0: .above])), &state)
        #expect(state.overlay == overlay && state.submission == nil)
        #expect(state.message?.kind == .warning)
    }

    @Test func `sending again goes the same way, and is not asked about once its fate is known`() throws {
        var state = Sample.state()
        _ = reduce(.engine(Sample.snapshot(1, [Sample.job(1, .uncertain)])), &state)
        state.focus = .queue
        let again = try #require(submitted(state.press("S", "y")))
        #expect(again == PendingSubmission(again: JobID("job-1")))
        _ = reduce(.objected(.overCap([crossing()])), &state)
        state.type("1.04")
        #expect(submitted(state.press("Enter"))?.work == .again(JobID("job-1")))
        #expect(reduce(.queued(0), &state).isEmpty)

        state.press("S", "y")
        _ = reduce(.objected(.overCap([crossing()])), &state)
        _ = reduce(.engine(Sample.snapshot(2)), &state)
        #expect(state.overlay == nil)
    }
}

@Suite struct SpendingPageTests {
    private var report: SpendingReport {
        SpendingReport(
            isSimulated: false, ledger: Ledger(), session: Spending(), day: Spending(),
            caps: Caps(session: Money(microDollars: 5_000_000)))
    }

    private func opened() -> StudioState {
        var state = Sample.state()
        state.focus = .queue
        #expect(state.press("$") == [.loadSpending])
        _ = reduce(.spending(report), &state)
        return state
    }

    private func page(_ state: StudioState) -> SpendingPage? {
        if case .spending(let page)? = state.overlay { page } else { nil }
    }

    @Test func `it opens everywhere, shows what was read, and closes`() {
        var typing = Sample.state()
        #expect(typing.press("M-m") == [.loadSpending])
        #expect(page(typing)?.report == nil)
        #expect(reduce(.spending(report), &typing).isEmpty)
        #expect(page(typing)?.report == report)
        for key in ["Esc", "q", "$"] {
            var state = opened()
            state.press(key)
            #expect(state.overlay == nil)
            // What comes late opens nothing.
            #expect(reduce(.spending(report), &state).isEmpty && state.overlay == nil)
        }
    }

    @Test func `news are read once more, not once for each`() {
        var state = opened()
        #expect(reduce(.engine(Sample.snapshot(1)), &state).contains(.loadSpending))
        for revision in 2..<5 as Range<UInt64> {
            #expect(!reduce(.engine(Sample.snapshot(revision)), &state).contains(.loadSpending))
        }
        #expect(reduce(.spending(report), &state) == [.loadSpending])
        #expect(reduce(.spending(report), &state).isEmpty)
    }

    @Test func `a cap of the session is typed, corrected, taken away`() {
        var state = opened()
        state.press("c")
        #expect(page(state)?.field?.text == "5.00")
        state.press("C-u")
        state.type("7,5")
        #expect(state.press("Enter").isEmpty)
        #expect(page(state)?.note != nil && page(state)?.field?.text == "7,5")
        state.press("Backspace", "Backspace")
        state.type(".25")
        #expect(state.press("Enter") == [.setSessionCap(Money(microDollars: 7_250_000)), .loadSpending])
        #expect(page(state)?.field == nil)
        state.press("c", "C-u")
        #expect(state.press("Enter") == [.setSessionCap(nil), .loadSpending])
        state.press("c")
        state.type("9")
        #expect(state.press("Esc").isEmpty)
        #expect(page(state)?.field == nil && state.overlay != nil)
    }
}
