import ArgumentParser
import EngineCore
import EngineModel
import Foundation
import RunwareAPI
import TerminalUI

/// Exit codes (product §10).
enum ExitStatus: Int32 {
    case done = 0
    case usage = 64
    case validation = 65
    case blocked = 66
    case partial = 67
    case unavailable = 69
    case `internal` = 70
    case cannotWrite = 73
    case uncertain = 74
    case transient = 75
    case credit = 76
    case keyRefused = 77

    /// What a job's end means for the caller.
    init(_ job: Job) {
        switch job.state {
        case .done: self = .done
        case .partial: self = .partial
        case .blocked: self = .blocked
        case .uncertain, .abandoned, .sending, .accepted, .running: self = .uncertain
        case .queued, .held, .cancelled:
            // Not sent: because the service could not be reached, or would not let anybody in.
            switch job.failure?.category {
            case .auth?: self = .keyRefused
            case .quota?: self = .credit
            default: self = .unavailable
            }
        case .failed:
            switch job.failure?.category {
            case .auth?: self = .keyRefused
            case .quota?: self = .credit
            case .validation?: self = .validation
            case .safety?: self = .blocked
            case let category?: self = category.isTransient ? .transient : .internal
            case nil: self = .internal
            }
        }
    }

    var code: ExitCode { ExitCode(rawValue) }
}

/// Why a command cannot go on: one sentence, one exit code.
struct Refusal: Error {
    let status: ExitStatus
    let sentence: String

    init(_ status: ExitStatus, _ sentence: String) {
        self.status = status
        self.sentence = sentence
    }

    /// Runs work on the store; what it cannot do ends the command.
    static func storing<Value>(
        _ work: () async throws(StoreFailure) -> Value
    ) async throws(Refusal) -> Value {
        do throws(StoreFailure) {
            return try await work()
        } catch {
            throw Refusal(.cannotWrite, error.sentence)
        }
    }

    /// Says the sentence on stderr and gives the exit code to throw.
    func exit() -> ExitCode {
        Progress.say("easel: \(sentence)")
        return status.code
    }
}

/// What is said beside the data: on stderr, a line at a time. It may quote files and services: nothing in it steers the
/// terminal.
enum Progress {
    /// A question, without an end of line.
    static func ask(_ question: String) { write(question) }

    static func say(_ line: String) { write(line + "\n") }

    private static func write(_ text: String) {
        FileHandle.standardError.write(Data(CellText.sanitized(text, keepingNewlines: true).utf8))
    }
}
