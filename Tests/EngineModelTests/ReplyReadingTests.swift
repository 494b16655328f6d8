import EngineModel
import RunwareAPI
import Testing

/// Product §5 rule 2, sentence by sentence, for a sync task over HTTP.
@Suite struct ReplyReadingTests {
    private static let ours = uuid(1)
    private static let other = uuid(2)
    private static let a = image("a", of: ours)
    private static let b = image("b", of: ours)

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var status: Int = 200
        var items: [ReplyItem] = []
        var errors: [ServiceError] = []
        var asked = 1
        var retryAfter: Int?
        let expected: ReplyReading
    }

    private static func lost(_ error: ServiceError...) -> ReplyReading { .unknown(.service(error)) }

    private static let verdicts: [Row] = [
        Row(testDescription: "results are the verdict", items: [a], expected: .complete(items: [a], errors: [])),
        Row(
            testDescription: "an error under our UUID is one on 200", errors: [fault("invalidProviderContent", ours)],
            expected: .complete(items: [], errors: [fault("invalidProviderContent", ours)])),
        Row(
            testDescription: "and on 500", status: 500, errors: [fault("internalServerError", ours)],
            expected: .complete(items: [], errors: [fault("internalServerError", ours)])),
        Row(
            testDescription: "400 without UUID", status: 400, errors: [fault("invalidWidth")],
            expected: .complete(items: [], errors: [fault("invalidWidth")])),
        Row(
            testDescription: "401 without UUID", status: 401, errors: [fault("invalidApiKey")],
            expected: .complete(items: [], errors: [fault("invalidApiKey")])),
        Row(
            testDescription: "401 with an expired key is a refusal", status: 401, errors: [fault("tokenExpired")],
            expected: .complete(items: [], errors: [fault("tokenExpired")])),
        Row(
            testDescription: "402 without UUID", status: 402, errors: [fault("insufficientCredits")],
            expected: .complete(items: [], errors: [fault("insufficientCredits")])),
        Row(
            testDescription: "403 without UUID", status: 403, errors: [fault("forbidden")],
            expected: .complete(items: [], errors: [fault("forbidden")])),
        Row(
            testDescription: "429 with our UUID is a verdict like any other", status: 429,
            errors: [fault("rateLimitExceeded", ours)],
            expected: .complete(items: [], errors: [fault("rateLimitExceeded", ours)])),
        Row(
            testDescription: "503 with our UUID too", status: 503, errors: [fault("providerUnavailable", ours)],
            expected: .complete(items: [], errors: [fault("providerUnavailable", ours)])),
        Row(
            testDescription: "an unknown model is refused for good", status: 400, errors: [fault("unknownModel", ours)],
            expected: .complete(items: [], errors: [fault("unknownModel", ours)])),
        Row(
            testDescription: "one error answers for all images of the task", status: 400,
            errors: [fault("invalidWidth", ours)], asked: 4,
            expected: .complete(items: [], errors: [fault("invalidWidth", ours)])),
        Row(
            testDescription: "results and errors together", items: [a],
            errors: [fault("invalidProviderContent", ours)], asked: 2,
            expected: .complete(items: [a], errors: [fault("invalidProviderContent", ours)])),
        Row(
            testDescription: "a reason without UUID is kept beside results", items: [a], errors: [fault("taskFailed")],
            asked: 2, expected: .complete(items: [a], errors: [fault("taskFailed")])),
        Row(
            testDescription: "fewer results than asked end a sync task", items: [a], asked: 2,
            expected: .complete(items: [a], errors: [])),
        Row(
            testDescription: "more results than asked are all kept", items: [a, b],
            expected: .complete(items: [a, b], errors: [])),
        Row(
            testDescription: "our UUID in upper case is ours", items: [upper(a)],
            expected: .complete(items: [upper(a)], errors: [])),
        Row(
            testDescription: "an upper-case UUID in an error too", status: 400, errors: [upper("invalidWidth")],
            expected: .complete(items: [], errors: [upper("invalidWidth")])),
        Row(
            testDescription: "an image without task UUID is ours: a message carries one task",
            items: [image("x", of: nil)], expected: .complete(items: [image("x", of: nil)], errors: [])),
        Row(
            testDescription: "images without names are kept", items: [image(nil, of: ours), image(nil, of: ours)],
            asked: 2, expected: .complete(items: [image(nil, of: ours), image(nil, of: ours)], errors: [])),
        Row(
            testDescription: "an image that cannot be read was made all the same", items: [unreadable],
            expected: .complete(items: [unreadable], errors: [])),
        Row(
            testDescription: "an image is kept although its item carries an error", items: [faulty],
            expected: .complete(items: [faulty], errors: [fault("taskFailed", ours)])),
        Row(
            testDescription: "an error in item form without UUID, on 400", status: 400, items: [errorItem(nil)],
            expected: .complete(items: [], errors: [fault("invalidWidth")])),
        Row(
            testDescription: "all images asked for are a verdict, whatever a gateway adds", status: 504, items: [a],
            errors: [fault("providerTimeout", ours)], expected: .complete(items: [a], errors: [])),
    ]

    private static let neverVerdicts: [Row] = [
        Row(
            testDescription: "a conflict with our UUID means accepted", status: 400,
            errors: [fault("conflictTaskUUID", ours)], expected: lost(fault("conflictTaskUUID", ours))),
        Row(
            testDescription: "a conflict without a UUID too", status: 400, errors: [fault("conflictTaskUUID")],
            expected: lost(fault("conflictTaskUUID"))),
        Row(
            testDescription: "a conflict on 503 too", status: 503, errors: [fault("conflictTaskUUID")],
            expected: lost(fault("conflictTaskUUID"))),
        Row(
            testDescription: "a conflict outweighs another error", status: 400,
            errors: [fault("conflictTaskUUID", ours), fault("invalidWidth", ours)],
            expected: lost(fault("conflictTaskUUID", ours), fault("invalidWidth", ours))),
        Row(
            testDescription: "taskFailedOrNotFound", status: 400, errors: [fault("taskFailedOrNotFound", ours)],
            expected: lost(fault("taskFailedOrNotFound", ours))),
        Row(
            testDescription: "codes ending in NotFound", status: 404, errors: [fault("taskNotFound", ours)],
            expected: lost(fault("taskNotFound", ours))),
        Row(
            testDescription: "codes ending in Expired", status: 400, errors: [fault("taskExpired", ours)],
            expected: lost(fault("taskExpired", ours))),
        Row(
            testDescription: "a timeout of a sync task", errors: [fault("timeoutProvider", ours)],
            expected: lost(fault("timeoutProvider", ours))),
        Row(
            testDescription: "a timeout without UUID on 400", status: 400, errors: [fault("providerTimeout")],
            expected: lost(fault("providerTimeout"))),
        Row(
            testDescription: "502 whatever UUID it carries", status: 502, errors: [fault("providerBadGateway", ours)],
            expected: lost(fault("providerBadGateway", ours))),
        Row(
            testDescription: "504 whatever UUID it carries", status: 504, errors: [fault("inferenceError", ours)],
            expected: lost(fault("inferenceError", ours))),
        Row(
            testDescription: "an error without UUID on 200", errors: [fault("internalServerError")],
            expected: lost(fault("internalServerError"))),
        Row(
            testDescription: "and on 500", status: 500, errors: [fault("internalServerError")],
            expected: lost(fault("internalServerError"))),
        Row(
            testDescription: "images of another task are not ours", items: [image("x", of: other)],
            expected: .unknown(.unreadable(httpStatus: 200, excerpt: "an answer without our task"))),
        Row(
            testDescription: "errors of another task are not ours", status: 400, errors: [fault("invalidWidth", other)],
            expected: .unknown(.unreadable(httpStatus: 400, excerpt: "an answer without our task"))),
        Row(
            testDescription: "an acknowledgement", items: [acknowledgement(of: ours)],
            expected: progress(isRunning: true, isCumulative: false)),
        Row(
            testDescription: "an acknowledgement on 503 is no refusal", status: 503, items: [acknowledgement(of: ours)],
            expected: progress(isRunning: true, isCumulative: false)),
        Row(
            testDescription: "empty data",
            expected: .unknown(.unreadable(httpStatus: 200, excerpt: "an answer without our task"))),
        Row(
            testDescription: "a conflict beside images keeps the images", status: 400, items: [a],
            errors: [fault("conflictTaskUUID", ours)], asked: 2,
            expected: .incomplete(items: [a], .service([fault("conflictTaskUUID", ours)]))),
        Row(
            testDescription: "a timeout beside images keeps the images", items: [a],
            errors: [fault("timeoutProvider", ours)], asked: 3,
            expected: .incomplete(items: [a], .service([fault("timeoutProvider", ours)]))),
        Row(
            testDescription: "an image beside one that goes on keeps the image", items: [a, acknowledgement(of: ours)],
            asked: 2, expected: progress([a], isRunning: true, isCumulative: false)),
        Row(
            testDescription: "a gateway's error beside images keeps the images", status: 502, items: [a],
            errors: [fault("providerBadGateway", ours)], asked: 2,
            expected: .incomplete(items: [a], .service([fault("providerBadGateway", ours)]))),
    ]

    private static let notAccepted: [Row] = [
        Row(
            testDescription: "429 without our UUID", status: 429, errors: [fault("rateLimitExceeded")], retryAfter: 7,
            expected: .notAccepted(retryAfterSeconds: 7, errors: [fault("rateLimitExceeded")])),
        Row(
            testDescription: "503 without our UUID", status: 503, errors: [fault("serviceUnavailable")],
            expected: .notAccepted(retryAfterSeconds: nil, errors: [fault("serviceUnavailable")])),
        Row(
            testDescription: "429 with another UUID", status: 429, errors: [fault("rateLimitExceeded", other)],
            expected: .notAccepted(retryAfterSeconds: nil, errors: [])),
        Row(
            testDescription: "503 without anything", status: 503,
            expected: .notAccepted(retryAfterSeconds: nil, errors: [])),
    ]

    private static func upper(_ item: ReplyItem) -> ReplyItem {
        var item = item
        item.taskUUID = item.taskUUID?.uppercased()
        return item
    }

    private static func upper(_ code: String) -> ServiceError {
        var error = fault(code, ours)
        error.taskUUID = error.taskUUID?.uppercased()
        return error
    }

    private static var unreadable: ReplyItem {
        var item = image("c", of: ours)
        item.output = nil
        item.unusable = ["imageBase64Data"]
        return item
    }

    private static var faulty: ReplyItem {
        var item = image("d", of: ours)
        item.error = fault("taskFailed", ours)
        return item
    }

    private static func errorItem(_ task: TaskUUID?) -> ReplyItem {
        var item = ReplyItem()
        item.taskUUID = task?.text
        item.status = "error"
        item.error = fault("invalidWidth", task)
        return item
    }

    @Test(arguments: verdicts + neverVerdicts + notAccepted)
    func `a reply is read by rule 2`(row: Row) {
        let attempt = Attempt(taskUUID: Self.ours, asked: row.asked, startedAt: time(0))
        let reading = ReplyReading(
            ServiceReply(items: row.items, errors: row.errors), httpStatus: row.status,
            retryAfterSeconds: row.retryAfter, to: attempt)
        #expect(reading == row.expected)
    }
}
