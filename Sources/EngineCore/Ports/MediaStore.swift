package import EngineModel
package import Foundation
package import RunwareAPI

/// Files of images in the data folder.
package protocol MediaStore: Sendable {
    /// Writes a file for a result: to a temporary name, synced, then renamed; never over another file. Returns the path
    /// relative to the data folder.
    func store(_ bytes: Data, for result: ResultID, format: OutputFormat) async throws(StoreFailure) -> String
    /// The path of the whole file of a result that was written before, relative to the data folder; nil without one.
    func find(_ result: ResultID) async -> String?
    /// The absolute path of a stored file.
    func absolutePath(_ path: String) -> String
}
