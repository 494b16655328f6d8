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
              easel run --template "a {red|blue} kite over __place__" --dry-run

            A template expands: {a|b} is one of its alternatives, __name__ one line of lists/name.txt beside the \
            configuration, lines that begin with # are left out, a backslash makes a special character itself.

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

    @Option(help: "A prompt with alternatives, sent once for each; - reads it from standard input.")
    var template: String?

    @Option(help: ArgumentHelp("Send so many of the template's prompts, drawn at random.", valueName: "n"))
    var random: Int?

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

    @Flag(help: "Print what would be sent and its price; nothing is sent.")
    var dryRun = false

    @Flag(help: "Send although a job of the same name exists.")
    var again = false

    @Option(
        help: ArgumentHelp("Send nothing when it would cost more than this.", valueName: "dollars"),
        transform: Run.amount)
    var maxCost: Money?

    @Option(
        help: ArgumentHelp(
            "Cross a cap of the configuration, up to this total: the amount that the refusal names.",
            valueName: "dollars"),
        transform: Run.amount)
    var upTo: Money?

    private static func amount(_ text: String) throws -> Money {
        guard let amount = Money(text: text) else {
            throw ValidationError("\(text.debugDescription) is not \(Money.textRule)")
        }
        return amount
    }

    func validate() throws {
        guard (0...86_400).contains(wait) else {
            throw ValidationError("--wait \(wait) is not allowed: 0–86400 seconds")
        }
        if let random {
            guard template != nil else { throw ValidationError("--random draws from a template: give --template") }
            guard random > 0 else { throw ValidationError("--random \(random) is not allowed: at least 1") }
        }
        guard template == nil || (prompt == nil && request == nil) else {
            throw ValidationError("give one of --template, --prompt and --request")
        }
    }

    func run() throws {
        do throws(Refusal) {
            var arguments = RunArguments(
                parameters: parameters, prompt: prompt, template: try templateArgument(), requestFile: request)
            if let preset { arguments.preset = try PresetCommand.preset(preset) }
            arguments.sendAnyway = sendAnyway
            let wanted = try arguments.requests()
            for words in wanted.compactMap(\.request.parameters.anywayWords) {
                Progress.say("easel: the table refuses it, and it is sent anyway: \(words)")
            }
            guard !dryRun else { return print(RunOutput.plan(wanted.map(\.request), format: format)) }
            let allowance = RunAllowance(again: again, maxCost: maxCost, upTo: upTo)
            try HeadlessJobs.run(format: format, wait: wait) { workshop throws(Refusal) in
                try await RunSession(workshop, allowance).run(wanted)
            }
        } catch {
            throw error.exit()
        }
    }

    private func templateArgument() throws(Refusal) -> TemplateArgument? {
        guard let template else { return nil }
        let folders = try Workshop.folders(ProcessInfo.processInfo.environment)
        return TemplateArgument(text: template, random: random, lists: ListFiles(folders))
    }
}
