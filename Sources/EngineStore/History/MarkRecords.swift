package import EngineCore
package import EngineModel

extension EngineStore {
    package func rows(_ ids: [HistoryID]) async throws(StoreFailure) -> [HistoryRow] { [] }
    package func mark(_ changes: [RowChange]) async throws(StoreFailure) -> [RowChange] { [] }
    package func tags(limit: Int) async throws(StoreFailure) -> [TagCount] { [] }
    package func binCount() async throws(StoreFailure) -> Int { 0 }
    package func emptyBin(before time: Timestamp) async throws(StoreFailure) -> Int { 0 }
    package func lineage(of id: HistoryID) async throws(StoreFailure) -> Lineage? { nil }
    package func erase(_ jobs: [JobID]) async throws(StoreFailure) {}
}
