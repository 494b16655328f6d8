import Foundation
import RunwareAPI

/// Answers to questions, from what the store holds: they are the same before and after a restart.
struct Archive: Sendable {
    let store: ServiceDatabase
    let gallery: Gallery
    let links: ImageLinks
    /// Whether the balance is told as a bare number.
    let isBalancePlain: Bool
    let now: @Sendable () -> Date

    func answer(_ question: Question) async throws -> ReplyPart.Content {
        switch question {
        case .response(let taskUUID): .report(try await report(taskUUID))
        case .details(let taskUUID):
            try await details(taskUUID).map { .item(.details($0)) } ?? .error(.nothingFound(question))
        case .account(let taskUUID): .item(.account(try await account(taskUUID)))
        }
    }

    private func report(_ taskUUID: TaskUUID) async throws -> TaskReport {
        guard let record = try await store.task(taskUUID), record.task.parameters.deliveryMethod == .async else {
            return TaskReport(taskUUID: taskUUID, isKnown: false)
        }
        var report = TaskReport(taskUUID: taskUUID, isRunning: !record.isFinished)
        for outcome in record.outcomes {
            switch outcome {
            case .image(let image):
                var outgoing = try await gallery.outgoing(image, of: record.task, links: links)
                outgoing.saysSuccess = true
                report.outcomes.append(.image(outgoing))
            case .failure(let error): report.outcomes.append(.failure(error))
            }
        }
        return report
    }

    private func details(_ taskUUID: TaskUUID) async throws -> OutgoingDetails? {
        guard let record = try await store.task(taskUUID), record.isFinished else { return nil }
        var details = OutgoingDetails(
            taskUUID: taskUUID, requestJSON: record.task.sent.requestJSON, images: [], failures: [])
        for outcome in record.outcomes {
            switch outcome {
            case .image(let image):
                details.images.append(try await gallery.outgoing(image, of: record.task, links: links))
            case .failure(let error): details.failures.append(error)
            }
        }
        return details
    }

    private func account(_ taskUUID: TaskUUID) async throws -> OutgoingAccount {
        let state = try await store.currentState()
        let moment = now()
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        func since(days: Double) async throws -> Usage {
            try await store.usage(since: moment.addingTimeInterval(-days * 86_400))
        }
        return OutgoingAccount(
            taskUUID: taskUUID, organizationUUID: state.storeID, balance: state.balance,
            isBalancePlain: isBalancePlain, total: try await store.usage(since: .distantPast),
            today: try await store.usage(since: calendar.startOfDay(for: moment)),
            last7Days: try await since(days: 7), last30Days: try await since(days: 30))
    }
}
