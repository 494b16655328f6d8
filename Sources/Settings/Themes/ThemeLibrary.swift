/// Finds themes by name: the user's folder, what was installed beside the program, the checkout it was built in, and
/// the program itself, which knows the default theme.
package struct ThemeLibrary: Hashable, Sendable {
    /// Folders with `NAME.toml` files; the first that has a name wins.
    package let places: [String]

    /// A library of these folders.
    package init(places: [String]) {
        self.places = places
    }

    /// The library of a running program.
    ///
    /// - Parameter executable: its path with links resolved, as /proc/self/exe tells it; nil when unknown.
    package init(folders: Folders, executable: String?) {
        var places = [folders.themes]
        let parents = executable.map(Self.parents(of:)) ?? []
        if parents.count > 1 { places.append(parents[1] + "/share/easel/themes") }
        // Built programs lie in .build or .build-release of the checkout.
        if let build = parents.firstIndex(where: { $0.split(separator: "/").last?.hasPrefix(".build") == true }),
            build + 1 < parents.count
        {
            places.append(parents[build + 1] + "/themes")
        }
        self.init(places: places)
    }

    /// The theme of that name; where there is none, or none that can be used, the default. What is wrong is reported.
    package func load(_ name: ThemeName) -> (ThemeFile, [Diagnostic]) {
        var search = ThemeSearch(places: places)
        let found = search.find(name)
        if found == nil, search.diagnostics.isEmpty {
            let place = places.first.map { "\($0)/\(name).toml" } ?? "\(name).toml"
            search.diagnostics.append(
                Diagnostic(file: place, message: "there is no theme \"\(name)\"; the default is used"))
        }
        return (found ?? DefaultTheme.file, search.diagnostics)
    }

    /// The folder of a file, the folder of that folder and so on, up to "" for the root.
    private static func parents(of path: String) -> [String] {
        guard path.hasPrefix("/") else { return [] }
        let parts = path.split(separator: "/")
        return parts.indices.reversed().map { parts[..<$0].map { "/" + $0 }.joined() }
    }
}

/// One search with all that is inherited on the way.
private struct ThemeSearch {
    let places: [String]
    var diagnostics: [Diagnostic] = []
    /// Files that are part of the theme: none is read twice, so a user's `easel` can inherit the program's.
    private var visited: Set<String> = []
    private static let maximumDepth = 8

    init(places: [String]) { self.places = places }

    mutating func find(_ name: ThemeName) -> ThemeFile? {
        guard visited.count < Self.maximumDepth else { return nil }
        for place in places {
            let path = "\(place)/\(name).toml"
            guard !visited.contains(path) else { continue }
            do {
                guard let text = try SettingsFile.text(at: path) else { continue }
                visited.insert(path)
                let (file, found) = ThemeFile.parse(text, path: path) { find($0) }
                diagnostics += found
                return file
            } catch {
                diagnostics.append(error)
                return nil
            }
        }
        return DefaultTheme.file(named: name)
    }
}
