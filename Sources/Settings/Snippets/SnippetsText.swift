/// `snippets.toml`: named fragments of prompts, one `name = "text"` each.
package struct SnippetsText: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        package let name: String
        package let text: String
    }

    /// In the order of the file.
    package let entries: [Entry]
    /// What is wrong; the entries that are right stand all the same.
    package let diagnostics: [Diagnostic]
    private let text: String
    private let path: String

    /// Reads the file; a missing one is empty.
    package static func load(path: String) -> SnippetsText {
        do {
            return SnippetsText(try SettingsFile.text(at: path) ?? "", path: path)
        } catch {
            return SnippetsText(text: "", path: path, entries: [], diagnostics: [error])
        }
    }

    /// Reads a text; `path` is for the diagnostics.
    package init(_ text: String, path: String) {
        do {
            var reader = SettingReader(try SettingDocument(text, file: path))
            let root = reader.document.root
            let names = root.keys.sorted { one, other in
                let (one, other) = (
                    reader.document.positions.place(of: [one]), reader.document.positions.place(of: [other])
                )
                return (one?.line ?? 0, one?.column ?? 0) < (other?.line ?? 0, other?.column ?? 0)
            }
            var entries: [Entry] = []
            for name in names {
                guard let text = reader.text(root, [name], rule: "a text, as in name = \"text\"") else { continue }
                if text.isEmpty {
                    reader.report([name], "must not be empty")
                } else {
                    entries.append(Entry(name: name, text: text))
                }
            }
            self.init(
                text: text, path: path, entries: entries,
                diagnostics: reader.diagnostics.sorted(by: Diagnostic.precedes))
        } catch {
            self.init(text: text, path: path, entries: [], diagnostics: [error])
        }
    }

    private init(text: String, path: String, entries: [Entry], diagnostics: [Diagnostic]) {
        self.text = text
        self.path = path
        self.entries = entries
        self.diagnostics = diagnostics
    }

    /// What has to be written behind the text so that it holds one more entry; nothing that stands there is touched.
    ///
    /// Refused where anything is wrong with the text, where the name is taken, and where the whole would not be read
    /// back as it should be.
    package func addition(_ name: String, _ fragment: String) throws(Diagnostic) -> String {
        if let fault = diagnostics.first { throw fault }
        if entries.contains(where: { $0.name == name }) {
            throw Diagnostic(file: path, key: name, message: "the name is taken")
        }
        let isEnded = text.isEmpty || text.utf8.last == UInt8(ascii: "\n")
        let addition = (isEnded ? "" : "\n") + "\(TOMLText.key(name)) = \(TOMLText.value(fragment))\n"
        let whole = SnippetsText(text + addition, path: path)
        if let fault = whole.diagnostics.first { throw fault }
        guard whole.entries == entries + [Entry(name: name, text: fragment)] else {
            throw Diagnostic(file: path, key: name, message: "the text would not be read back as it is")
        }
        return addition
    }
}
