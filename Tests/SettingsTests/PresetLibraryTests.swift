import Foundation
import RunwareAPI
import Settings
import StudioCore
import Testing

@Suite struct PresetLibraryTests {
    private static let poster = Preset(
        name: "poster",
        values: [
            .width: .integer(896), .height: .integer(1344), .outputFormat: .text("PNG"), .safetyMode: .text("fast"),
            .safetyTolerance: .integer(0), .promptUpsampling: .flag(true),
        ])

    private func library(_ folder: TemporaryFolder) -> PresetLibrary { PresetLibrary(folder: folder.path + "/presets") }

    private func write(_ text: String, _ name: String, in library: PresetLibrary) throws {
        try FileManager.default.createDirectory(atPath: library.folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: "\(library.folder)/\(name).toml"))
    }

    @Test func `what is kept is read back, by its owner alone, with API names as keys`() throws {
        let folder = try TemporaryFolder()
        let library = library(folder)
        #expect(library.list().0.isEmpty && library.list().1.isEmpty)
        #expect(try library.save(Self.poster, replacing: false))
        #expect(try library.read("poster") == Self.poster)
        #expect(library.list().0 == [Self.poster])
        let path = library.folder + "/poster.toml"
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        for line in [
            "width = 896", #"outputFormat = "PNG""#, #"safety.mode = "fast""#,
            "providerSettings.bfl.safetyTolerance = 0", "providerSettings.bfl.promptUpsampling = true",
        ] { #expect(text.contains(line), "\(line)") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: library.folder) == ["poster.toml"])
    }

    @Test func `every preset of legal values survives its file`() throws {
        var random = Seeded(31)
        for _ in 0..<500 {
            var parameters = Parameters()
            parameters.width = 256 + 32 * Int.random(in: 0...37, using: &random)
            parameters.height = 256 + 32 * Int.random(in: 0...37, using: &random)
            parameters.outputQuality = .random(in: 20...99, using: &random)
            parameters.outputType = OutputType.allCases.randomElement(using: &random) ?? .url
            parameters.ttl = parameters.outputType == .url && Bool.random(using: &random) ? 3600 : nil
            parameters.safetyMode = Bool.random(using: &random) ? .fast : .none
            parameters.includeCost = .random(using: &random)
            let preset = Preset(name: "any", of: parameters)
            let read = try PresetFile.parse(PresetFile.text(of: preset), name: "any", path: "any.toml")
            #expect(read == preset && read.changes(of: parameters).isEmpty)
        }
    }

    @Test func `one that exists stays unless it is replaced`() throws {
        let folder = try TemporaryFolder()
        let library = library(folder)
        _ = try library.save(Self.poster, replacing: false)
        let other = Preset(name: "poster", values: [.outputQuality: .integer(80)])
        #expect(try !library.save(other, replacing: false))
        #expect(try library.read("poster") == Self.poster)
        #expect(try library.save(other, replacing: true))
        #expect(try library.read("poster") == other)
        #expect(try library.delete("poster"))
        #expect(try !library.delete("poster") && library.read("poster") == nil)
    }

    @Test(arguments: [
        "../config", "a/b", ".", "..", "", "a.b", "ä", "a b", "a\u{0}", String(repeating: "a", count: 65),
    ])
    func `no name is a path`(name: String) throws {
        let folder = try TemporaryFolder()
        let library = library(folder)
        let preset = Preset(name: name, values: [.width: .integer(512), .height: .integer(512)])
        #expect(throws: Diagnostic.self) { try library.save(preset, replacing: true) }
        #expect(throws: Diagnostic.self) { try library.read(name) }
        #expect(throws: Diagnostic.self) { try library.delete(name) }
        #expect(!FileManager.default.fileExists(atPath: library.folder))
    }

    @Test(arguments: [
        ("width = 1000\nheight = 1024", 1, "width", "must be 256–1440, step 32, not the integer 1000; nearest is 992"),
        ("\nwidth = \"wide\"\nheight = 512", 2, "width", "must be 256–1440, step 32, not the text \"wide\""),
        ("colour = 1", 1, "colour", "there is no such parameter; there are"),
        ("positivePrompt = \"a cat\"", 1, "positivePrompt", "a preset holds parameters"),
        ("safety = 3", 1, "safety", "there is no such parameter"),
        ("safety.mode = \"slow\"", 1, "safety.mode", "must be none, fast, not the text \"slow\""),
        ("width = 512", 1, "width", "width and height come together"),
        ("outputType = \"dataURI\"\nttl = 60", 2, "ttl", "60 has an effect only with outputType"),
        ("includeCost = 1", 1, "includeCost", "must be true or false, not the integer 1"),
        ("outputQuality = 9.5", 1, "outputQuality", "must be 20–99, not the number 9.5"),
    ])
    func `a broken file is a sentence with line and key, and the others go on`(
        text: String, line: Int, key: String, message: String
    ) throws {
        let folder = try TemporaryFolder()
        let library = library(folder)
        _ = try library.save(Self.poster, replacing: false)
        try write(text, "broken", in: library)
        let (presets, diagnostics) = library.list()
        #expect(presets == [Self.poster])
        let diagnostic = try #require(diagnostics.first)
        #expect(diagnostics.count == 1 && diagnostic.line == line && diagnostic.key == key, "\(diagnostic)")
        #expect(diagnostic.message.hasPrefix(message), "\(diagnostic)")
        // Somebody's work may be in it: it is never overwritten.
        for replacing in [true, false] {
            #expect(throws: Diagnostic.self) {
                try library.save(Preset(name: "broken", values: [:]), replacing: replacing)
            }
        }
        #expect(try String(contentsOfFile: library.folder + "/broken.toml", encoding: .utf8) == text)
    }

    @Test func `files that are none, and names that are none, are said and left`() throws {
        let folder = try TemporaryFolder()
        let library = library(folder)
        try write("= [", "nonsense", in: library)
        try write("\u{0}", "nul", in: library)
        try write("width = 512\nheight = 512", "a b", in: library)
        try FileManager.default.createDirectory(
            atPath: library.folder + "/folder.toml", withIntermediateDirectories: true)
        #expect(mkfifo(library.folder + "/pipe.toml", 0o600) == 0)
        let (presets, diagnostics) = library.list()
        #expect(presets.isEmpty && diagnostics.count == 5, "\(diagnostics)")
    }

    @Test func `a folder that cannot be made is a sentence`() throws {
        let folder = try TemporaryFolder()
        try Data().write(to: URL(filePath: folder.path + "/presets"))
        #expect(throws: Diagnostic.self) { try library(folder).save(Self.poster, replacing: false) }
        #expect(library(folder).list().1.count == 1)
    }
}
