import ArgumentParser
import EngineCore
import EngineModel
import Foundation
import RunwareAPI
import RunwareClient
import Settings
import TerminalUI

/// `easel account`: the account behind the key.
struct Account: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show balance and usage; keep or forget a key.",
        subcommands: [Show.self, Login.self, Logout.self], defaultSubcommand: Show.self)

    /// `easel account show`
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show balance and usage (the default).")

        func run() throws {
            do throws(Refusal) {
                let workshop = try Workshop.open(ProcessInfo.processInfo.environment)
                let (service, outcome) = Blocking.wait {
                    let outcome = await Self.ask(workshop.engine)
                    await workshop.close()
                    return outcome
                }
                print("\(service.name)\(service.isSimulated ? " (simulated)" : "") · \(service.address)")
                print("Key           from \(workshop.keySource.words)")
                switch outcome {
                case .account(let details):
                    print(Self.lines(details, isSimulated: service.isSimulated).joined(separator: "\n"))
                case .refused(let errors):
                    let words = FailureWords(.service(errors))
                    let status: ExitStatus = errors.first?.category == .auth ? .keyRefused : .internal
                    throw Refusal(status, CellText.sanitized(words.sentence, keepingNewlines: false))
                case .failed(let fault): throw Refusal(.unavailable, "the service cannot be asked: \(fault.detail)")
                }
            } catch {
                throw error.exit()
            }
        }

        private static func ask(_ engine: Engine) async -> (ServiceStatus, AccountOutcome) {
            do {
                try await engine.start(adopting: false)
            } catch {
                return (ServiceStatus(), .failed(ConnectionFault(.other, detail: error.sentence)))
            }
            return (await engine.currentService(), await engine.account())
        }

        private static func lines(_ details: AccountDetails, isSimulated: Bool) -> [String] {
            let mark = isSimulated ? " (simulated)" : ""
            func clean(_ text: String) -> String { CellText.sanitized(text, keepingNewlines: false) }
            var lines: [String] = []
            if let name = details.organizationName { lines.append("Organization  \(clean(name))") }
            if let balance = details.balance {
                lines.append(
                    "Balance       \(clean(Balance(amount: balance, currency: details.currency).words))\(mark)")
            }
            if let free = details.freeBalance, free != .zero {
                lines.append("  of it free  \(clean(Balance(amount: free, currency: details.currency).words))")
            }
            for usage in details.usage {
                let credits = usage.credits?.description ?? "–"
                let requests = usage.requests.map { "\($0) requests" } ?? "–"
                lines.append("\(usage.span.padding(toLength: 14, withPad: " ", startingAt: 0))\(credits) · \(requests)")
            }
            return lines
        }
    }

    /// `easel account login`
    struct Login: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep a key in a file that only you can read.",
            discussion:
                """
                The key is asked for and not shown. RUNWARE_API_KEY, when it is set, and api_key_command, when the \
                configuration names one, are used before the kept one.
                """)

        func run() throws {
            do throws(Refusal) {
                let file = KeptKey(path: try Workshop.folders(ProcessInfo.processInfo.environment).keyFile)
                guard let text = HiddenPrompt.read("Runware API key: ") else {
                    throw Refusal(.usage, "no key was given; nothing was changed")
                }
                guard let key = APIKey(text) else {
                    throw Refusal(.usage, "a key is 1–\(APIKey.longest) visible ASCII characters; nothing was changed")
                }
                try file.write(key, text: text)
                Progress.say("kept in \(file.path); easel account logout removes it")
            } catch {
                throw error.exit()
            }
        }
    }

    /// `easel account logout`
    struct Logout: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove the kept key.")

        func run() throws {
            do throws(Refusal) {
                let file = KeptKey(path: try Workshop.folders(ProcessInfo.processInfo.environment).keyFile)
                Progress.say(try file.remove() ? "the kept key is removed" : "there was no kept key")
            } catch {
                throw error.exit()
            }
        }
    }
}
