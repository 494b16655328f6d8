import RunwareAPI

/// Where an image is served: `/image/os/<segment>/ws/2/ii/<imageUUID>.<extension>` (contract 12.2).
struct ImageAddress: Hashable, Sendable {
    let imageUUID: TaskUUID
    let format: OutputFormat

    init(imageUUID: TaskUUID, format: OutputFormat) {
        self.imageUUID = imageUUID
        self.format = format
    }

    /// The path on the service.
    var path: String { "/image/os/\(segment)/ws/2/ii/\(imageUUID.text).\(format.rawValue.lowercased())" }

    /// The whole address for a client that reaches the service at this host.
    func url(host: String = "127.0.0.1", port: Int) -> String { "http://\(host):\(port)" + path }

    /// Reads a path. Only the exact form that `path` writes is one: no other case, no escapes, no detours.
    init?(path: Substring) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 8, let name = parts.last else { return nil }
        let file = name.split(separator: ".", omittingEmptySubsequences: false)
        guard file.count == 2, let imageUUID = TaskUUID(String(file[0])),
            let format = OutputFormat(rawValue: file[1].uppercased())
        else { return nil }
        self.init(imageUUID: imageUUID, format: format)
        guard self.path == path else { return nil }
    }

    /// `aNNdNN`, spread over the images by their UUID.
    private var segment: String {
        let digits = imageUUID.text.utf8.prefix(8).map { Int($0 & 0x0F) % 10 }
        return "a\(digits[0])\(digits[1])d\(digits[2])\(digits[3])"
    }
}
