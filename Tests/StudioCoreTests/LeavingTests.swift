import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI
import TestSupport
import Testing

@Suite struct LeavingTests {
    private func busy() -> StudioState {
        var state = Sample.state(prompt: "a cat")
        _ = reduce(.engine(Sample.snapshot(1, [Sample.job(1, .running), Sample.job(2)])), &state)
        return state
    }

    @Test func `with nothing on its way it leaves at once`() {
        var state = Sample.state(prompt: "a cat")
        #expect(state.press("C-c") == [.saveDraft(state.draft), .quit])
        state.focus = .queue
        #expect(state.press("q") == [.saveDraft(state.draft), .quit])
    }

    @Test func `with tasks on their way it asks`() {
        var now = busy()
        #expect(now.press("C-c").isEmpty)
        #expect(now.overlay == .confirmQuit)
        #expect(now.press("C-q", "C-w", "C-c", "x", "y", "Enter").isEmpty)
        #expect(now.press("q") == [.saveDraft(now.draft), .quit])

        var stays = busy()
        #expect(stays.press("C-c", "Esc").isEmpty)
        #expect(stays.overlay == nil && !stays.leavesWhenDone)
    }

    @Test func `waiting pauses the queue and leaves when the last task has ended`() {
        var state = busy()
        #expect(state.press("C-c", "w") == [.pauseQueue])
        #expect(state.leavesWhenDone)
        // Before the pause holds, the next one could begin.
        #expect(reduce(.engine(Sample.snapshot(2, [Sample.job(2)])), &state).isEmpty)
        let effects = reduce(.engine(Sample.snapshot(3, [Sample.job(2)]) { $0.pause = .user }), &state)
        #expect(effects == [.saveDraft(state.draft), .quit])
    }

    @Test func `who waits may change their mind`() {
        var stays = busy()
        stays.press("C-c", "w")
        stays.press("C-c", "Esc")
        #expect(reduce(.engine(Sample.snapshot(2) { $0.pause = .user }), &stays).isEmpty)
        var goesOn = busy()
        goesOn.press("C-c", "w")
        _ = reduce(.engine(Sample.snapshot(2, [Sample.job(1, .running)]) { $0.pause = .user }), &goesOn)
        goesOn.focus = .queue
        #expect(goesOn.press("p") == [.resumeQueue])
        #expect(reduce(.engine(Sample.snapshot(3)), &goesOn).isEmpty)
    }

    @Test func `what arrived while the question stood needs no waiting`() {
        var state = busy()
        state.press("C-c")
        _ = reduce(.engine(Sample.snapshot(2)), &state)
        #expect(state.press("w") == [.saveDraft(state.draft), .quit])
    }

    @Test func `an overlay swallows keys`() {
        var random = SeededGenerator(seed: 31)
        for overlay in [Overlay.help(offset: 3), .confirmQuit, .confirmAbandon(JobID("job-1"))] {
            var state = busy()
            let before = state
            for _ in 0..<500 {
                state.overlay = overlay
                guard let key = RandomKeys.all.randomElement(using: &random) else { return }
                guard !["y", "w", "q"].contains(key.description) else { continue }
                #expect(reduce(.key(key), &state).isEmpty, "\(key)")
                #expect(state.prompt == before.prompt && state.parameters == before.parameters)
                #expect(state.focus == before.focus && state.queue == before.queue)
            }
        }
    }

    @Test(arguments: [Size(width: 120, height: 40), Size(width: 80, height: 24), Size(width: 40, height: 12)])
    func `the help scrolls from end to end and no further`(size: Size) throws {
        var state = Sample.state(size.width, size.height)
        state.press("F1", "Up")
        #expect(state.overlay == .help(offset: 0))
        let page = size.height - 4
        let last = HelpText.lastOffset(page: page, columns: min(78, size.width) - 2)
        for _ in 0..<last { state.press("j") }
        #expect(state.overlay == .help(offset: last))
        state.press("j", "PageDown", "Space")
        #expect(state.overlay == .help(offset: last))
        state.press("k")
        #expect(state.overlay == .help(offset: max(last - 1, 0)))
        // Higher than all lines: nothing is left to scroll.
        _ = reduce(.resized(Size(width: 120, height: 400)), &state)
        #expect(state.overlay == .help(offset: 0))
        state.press("F1")
        #expect(state.overlay == nil)
    }
}

@Suite struct FocusTests {
    @Test func `tab goes round the panes both ways`() {
        var state = Sample.state()
        var seen: [Pane] = []
        for _ in Pane.allCases {
            seen.append(state.focus)
            state.press("Tab")
        }
        #expect(seen == Pane.allCases && state.focus == .prompt)
        state.press("S-Tab")
        #expect(state.focus == .result)
    }

    @Test(arguments: ["Tab", "S-Tab", "F2", "F4", "M-4", "Down"])
    func `a value half typed is taken before the hand goes elsewhere`(key: String) {
        var state = Sample.state()
        state.select(.width)
        state.type("512")
        state.press(key)
        #expect(state.parameters.values.width == 512)
        #expect(state.parameters.input == nil)
        #expect(state.focus != .parameters || key == "Down")

        state.select(.seed)
        state.type("-1")
        state.press(key)
        #expect(state.parameters.input?.text == "-1")
        #expect(state.focus == .parameters)
        #expect(state.message?.kind == .error)
    }

    @Test func `a pane that does not show keeps its place`() {
        var state = Sample.state(80, 24)
        _ = reduce(.engine(Sample.snapshot(1)), &state)
        _ = reduce(.page(Sample.page(100, through: 1), question: 1, appended: false), &state)
        state.focus = .history
        for _ in 0..<30 { state.press("Down") }
        for _ in 0..<5 { state.press("Up") }
        let before = state.history
        state.press("Enter")
        #expect(state.layout.panes[.history] == nil)
        state.press("Esc")
        #expect(state.history == before)
    }
}

@Suite struct LayoutTests {
    @Test func `on every screen the panes lie inside, apart from each other, and the focused one shows`() {
        for width in 0...200 {
            for height in 0...80 {
                for focus in Pane.allCases { check(Size(width: width, height: height), focus) }
            }
        }
    }

    private func check(_ size: Size, _ focus: Pane) {
        let layout = ScreenLayout(size: size, focus: focus)
        let isTooSmall = size.width < 40 || size.height < 12
        guard layout.width != .tooSmall else {
            if !isTooSmall || !layout.panes.isEmpty { Issue.record("\(size)") }
            return
        }
        let rects = Array(layout.panes.values) + [layout.header, layout.message, layout.footer]
        let area = rects.reduce(0) { $0 + $1.size.area }
        // Inside, and as many cells as the screen: then none lies twice, if none overlap; both are looked at.
        let isInside = rects.allSatisfy { $0.intersection(Rect(size: size)) == $0 && !$0.isEmpty }
        var isApart = true
        for (index, rect) in rects.enumerated() {
            for other in rects[(index + 1)...] where !rect.intersection(other).isEmpty { isApart = false }
        }
        let isUseful = layout.panes.keys.allSatisfy {
            layout.inside($0).width >= 20 && layout.inside($0).height >= ($0 == .queue ? 2 : 4)
        }
        let holds =
            !isTooSmall && isInside && isApart && area == size.area && layout.panes[focus] != nil && isUseful
        if !holds { Issue.record("\(size), focus \(focus)") }
    }

    @Test(arguments: [
        (39, 12, ScreenLayout.Width.tooSmall), (40, 11, .tooSmall), (40, 12, .narrow), (79, 40, .narrow),
        (200, 19, .narrow), (80, 20, .medium), (119, 40, .medium), (120, 27, .medium), (120, 28, .wide),
    ])
    func `how much fits`(width: Int, height: Int, expected: ScreenLayout.Width) {
        #expect(ScreenLayout(size: Size(width: width, height: height), focus: .prompt).width == expected)
    }
}
