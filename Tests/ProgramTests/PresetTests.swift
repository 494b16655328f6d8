import Foundation
import TestSupport
import Testing

extension ProgramTests {
    /// `easel preset`, and requests that use one or insist on a value.
    @Suite struct PresetTests {
        @Test func `a preset is kept, shown, listed, used and deleted`() throws {
            let sandbox = try Sandbox()
            let saved = try sandbox.easel("preset", "save", "poster", "width=512", "height=768", "outputFormat=PNG")
            #expect(saved.code == 0, "\(saved.errors)")
            #expect(saved.output.isEmpty)
            #expect(try sandbox.easel("preset", "show", "poster").output == "width=512\nheight=768\noutputFormat=PNG\n")
            #expect(try sandbox.easel("preset", "list").output.hasPrefix("poster  width 512, height 768"))
            let again = try sandbox.easel("preset", "save", "poster", "outputQuality=80")
            #expect(again.code == 73 && again.errors.contains("--replace"))
            let run = try sandbox.easel(
                "run", "--preset", "poster", "--prompt", "a red kite", "outputFormat=WEBP", "-F", "json")
            #expect(run.code == 0, "\(run.errors)")
            for member in [#""width":512"#, #""height":768"#, #""outputFormat":"WEBP""#] {
                #expect(run.output.contains(member), "\(member)")
            }
            #expect(try sandbox.easel("preset", "delete", "poster").code == 0)
            for arguments in [["preset", "show", "poster"], ["run", "--preset", "poster", "--prompt", "a kite"]] {
                let gone = try sandbox.easel(arguments)
                #expect(gone.code == 64 && gone.errors.contains("there is no preset poster"), "\(gone.errors)")
            }
        }

        @Test(arguments: [
            (["save", "../key", "width=512"], 64, "1 to 64 of"),
            (["save", "x", "width=1000", "height=512"], 65, "992"),
            (["save", "x", "width=512"], 65, "come together"),
            (["save", "x", "positivePrompt=a cat"], 64, "none that"),
            (["delete", "x"], 64, "there is no preset x"),
        ])
        func `what cannot be kept is refused with the rule`(arguments: [String], code: Int32, words: String) throws {
            let sandbox = try Sandbox()
            let run = try sandbox.easel(["preset"] + arguments)
            #expect(run.code == code && run.errors.contains(words), "\(run.code) \(run.errors)")
        }

        @Test func `a refused value is sent only when that is asked for, and the record says so`() throws {
            let sandbox = try Sandbox()
            let refused = try sandbox.easel("run", "--prompt", "a kite", "width=1500", "height=1024")
            #expect(
                refused.code == 65 && refused.errors.contains("nearest is 1440; --send-anyway"), "\(refused.errors)")
            let run = try sandbox.easel(
                "run", "--prompt", "a kite", "width=1500", "height=1024", "--send-anyway", "-F", "json")
            // The local service refuses it as the real one would.
            #expect(run.code == 65, "\(run.errors)")
            #expect(run.output.contains(#""sentAnyway":"width 1500""#), "\(run.output)")
            #expect(run.output.contains(#""width":1500"#))
            let seed = try sandbox.easel("run", "--prompt", "a kite", "seed=9223372036854776001", "--send-anyway")
            #expect(seed.code == 65 && !seed.errors.contains("sent anyway"))
        }
    }
}
