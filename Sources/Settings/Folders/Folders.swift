/// Where Easel's files lie (product §11), as the XDG Base Directory Specification says.
package struct Folders: Hashable, Sendable {
    /// Configuration, keymap, user themes: `$XDG_CONFIG_HOME/easel` or `~/.config/easel`.
    package let configuration: String
    /// Database, spool and pictures: `$XDG_DATA_HOME/easel` or `~/.local/share/easel`.
    package let data: String
    /// Logs: `$XDG_STATE_HOME/easel` or `~/.local/state/easel`.
    package let state: String

    /// Finds the folders; nothing is made. Relative values in the XDG variables are ignored, as the specification
    /// demands, and so are empty ones.
    package init(environment: [String: String]) throws(FoldersFailure) {
        func folder(_ variable: String, _ below: String) throws(FoldersFailure) -> String {
            if let base = Self.absolute(environment[variable]) { return base + "/easel" }
            guard let home = Self.absolute(environment["HOME"]) else { throw .noHome(variable: variable) }
            return "\(home)/\(below)/easel"
        }
        configuration = try folder("XDG_CONFIG_HOME", ".config")
        data = try folder("XDG_DATA_HOME", ".local/share")
        state = try folder("XDG_STATE_HOME", ".local/state")
    }

    /// The user's own themes.
    package var themes: String { configuration + "/themes" }
    /// The user's presets, one file each.
    package var presets: String { configuration + "/presets" }
    /// The user's named lists for templates.
    package var lists: String { configuration + "/lists" }
    /// The key that `easel account login` keeps.
    package var keyFile: String { configuration + "/key" }
    /// The user's configuration.
    package var configurationFile: String { configuration + "/config.toml" }

    /// The user's snippets.
    package var snippetsFile: String { configuration + "/snippets.toml" }

    /// The path without slashes at its end ("" for the root); nil unless it is absolute.
    private static func absolute(_ path: String?) -> String? {
        guard var path = path?[...], path.hasPrefix("/") else { return nil }
        while path.hasSuffix("/") { path.removeLast() }
        return String(path)
    }
}

/// Why there is no place for Easel's files.
package enum FoldersFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Neither this variable nor HOME names an absolute path.
    case noHome(variable: String)

    /// A sentence that says what to set.
    package var description: String {
        switch self {
        case .noHome(let variable):
            "Easel does not know where its files belong: set HOME or \(variable) to an absolute path."
        }
    }
}
