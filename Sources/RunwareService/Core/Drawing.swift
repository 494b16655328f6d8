import Foundation
import Imaging
import NIOPosix
import RunwareAPI

/// Draws the files of images. Drawing and encoding take many milliseconds of a core, so they run on threads of the
/// service's own.
struct Drawing: Sendable {
    let threads: NIOThreadPool

    /// The file of an image. The same record gives the same bytes at any time.
    func file(_ image: ImageRecord) async throws -> [UInt8] {
        try await threads.runIfActive { try Self.draw(image) }
    }

    /// The picture inside the answer; nil for a link, which needs no drawing before it is followed.
    func text(_ image: ImageRecord, as type: OutputType) async throws -> OutgoingOutput? {
        switch type {
        case .url: nil
        case .base64Data:
            try await threads.runIfActive { .base64(Data(try Self.draw(image)).base64EncodedString()) }
        case .dataURI:
            try await threads.runIfActive {
                let text = Data(try Self.draw(image)).base64EncodedString()
                return .dataURI("data:\(image.format.file.mimeType);base64,\(text)")
            }
        }
    }

    private static func draw(_ image: ImageRecord) throws -> [UInt8] {
        let sketch = SketchRequest(prompt: image.prompt, seed: image.seed, width: image.width, height: image.height)
        return try ImageCodec.encode(SketchRenderer.render(sketch), as: image.format.file, quality: image.quality)
    }
}

extension OutputFormat {
    /// The file format that goes by this name.
    var file: ImageFormat {
        switch self {
        case .jpg: .jpg
        case .png: .png
        case .webp: .webp
        }
    }
}
