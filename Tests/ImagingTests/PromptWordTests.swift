import Imaging
import Testing

@Suite("Words of a prompt")
struct PromptWordTests {
    static let seeds: [UInt64] = [0, 5, 99, 123_456_789, .max]

    @Test("Amber dusk and jade greenhouse are far apart, each in its own colour", arguments: seeds)
    func colors(seed: UInt64) {
        let amber = sketch("an amber dusk over water", seed: seed).meanColor
        let jade = sketch("a jade greenhouse", seed: seed).meanColor
        #expect(amber.distance(to: jade) > 90)
        #expect(amber.red > amber.green + 15 && amber.green > amber.blue)
        #expect(jade.green > jade.red + 15)
    }

    @Test("A colour word pulls the whole picture toward it", arguments: seeds)
    func tints(seed: UInt64) {
        let plain = sketch("a lake at noon", seed: seed).meanColor
        let crimson = sketch("a crimson lake at noon", seed: seed).meanColor
        let cobalt = sketch("a cobalt lake at noon", seed: seed).meanColor
        #expect(crimson.red - crimson.blue > plain.red - plain.blue + 20)
        #expect(cobalt.blue - cobalt.red > plain.blue - plain.red + 10)
    }

    @Test("Night is darker than noon, and snow brightens it", arguments: seeds)
    func hours(seed: UInt64) {
        let noon = sketch("a mountain village at noon", seed: seed).meanColor.brightness
        let night = sketch("a mountain village at night", seed: seed).meanColor.brightness
        let snow = sketch("a snowy mountain village at night", seed: seed).meanColor.brightness
        #expect(noon > night + 60)
        #expect(snow > night + 5)
    }

    @Test("Fog and rain lower the contrast", arguments: seeds)
    func weather(seed: UInt64) {
        let clear = contrast(sketch("a forest at noon", seed: seed))
        #expect(contrast(sketch("a misty forest at noon", seed: seed)) < clear)
        #expect(contrast(sketch("a rainy forest at noon", seed: seed)) < clear)
    }

    @Test("Places are told apart at one seed")
    func places() {
        let prompts = [
            "city", "village", "forest", "desert", "canyon", "greenhouse", "library", "cavern", "lake", "volcano",
        ]
        let images = prompts.map { sketch("a \($0) at dusk", width: 128, height: 96) }
        for first in images.indices {
            for second in images.indices where second > first {
                #expect(difference(images[first], images[second]) > 4, "\(prompts[first]), \(prompts[second])")
            }
        }
    }

    @Test("Two-word lights and plurals are understood")
    func forms() {
        let bare = sketch("hills", seed: 3).meanColor
        #expect(sketch("hills, golden hour", seed: 3).meanColor != bare)
        #expect(sketch("mountain", seed: 3).meanColor.distance(to: sketch("mountains", seed: 3).meanColor) < 6)
    }
}
