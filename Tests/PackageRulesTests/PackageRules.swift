/// The rules by which the package is divided: who may import what, and what a target never holds. A function of
/// manifest and files, so that a test can show it a house with a wall torn down.
struct PackageRules {
    /// One Swift file, by its path from the root of the package.
    struct File {
        var path: String
        var source: String
    }

    /// Modules that every target may import, but for those in `importsNothing`.
    var openModules: Set = ["Swift", "Glibc", "Dispatch", "Foundation", "Synchronization"]
    /// Modules that whatever lies in Tests may import besides.
    var testModules: Set = ["Testing"]
    var neverImported: Set = ["FoundationNetworking"]
    var importsNothing: Set = ["TerminalUI"]
    /// Targets of values and pure functions, and the words that they do without.
    var pureTargets: Set = ["TerminalUI", "RunwareAPI", "EngineModel", "StudioCore", "StudioViews"]
    var impureWords: Set = ["async", "Task", "class", "actor"]
    var longestFile = 600
    var topLevel: Set = ["Package.swift", "Makefile", "README.md", "Sources", "Tests", "themes"]
    /// The module behind each product; a product that is not named here is one more thing to decide on.
    var moduleOfProduct = [
        "ArgumentParser": "ArgumentParser", "AsyncHTTPClient": "AsyncHTTPClient", "GRDB": "GRDB",
        "HTTPTypes": "HTTPTypes", "Hummingbird": "Hummingbird", "HummingbirdTesting": "HummingbirdTesting",
        "Logging": "Logging", "NIO": "NIO", "NIOConcurrencyHelpers": "NIOConcurrencyHelpers", "NIOCore": "NIOCore",
        "NIOEmbedded": "NIOEmbedded", "NIOExtras": "NIOExtras", "NIOFoundationCompat": "NIOFoundationCompat",
        "NIOHTTP1": "NIOHTTP1", "NIOHTTPTypes": "NIOHTTPTypes", "NIOHTTPTypesHTTP1": "NIOHTTPTypesHTTP1",
        "NIOPosix": "NIOPosix", "NIOSSL": "NIOSSL", "NIOTLS": "NIOTLS", "NIOWebSocket": "NIOWebSocket",
        "HummingbirdCore": "HummingbirdCore", "ServiceLifecycle": "ServiceLifecycle", "TOMLKit": "TOMLKit",
        "UnixSignals": "UnixSignals",
    ]

    /// Every breach of a rule, one sentence each. `tracked` are the paths that version control knows, if it is there.
    func breaches(of manifest: Manifest, files: [File], tracked: [String]) -> [String] {
        manifest.dependencies.filter { !$0.isExact }.map { "dependency \($0.identity) is not pinned by exact:" }
            + unknownProducts(manifest)
            + files.flatMap { breaches(in: $0, of: manifest) }
            + Set(tracked.compactMap { $0.split(separator: "/").first.map(String.init) })
            .filter { !$0.hasPrefix(".") && !topLevel.contains($0) }.sorted()
            .map { "\($0) does not belong to the top level" }
    }

    private func unknownProducts(_ manifest: Manifest) -> [String] {
        Set(manifest.targets.flatMap(\.products)).filter { moduleOfProduct[$0] == nil }.sorted()
            .map { "product \($0) is not in the rules' list of products" }
    }

    private func breaches(in file: File, of manifest: Manifest) -> [String] {
        guard
            let target = manifest.targets.filter({ file.path.hasPrefix($0.folder + "/") }).max(by: {
                $0.folder.count < $1.folder.count
            })
        else { return ["\(file.path) belongs to no target"] }
        let text = SwiftText(file.source)
        var found: [String] = []
        let allowed = modules(of: target)
        for module in text.imports where !allowed.contains(module) || neverImported.contains(module) {
            found.append("\(file.path) imports \(module), which \(target.name) may not")
        }
        if pureTargets.contains(target.name) {
            found += text.uses(of: impureWords).map { "\(file.path) says \($0), which \(target.name) does without" }
        }
        if !isForTests(target), text.lines.count > longestFile {
            found.append("\(file.path) has \(text.lines.count) lines, more than \(longestFile)")
        }
        return found
    }

    private func modules(of target: Manifest.Target) -> Set<String> {
        if importsNothing.contains(target.name) { return [] }
        let own = openModules.union(target.targets).union(target.products.compactMap { moduleOfProduct[$0] })
        return isForTests(target) ? own.union(testModules) : own
    }

    /// Test targets, and what lies beside them for their use.
    private func isForTests(_ target: Manifest.Target) -> Bool {
        target.type == "test" || target.folder.hasPrefix("Tests/")
    }
}
