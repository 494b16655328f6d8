import EngineCore
import EngineModel
import GRDB

/// The way to an opened database, over a fresh one where the old one is damaged. The caller holds the gate.
struct DatabaseOpening {
    let folder: DataFolder
    let now: Timestamp

    /// An opened database and what the user should know of how that went.
    struct Opened {
        let database: StoreDatabase
        let notices: [String]
    }

    func open() throws(StoreFailure) -> Opened {
        do throws(StoreFailure) {
            return try openAsItIs()
        } catch {
            guard case .damaged(_, let reason) = error, !LivingCopies.exist(in: folder) else { throw error }
            let name = try SettingAside(folder: folder, now: now).perform()
            let fresh = try openAsItIs()
            let notice = """
                the history was damaged (\(reason)): it is kept as \(name) and a fresh one was begun; images are \
                untouched, and what was sent in the last 7 days is collected
                """
            return Opened(database: fresh.database, notices: [notice] + fresh.notices)
        }
    }

    private func openAsItIs() throws(StoreFailure) -> Opened {
        let suspicion = Suspicion(folder.database)
        let isSuspect = suspicion.exists
        try StoreDatabase.inspect(folder.database, closely: isSuspect)
        try folder.prepareDatabaseFile()
        let database = try StoreDatabase(path: folder.database)
        var notices = [database.notice].compactMap(\.self)
        if isSuspect {
            if try database.mendSearch() {
                notices.append("the index for searching was damaged and was made anew; nothing was lost")
            }
            suspicion.lift()
        }
        return Opened(database: database, notices: notices)
    }
}
