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

    @Option(help: "How long to ask what became of a task whose answer was lost, in seconds (0–86400).")
    var wait = 120

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
    }

    func run() throws {
        do throws(Refusal) {
            let wanted = try RunArguments(parameters: parameters, prompt: prompt, requestFile: request).requests()
            let allowance = RunAllowance(again: again, maxCost: maxCost, upTo: upTo)
            try HeadlessJobs.run(format: format, wait: wait) { workshop throws(Refusal) in
                try await RunSession(workshop, allowance).run(wanted)
            }
        } catch {
            throw error.exit()
        }
    }
}
