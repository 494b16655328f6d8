import ArgumentParser
import EngineCore
import EngineModel
import EngineStore
import Foundation
import RunwareAPI

/// `easel run`: requests without a screen, by the same engine into the same history.
struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send requests without a screen.",
        discussion: """
            Parameters are given by their API names; nothing is snapped: an illegal value is refused with the rule.
              easel run --prompt "a red kite over dunes" width=1344 height=768 seed=7
              echo "a red kite" | easel run --prompt - outputFormat=PNG -F json
              easel run --request request.json

            A request file holds a request object, an array of them, or objects with a member "request". Its taskUUID \
            names the job: run again, the job that exists is reported and nothing is sent.

            PARAMETERS
            \(RunArguments.help)
            """)

    /// How results are printed.
    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

    @Argument(help: ArgumentHelp("Parameters by API name.", valueName: "key=value"))
    var parameters: [String] = []

    @Option(help: "The prompt; - reads it from standard input.")
    var prompt: String?

    @Option(help: ArgumentHelp("A file with one or more requests.", valueName: "file"))
    var request: String?

    @Option(name: [.customShort("F"), .long], help: "How results are printed: table or json.")
    var format = Format.table

    @Option(help: ArgumentHelp("Parameters of a preset; those given by name win.", valueName: "name"))
    var preset: String?

    @Flag(help: "Send width, height, outputQuality, ttl or safetyTolerance also when the table refuses the value.")
    var sendAnyway = false

    @Option(help: "How long to ask what became of a task whose answer was lost, in seconds (0–86400).")
    var wait = 120

    @Flag(help: "Send although a job of the same name exists.")
    var again = false

    func validate() throws {
        guard (0...86_400).contains(wait) else {
            throw ValidationError("--wait \(wait) is not allowed: 0–86400 seconds")
        }
    }

    func run() throws {
        do throws(Refusal) {
            var arguments = RunArguments(parameters: parameters, prompt: prompt, requestFile: request)
            if let preset { arguments.preset = try PresetCommand.preset(preset) }
            arguments.sendAnyway = sendAnyway
            let wanted = try arguments.requests()
            for words in wanted.compactMap(\.request.parameters.anywayWords) {
                Progress.say("easel: the table refuses it, and it is sent anyway: \(words)")
            }
            let again = again
            try HeadlessJobs.run(format: format, wait: wait) { workshop throws(Refusal) in
                try await RunSession(workshop, again: again).run(wanted)
            }
        } catch {
            throw error.exit()
        }
    }
}
