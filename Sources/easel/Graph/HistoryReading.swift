import EngineCore
import EngineModel
import EngineStore
import Foundation
import TerminalUI

/// The history for commands that only look at it: no service, no key, no queue. Nothing is adopted and nothing is sent.
enum HistoryReading {
    /// Runs work on the opened store, beside whatever other copies do.
    static func run<Value: Sendable>(
        _ work: @escaping @Sendable (EngineStore) async throws(Refusal) -> Value
    ) throws(Refusal) -> Value {
        let store = try Workshop.openStore(try Workshop.folders(ProcessInfo.processInfo.environment))
        if let notice = store.notice { Progress.say("easel: \(notice)") }
        let outcome: Result<Value, Refusal> = Blocking.wait {
            let outcome: Result<Value, Refusal>
            do throws(Refusal) {
                outcome = .success(try await work(store))
            } catch {
                outcome = .failure(error)
            }
            await store.close()
            return outcome
        }
        return try outcome.get()
    }

    /// The query that the words of a command line make, as the studio's filter reads them.
    static func query(_ words: [String]) throws(Refusal) -> HistoryQuery {
        let reading = HistoryQueryReading(
            words.joined(separator: " "), now: SystemEngineClock().now(),
            offsets: .ofUser)
        if let fault = reading.faults.first {
            throw Refusal(.usage, CellText.sanitized(fault.words, keepingNewlines: false))
        }
        return reading.query
    }
}
