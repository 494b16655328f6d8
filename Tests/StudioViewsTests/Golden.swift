import Foundation
import Testing

/// Pictures of screens as text files. Recording anew takes EASEL_RECORD_SCREENS=1 and fails the run, so that nobody
/// records by accident.
enum Golden {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Screens")

    static let isRecording = ProcessInfo.processInfo.environment["EASEL_RECORD_SCREENS"] == "1"

    static func expect(_ picture: String, is name: String, at location: SourceLocation = #_sourceLocation) {
        let file = folder.appending(path: name + ".screen")
        if isRecording {
            do {
                try Data(picture.utf8).write(to: file)
                Issue.record(
                    "recorded \(name); look at it, then run without EASEL_RECORD_SCREENS", sourceLocation: location)
            } catch {
                Issue.record("\(name) cannot be written: \(error)", sourceLocation: location)
            }
            return
        }
        let kept = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        guard kept != picture else { return }
        Issue.record("\(name).screen differs:\n\(difference(kept, picture))", sourceLocation: location)
    }

    /// The first lines that differ.
    private static func difference(_ kept: String, _ drawn: String) -> String {
        let old = kept.split(separator: "\n", omittingEmptySubsequences: false)
        let new = drawn.split(separator: "\n", omittingEmptySubsequences: false)
        var lines: [String] = []
        for index in 0..<max(old.count, new.count) where lines.count < 12 {
            let pair = (index < old.count ? old[index] : "", index < new.count ? new[index] : "")
            if pair.0 != pair.1 { lines += ["\(index + 1) - \(pair.0)", "\(index + 1) + \(pair.1)"] }
        }
        return lines.joined(separator: "\n")
    }
}

extension Golden {
    /// Names of all recorded screens.
    static func files() throws -> Set<String> {
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return Set(files.filter { $0.pathExtension == "screen" }.map { $0.deletingPathExtension().lastPathComponent })
    }
}
