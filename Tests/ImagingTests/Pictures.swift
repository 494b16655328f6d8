import Imaging
import Testing

/// FNV-1a 64 over all bytes: one number that says whether any pixel changed.
func fingerprint(_ image: PixelImage) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    image.rgba.withUnsafeBufferPointer { bytes in
        var index = 0
        while index < bytes.count {
            hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3
            index &+= 1
        }
    }
    return hash
}

func sketch(_ prompt: String, seed: UInt64 = 7, width: Int = 256, height: Int = 256) -> PixelImage {
    SketchRenderer.render(SketchRequest(prompt: prompt, seed: seed, width: width, height: height))
}

/// Mean difference of two pictures of one size, per colour channel, 0...255.
func difference(_ a: PixelImage, _ b: PixelImage) -> Double {
    var sum = 0
    for (x, y) in zip(a.rgba, b.rgba) { sum += abs(Int(x) - Int(y)) }
    return Double(sum) / Double(a.width * a.height * 3)
}

/// Mean distance of the pixels' brightness from their average, 0...128.
func contrast(_ image: PixelImage) -> Int {
    let count = image.width * image.height
    let mean = image.meanColor.brightness
    var sum = 0
    for pixel in 0..<count {
        let at = pixel * 4
        let bright = (Int(image.rgba[at]) * 3 + Int(image.rgba[at + 1]) * 6 + Int(image.rgba[at + 2])) / 10
        sum += abs(bright - mean)
    }
    return sum / count
}

/// splitmix64, so that every run of the tests throws the same numbers.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
