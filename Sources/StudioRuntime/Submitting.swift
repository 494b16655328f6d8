import EngineCore
import EngineModel
import StudioCore

/// What costs, between reducer and engine.
extension Program {
    /// Asks the engine for what was submitted; what it says is the action that follows.
    func submit(_ pending: PendingSubmission) async -> Action {
        do throws(SubmitFailure) {
            switch pending.work {
            case .requests(let requests, let from):
                let origin = JobOrigin(
                    parent: from.parent, batch: try await batch(of: from), template: from.template,
                    retryOf: from.retryOf, isOffRecord: from.isOffRecord)
                let submissions = requests.map { Submission($0, origin: origin) }
                return .queued(try await engine.submit(submissions, consent: pending.consent).count)
            case .again(let id):
                let isSent = try await engine.sendAgain(id, consent: pending.consent)
                return isSent
                    ? .queued(0)
                    : .notQueued("nothing was sent: its fate is known by now, or its service is not the one in use")
            case .retry(let ids):
                let count = try await engine.retry(ids, consent: pending.consent)
                return count > 0 ? .queued(count) : .notQueued("nothing was queued: there is nothing left to try again")
            }
        } catch {
            switch error {
            case .objection(let objection): return .objected(objection)
            case .illegal, .notDurable: return .notQueued(error.sentence)
            }
        }
    }

    nonisolated static func spending(of engine: Engine) async -> Action {
        do throws(StoreFailure) {
            return .spending(try await engine.spending())
        } catch {
            return .failed(error.sentence)
        }
    }
}
