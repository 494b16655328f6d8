import CTerm
import Imaging

/// The local service's pictures, drawn in this process.
enum Sketching {
    private static let rounds = 5
    private static let prompts = [
        "an amber dusk over water", "a jade greenhouse in morning rain",
        "snowy mountain village at night, lanterns", "neon city in the rain",
        "volcanic glass violin workshop, ember light", "ancient library, a heron, a castle, canyon cavern",
    ]

    static func measures() -> [Measure] {
        var values: [Double] = []
        for round in 0...rounds {
            for (index, prompt) in prompts.enumerated() {
                let request = SketchRequest(prompt: prompt, seed: UInt64(7 * round + index), width: 1024, height: 768)
                let start = ct_monotonic()
                let image = SketchRenderer.render(request)
                let time = milliseconds(ct_monotonic() - start)
                // Round 0 fills tables that are made once. Looking at the picture keeps it from being left out.
                if round > 0, !image.rgba.isEmpty { values.append(time) }
            }
        }
        return [
            Measure(
                "sketch", unit: "ms", about: "one sketch of 1024x768, \(prompts.count) prompts", easel: values,
                target: .median(60))
        ]
    }
}
