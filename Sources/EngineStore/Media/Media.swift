package import EngineCore
package import EngineModel
package import Foundation
package import RunwareAPI

extension EngineStore: MediaStore {
    package func store(
        _ bytes: Data, for result: ResultID, format: OutputFormat
    ) async throws(StoreFailure) -> String {
        try await media.store(bytes, for: result, format: format, month: UTCTime(now()).yearAndMonth)
    }

    package func find(_ result: ResultID) async -> String? { await media.find(result) }

    package func absolutePath(_ path: String) -> String { folder.path + "/" + path }
}
