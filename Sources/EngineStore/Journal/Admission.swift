package import EngineCore
package import EngineModel
import GRDB

extension EngineStore {
    /// The write lock is taken before the sums are read: of two copies that submit at once, the second counts the first.
    package func submit(_ jobs: [Job], within limit: DayLimit?) async throws(AdmissionFailure) {
        let owner = owner.owner
        let now = now
        let counted: Spending?
        do throws(StoreFailure) {
            counted = try await database.write { database in
                if let limit {
                    let spending = try SpendingSums(database: database)
                        .spending(since: limit.since, isSimulated: limit.isSimulated)
                    if spending.total + limit.adds > limit.amount { return spending }
                }
                var writing = EntryWriting(database: database, owner: owner, time: now())
                for job in jobs { try writing.write(.submitted(job)) }
                return nil
            }
        } catch {
            throw .store(error)
        }
        if let counted { throw .overLimit(counted) }
    }
}
