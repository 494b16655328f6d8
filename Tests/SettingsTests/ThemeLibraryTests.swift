import Foundation
import Settings
import TerminalUI
import Testing

@Suite("Finding themes")
struct ThemeLibraryTests {
    private func folders(_ home: String) throws -> Folders { try Folders(environment: ["HOME": home]) }

    private func named(_ name: String) -> String { "name = \"\(name)\"" }

    @Test("The user's folder comes before the installed one, that before the checkout, that before the program")
    func order() throws {
        let folder = try TemporaryFolder()
        let user = try folder.write(named("user"), to: "home/.config/easel/themes/easel.toml")
        let library = ThemeLibrary(
            folders: try folders(folder.path + "/home"), executable: folder.path + "/co/.build/x86/debug/easel")
        let installed = try folder.write(named("installed"), to: "co/.build/x86/share/easel/themes/easel.toml")
        let checkout = try folder.write(named("checkout"), to: "co/themes/easel.toml")
        for (name, path) in [("user", user), ("installed", installed), ("checkout", checkout)] {
            let (theme, diagnostics) = library.load(.standard)
            #expect(theme.name == name)
            #expect(theme.path == path)
            #expect(diagnostics == [])
            try FileManager.default.removeItem(atPath: path)
        }
        let (theme, diagnostics) = library.load(.standard)
        #expect(theme == DefaultTheme.file)
        #expect(diagnostics == [])
    }

    @Test("An installed program looks beside itself and in no checkout")
    func places() throws {
        let folders = try folders("/h")
        let installed = ThemeLibrary(folders: folders, executable: "/usr/local/bin/easel")
        #expect(installed.places == ["/h/.config/easel/themes", "/usr/local/share/easel/themes"])
        #expect(ThemeLibrary(folders: folders, executable: nil).places == ["/h/.config/easel/themes"])
        #expect(ThemeLibrary(folders: folders, executable: "/easel").places == ["/h/.config/easel/themes"])
        let built = ThemeLibrary(folders: folders, executable: "/c/.build-release/release/easel")
        #expect(built.places.last == "/c/themes")
    }

    @Test("A name without a theme gives the default and says so")
    func missing() throws {
        let library = ThemeLibrary(places: ["/nowhere/themes"])
        let (theme, diagnostics) = library.load(try #require(ThemeName("dusk")))
        #expect(theme == DefaultTheme.file)
        #expect(
            diagnostics.map(\.description) == [
                "/nowhere/themes/dusk.toml: there is no theme \"dusk\"; the default is used"
            ])
    }

    @Test("A file that is no TOML, no text, no file or too large gives the default and says so")
    func unusable() throws {
        let folder = try TemporaryFolder()
        try folder.write("styles = [", to: "syntax.toml")
        try folder.write(Data([0x61, 0x0A, 0xFF, 0x0A]), to: "bytes.toml")
        try folder.write("", to: "folder.toml/inside")
        try folder.write(String(repeating: "#\n", count: 40_000), to: "large.toml")
        let expected = [
            "syntax": ":1:11: this is not TOML", "bytes": ":2: the file is not UTF-8 text",
            "folder": ": this is not a regular file", "large": ": the file is larger than 64 KiB",
        ]
        for (name, words) in expected {
            let (theme, diagnostics) = ThemeLibrary(places: [folder.path]).load(try #require(ThemeName(name)))
            #expect(theme == DefaultTheme.file)
            #expect(diagnostics.count == 1)
            let text = try #require(diagnostics.first).description
            #expect(text.hasPrefix("\(folder.path)/\(name).toml\(words)"), "\(text)")
        }
    }

    @Test("A user's easel.toml may inherit the program's easel")
    func inheritsItsNamesake() throws {
        let folder = try TemporaryFolder()
        try folder.write("inherits = \"easel\"\nname = \"Mine\"\nstyles.header.bold = true", to: "easel.toml")
        let (theme, diagnostics) = ThemeLibrary(places: [folder.path]).load(.standard)
        #expect(diagnostics == [])
        #expect(theme.name == "Mine")
        #expect(theme.theme(for: .mono).styles["header"] == Style(adding: .bold))
        #expect(theme.scopes == DefaultTheme.file.scopes)
    }

    @Test("Themes that inherit each other end, and a long chain ends too")
    func circles() throws {
        let folder = try TemporaryFolder()
        try folder.write("inherits = \"b\"\nstyles.a.bold = true", to: "a.toml")
        try folder.write("inherits = \"a\"\nstyles.b.bold = true", to: "b.toml")
        for index in 0..<40 { try folder.write("inherits = \"c\(index + 1)\"", to: "c\(index).toml") }
        let library = ThemeLibrary(places: [folder.path])
        let (theme, diagnostics) = library.load(try #require(ThemeName("a")))
        #expect(theme.scopes == ["a", "b"])
        #expect(
            diagnostics.map(\.description) == [
                "\(folder.path)/b.toml:1:1: inherits: there is no usable theme \"a\" to inherit from"
            ])
        #expect(library.load(try #require(ThemeName("c0"))).1.map(\.file) == ["\(folder.path)/c7.toml"])
    }

    @Test(
        "What could leave the folder is no name",
        arguments: ["", ".", "..", "a.b", "a/b", "/etc/x", "a b", "é", "a\0"])
    func badNames(name: String) {
        #expect(ThemeName(name) == nil)
    }

    @Test("Letters, digits, dashes and underscores up to 64 make a name")
    func goodNames() {
        #expect(ThemeName("Night_shift-2")?.text == "Night_shift-2")
        #expect(ThemeName(String(repeating: "a", count: 64)) != nil)
        #expect(ThemeName(String(repeating: "a", count: 65)) == nil)
    }
}
