import Foundation
import Glibc
import TestSupport
import Testing

extension ProgramTests {
    /// The prompt in the user's own editor: small scripts here, that do what editors do and should not.
    @Suite struct EditorTests {
        private let edit = "\u{7}"
        private let leave = "\u{3}"

        /// A studio whose editor is this script; `$1` is an argument with a blank in it, `$2` the file.
        private func studio(_ script: String, _ sandbox: Sandbox) throws -> PseudoTerminal {
            let path = try sandbox.file("an editor.sh", script)
            sandbox.variables = ["VISUAL": "sh '\(path)' \"two words\"", "EDITOR": "false"]
            let studio = try sandbox.studio()
            studio.send("a red kite")
            #expect(studio.wait(forText: "a red kite"))
            return studio
        }

        private func left(_ sandbox: Sandbox) -> [String] {
            (try? FileManager.default.contentsOfDirectory(atPath: sandbox.data + "/editor")) ?? []
        }

        private func end(_ studio: PseudoTerminal) {
            studio.send(leave)
            #expect(studio.waitForExit() == .code(0))
            #expect(studio.notGivenBack == [])
        }

        @Test func `what it left is the prompt, painted whole, and its file is private and gone`() throws {
            let sandbox = try Sandbox()
            let studio = try studio(
                """
                stat -c '%a %n' "$2" "$(dirname "$2")" > "$HOME/seen"
                echo "$1" >> "$HOME/seen"; cat "$2" >> "$HOME/seen"; stty -a >> "$HOME/seen"; cp "$2" "$2~"
                printf '\\033[2J\\033[Hrubbish everywhere'
                printf 'a blue kite\\r\\nover \\033dunes\\n' > "$2"
                """, sandbox)
            studio.send(edit)
            #expect(studio.wait(forText: "over dunes"), "\(studio.screenText)")
            #expect(studio.screenText.contains("a blue kite") && !studio.screenText.contains("rubbish"))
            #expect(studio.wait { $0.screenText.contains("Parameters") && $0.screenText.contains("Easel") })
            #expect(studio.isAlternateScreen && !studio.isCooked && studio.isBracketedPaste)
            studio.send("!")
            #expect(studio.wait(forText: "over dunes!"), "no newline was added, and keys are ours again")
            let seen = try String(contentsOfFile: sandbox.path + "/seen", encoding: .utf8)
            #expect(seen.contains(#/600 .*\/prompt\.txt/#) && seen.contains(#/700 .*\/editor\/......\n/#), "\(seen)")
            #expect(seen.contains("two words\na red kite\n"), "\(seen)")
            #expect(seen.contains(" icanon") && seen.contains(" echo "), "it had the terminal as a shell gives it")
            #expect(left(sandbox) == [])
            end(studio)
        }

        @Test(arguments: [
            ("true", "the editor changed nothing", false),
            ("exit 3", "sh ended with status 3", false),
            ("printf other > \"$2\"; exit 3", "sh ended with status 3", true),
            ("printf other > \"$2\"; kill -KILL $$", "sh was ended by signal 9", true),
            ("printf 'a\\377b' > \"$2\"", "is not UTF-8 text", true),
            ("head -c 5000000 /dev/zero > \"$2\"", "is larger than 4 MiB", true),
            ("rm \"$2\"; mkdir \"$2\"", "is no plain file", true), ("rm \"$2\"", "sh left no file", false),
            ("rm \"$2\"; mkfifo \"$2\"", "is no plain file", true),
        ])
        func `without a text to take over a line says why, and nothing is lost`(
            script: String, words: String, isKept: Bool
        ) throws {
            let sandbox = try Sandbox()
            let studio = try studio(script, sandbox)
            studio.send(edit)
            #expect(studio.wait(forText: words), "\(studio.screenText)")
            #expect(studio.screenText.contains("a red kite"))
            #expect(left(sandbox).count == (isKept ? 1 : 0))
            studio.send("!")
            #expect(studio.wait(forText: "a red kite!"))
            end(studio)
        }

        @Test(arguments: [
            ("/nowhere/an-editor", "there is no such program"), ("no-such-editor -x", "there is no such program"),
            ("'vi", "a quote has no end"), ("/etc", "ermission"),
        ])
        func `an editor that cannot be started is named`(command: String, words: String) throws {
            let sandbox = try Sandbox()
            sandbox.variables = ["VISUAL": command]
            let studio = try sandbox.studio(columns: 200)
            studio.send("a red kite\(edit)")
            #expect(studio.wait(forText: words), "\(studio.screenText)")
            #expect(studio.screenText.contains("a red kite"))
            #expect(left(sandbox) == [])
            end(studio)
        }

        @Test func `the configuration's editor comes before the environment's`() throws {
            let sandbox = try Sandbox()
            let path = try sandbox.file("configured.sh", "printf configured > \"$1\"")
            let file = sandbox.path + "/config/easel/config.toml"
            let text = try String(contentsOfFile: file, encoding: .utf8)
            try ("editor = \"sh \(path)\"\n" + text).write(toFile: file, atomically: false, encoding: .utf8)
            sandbox.variables = ["VISUAL": "false"]
            let studio = try sandbox.studio()
            studio.send(edit)
            #expect(studio.wait(forText: "configured"), "\(studio.screenText)")
            end(studio)
        }

        @Test func `stopped where nobody would continue it, it goes on at once`() throws {
            let sandbox = try Sandbox()
            let studio = try studio("kill -STOP $$; kill -TSTP $$; printf 'went on' > \"$2\"", sandbox)
            studio.send(edit)
            #expect(studio.wait(forText: "went on"), "\(studio.screenText)")
            end(studio)
        }

        @Test(arguments: ["kill -TSTP 0", "kill -STOP $$"])
        func `stopped under a shell it stops as one job with the studio, and goes on with it`(stop: String) throws {
            let sandbox = try Sandbox()
            let script = "printf first; read word; \(stop); printf second; read word; printf '%s' \"$word\" > \"$1\""
            sandbox.variables = ["VISUAL": "sh '\(try sandbox.file("stopping.sh", script))'", "PS1": "shell> "]
            let shell = try PseudoTerminal(
                "/bin/bash", arguments: ["--norc", "--noprofile", "-i"], environment: sandbox.environment, columns: 120,
                rows: 40)
            #expect(shell.wait(forText: "shell>"))
            shell.send("'\(try Executable.path())'\n")
            #expect(shell.wait(forText: "Parameters"), "\(shell.screenText)")
            shell.send(edit)
            #expect(shell.wait(forText: "first"), "\(shell.screenText)")
            shell.send("x\n")
            #expect(shell.wait(forText: "Stopped"), "\(shell.screenText)")
            shell.send("fg\n")
            #expect(shell.wait(forText: "second"), "\(shell.screenText)")
            shell.send("back again\n")
            #expect(shell.wait { $0.screenText.contains("back again") && $0.screenText.contains("Parameters") })
            #expect(shell.isAlternateScreen && !shell.isCooked)
            shell.send(leave)
            #expect(shell.wait { !$0.isAlternateScreen && $0.screenText.contains("shell>") })
            shell.send("exit\n")
            #expect(shell.waitForExit() == .code(0))
        }

        @Test func `its keys are its own, also those that would interrupt, quit or stop a program`() throws {
            let sandbox = try Sandbox()
            let studio = try studio(
                "trap '' INT QUIT TSTP; printf 'type: '; read word; printf '%s' \"$word\" > \"$2\"", sandbox)
            studio.send(edit)
            #expect(studio.wait(forText: "type:"))
            studio.send("\u{3}\u{1C}\u{1A}a green kite\n")
            #expect(studio.wait { $0.screenText.contains("a green kite") && $0.screenText.contains("Parameters") })
            end(studio)
        }

        @Test func `a size that changed meanwhile is the studio's afterwards`() throws {
            let sandbox = try Sandbox()
            let studio = try studio("printf 'ready '; read word; printf '%s' \"$word\" > \"$2\"", sandbox)
            studio.send(edit)
            #expect(studio.wait(forText: "ready"))
            studio.resize(columns: 140, rows: 50)
            studio.send("larger\n")
            #expect(studio.wait { $0.screenText.contains("Parameters") && $0.row(49).contains("^O") })
            #expect(studio.wait(forText: "larger"), "\(studio.screenText)")
            end(studio)
        }

        @Test func `a task that was under way is finished while the editor is open`() throws {
            let sandbox = try Sandbox(latency: 500)
            let studio = try studio("printf 'ready '; read word; printf '%s' \"$word\" > \"$2\"", sandbox)
            studio.send("\u{F}")
            #expect(studio.wait(forText: "accepted"), "\(studio.screenText)")
            studio.send(edit)
            #expect(studio.wait(forText: "ready"))
            for _ in 0..<200 where !hasImage(sandbox) { _ = studio.wait(seconds: 0.05) { _ in false } }
            #expect(hasImage(sandbox))
            #expect(!studio.screenText.contains("done"), "nothing is painted over the editor")
            studio.send("and on\n")
            #expect(studio.wait { $0.screenText.contains("and on") && $0.screenText.contains("Queue 0") })
            end(studio)
        }

        @Test(arguments: [SIGTERM, SIGHUP])
        func `a signal ends the studio in time while the editor is open, the editor hears of it`(number: Int32) throws {
            let sandbox = try Sandbox()
            var studio = try studio(
                "trap 'echo bye > \"$HOME/heard\"; exit' HUP; printf 'ready '; while :; do sleep 0.1; done", sandbox)
            studio.send(edit)
            #expect(studio.wait(forText: "ready"))
            studio.signal(number)
            #expect(studio.waitForExit(seconds: 2) == .code(0))
            for _ in 0..<100 where !FileManager.default.fileExists(atPath: sandbox.path + "/heard") {
                _ = studio.wait(seconds: 0.05) { _ in false }
            }
            #expect(FileManager.default.fileExists(atPath: sandbox.path + "/heard"))
            studio = try sandbox.studio()
            #expect(studio.screenText.contains("a red kite"))
            end(studio)
        }

        private func hasImage(_ sandbox: Sandbox) -> Bool {
            let images = FileManager.default.enumerator(atPath: sandbox.data + "/images")?.allObjects ?? []
            return images.contains { ($0 as? String)?.hasSuffix(".jpg") == true }
        }
    }
}
