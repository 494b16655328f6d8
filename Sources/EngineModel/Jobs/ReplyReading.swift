package import RunwareAPI

/// What the reply to a send means for its attempt, by the rules of product §5 rule 2.
package enum ReplyReading: Hashable, Sendable {
    /// The verdict is complete: these images, these errors.
    case complete(items: [ReplyItem], errors: [ServiceError])
    /// These images came and are kept; what becomes of the others is not known.
    case incomplete(items: [ReplyItem], JobFailure)
    /// The service did not take the task; it may be sent again under the same UUID after so many seconds.
    case notAccepted(retryAfterSeconds: Int?, errors: [ServiceError])
    /// The service has the task, or may have it; nothing here is a verdict on it.
    case unknown(JobFailure)

    /// Reads the reply to one sync task sent over HTTP.
    package init(
        _ reply: ServiceReply, httpStatus: Int, retryAfterSeconds: Int?, to attempt: Attempt
    ) {
        let parts = Parts(reply, taskUUID: attempt.taskUUID.text, httpStatus: httpStatus)
        let decided = parts.images.count + parts.verdicts.count
        // The reply to a sync task ends it, unless something in the reply says that it goes on.
        let isOpen = parts.hasConflict || (decided < attempt.asked && (parts.isUndecided || parts.isAcknowledged))

        if parts.images.count >= attempt.asked {
            self = .complete(items: parts.images, errors: parts.verdicts)
        } else if !parts.images.isEmpty {
            let failure: JobFailure =
                parts.told.isEmpty
                ? .shortDelivery(delivered: parts.images.count, asked: attempt.asked) : .service(parts.told)
            self =
                isOpen ? .incomplete(items: parts.images, failure) : .complete(items: parts.images, errors: parts.told)
        } else if parts.hasConflict {
            self = .unknown(.service(parts.told))
        } else if !parts.verdicts.isEmpty, !isOpen {
            self = .complete(items: [], errors: parts.verdicts)
        } else if [429, 503].contains(httpStatus), parts.named.isEmpty, !parts.isAcknowledged {
            self = .notAccepted(retryAfterSeconds: retryAfterSeconds, errors: parts.nameless)
        } else if !parts.told.isEmpty {
            self = .unknown(.service(parts.told))
        } else {
            let excerpt = parts.isAcknowledged ? "an acknowledgement without an image" : "an answer without our task"
            self = .unknown(.unreadable(httpStatus: httpStatus, excerpt: excerpt))
        }
    }

    /// What of a reply concerns one task. One message carries one task, so an item or an error that names no task is
    /// about ours; one that names another is not.
    private struct Parts {
        /// Images, also those that were made but cannot be read: they were paid for.
        let images: [ReplyItem]
        /// Errors under our UUID.
        let named: [ServiceError]
        /// Errors without a UUID.
        let nameless: [ServiceError]
        /// The errors that are verdicts.
        let verdicts: [ServiceError]
        /// Whether an error concerns the task and is no verdict on it.
        let isUndecided: Bool
        /// Whether an item says that the task was accepted or goes on.
        let isAcknowledged: Bool

        var told: [ServiceError] { named + nameless }
        var hasConflict: Bool { told.contains { $0.code == "conflictTaskUUID" } }

        init(_ reply: ServiceReply, taskUUID: String, httpStatus: Int) {
            func isOurs(_ text: String?) -> Bool { text?.lowercased() == taskUUID }
            func isNameless(_ text: String?) -> Bool { text?.isEmpty ?? true }

            let own = reply.items.filter { isOurs($0.taskUUID) }
            let anonymous = reply.items.filter {
                isNameless($0.taskUUID) && ($0.taskType ?? "imageInference") == "imageInference"
            }
            images = reply.items.filter { item in
                (own.contains(item) || anonymous.contains(item)) && (item.output != nil || item.isUnusableResult)
            }
            isAcknowledged = own.contains { $0.isAcknowledgement }
            named = reply.errors.filter { isOurs($0.taskUUID) } + own.compactMap(\.error)
            nameless =
                reply.errors.filter { isNameless($0.taskUUID) }
                + anonymous.compactMap(\.error).filter { isNameless($0.taskUUID) }

            // A gateway's answer is never a verdict, whatever it carries; without a UUID only a refusal is one.
            let isGateway = [502, 504].contains(httpStatus)
            let isRefusal = [400, 401, 402, 403].contains(httpStatus)
            let decidingNamed = isGateway ? [] : named.filter(Self.isVerdict)
            verdicts = decidingNamed + (isRefusal ? nameless.filter(Self.isVerdict) : [])
            isUndecided = decidingNamed.count < named.count || isGateway || !nameless.allSatisfy(Self.isVerdict)
        }

        /// Whether an error item is a verdict on a sync task: never a conflict (the service has the task), a not-found
        /// or expired (it proves nothing), or a timeout (the task goes on in the background).
        private static func isVerdict(_ error: ServiceError) -> Bool {
            switch error.code {
            case "conflictTaskUUID": return false
            // Of the category not-found, and yet final words about the task.
            case "unknownModel", "taskCancelled": return true
            default: return ![.notFound, .timeout].contains(error.category)
            }
        }
    }
}
