import Dispatch
import Foundation
import StudioRuntime

/// Files that the studio writes where the user says.
struct ExportsOnDisk: ExportFiles {
    /// The user's home folder; without one `~/` is a name like others.
    let home: String?
    private let queue = DispatchQueue(label: "easel.exports")

    init(home: String?) {
        self.home = home
    }

    func write(_ text: String, to name: String) async throws(ExportFault) -> String {
        let path = path(name)
        let outcome: Result<Void, DraftFile.Fault> = await withCheckedContinuation { done in
            queue.async {
                done.resume(
                    returning: Result { () throws(DraftFile.Fault) in
                        let file = try DraftFile(path, replacing: false)
                        try file.write(text)
                        try file.finish()
                    })
            }
        }
        do throws(DraftFile.Fault) {
            try outcome.get()
            return path
        } catch {
            if error.isThereAlready { throw .isThere }
            throw .failed(error.sentence)
        }
    }

    private func path(_ name: String) -> String {
        if name.hasPrefix("/") { return name }
        if let home, name.hasPrefix("~/") { return home + name.dropFirst() }
        return FileManager.default.currentDirectoryPath + "/" + name
    }
}
