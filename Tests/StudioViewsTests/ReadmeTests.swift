import Foundation
import StudioCore
import Testing

@Suite struct ReadmeTests {
    /// Between these lines the README holds what the command table says.
    private static let begin = "<!-- keys: from the command table -->\n"
    private static let end = "<!-- /keys -->"

    @Test("the README's keys are those of the command table")
    func keys() throws {
        let file = Golden.folder.deletingLastPathComponent().deletingLastPathComponent().appending(path: "README.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let from = try #require(text.range(of: Self.begin)?.upperBound)
        let upTo = try #require(text.range(of: Self.end)?.lowerBound)
        if Golden.isRecording {
            let fresh = text[..<from] + HelpText.markdown + text[upTo...]
            try Data(fresh.utf8).write(to: file)
            Issue.record("the README's keys are recorded; look at them, then run without EASEL_RECORD_SCREENS")
            return
        }
        #expect(text[from..<upTo] == HelpText.markdown)
    }
}
