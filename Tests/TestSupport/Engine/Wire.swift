package import EngineCore
package import EngineModel
package import Foundation
package import RunwareAPI

/// JSON as the service writes it, in pieces, so that tests feed the engine bytes and not values.
package enum Wire {
    /// One finished image.
    package static func image(
        _ name: String?, of task: TaskUUID?, url: String? = nil, bytes: Data? = nil, seed: UInt64? = nil,
        cost: String? = "0.04", status: String? = nil
    ) -> String {
        var members = [("taskType", JSONText.quoted("imageInference"))]
        if let task { members.append(("taskUUID", JSONText.quoted(task.text))) }
        if let name { members.append(("imageUUID", JSONText.quoted(name))) }
        if let bytes {
            members.append(("imageBase64Data", JSONText.quoted(bytes.base64EncodedString())))
        } else {
            members.append(("imageURL", JSONText.quoted(url ?? "http://127.0.0.1:1/\(name ?? "nameless").jpg")))
        }
        if let seed { members.append(("seed", "\(seed)")) }
        if let cost { members.append(("cost", cost)) }
        if let status { members.append(("status", JSONText.quoted(status))) }
        return JSONText.object(members)
    }

    /// What an async task is answered with at once.
    package static func acknowledgement(of task: TaskUUID) -> String {
        JSONText.object([
            ("taskType", JSONText.quoted("imageInference")), ("taskUUID", JSONText.quoted(task.text)),
        ])
    }

    /// What a poll says of an image that is not there yet.
    package static func processing(_ task: TaskUUID) -> String {
        JSONText.object([
            ("taskType", JSONText.quoted("imageInference")), ("taskUUID", JSONText.quoted(task.text)),
            ("status", JSONText.quoted("processing")),
        ])
    }

    /// An error; `status` is `error` when it tells how a task ended.
    package static func error(
        _ code: String, of task: TaskUUID? = nil, taskType: String? = nil, status: String? = nil
    ) -> String {
        var members = [("code", JSONText.quoted(code)), ("message", JSONText.quoted("The service said \(code)."))]
        if let task { members.append(("taskUUID", JSONText.quoted(task.text))) }
        if let taskType { members.append(("taskType", JSONText.quoted(taskType))) }
        if let status { members.append(("status", JSONText.quoted(status))) }
        return JSONText.object(members)
    }

    /// The archive's item about a task.
    package static func details(of task: TaskUUID, _ items: [String], errors: [String] = []) -> String {
        JSONText.object([
            ("taskType", JSONText.quoted("getTaskDetails")), ("taskUUID", JSONText.quoted(task.text)),
            ("request", "[]"), ("response", text(items, errors: errors)),
        ])
    }

    /// A whole body.
    package static func body(_ items: [String] = [], errors: [String] = []) -> Data {
        Data(text(items, errors: errors).utf8)
    }

    private static func text(_ items: [String], errors: [String]) -> String {
        var members = [("data", "[" + items.joined(separator: ",") + "]")]
        if !errors.isEmpty { members.append(("errors", "[" + errors.joined(separator: ",") + "]")) }
        return JSONText.object(members)
    }

    /// The first bytes of a JPEG, then any text: what a link leads to.
    package static func jpeg(_ text: String = "") -> Data {
        Data([0xFF, 0xD8, 0xFF, 0xE0]) + Data(text.utf8) + Data([0xFF, 0xD9])
    }
}

extension Answer {
    /// The HTTP reply to a task.
    package static func reply(
        _ items: [String] = [], errors: [String] = [], status: Int = 200, retryAfter: Int? = nil
    ) -> Answer {
        Answer(
            .send, over: .reply(httpStatus: status, retryAfterSeconds: retryAfter),
            bytes: Wire.body(items, errors: errors))
    }

    /// A body that is none of the service's.
    package static func page(_ text: String, status: Int, retryAfter: Int? = nil) -> Answer {
        Answer(.send, over: .reply(httpStatus: status, retryAfterSeconds: retryAfter), bytes: Data(text.utf8))
    }

    /// A frame that is pushed for a task.
    package static func frame(
        _ items: [String] = [], errors: [String] = [], to occasion: Occasion = .send
    ) -> Answer {
        Answer(occasion, over: .frame, bytes: Wire.body(items, errors: errors))
    }

    /// The HTTP reply to questions.
    package static func collected(_ items: [String] = [], errors: [String] = [], status: Int = 200) -> Answer {
        Answer(
            .collect, over: .reply(httpStatus: status, retryAfterSeconds: nil), bytes: Wire.body(items, errors: errors))
    }
}

extension CollectOutcome {
    /// One HTTP reply to all questions.
    package static func said(_ items: [String] = [], errors: [String] = [], status: Int = 200) -> CollectOutcome {
        CollectOutcome(answers: [.collected(items, errors: errors, status: status)])
    }

    /// Every question is answered with an explicit not-found.
    package static func notFound(_ questions: [CollectQuestion]) -> CollectOutcome {
        .said(
            errors: questions.map { Wire.error("taskNotFound", of: $0.taskUUID, taskType: $0.kind.rawValue) },
            status: 404)
    }

    /// Nobody answered.
    package static let silence = CollectOutcome(fault: ConnectionFault(.timedOut, detail: "no answer"))
}
