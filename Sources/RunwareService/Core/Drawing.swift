import Foundation
import Imaging
import NIOPosix
import RunwareAPI
import Synchronization

/// Draws the files of images. Drawing and encoding take many milliseconds of a core, so they run on threads of the
/// service's own.
final class Drawing: Sendable {
    /// What two images must share to have one file when files are predrawn.
    private struct Shape: Hashable {
        var width: Int
        var height: Int
        var format: OutputFormat
    }

    private let threads: NIOThreadPool
    /// Files by shape, nil when every image is drawn for itself.
    private let predrawn: Mutex<[Shape: [UInt8]]>?

    /// - Parameter predrawn: whether all images of a size and format are one file, so that a measurement of the protocol
    ///   does not measure the drawing.
    init(threads: NIOThreadPool, predrawn: Bool) {
        self.threads = threads
        self.predrawn = predrawn ? Mutex([:]) : nil
    }

    /// The file of an image. The same record gives the same bytes at any time.
    func file(_ image: ImageRecord) async throws -> [UInt8] {
        let shape = Shape(width: image.width, height: image.height, format: image.format)
        if let kept = predrawn?.withLock({ $0[shape] }) { return kept }
        let bytes = try await threads.runIfActive { try Self.draw(image) }
        return predrawn?.withLock { files in
            if let first = files[shape] { return first }
            files[shape] = bytes
            return bytes
        } ?? bytes
    }

    /// The picture as it stands inside an answer; nil for a link.
    func text(_ bytes: [UInt8], of format: OutputFormat, as type: OutputType) async throws -> OutgoingOutput? {
        switch type {
        case .url: nil
        case .base64Data:
            try await threads.runIfActive { .base64(Data(bytes).base64EncodedString()) }
        case .dataURI:
            try await threads.runIfActive {
                .dataURI("data:\(format.file.mimeType);base64,\(Data(bytes).base64EncodedString())")
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
