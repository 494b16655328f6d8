// Imaging: pixels in memory, the three file formats of the service (JPG, PNG, WEBP), and the deterministic sketches
// the local service answers with. It works on values: bytes in, pixels out and back. It must never contain files,
// networking, terminals, clocks or randomness that the caller did not hand in; and because codecs block, it is called
// on threads of the caller's own, never from a task.

/// Why an image could not be read or written. Texts from libraries are English and carry nothing of the image.
package enum ImagingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The bytes begin like none of the known formats.
    case unknownFormat
    /// The bytes are cut, damaged or not what their header claims.
    case damaged(format: ImageFormat, reason: String)
    /// The header claims more pixels than the caller allows; nothing was allocated for them.
    case tooLarge(width: Int, height: Int, limit: Int)
    /// The format cannot carry this (a side too long, an animation).
    case unsupported(format: ImageFormat, reason: String)
    /// The codec failed although the input was sound (memory).
    case codecFailed(format: ImageFormat, reason: String)
    /// The quality is outside of 20...99 (the API's `outputQuality`).
    case qualityOutOfRange(Int)

    package var description: String {
        switch self {
        case .unknownFormat: "the bytes are no JPG, PNG or WEBP image"
        case .damaged(let format, let reason): "damaged \(format.name) image: \(reason)"
        case .tooLarge(let width, let height, let limit): "\(width) x \(height) is more than \(limit) pixels"
        case .unsupported(let format, let reason): "\(format.name) cannot carry this image: \(reason)"
        case .codecFailed(let format, let reason): "the \(format.name) codec failed: \(reason)"
        case .qualityOutOfRange(let quality): "quality \(quality) is not in 20...99"
        }
    }
}
