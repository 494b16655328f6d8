import Foundation
import Testing

@Suite("The package")
struct PackageRulesTests {
    @Test("keeps its own rules: imports, pins, purity, sizes, top level")
    func keepsTheRules() throws {
        let manifest = try Checkout.manifest()
        let files = try Checkout.files(of: manifest)
        #expect(files.contains { $0.path.hasSuffix("PackageRulesTests/PackageRulesTests.swift") })
        for breach in PackageRules().breaches(of: manifest, files: files, tracked: Checkout.tracked()) {
            Issue.record("\(breach)")
        }
    }
}

/// The rules themselves, shown a small package in which everything is right, and then one planted fault at a time.
@Suite("The rules of the package")
struct PlantedFaultTests {
    private static let manifest = Manifest(
        dependencies: [Manifest.Dependency(identity: "swift-nio", isExact: true)],
        targets: [
            Manifest.Target(
                name: "TerminalUI", type: "regular", folder: "Sources/TerminalUI", targets: [], products: []),
            Manifest.Target(
                name: "RunwareAPI", type: "regular", folder: "Sources/RunwareAPI", targets: [], products: []),
            Manifest.Target(
                name: "RunwareClient", type: "regular", folder: "Sources/RunwareClient", targets: ["RunwareAPI"],
                products: ["NIOCore"]),
            Manifest.Target(
                name: "RunwareAPITests", type: "test", folder: "Tests/RunwareAPITests", targets: ["RunwareAPI"],
                products: []),
        ])

    private static let sound: [PackageRules.File] = [
        .init(path: "Sources/TerminalUI/Cell.swift", source: "/// No class, no Task.\npackage struct Cell {}\n"),
        .init(
            path: "Sources/RunwareAPI/Delivery.swift",
            source: """
                package import Foundation
                enum Delivery { case async }
                let words = "import NIOCore; class Task \\(f("actor")) \\(Delivery.async)"
                """),
        .init(
            path: "Sources/RunwareClient/Client.swift",
            source: "import Foundation\n@preconcurrency import NIOCore\ninternal import RunwareAPI\nactor Client {}\n"),
        .init(path: "Tests/RunwareAPITests/A.swift", source: "@testable import RunwareAPI\nimport Testing\n"),
    ]
    private static let tracked = ["Package.swift", ".ci/run", "Sources/TerminalUI/Cell.swift", "themes/dusk.toml"]

    private func breaches(
        _ change: (inout Manifest) -> Void = { _ in }, file: PackageRules.File? = nil, tracked: [String] = []
    ) -> [String] {
        var manifest = Self.manifest
        change(&manifest)
        return PackageRules().breaches(
            of: manifest, files: Self.sound + (file.map { [$0] } ?? []), tracked: Self.tracked + tracked)
    }

    @Test("are silent about a sound package")
    func sound() {
        #expect(breaches().isEmpty)
    }

    static let planted = [
        ("Sources/RunwareAPI/X.swift", "import TerminalUI", "imports TerminalUI, which RunwareAPI may not"),
        ("Sources/RunwareAPI/X.swift", "package import NIOCore", "imports NIOCore"),
        ("Sources/RunwareAPI/X.swift", "@_exported import struct NIOCore.ByteBuffer", "imports NIOCore"),
        ("Sources/RunwareAPI/X.swift", "import Foundation; import NIOCore", "imports NIOCore"),
        ("Sources/RunwareClient/X.swift", "import NIOPosix", "imports NIOPosix"),
        ("Sources/RunwareClient/X.swift", "import Testing", "imports Testing"),
        ("Sources/RunwareClient/X.swift", "import FoundationNetworking", "imports FoundationNetworking"),
        ("Sources/TerminalUI/X.swift", "import Foundation", "imports Foundation, which TerminalUI may not"),
        ("Tests/RunwareAPITests/X.swift", "@testable import RunwareClient", "imports RunwareClient"),
        ("Sources/RunwareAPI/X.swift", "/* \" */ final class X {}", "says class, which RunwareAPI does without"),
        ("Sources/TerminalUI/X.swift", #"let x = "\#(#""\(Task {})""#.dropLast().dropFirst())""#, "says Task"),
        ("Sources/TerminalUI/X.swift", "func f() async {}", "says async"),
        ("Sources/RunwareAPI/X.swift", "actor A {}", "says actor"),
        ("Sources/RunwareClient/X.swift", String(repeating: "\n", count: 600), "has 601 lines, more than 600"),
        ("Sources/Stray/X.swift", "", "Sources/Stray/X.swift belongs to no target"),
        ("Sources/RunwareAPIMore/X.swift", "", "belongs to no target"),
    ]

    @Test("see one planted fault in a file", arguments: planted)
    func plantedFile(_ path: String, _ source: String, _ sentence: String) throws {
        let found = breaches(file: PackageRules.File(path: path, source: source))
        #expect(found.count == 1)
        #expect(try #require(found.first).contains(sentence))
    }

    @Test("see a range instead of a pin, an unknown product and a stray top-level entry")
    func plantedElsewhere() {
        #expect(breaches({ $0.dependencies[0].isExact = false }) == ["dependency swift-nio is not pinned by exact:"])
        #expect(breaches({ $0.targets[2].products.append("Alamofire") }).first?.contains("Alamofire") == true)
        #expect(breaches(tracked: ["docs/x.md"]) == ["docs does not belong to the top level"])
    }

    @Test("read the manifest as SwiftPM prints it")
    func dump() throws {
        let json = """
            {"dependencies":[
              {"sourceControl":[{"identity":"a","requirement":{"exact":["1.0.0"]}}]},
              {"sourceControl":[{"identity":"b","requirement":{"range":[{"lowerBound":"1.0.0","upperBound":"2.0.0"}]}}]},
              {"fileSystem":[{"identity":"c","path":"/c"}]}],
             "targets":[{"name":"T","type":"test","dependencies":[
               {"byName":["A",null]},{"target":["B",null]},{"product":["P","package",null,null]}]},
              {"name":"S","type":"regular","path":"Other/S","dependencies":[]}]}
            """
        let manifest = try JSONDecoder().decode(Manifest.self, from: Data(json.utf8))
        #expect(manifest.dependencies.map(\.isExact) == [true, false, false])
        #expect(manifest.targets.map(\.folder) == ["Tests/T", "Other/S"])
        #expect(manifest.targets.first?.targets == ["A", "B"])
        #expect(manifest.targets.first?.products == ["P"])
    }

    @Test("tell code from comments and strings")
    func words() {
        let source = ##"""
            /* a /* nested */ class */ // class
            let a = "class \(b("class") + c) class"; let r = #"class \(x) \#(inner) "class"# + """
                class "class"
                """
            """##
        let words = SwiftText(source).lines.joined()
        #expect(!words.contains("class"))
        #expect(words.contains("inner"))
        #expect(words.contains("b"))
        #expect(!words.contains("x"))
    }
}
