import StudioCore

/// The named lists that templates choose from: `NAME.txt` in one folder, which people keep by hand.
package struct ListLibrary: Hashable, Sendable {
    /// Where the files are.
    package let folder: String

    /// The largest file that is read, in bytes.
    package static let maximumBytes = 1 << 20

    /// A library of a folder; it need not be there.
    package init(folder: String) {
        self.folder = folder
    }

    /// The entries of a list; nil when there is no such file, or the name is none that a file may have.
    ///
    /// A link in place of the file is followed: people keep their configuration elsewhere and link to it. What is no
    /// regular file at its end is refused.
    package func entries(of name: String) throws(Diagnostic) -> [String]? {
        guard FileStem.isLegal(name) else { return nil }
        let text = try SettingsFile.text(at: "\(folder)/\(name).txt", maximumBytes: Self.maximumBytes)
        return text.map(Self.entries(in:))
    }

    /// One entry a line, without the blanks around it; blank lines and lines that begin with `#` are none. An entry that
    /// begins with `#` is written `\#`. All else is taken literally.
    package static func entries(in text: String) -> [String] {
        let text = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]
        return text.split(whereSeparator: \.isNewline).compactMap { line in
            var entry = line
            while entry.first?.isWhitespace == true { entry.removeFirst() }
            while entry.last?.isWhitespace == true { entry.removeLast() }
            guard !entry.isEmpty, !entry.hasPrefix("#") else { return nil }
            return String(entry.hasPrefix("\\#") ? entry.dropFirst() : entry)
        }
    }
}
