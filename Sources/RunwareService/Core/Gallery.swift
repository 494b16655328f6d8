import Foundation
import Imaging
import NIOPosix
import RunwareAPI

/// A file that is served.
struct GalleryFile: Sendable {
    let bytes: [UInt8]
    let mimeType: String
}

/// The images behind the links: drawn from their rows when asked for, the last ones kept in memory.
actor Gallery {
    /// Bytes of encoded images kept at most.
    static let memory = 32 * 1024 * 1024

    private let store: ServiceDatabase
    private let drawing: Drawing
    private let now: @Sendable () -> Date
    private var recent = RecentFiles(capacity: Gallery.memory)

    init(store: ServiceDatabase, threads: NIOThreadPool, now: @escaping @Sendable () -> Date) {
        self.store = store
        self.drawing = Drawing(threads: threads)
        self.now = now
    }

    /// The file at an address; nil when there is none, when it has another format, or when its time is over.
    func file(at address: ImageAddress) async throws -> GalleryFile? {
        guard let image = try await store.image(address.imageUUID), image.format == address.format else { return nil }
        if let expires = image.expires, now() >= expires { return nil }
        let bytes: [UInt8]
        if let kept = recent[image.imageUUID] {
            bytes = kept
        } else {
            bytes = try await drawing.file(image)
            recent[image.imageUUID] = bytes
        }
        return GalleryFile(bytes: bytes, mimeType: image.format.file.mimeType)
    }
}
