import Foundation
import Imaging
import RunwareAPI

/// A file that is served.
struct GalleryFile: Sendable {
    let bytes: [UInt8]
    let mimeType: String
    /// What it was drawn from.
    let prompt: String
}

/// The images: drawn from their rows when asked for, the last ones kept in memory, and handed over as the request
/// wanted them.
actor Gallery {
    /// Bytes of encoded images kept at most.
    static let memory = 32 * 1024 * 1024

    private let store: ServiceDatabase
    private nonisolated let drawing: Drawing
    private let limit: Int
    private let now: @Sendable () -> Date
    private var recent = RecentFiles(capacity: Gallery.memory)

    /// - Parameter limit: so many of the newest images have links.
    init(store: ServiceDatabase, drawing: Drawing, limit: Int, now: @escaping @Sendable () -> Date) {
        self.store = store
        self.drawing = drawing
        self.limit = limit
        self.now = now
    }

    /// The file at an address; nil when there is none, when it has another format, or when its time is over.
    func file(at address: ImageAddress) async throws -> GalleryFile? {
        guard let image = try await store.image(address.imageUUID, among: limit), image.format == address.format
        else { return nil }
        if let expires = image.expires, now() >= expires { return nil }
        return GalleryFile(
            bytes: try await bytes(of: image), mimeType: image.format.file.mimeType, prompt: image.prompt)
    }

    /// The encoded file of an image.
    func bytes(of image: ImageRecord) async throws -> [UInt8] {
        if let kept = recent[image.imageUUID] { return kept }
        let bytes = try await drawing.file(image)
        recent[image.imageUUID] = bytes
        return bytes
    }

    /// An image as its request wanted it: a link, which needs no drawing before it is followed, or the picture itself.
    nonisolated func outgoing(_ image: ImageRecord, of task: AcceptedTask, links: ImageLinks) async throws
        -> OutgoingImage
    {
        var outgoing = link(to: image, of: task, links: links)
        let type = task.parameters.outputType
        if type != .url {
            let bytes = try await bytes(of: image)
            outgoing.output = try await drawing.text(bytes, of: image.format, as: type) ?? outgoing.output
        }
        return outgoing
    }

    /// An image as a link.
    nonisolated func link(to image: ImageRecord, of task: AcceptedTask, links: ImageLinks) -> OutgoingImage {
        let parameters = task.parameters
        return OutgoingImage(
            taskUUID: task.taskUUID, imageUUID: image.imageUUID, seed: image.seed,
            cost: parameters.includeCost ? image.charged : nil,
            // The sketches are of landscapes and skies: the check runs and finds nothing.
            flagged: parameters.safetyMode == .fast ? false : nil, output: links.output(image))
    }
}

/// Where the links of images lead: the service as its clients see it.
struct ImageLinks: Hashable, Sendable {
    var host: String
    var port: Int

    func output(_ image: ImageRecord) -> OutgoingOutput {
        .url(ImageAddress(imageUUID: image.imageUUID, format: image.format).url(host: host, port: port))
    }
}
