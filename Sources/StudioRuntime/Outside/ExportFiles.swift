import EngineCore
import EngineModel
import StudioCore
import TerminalLoop

/// Files that the user names, each written once and as a whole.
package protocol ExportFiles: Sendable {
    /// Writes a file that was not there, off the caller's thread.
    ///
    /// - Parameter name: relative to where the studio was started, below `~/`, or from the root on.
    /// - Returns: its whole path.
    func write(_ text: String, to name: String) async throws(ExportFault) -> String
}

/// Why a file was not written.
package enum ExportFault: Error, Hashable, Sendable {
    /// There is a file of that name.
    case isThere
    /// One sentence that names the file.
    case failed(String)
}

extension Program {
    /// Writes rows to a file, the oldest first: all of them, or none.
    func export(_ form: ExportForm) async throws(StoreFailure) -> Exported {
        guard let files = files.exports else { return .failed("no files can be written here") }
        let (text, lines) = try await Self.text(form, from: library, engine, address: state.engine.service.address)
        guard lines.written > 0 else { return .failed(lines.leftOutWords ?? "the rows are gone") }
        do throws(ExportFault) {
            return .written(
                lines.countWords, path: try await files.write(text, to: form.fileName), leftOut: lines.leftOutWords)
        } catch {
            switch error {
            case .isThere: return .isThere
            case .failed(let sentence): return .failed(sentence)
            }
        }
    }

    /// The text of the file. Many rows take their time, during which keys go on.
    private nonisolated static func text(
        _ form: ExportForm, from library: any HistoryLibrary, _ engine: Engine, address: String
    ) async throws(StoreFailure) -> (text: String, lines: ExportLines) {
        var lines = ExportLines(kind: form.kind, address: address)
        var text = ""
        for row in try await library.rows(form.rows).reversed() {
            // What went meanwhile is left out.
            guard let entry = try await library.entry(row.id) else { continue }
            text += lines.line(entry, taskUUID: await engine.newTaskUUID()) ?? ""
        }
        return (text, lines)
    }
}
