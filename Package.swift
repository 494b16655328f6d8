// swift-tools-version: 6.2
import PackageDescription

// A target exists because its import rights differ from every other's; a test compares this list with every import.

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
]

extension Target {
    /// A library target of ours.
    static func part(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
        .target(name: name, dependencies: dependencies, swiftSettings: strict)
    }

    /// The tests of a target, which may use what the target itself may.
    static func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
        .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
    }
}

extension Target.Dependency {
    static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let asyncHTTPClient = product(name: "AsyncHTTPClient", package: "async-http-client")
    static let grdb = product(name: "GRDB", package: "GRDB.swift")
    static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdCore = product(name: "HummingbirdCore", package: "hummingbird")
    static let logging = product(name: "Logging", package: "swift-log")
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
    static let nioHTTPTypes = product(name: "NIOHTTPTypes", package: "swift-nio-extras")
    static let nioHTTPTypesHTTP1 = product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
    static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
    static let nioSSL = product(name: "NIOSSL", package: "swift-nio-ssl")
    static let nioWebSocket = product(name: "NIOWebSocket", package: "swift-nio")
    static let serviceLifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let tomlKit = product(name: "TOMLKit", package: "TOMLKit")
}

let package = Package(
    name: "easel",
    products: [
        .executable(name: "easel", targets: ["easel"])
    ],
    dependencies: [
        .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        // Used by hummingbird and async-http-client; pinned here so that they cannot drift apart.
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // C doors
        .target(
            name: "CCodecs",
            linkerSettings: [.linkedLibrary("turbojpeg"), .linkedLibrary("spng"), .linkedLibrary("webp")]),
        .systemLibrary(name: "CNcurses"),
        .target(name: "CTerm"),

        // The contract and the engine
        .part("RunwareAPI"),
        .part("EngineModel", ["RunwareAPI"]),
        .part("EngineCore", ["EngineModel", "RunwareAPI"]),
        .part("EngineStore", ["CTerm", "EngineCore", "EngineModel", "RunwareAPI", .grdb]),
        .part(
            "RunwareClient",
            [
                "EngineCore", "EngineModel", "LoopTasks", "RunwareAPI", .asyncHTTPClient, .nioCore, .nioHTTP1,
                .nioPosix, .nioSSL, .nioWebSocket,
            ]),

        // What both sides share
        .part("LoopTasks", [.nioCore]),

        // The local service
        .part("Imaging", ["CCodecs"]),
        .part(
            "RunwareService",
            [
                "Imaging", "LoopTasks", "RunwareAPI", .asyncHTTPClient, .grdb, .httpTypes, .hummingbird,
                .hummingbirdCore, .logging, .nioCore, .nioHTTP1, .nioHTTPTypes, .nioHTTPTypesHTTP1, .nioPosix,
                .nioWebSocket, .serviceLifecycle,
            ]),

        // The terminal
        .part("TerminalUI"),
        .part("TerminalLoop", ["CTerm", "TerminalUI"]),
        .part("TerminalCurses", ["CNcurses", "CTerm", "TerminalLoop", "TerminalUI"]),

        // The studio
        .part("StudioCore", ["EngineModel", "RunwareAPI", "TerminalUI"]),
        .part("StudioViews", ["EngineModel", "RunwareAPI", "StudioCore", "TerminalUI"]),
        .part(
            "StudioRuntime",
            [
                "CTerm", "EngineCore", "EngineModel", "RunwareAPI", "StudioCore", "StudioViews", "TerminalLoop",
                "TerminalUI",
            ]),
        .part("Settings", ["RunwareAPI", "StudioCore", "TerminalUI", .tomlKit]),

        // The program
        .executableTarget(
            name: "easel",
            dependencies: [
                "CTerm", "EngineCore", "EngineModel", "EngineStore", "RunwareAPI", "RunwareClient", "RunwareService",
                "Settings", "StudioCore", "StudioRuntime", "TerminalCurses", "TerminalLoop", "TerminalUI",
                .argumentParser, .logging,
            ],
            swiftSettings: strict),

        // Doors, fakes and probes for tests
        .target(name: "CVTerm", path: "Tests/CVTerm", linkerSettings: [.linkedLibrary("vterm")]),
        .target(
            name: "TestSupport",
            dependencies: ["CTerm", "CVTerm", "EngineCore", "EngineModel", "RunwareAPI"],
            path: "Tests/TestSupport", swiftSettings: strict),
        .executableTarget(
            name: "TerminalProbe", dependencies: ["CTerm", "TerminalCurses", "TerminalLoop", "TerminalUI"],
            path: "Tests/TerminalProbe", swiftSettings: strict),

        .executableTarget(
            name: "KillProbe",
            dependencies: ["EngineCore", "EngineModel", "EngineStore", "RunwareAPI", "RunwareClient", "TestSupport"],
            path: "Tests/KillProbe", swiftSettings: strict),

        .executableTarget(
            name: "easel-bench",
            dependencies: [
                "CTerm", "CVTerm", "EngineCore", "EngineModel", "EngineStore", "Imaging", "RunwareAPI", "RunwareClient",
                .grdb,
            ],
            path: "Tests/Benchmarks/Measures", swiftSettings: strict),

        // Tests
        .tests("PackageRulesTests"),
        .tests("RunwareAPITests", ["RunwareAPI"]),
        .tests("EngineModelTests", ["EngineModel", "RunwareAPI", "TestSupport"]),
        .tests("EngineCoreTests", ["EngineCore", "EngineModel", "RunwareAPI", "TestSupport"]),
        .tests("EngineStoreTests", ["EngineCore", "EngineModel", "EngineStore", "RunwareAPI", "TestSupport", .grdb]),
        .tests(
            "RunwareClientTests",
            [
                "EngineCore", "EngineModel", "RunwareAPI", "RunwareClient", .nioCore, .nioHTTP1, .nioPosix, .nioSSL,
                .nioWebSocket,
            ]),
        .tests("ImagingTests", ["Imaging"]),
        .tests(
            "RunwareServiceTests",
            [
                "Imaging", "RunwareAPI", "RunwareService", .asyncHTTPClient, .grdb, .logging, .nioCore, .nioHTTP1,
                .nioPosix, .nioWebSocket,
            ]),
        .tests("TerminalUITests", ["CTerm", "TerminalUI"]),
        .tests("TerminalCursesTests", ["CVTerm", "TerminalLoop", "TerminalProbe", "TerminalUI", "TestSupport"]),
        .tests("SettingsTests", ["RunwareAPI", "Settings", "StudioCore", "TerminalUI"]),
        .tests("StudioCoreTests", ["EngineModel", "RunwareAPI", "StudioCore", "TerminalUI", "TestSupport"]),
        .tests(
            "StudioViewsTests",
            ["EngineModel", "RunwareAPI", "Settings", "StudioCore", "StudioViews", "TerminalUI", "TestSupport"]),
        .tests(
            "StudioRuntimeTests",
            [
                "EngineCore", "EngineModel", "EngineStore", "RunwareAPI", "StudioCore", "StudioRuntime", "TerminalLoop",
                "TerminalUI", "TestSupport",
            ]),
        .tests(
            "FaultMatrixTests",
            [
                "EngineCore", "EngineModel", "EngineStore", "RunwareAPI", "RunwareClient", "RunwareService",
                "TestSupport",
            ]),
        .tests(
            "ProgramTests",
            [
                "CTerm", "CVTerm", "Imaging", "KillProbe", "RunwareAPI", "TestSupport", "easel", .asyncHTTPClient,
                .grdb, .nioCore, .nioHTTP1,
            ]),
    ]
)
