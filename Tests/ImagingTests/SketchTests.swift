import Imaging
import Testing

@Suite("Sketches")
struct SketchTests {
    static let cases: [(String, UInt64, Int, Int, UInt64)] = [
        ("an amber dusk over water", 7, 256, 256, 0xC721C3E7DEF91632),
        ("a jade greenhouse in morning rain", 42, 320, 256, 0xA501FA74E90C394A),
        ("snowy mountain village at night, lanterns", 9223372036854776000, 256, 256, 0x7F809B9C8C982B18),
        ("neon city in the rain", 0, 512, 288, 0xEFEA812D0317215E),
        ("volcanic glass violin workshop, ember light", 3, 256, 256, 0xA23B5ACB7B784164),
        ("ancient library, a heron, a castle, canyon cavern", 1, 320, 256, 0x2DC4C531B8FB4E7D),
    ]

    @Test("The same request gives these very pixels on every machine", arguments: cases)
    func pixels(prompt: String, seed: UInt64, width: Int, height: Int, expected: UInt64) {
        let image = sketch(prompt, seed: seed, width: width, height: height)
        #expect(image.width == width && image.height == height)
        #expect(fingerprint(image) == expected)
    }

    @Test("A request drawn twice is the same picture, and opaque")
    func repeated() {
        let image = sketch("plum fog over a canal", seed: 12)
        #expect(fingerprint(image) == fingerprint(sketch("plum fog over a canal", seed: 12)))
        #expect(stride(from: 3, to: image.rgba.count, by: 4).allSatisfy { image.rgba[$0] == 255 })
    }

    @Test(
        "Another seed changes at least a fifth of the pixels visibly", arguments: [1, 2, 3, 1_000_000_007] as [UInt64])
    func seeds(seed: UInt64) {
        for prompt in ["an amber dusk over water", "a jade greenhouse", "a village", "a desert canyon at noon"] {
            let (a, b) = (sketch(prompt, seed: seed), sketch(prompt, seed: seed + 1))
            var changed = 0
            for pixel in 0..<(256 * 256) {
                let at = pixel * 4
                if (0..<3).contains(where: { abs(Int(a.rgba[at + $0]) - Int(b.rgba[at + $0])) > 12 }) { changed += 1 }
            }
            #expect(changed > 256 * 256 / 5, "\(prompt) \(seed)")
        }
    }

    @Test("Any other word changes something, and no prompt fails")
    func words() {
        let (bare, more) = (fingerprint(sketch("a lake at dawn")), fingerprint(sketch("a lake at dawn, by someone")))
        #expect(bare != more)
        for prompt in ["", "   ", "日本の春 🏯", String(repeating: "amber ", count: 600), "\u{1B}[31m\0"] {
            #expect(sketch(prompt, width: 64, height: 48).rgba.count == 64 * 48 * 4)
        }
    }

    @Test("Every size of the API and the extremes are drawn")
    func sizes() {
        for (width, height) in [(256, 1440), (1440, 256), (16, 16), (17, 400)] {
            for prompt in ["storm at sea", "greenhouse", "library", "cavern", "volcano workshop", "snowy city bridge"] {
                let image = sketch(prompt, seed: .max, width: width, height: height)
                #expect(image.width == width && image.height == height)
            }
        }
        let clamped = SketchRequest(prompt: "", seed: 0, width: -5, height: 1 << 40)
        #expect(clamped.width == 16 && clamped.height == 4096)
    }
}
