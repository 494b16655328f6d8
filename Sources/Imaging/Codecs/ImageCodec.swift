import CCodecs

/// What the header of an image file says.
package struct ImageHeader: Sendable, Equatable {
    /// By the first bytes, whatever the file is called.
    package let format: ImageFormat
    /// Pixels per row, at least 1.
    package let width: Int
    /// Rows, at least 1.
    package let height: Int
}

/// Image files to pixels and back. Blocks for milliseconds: for threads of the caller's own.
package enum ImageCodec {
    /// Encodes pixels.
    /// - Parameter quality: 20...99 as the API's `outputQuality`. PNG is lossless: there it has no visible effect
    ///   and changes no byte. JPG has no alpha and ignores that of the pixels.
    /// - Throws: `qualityOutOfRange`, `unsupported` for sides the format cannot carry, `codecFailed`.
    package static func encode(
        _ image: PixelImage, as format: ImageFormat, quality: Int
    ) throws(ImagingError) -> [UInt8] {
        guard (20...99).contains(quality) else { throw .qualityOutOfRange(quality) }
        guard let width = Int32(exactly: image.width), let height = Int32(exactly: image.height) else {
            throw .unsupported(format: format, reason: "a side is too long")
        }
        var encoded: [UInt8] = []
        let outcome = withMessage { message in
            withUnsafeMutablePointer(to: &encoded) { target in
                ccodecs_encode(
                    format.door, image.rgba, image.rgba.count, width, height, Int32(quality),
                    { context, bytes, length in
                        guard let context, let bytes else { return }
                        context.assumingMemoryBound(to: [UInt8].self).pointee = Array(
                            UnsafeBufferPointer(start: bytes, count: length))
                    }, target, message)
            }
        }
        try outcome.check(format)
        return encoded
    }

    /// Reads the header only.
    /// - Throws: `unknownFormat`, `damaged`, `unsupported`.
    package static func inspect(_ bytes: [UInt8]) throws(ImagingError) -> ImageHeader {
        guard let format = ImageFormat.sniff(bytes) else { throw .unknownFormat }
        var width: Int32 = 0
        var height: Int32 = 0
        let outcome = withMessage { message in
            ccodecs_inspect(format.door, bytes, bytes.count, &width, &height, message)
        }
        try outcome.check(format)
        return ImageHeader(format: format, width: Int(width), height: Int(height))
    }

    /// Decodes a whole image; a file that the decoder merely warns about is damaged.
    /// - Parameter maxPixels: bound on width x height, checked before anything is allocated for the pixels.
    /// - Throws: what `inspect` throws, and `tooLarge`.
    package static func decode(_ bytes: [UInt8], maxPixels: Int) throws(ImagingError) -> PixelImage {
        let header = try inspect(bytes)
        // Both sides come from Int32: the product fits Int.
        guard header.width * header.height <= maxPixels else {
            throw .tooLarge(width: header.width, height: header.height, limit: maxPixels)
        }
        let count = header.width * header.height * 4
        var outcome = Outcome(code: 0, message: "")
        // Zeroed, not uninitialised: a decoder that stops early must not leave foreign memory in view.
        var rgba = [UInt8](repeating: 0, count: count)
        outcome = withMessage { message in
            ccodecs_decode(
                header.format.door, bytes, bytes.count, &rgba, count, Int32(header.width), Int32(header.height),
                message)
        }
        try outcome.check(header.format)
        return PixelImage(checkedWidth: header.width, height: header.height, rgba: rgba)
    }

    private static func withMessage(_ body: (UnsafeMutablePointer<CChar>) -> Int32) -> Outcome {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CCODECS_MESSAGE)) { buffer in
            buffer.initialize(repeating: 0)
            guard let base = buffer.baseAddress else { return Outcome(code: Int32(CCODECS_INTERNAL), message: "") }
            let code = body(base)
            return Outcome(code: code, message: code == 0 ? "" : String(cString: base))
        }
    }
}

/// A code and message of the C door.
private struct Outcome {
    let code: Int32
    let message: String

    func check(_ format: ImageFormat) throws(ImagingError) {
        switch Int(code) {
        case Int(CCODECS_OK): return
        case Int(CCODECS_DAMAGED): throw .damaged(format: format, reason: message)
        case Int(CCODECS_UNSUPPORTED): throw .unsupported(format: format, reason: message)
        default: throw .codecFailed(format: format, reason: message)
        }
    }
}

extension ImageFormat {
    fileprivate var door: Int32 {
        switch self {
        case .jpg: Int32(CCODECS_JPEG)
        case .png: Int32(CCODECS_PNG)
        case .webp: Int32(CCODECS_WEBP)
        }
    }
}
