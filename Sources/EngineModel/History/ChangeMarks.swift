package import RunwareAPI

/// What is other in a request than in the one that it was made from, as letters for a row.
package struct ChangeMarks: OptionSet, Hashable, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) {
        self.rawValue = rawValue
    }

    package static let prompt = ChangeMarks(rawValue: 1)
    package static let seed = ChangeMarks(rawValue: 2)
    package static let width = ChangeMarks(rawValue: 4)
    package static let height = ChangeMarks(rawValue: 8)
    package static let upsampling = ChangeMarks(rawValue: 16)
    package static let tolerance = ChangeMarks(rawValue: 32)
    /// Format and quality of the file.
    package static let format = ChangeMarks(rawValue: 64)
    /// Any other parameter.
    package static let other = ChangeMarks(rawValue: 128)

    private static let all: [(mark: ChangeMarks, letter: String, word: String)] = [
        (.prompt, "P", "prompt"), (.seed, "S", "seed"), (.width, "W", "width"), (.height, "H", "height"),
        (.upsampling, "U", "upsampling"), (.tolerance, "T", "tolerance"), (.format, "F", "format"),
        (.other, "O", "other parameters"),
    ]

    /// `PSW`; empty when nothing is other.
    package var letters: String { Self.all.filter { contains($0.mark) }.map(\.letter).joined() }

    /// The same in words.
    package var words: [String] { Self.all.filter { contains($0.mark) }.map(\.word) }

    /// Compares what was made with what it was made from. Seeds are those of the images, where they are known; how many
    /// images were asked for is no difference between two images.
    package init(from parent: ImageRequest, seed parentSeed: UInt64?, to request: ImageRequest, seed: UInt64?) {
        var marks: ChangeMarks = []
        if parent.prompt != request.prompt { marks.insert(.prompt) }
        if parentSeed == nil || parentSeed != seed { marks.insert(.seed) }
        let (old, new) = (parent.parameters, request.parameters)
        for parameter in Parameter.allCases where old[parameter] != new[parameter] {
            switch parameter {
            // These say how the answer comes and what it costs, not what is drawn.
            case .includeCost, .deliveryMethod: break
            case .taskType, .taskUUID, .model, .positivePrompt, .seed, .numberResults: break
            case .width: marks.insert(.width)
            case .height: marks.insert(.height)
            case .promptUpsampling: marks.insert(.upsampling)
            case .safetyTolerance: marks.insert(.tolerance)
            case .outputFormat, .outputQuality: marks.insert(.format)
            default: marks.insert(.other)
            }
        }
        self = marks
    }
}
