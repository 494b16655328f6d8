/// The file formats of the API's `outputFormat`.
package enum ImageFormat: String, Sendable, CaseIterable {
    /// Lossy, without alpha.
    case jpg
    /// Lossless, with alpha.
    case png
    /// Lossy here, with alpha.
    case webp

    /// The media type of a file of this format.
    package var mimeType: String {
        switch self {
        case .jpg: "image/jpeg"
        case .png: "image/png"
        case .webp: "image/webp"
        }
    }

    /// The usual end of a file name, without the dot.
    package var fileExtension: String { rawValue }

    /// The API's spelling: JPG, PNG, WEBP.
    package var name: String { rawValue.uppercased() }

    /// The format by its first bytes, nil when they fit none. Twelve bytes are enough.
    package static func sniff(_ bytes: some Collection<UInt8>) -> ImageFormat? {
        let head = Array(bytes.prefix(12))
        if head.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpg }
        if head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return .png }
        if head.count == 12, head.starts(with: "RIFF".utf8), head[8...].elementsEqual("WEBP".utf8) { return .webp }
        return nil
    }
}
