/// A store that this process has claimed: lock, database and key. Opening blocks; it belongs on a thread of our own.
struct OpenStore: Sendable {
    let database: ServiceDatabase
    let state: StoreState
    let key: String
    private let lock: StoreLock

    init(directory: String, givenKey: String?) throws(ServiceStartFailure) {
        if let givenKey, !KeyFile.isUsable(givenKey) { throw .invalidKey }
        let files = StoreFiles(directory: directory)
        try files.prepare()
        lock = try StoreLock(files)
        (database, state) = try Self.openDatabase(path: files.database)
        if let givenKey { key = givenKey } else { key = try KeyFile(path: files.key).readOrMake() }
    }

    private static func openDatabase(path: String) throws(ServiceStartFailure) -> (ServiceDatabase, StoreState) {
        do {
            let database = try ServiceDatabase(path: path)
            return (database, try database.state())
        } catch {
            throw .cannotOpenStore(path: path, reason: "\(error)")
        }
    }

    /// Closes the database and gives the store free for the next service.
    func close() async {
        await database.close()
        lock.release()
    }
}
