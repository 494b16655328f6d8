import Foundation

/// What `swift package dump-package` says of a package, as far as the rules need it.
struct Manifest: Decodable {
    var dependencies: [Dependency]
    var targets: [Target]

    struct Dependency: Decodable {
        var identity: String
        var isExact: Bool
    }

    struct Target: Decodable {
        var name: String
        /// `regular`, `executable`, `test`, `system` …
        var type: String
        /// Folder from the root of the package.
        var folder: String
        /// Names of targets of this package.
        var targets: [String]
        var products: [String]
    }
}

extension Manifest.Dependency {
    private enum Member: String, CodingKey { case sourceControl, fileSystem, registry }
    private struct Kind: Decodable {
        var identity: String
        var requirement: [String: Requirement]?
    }
    /// Only the name of the requirement matters.
    private struct Requirement: Decodable {
        init(from decoder: any Decoder) throws {}
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Member.self)
        let member = try container.allKeys.first ?? { throw RulesError.unreadable("a dependency without a kind") }()
        let kinds = try container.decode([Kind].self, forKey: member)
        identity = kinds.map(\.identity).joined(separator: " ")
        isExact = kinds.allSatisfy { $0.requirement.map { Array($0.keys) } == ["exact"] }
    }
}

extension Manifest.Target {
    private enum Member: String, CodingKey { case name, type, path, dependencies }
    /// `{"byName":["X",null]}`, `{"target":["X",null]}` or `{"product":["X","package",null,null]}`.
    private struct Use: Decodable {
        var byName: [Text]?
        var target: [Text]?
        var product: [Text]?
    }
    /// A string, or nothing for what stands beside it (conditions, aliases).
    private struct Text: Decodable {
        var text: String?
        init(from decoder: any Decoder) throws { text = try? decoder.singleValueContainer().decode(String.self) }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Member.self)
        name = try container.decode(String.self, forKey: .name)
        type = try container.decode(String.self, forKey: .type)
        folder =
            try container.decodeIfPresent(String.self, forKey: .path) ?? (type == "test" ? "Tests/" : "Sources/") + name
        let uses = try container.decode([Use].self, forKey: .dependencies)
        targets = uses.compactMap { $0.byName?.first?.text ?? $0.target?.first?.text }
        products = uses.compactMap { $0.product?.first?.text }
    }
}

enum RulesError: Error {
    case unreadable(String)
}
