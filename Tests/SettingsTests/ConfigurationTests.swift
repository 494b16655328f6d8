import Foundation
import RunwareAPI
import Settings
import StudioCore
import TerminalUI
import Testing

@Suite("The configuration file")
struct ConfigurationTests {
    private func load(_ text: String) throws -> (Configuration, [String]) {
        let folder = try TemporaryFolder()
        let path = try folder.write(text, to: "config.toml")
        let (configuration, diagnostics) = Configuration.load(path: path)
        return (configuration, diagnostics.map { $0.description.replacing(path, with: "config.toml") })
    }

    @Test("Every key is read")
    func allKeys() throws {
        let (configuration, diagnostics) = try load(
            """
            # mine
            theme = "dusk"
            parallelism = 8
            color = "16"

            [service]
            port = 8080
            latency_ms = 0
            """)
        #expect(diagnostics == [])
        #expect(configuration.theme == ThemeName("dusk"))
        #expect(configuration.parallelism == 8)
        #expect(configuration.color == .ansi16)
        #expect(configuration.servicePort == 8080)
        #expect(configuration.serviceLatency == .zero)
    }

    @Test("A missing or empty file means the defaults and no complaint")
    func missing() throws {
        let (configuration, diagnostics) = Configuration.load(path: "/nowhere/config.toml")
        #expect(diagnostics == [])
        #expect(configuration == Configuration())
        #expect(configuration.theme == .standard)
        #expect(configuration.parallelism == 3)
        #expect(configuration.color == .automatic)
        #expect(configuration.servicePort == nil)
        #expect(configuration.serviceLatency == nil)
        #expect(try load("") == (Configuration(), []))
    }

    @Test("The editor is a command line, or the environment's")
    func editor() throws {
        #expect(try load("").0.editor == nil)
        #expect(try load("editor = \"code --wait\"").0.editor == "code --wait")
        let (configuration, diagnostics) = try load("editor = 7")
        #expect(configuration.editor == nil)
        #expect(
            diagnostics.map(\.description) == ["config.toml:1:1: editor: must be a command line, not the integer 7"])
    }

    @Test("The transport is the socket unless the file says http")
    func transport() throws {
        #expect(try load("").0.transport == .socket)
        #expect(try load("transport = \"http\"").0.transport == .http)
        let (configuration, diagnostics) = try load("transport = \"pigeon\"")
        #expect(configuration.transport == .socket)
        #expect(
            diagnostics == [
                #"config.toml:1:1: transport: must be "socket" or "http", not the text "pigeon""#
            ])
    }

    @Test("The command that prints the key is a program with its arguments, word for word")
    func keyCommand() throws {
        #expect(try load("").0.keyCommand == nil)
        let (configuration, diagnostics) = try load(#"api_key_command = ["pass", "show", "a b; $(c)"]"#)
        #expect(diagnostics == [] && configuration.keyCommand == ["pass", "show", "a b; $(c)"])
        let rule = "api_key_command: must be a list of texts, a program and its arguments"
        for (text, end) in [
            (#""pass show runware""#, ", not the text \"pass show runware\""), ("[\"pass\", 7]", ", not the integer 7"),
            ("[]", ", and names no program"), (#"["", "x"]"#, ", and names no program"),
        ] {
            let (configuration, diagnostics) = try load("api_key_command = " + text)
            #expect(configuration.keyCommand == nil && diagnostics == ["config.toml:1:1: " + rule + end])
        }
    }

    @Test("Wrong types, unknown keys and values out of range keep the default of just that key")
    func wrong() throws {
        let (configuration, diagnostics) = try load(
            """
            theme = "../dusk"
            parallelism = 12
            color = 256
            paralelism = 2
            service = { port = 70000, latency_ms = "soon", host = "x" }
            """)
        #expect(
            diagnostics == [
                "config.toml:1:1: theme: must be a theme name (1 to 64 of a–z, A–Z, 0–9, - and _), "
                    + "not the text \"../dusk\"",
                "config.toml:2:1: parallelism: must be an integer from 1 to 8, not the integer 12",
                "config.toml:3:1: color: must be one of \"auto\", \"256\", \"16\", \"mono\", not the integer 256",
                "config.toml:4:1: paralelism: there is no such key here; there are theme, parallelism, color, transport, "
                    + "api_key_command, editor, service, caps, finish",
                "config.toml:5:13: service.port: must be an integer from 1 to 65535, not the integer 70000",
                "config.toml:5:27: service.latency_ms: must be an integer from 0 to 600000 (milliseconds), "
                    + "not the text \"soon\"",
                "config.toml:5:48: service.host: there is no such key here; there are port, latency_ms",
            ])
        #expect(configuration == Configuration())
    }

    @Test("The end of a batch is told only where the file asks for it, each way by itself")
    func finish() throws {
        #expect(try load("").0.finishSignals == [])
        let (configuration, diagnostics) = try load("[finish]\nbell = true\nnotification = false\ntitle = true")
        #expect(diagnostics == [] && configuration.finishSignals == [.bell, .title])
        let (wrong, said) = try load("[finish]\nbell = \"yes\"\nnotification = true\nsmoke = true")
        #expect(wrong.finishSignals == [.notification])
        #expect(
            said == [
                "config.toml:2:1: finish.bell: must be true or false, not the text \"yes\"",
                "config.toml:4:1: finish.smoke: there is no such key here; there are bell, notification, title",
            ])
    }

    @Test(
        "Caps are amounts, as text or as number",
        arguments: [
            ("\"5.00\"", 5_000_000), ("\"$0.5\"", 500_000), ("5", 5_000_000), ("5.25", 5_250_000), ("0", 0),
            ("\"0.000001\"", 1),
        ] as [(String, Int64)])
    func caps(text: String, amount: Int64) throws {
        let (configuration, diagnostics) = try load("[caps]\nsession = \(text)\nday = \(text)")
        #expect(diagnostics == [])
        #expect(configuration.sessionCap == Money(microDollars: amount))
        #expect(configuration.dayCap == Money(microDollars: amount))
    }

    @Test(
        "A broken cap is reported and is none",
        arguments: [
            "\"5,00\"", "\"-1\"", "-1", "\"1e3\"", "\"\"", "\"5 dollars\"", "true", "\"0.0000001\"", "1e300", "nan",
        ])
    func brokenCaps(text: String) throws {
        let (configuration, diagnostics) = try load("[caps]\nsession = \(text)\nday = 2\nweek = 1")
        #expect(diagnostics.count == 2)
        #expect(diagnostics.first?.hasPrefix("config.toml:2:1: caps.session: must be an amount of US dollars") == true)
        #expect(diagnostics.last?.hasSuffix("there is no such key here; there are session, day") == true)
        #expect(configuration.sessionCap == nil)
        #expect(configuration.dayCap == Money(microDollars: 2_000_000))
    }

    @Test("One wrong key does not touch the others")
    func partial() throws {
        let (configuration, diagnostics) = try load(
            "theme = [1]\nparallelism = 1\n[service]\nport = 0\nlatency_ms = 20")
        #expect(diagnostics.count == 2)
        #expect(configuration.theme == .standard)
        #expect(configuration.parallelism == 1)
        #expect(configuration.servicePort == nil)
        #expect(configuration.serviceLatency == .milliseconds(20))
    }

    @Test("A color that is a text but no choice, and a service that is no table, are reported")
    func otherWrong() throws {
        let (configuration, diagnostics) = try load("color = \"blue\"\nservice = 1979-05-27\nparallelism = 3.0")
        #expect(
            diagnostics == [
                "config.toml:1:1: color: must be one of \"auto\", \"256\", \"16\", \"mono\", not the text \"blue\"",
                "config.toml:2:1: service: must be a table, not a date or time",
                "config.toml:3:1: parallelism: must be an integer from 1 to 8, not the number 3.0",
            ])
        #expect(configuration == Configuration())
    }

    @Test("A file that is not TOML gives one diagnostic with line and column, and defaults for all")
    func notTOML() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("parallelism = 2\ntheme = easel\n", to: "config.toml")
        let (configuration, diagnostics) = Configuration.load(path: path)
        #expect(configuration == Configuration())
        #expect(diagnostics.count == 1)
        #expect(diagnostics.first?.line == 2)
        #expect(diagnostics.first?.column == 9)
        #expect(diagnostics.first?.file == path)
    }

    @Test("A key given twice, bytes that are no text, a folder and a pipe are diagnostics, not an end")
    func unreadable() throws {
        #expect(try load("parallelism = 2\nparallelism = 3").1.first?.hasPrefix("config.toml:2:") == true)
        let folder = try TemporaryFolder()
        let bytes = try folder.write(Data([0x23, 0xC3, 0x28]), to: "bytes.toml")
        #expect(Configuration.load(path: bytes).1.map(\.line) == [1])
        #expect(Configuration.load(path: folder.path).1.map(\.message) == ["this is not a regular file"])
        let pipe = folder.path + "/pipe"
        try #require(mkfifo(pipe, 0o600) == 0)
        #expect(Configuration.load(path: pipe).1.map(\.message) == ["this is not a regular file"])
    }

    @Test("A link to a file is followed")
    func link() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("parallelism = 5", to: "dotfiles/config.toml")
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/config.toml", withDestinationPath: path)
        #expect(Configuration.load(path: folder.path + "/config.toml").0.parallelism == 5)
    }
}

@Suite("Choosing how many colours")
struct ColorChoiceTests {
    @Test(
        "The terminal's colours decide, unless the environment or the user wants fewer",
        arguments: [
            (ColorChoice.automatic, [:], 256, ColorTier.indexed256),
            (.automatic, [:], 16_777_216, .indexed256), (.automatic, [:], 255, .ansi16), (.automatic, [:], 88, .ansi16),
            (.automatic, [:], 16, .ansi16), (.automatic, [:], 8, .ansi16), (.automatic, [:], 7, .mono),
            (.automatic, [:], -1, .mono), (.automatic, ["NO_COLOR": "1"], 256, .mono),
            (.automatic, ["NO_COLOR": ""], 256, .indexed256), (.automatic, ["TERM": "dumb"], 256, .mono),
            (.automatic, ["TERM": "xterm-256color"], 256, .indexed256), (.ansi16, [:], 256, .ansi16),
            (.ansi16, [:], 2, .mono), (.indexed256, [:], 8, .ansi16), (.indexed256, [:], 256, .indexed256),
            (.indexed256, ["NO_COLOR": "1"], 256, .mono), (.mono, [:], 256, .mono),
        ] as [(ColorChoice, [String: String], Int, ColorTier)])
    func tiers(choice: ColorChoice, environment: [String: String], colors: Int, tier: ColorTier) {
        #expect(choice.tier(environment: environment, terminalColors: colors) == tier)
    }
}
