import RunwareAPI
import StudioCore
import TerminalUI
import TestSupport
import Testing

@Suite struct RatioTests {
    /// Sizes near one megapixel as they were computed by hand from the contract, not by the program.
    static let known: [(ratio: String, size: FrameSize, words: String)] = [
        ("1:1", FrameSize(width: 1024, height: 1024), "1:1 exact"),
        ("5:4", FrameSize(width: 1120, height: 896), "5:4 exact"),
        ("4:3", FrameSize(width: 1152, height: 864), "4:3 exact"),
        ("3:2", FrameSize(width: 1248, height: 832), "3:2 exact"),
        ("16:10", FrameSize(width: 1280, height: 800), "16:10 exact"),
        ("16:9", FrameSize(width: 1376, height: 768), "16:9 +0.8 %"),
        ("2:1", FrameSize(width: 1408, height: 704), "2:1 exact"),
        ("21:9", FrameSize(width: 1344, height: 576), "21:9 exact"),
    ]

    @Test(arguments: known)
    func `near a megapixel a ratio is the size that is known`(ratio: String, size: FrameSize, words: String) throws {
        let ratio = try #require(AspectRatio(ratio))
        #expect(ratio.size(near: 1024 * 1024) == size)
        #expect(AspectRatio.words(of: size) == words)
        let upright = AspectRatio(ratio.down, ratio.across)
        #expect(upright.size(near: 1024 * 1024) == size.swapped)
        #expect(AspectRatio.presets.contains(upright) && AspectRatio.presets.contains(ratio))
    }

    @Test func `whatever the area, a ratio is a legal size that passes for it`() {
        for preset in AspectRatio.presets {
            for area in stride(from: 1, through: 2_200_000, by: 20_000) {
                let size = preset.size(near: area)
                #expect(size.isLegal && AspectRatio.preset(of: size) == preset, "\(preset) near \(area)")
            }
        }
    }

    @Test func `what passes for no preset is said in its own numbers, and no error looks exact`() {
        #expect(AspectRatio.words(of: FrameSize(width: 1344, height: 768)) == "7:4")
        #expect(AspectRatio.words(of: FrameSize(width: 1500, height: 1024)) == "1.46:1")
        #expect(AspectRatio.words(of: FrameSize(width: 1024, height: 1500)) == "1:1.46")
        #expect(AspectRatio.words(of: FrameSize(width: 768, height: 1376)) == "9:16 −0.8 %")
        #expect(AspectRatio.words(of: FrameSize(width: 1500, height: 1000)) == "3:2 exact")
        #expect(AspectRatio(3, 2).errorWords(of: FrameSize(width: 15_001, height: 10_000)) == "+0.1 %")
        for text in ["", "16", "16:", "a:b", "0:1", "-1:2", "1:2:3", "99999:1", "1e3:2"] {
            #expect(AspectRatio(text) == nil, "\(text)")
        }
    }

    @Test func `through all ratios and back leads to where it began`() {
        var state = Sample.state()
        state.parameters.values.width = 512
        state.parameters.values.height = 512
        state.select(.ratio)
        var seen: [FrameSize] = [state.parameters.values.size]
        for _ in 0..<7 {
            state.press("Right")
            seen.append(state.parameters.values.size)
        }
        #expect(Set(seen).count == 8)
        #expect(state.parameters.text(of: .ratio) == "21:9 exact")
        state.press("Right")
        #expect(state.message == .info("21:9 is the widest ratio that is offered"))
        for size in seen.reversed().dropFirst() {
            state.press("Left")
            #expect(state.parameters.values.size == size)
        }
        state.press("Home")
        #expect(state.parameters.text(of: .ratio).hasPrefix("9:21 "))
        state.press("Left")
        #expect(state.message == .info("9:21 is the most upright ratio that is offered"))
        state.press("End", "r")
        #expect(state.parameters.values.size == FrameSize(width: 512, height: 512))
    }

    @Test func `from a size of no preset the next one in that direction is taken`() {
        var state = Sample.state()
        state.parameters.values.width = 1344
        state.parameters.values.height = 768
        state.select(.ratio)
        state.press("Right")
        #expect(state.parameters.text(of: .ratio).hasPrefix("16:9 "))
        state.parameters.values.width = 1344
        state.parameters.values.height = 768
        state.press("Left")
        #expect(state.parameters.text(of: .ratio).hasPrefix("16:10 "))
    }

    @Test func `every legal size can be locked, and is on its own lock's list of legal sizes that rises`() {
        for width in stride(from: 256, through: 1440, by: 32) {
            for height in stride(from: 256, through: 1440, by: 32) {
                let size = FrameSize(width: width, height: height)
                let sizes = RatioLock(at: size).sizes
                guard sizes.contains(size), sizes.allSatisfy(\.isLegal),
                    zip(sizes, sizes.dropFirst()).allSatisfy({ $0.width < $1.width && $0.height < $1.height })
                else {
                    Issue.record("\(width)×\(height): \(sizes)")
                    continue
                }
            }
        }
    }

    @Test func `under a lock no walk holds an illegal or a drifting pair, and the way back is the way there`() {
        var random = SeededGenerator(seed: 77)
        let legal = Array(stride(from: 256, through: 1440, by: 32))
        let ways = [("Left", "Right"), ("Right", "Left"), ("S-Left", "S-Right"), ("S-Right", "S-Left")]
        for walk in 0..<10_000 {
            // The smallest screen: what else would show is not what is tested.
            var state = Sample.state(40, 12)
            state.parameters.values.width = legal.randomElement(using: &random) ?? 256
            state.parameters.values.height = legal.randomElement(using: &random) ?? 256
            state.focus = .parameters
            state.press("L")
            let sizes = state.parameters.activeLock?.sizes ?? []
            let start = state.parameters.values.size
            var path: [(control: Control, back: String)] = []
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                state.parameters.selection = Bool.random(using: &random) ? .width : .height
                let (there, back) = ways.randomElement(using: &random) ?? ("Left", "Right")
                let place = sizes.firstIndex(of: state.parameters.values.size) ?? -1
                let steps = (there.hasPrefix("S-") ? 10 : 1) * (there.hasSuffix("Left") ? -1 : 1)
                // A way cut short by the end of the list has no way back of the same length.
                guard sizes.indices.contains(place + steps) else { continue }
                state.press(there)
                path.append((state.parameters.selection, back))
                if state.parameters.values.size != sizes[place + steps] { Issue.record("walk \(walk) left its list") }
            }
            for step in path.reversed() {
                // The other side leads back just as well.
                state.parameters.selection = Bool.random(using: &random) ? .width : .height
                state.press(step.back)
            }
            if state.parameters.values.size != start { Issue.record("walk \(walk) drifted from \(start)") }
        }
    }

    @Test func `under a lock a typed side brings the other one, and ends are ends`() {
        var state = Sample.state()
        state.parameters.values.width = 1376
        state.parameters.values.height = 768
        state.select(.width)
        state.press("L")
        #expect(state.message == .info("the ratio 16:9 is locked: width and height move together"))
        #expect(state.parameters.text(of: .ratio) == "16:9 +0.8 % locked")
        state.type("1024")
        state.press("Enter")
        #expect(state.parameters.values.size == FrameSize(width: 1024, height: 576))
        #expect(state.message == .info("1024×576: the ratio 16:9 is locked"))
        state.type("1000")
        state.press("Enter")
        #expect(state.parameters.values.size == FrameSize(width: 1024, height: 576))
        #expect(state.message?.text.hasPrefix("1000 → 1024×576: the nearest size of the locked ratio 16:9") == true)
        state.press("End")
        let largest = state.parameters.values.size
        #expect(largest == FrameSize(width: 1408, height: 800))
        state.press("Right")
        #expect(state.parameters.values.size == largest)
        #expect(state.message?.text.contains("is the largest size of the locked ratio 16:9") == true)
        state.press("x")
        #expect(state.parameters.values.size == largest.swapped)
        #expect(state.parameters.activeLock?.ratio == AspectRatio(9, 16))
        state.press("L")
        #expect(state.parameters.activeLock == nil)
        state.press("Left")
        #expect(state.parameters.values.height == largest.width)
    }

    @Test func `a restored size of another ratio is free, and another ratio chosen is locked in its place`() {
        var state = Sample.state()
        state.select(.ratio)
        state.press("L", "Right")
        #expect(state.parameters.text(of: .ratio) == "5:4 exact locked")
        var draft = state.draft
        #expect(draft.ratioLock?.ratio == AspectRatio(5, 4))
        draft.parameters.width = 1440
        _ = reduce(.restoredDraft(draft), &state)
        #expect(state.parameters.activeLock == nil)
        state.press("r")
        #expect(state.parameters.text(of: .ratio) == "1:1 exact")
    }

    @Test func `megapixels are cut, never rounded up`() {
        #expect(FrameSize(width: 1024, height: 1024).megapixels == "1.04 MP")
        #expect(FrameSize(width: 256, height: 256).megapixels == "0.06 MP")
    }
}

extension FrameSize {
    /// The same size turned by a right angle.
    var swapped: FrameSize { FrameSize(width: height, height: width) }
}
