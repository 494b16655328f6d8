import RunwareAPI

/// Files by image, as many as fit; the one not asked for longest goes first.
struct RecentFiles {
    /// Bytes.
    let capacity: Int
    private var files: [TaskUUID: (bytes: [UInt8], used: UInt64)] = [:]
    private var size = 0
    private var uses: UInt64 = 0

    init(capacity: Int) {
        self.capacity = capacity
    }

    subscript(imageUUID: TaskUUID) -> [UInt8]? {
        mutating get {
            guard let bytes = files[imageUUID]?.bytes else { return nil }
            uses += 1
            files[imageUUID]?.used = uses
            return bytes
        }
        set {
            size -= files.removeValue(forKey: imageUUID)?.bytes.count ?? 0
            guard let newValue, newValue.count <= capacity else { return }
            uses += 1
            files[imageUUID] = (newValue, uses)
            size += newValue.count
            // Few files fit, so a search for the oldest is cheaper than an order that has to be kept.
            while size > capacity, let oldest = files.min(by: { $0.value.used < $1.value.used })?.key {
                size -= files.removeValue(forKey: oldest)?.bytes.count ?? 0
            }
        }
    }
}
