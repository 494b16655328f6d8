import Settings
import Testing

@Suite("Folders")
struct FoldersTests {
    @Test("Without XDG variables all lies below HOME")
    func home() throws {
        let folders = try Folders(environment: ["HOME": "/home/u/"])
        #expect(folders.configuration == "/home/u/.config/easel")
        #expect(folders.configurationFile == "/home/u/.config/easel/config.toml")
        #expect(folders.themes == "/home/u/.config/easel/themes")
        #expect(folders.data == "/home/u/.local/share/easel")
        #expect(folders.state == "/home/u/.local/state/easel")
    }

    @Test("XDG variables win, and with all three HOME is not needed")
    func variables() throws {
        let folders = try Folders(
            environment: ["XDG_CONFIG_HOME": "/c", "XDG_DATA_HOME": "/d//", "XDG_STATE_HOME": "/s/t"])
        #expect(folders.configuration == "/c/easel")
        #expect(folders.data == "/d/easel")
        #expect(folders.state == "/s/t/easel")
    }

    @Test("Relative and empty XDG values are ignored", arguments: ["", "config", "./c", "~/c"])
    func relative(value: String) throws {
        let folders = try Folders(
            environment: [
                "HOME": "/h", "XDG_CONFIG_HOME": value, "XDG_DATA_HOME": value, "XDG_STATE_HOME": value,
            ])
        #expect(folders == (try Folders(environment: ["HOME": "/h"])))
    }

    @Test("Without a usable HOME the error names what to set")
    func noHome() {
        for home in [nil, "", "relative"] {
            var environment = ["XDG_CONFIG_HOME": "/c"]
            environment["HOME"] = home
            #expect(throws: FoldersFailure.noHome(variable: "XDG_DATA_HOME")) { try Folders(environment: environment) }
        }
        #expect(
            FoldersFailure.noHome(variable: "XDG_DATA_HOME").description
                == "Easel does not know where its files belong: set HOME or XDG_DATA_HOME to an absolute path.")
    }
}
