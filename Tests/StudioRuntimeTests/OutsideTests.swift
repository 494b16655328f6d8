import Foundation
import StudioCore
@testable import StudioRuntime
import TestSupport
import Testing

/// Texts and links on their way out of the program.
@Suite(.timeLimit(.minutes(1))) struct OutsideTests {
    @Test func `the clipboard sequence holds the text and nothing else that a terminal reads`() throws {
        var random = SeededGenerator(seed: 21)
        let alphabet = Array("ab \n\t\u{1B}\u{7}\u{9C}]52;c;日🎨\u{0}").map(String.init)
        let plain = Set(Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=".utf8))
        for _ in 0..<300 {
            let count = Int.random(in: 0...2000, using: &random)
            let text = (0..<count).map { _ in alphabet.randomElement(using: &random) ?? "" }.joined()
            let bytes = try #require(ClipboardSequence.bytes(text))
            #expect(bytes.starts(with: [0x1B, 0x5D, 0x35, 0x32, 0x3B, 0x63, 0x3B]) && bytes.last == 0x07)
            let middle = bytes.dropFirst(7).dropLast()
            #expect(middle.allSatisfy(plain.contains))
            #expect(middle.count == ClipboardSequence.encodedLength(text))
            #expect(Data(base64Encoded: Data(middle)).map { String(decoding: $0, as: UTF8.self) } == text)
        }
    }

    @Test func `what is longer than terminals take is not sent at all`() {
        #expect(ClipboardSequence.bytes(String(repeating: "x", count: 56_244))?.count == 74_992 + 8)
        #expect(ClipboardSequence.bytes(String(repeating: "x", count: 56_245)) == nil)
        #expect(ClipboardSequence.bytes(String(repeating: "日", count: 18_749)) == nil)
    }

    @Test(
        arguments: [
            ("firefox", [["firefox", "URL"]]),
            ("w3m -o 'a b' %s:lynx", [["w3m", "-o", "a b", "URL"], ["lynx", "URL"]]),
            ("a --url=%s --x=%%s --y=%c%d%", [["a", "--url=URL", "--x=%s", "--y=:%d%"]]),
            ("::'no end:b", [["b", "URL"]]), ("%s", [["%s", "URL"]]), ("", []),
        ] as [(String, [[String]])])
    func `BROWSER is a list of command lines`(value: String, commands: [[String]]) {
        #expect(LinkPrograms(environment: ["BROWSER": value], url: "URL").commands == commands)
        let desktop = LinkPrograms(environment: ["BROWSER": value, "WAYLAND_DISPLAY": "wayland-0"], url: "URL")
        #expect(desktop.commands == commands + [["xdg-open", "URL"]])
    }

    @Test func `a link is one argument, whatever stands in it, and the program lives apart from the terminal`()
        async throws
    {
        let folder = try ScriptFolder()
        let browser = try folder.script(
            "browser",
            "printf '%s\\n' \"$#\" \"$1\" > \"$OUT\"; cat /proc/self/stat | cut -d' ' -f6 >> \"$OUT\"; echo $$ >> \"$OUT\""
        )
        let out = folder.path + "/out"
        let url = "https://im.example/a?x=$(id)&y='z';reboot"
        let opener = SpawnedOpener(
            environment: ["BROWSER": browser, "OUT": out, "PATH": "/usr/bin:/bin"], patience: 20)
        #expect(await opener.open(url) == .handed(to: "browser"))
        let lines = try String(contentsOfFile: out, encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(lines[0] == "1" && lines[1] == url)
        #expect(lines[2] == lines[3], "it leads a session of its own")
    }

    @Test func `the next program is tried when one fails, and all reasons are told when none is left`() async throws {
        let folder = try ScriptFolder()
        let bad = try folder.script("bad", "exit 3")
        let good = try folder.script("good", "exit 0")
        let slow = try folder.script("slow", "exec sleep 5")
        let none = SpawnedOpener(environment: [:])
        #expect(await none.open("https://x.example/") == .nothingHere)
        let second = SpawnedOpener(environment: ["BROWSER": "\(bad):\(good)"], patience: 20)
        #expect(await second.open("https://x.example/") == .handed(to: "good"))
        let missing = SpawnedOpener(environment: ["BROWSER": "\(bad):/no/such/program"], patience: 20)
        #expect(
            await missing.open("https://x.example/")
                == .failed("bad ended with status 3; program: there is no such program"))
        // What runs on shows the link.
        let patient = SpawnedOpener(environment: ["BROWSER": slow, "PATH": "/usr/bin:/bin"], patience: 0.05)
        #expect(await patient.open("https://x.example/") == .handed(to: "slow"))
    }

    @Test func `outside tmux there is no buffer of tmux`() {
        #expect(TmuxClipboard(environment: [:]) == nil)
        #expect(TmuxClipboard(environment: ["TMUX": ""]) == nil)
    }

    @Test func `tmux gets the text through its standard input`() async throws {
        let folder = try ScriptFolder()
        let out = folder.path + "/out"
        let tmux = try folder.script("tmux", "[ \"$*\" = 'load-buffer -w -' ] && cat > \"$OUT\"")
        let environment = ["TMUX": "/tmp/tmux-0/default,1,0", "OUT": out, "PATH": "/usr/bin:/bin"]
        let clipboard = try #require(TmuxClipboard(environment: environment, program: tmux, patience: 20))
        let text = String(repeating: "日本 $(id)\n", count: 20_000)
        #expect(await clipboard.take(text))
        #expect(try String(contentsOfFile: out, encoding: .utf8) == text)
    }

    @Test(arguments: ["exit 1", "exec 0<&-; exec sleep 5", "kill -9 $$", "head -c 1 >/dev/null; exit 2"])
    func `a tmux that does not take it is given up`(body: String) async throws {
        let folder = try ScriptFolder()
        let tmux = try folder.script("tmux", body)
        let load = ShortProgram(
            words: [tmux], environment: ["PATH": "/usr/bin:/bin"], input: Array(repeating: 65, count: 300_000),
            patience: 0.3)
        #expect(await load.run() != .exited(0))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/tmux")))
    func `a real tmux holds it`() async throws {
        let folder = try ScriptFolder()
        let socket = folder.path + "/socket"
        let base = ["PATH": "/usr/bin:/bin", "HOME": folder.path, "TERM": "xterm", "LC_ALL": "C.UTF-8"]
        func tmux(_ arguments: String...) async -> ShortProgram.Ending {
            await ShortProgram(
                words: ["/usr/bin/tmux", "-S", socket, "-f", "/dev/null"] + arguments, environment: base, patience: 20
            ).run()
        }
        #expect(await tmux("new-session", "-d", "exec sleep 100") == .exited(0))
        var environment = base
        environment["TMUX"] = socket + ",1,0"
        let clipboard = try #require(TmuxClipboard(environment: environment, program: "/usr/bin/tmux", patience: 20))
        let text = "a lighthouse, 日本\n'quoted' $(id)"
        #expect(await clipboard.take(text))
        #expect(await tmux("save-buffer", folder.path + "/saved") == .exited(0))
        #expect(try String(contentsOfFile: folder.path + "/saved", encoding: .utf8) == text)
        _ = await tmux("kill-server")
        #expect(await clipboard.take(text) == false)
    }
}

/// A folder for small programs, which goes with this value.
private final class ScriptFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "easel-outside-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func script(_ name: String, _ body: String) throws -> String {
        let file = path + "/" + name
        try Data("#!/bin/sh\n\(body)\n".utf8).write(to: URL(filePath: file))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
        return file
    }
}
