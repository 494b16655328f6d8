import ArgumentParser
import EngineCore
import EngineModel
import Foundation
import RunwareAPI
import TerminalUI

/// `easel ping`: is the service there, and does it take the key?
struct Ping: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask the service for a sign of life, with the key and the transport that requests use.")

    func run() throws {
        do throws(Refusal) {
            let workshop = try Workshop.open(ProcessInfo.processInfo.environment)
            for diagnostic in workshop.diagnostics { Progress.say("easel: \(diagnostic)") }
            let (service, outcome) = Blocking.wait {
                let answer = await Self.ask(workshop.engine)
                await workshop.close()
                return answer
            }
            let place = "\(service.name)\(service.isSimulated ? " (simulated)" : "") · \(service.address)"
            switch outcome {
            case .answered(let milliseconds, let transport):
                print("\(place) answered in \(milliseconds) ms over \(transport.rawValue)")
            case .refused(let errors):
                let status: ExitStatus = errors.first?.category == .auth ? .keyRefused : .internal
                let words = FailureWords(.service(errors)).sentence
                throw Refusal(status, CellText.sanitized(words, keepingNewlines: false))
            case .failed(let fault): throw Refusal(.unavailable, "\(place) does not answer: \(fault.detail)")
            }
        } catch {
            throw error.exit()
        }
    }

    private static func ask(_ engine: Engine) async -> (ServiceStatus, PingOutcome) {
        do {
            try await engine.start(adopting: false)
        } catch {
            return (ServiceStatus(), .failed(ConnectionFault(.other, detail: error.sentence)))
        }
        return (await engine.currentService(), await engine.ping())
    }
}
