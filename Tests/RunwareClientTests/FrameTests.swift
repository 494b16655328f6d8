import EngineCore
import EngineModel
import Foundation
import RunwareAPI
import Testing

@testable import RunwareClient

private let one = "00000000-0000-4000-8000-000000000001"
private let two = "00000000-0000-4000-8000-000000000002"

private func look(_ text: String) -> FrameLook { FrameLook(Data(text.utf8)) }

@Suite("A glance at a frame")
struct FrameLookTests {
    @Test("tasks, images, types and errors are seen, with any spacing and order")
    func seen() {
        let frame = look(
            """
            {"data" : [ {"imageUUID":"i1" , "taskUUID" :
              "\(one.uppercased())", "taskType":"imageInference","status":"success"},
              {"taskUUID":"\(two)","imageUUID":"i2"} ] }
            """)
        #expect(frame.taskUUIDs == [one, two])
        #expect(frame.imageUUIDs == ["i1", "i2"])
        #expect(frame.taskTypes == ["imageInference"])
        #expect(frame.hasStatus)
        #expect(frame.errors == 0)
        #expect(!frame.isPong)
    }

    @Test("words inside of strings are no members")
    func insideStrings() {
        let prompt = #"\"taskUUID\":\"\#(two)\",\"errors\":[1],\"pong\":true \\"#
        let frame = look(#"{"data":[{"taskUUID":"\#(one)","text":"\#(prompt)","seed":1}]}"#)
        #expect(frame.taskUUIDs == [one])
        #expect(frame.errors == 0)
        #expect(!frame.isPong)
    }

    @Test(
        "errors are counted in every shape of the contract, and what is empty is none",
        arguments: [
            (#"{"errors":[{"code":"a","message":"m"},{"code":"b","message":"m"}]}"#, 2),
            (#"{"error":{"code":"a","message":"m"},"taskUUID":"x"}"#, 1),
            (#"{"error":[{"code":"a"}]}"#, 1),
            (#"[{"code":"a","message":"m"}]"#, 1),
            (#"{"code":"a","message":"m"}"#, 1),
            (#"{"error":true,"errorMessageContentId":1212,"errorId":19,"errorMessage":"Invalid api key"}"#, 1),
            (#"{"data":[{"status":"error","error":{"code":"a"}}]}"#, 1),
            (#"{"data":[{"status":"error"}]}"#, 1),
            (#"{"errors":["words"]}"#, 1),
            (#"{"data":[],"errors":[]}"#, 0),
            (#"{"data":[],"errors": [ ],"error":null}"#, 0),
            (#"{"data":[],"error":{},"errors":false}"#, 0),
        ])
    func errors(text: String, count: Int) {
        #expect(look(text).errors == count, "\(text)")
    }

    @Test("what is no task UUID is none")
    func strangeUUIDs() {
        #expect(look(#"{"errors":[{"code":"c","taskUUID":""},{"taskUUID":null},{"taskUUID":"slug"}]}"#).taskUUIDs == [])
    }

    @Test(
        "any bytes are taken", arguments: ["", "\"", "\\\"", "{\"taskUUID\"", "{\"taskUUID\":", "\"errors\":", "\"a\\"])
    func anyBytes(text: String) {
        #expect(look(text).taskUUIDs.isEmpty)
    }

    @Test("a frame of many strings and one of many megabytes are looked at in passing")
    func large() {
        let strings = Data(String(repeating: "\"\",", count: 300_000).utf8)
        #expect(FrameLook(strings).taskUUIDs.isEmpty)
        let start = Data(#"{"data":[{"imageBase64Data":""#.utf8)
        let frame = start + Data(repeating: 0x41, count: 20 << 20) + Data(#"","taskUUID":"\#(one)"}]}"#.utf8)
        #expect(FrameLook(frame).taskUUIDs == [one])
    }
}

@Suite("Whom a frame concerns")
struct FrameRoutingTests {
    typealias Addressee = FrameRouting.Addressee

    /// What waits for the first task: the send as sync or async, and questions.
    struct Case: Sendable {
        let frame: String
        let sync: Bool?
        let kinds: Set<CollectQuestion.Kind>
        let expected: Set<Addressee>

        init(_ frame: String, _ sync: Bool?, _ kinds: Set<CollectQuestion.Kind>, _ expected: Addressee...) {
            self.frame = frame
            self.sync = sync
            self.kinds = kinds
            self.expected = Set(expected)
        }
    }

    private static let ack = #"{"data":[{"taskType":"imageInference","taskUUID":"\#(one)"}]}"#
    private static let image =
        #"{"data":[{"taskType":"imageInference","taskUUID":"\#(one)","imageUUID":"i","imageURL":"https://x/i"}]}"#
    private static let polled =
        #"{"data":[{"taskType":"imageInference","taskUUID":"\#(one)","imageUUID":"i","status":"success"}]}"#
    private static let running = #"{"data":[{"taskUUID":"\#(one)","status":"processing"}]}"#
    private static let error = #"{"errors":[{"code":"c","message":"m","taskUUID":"\#(one)"}]}"#
    private static let conflict = #"{"errors":[{"code":"conflictTaskUUID","message":"m","taskUUID":"\#(one)"}]}"#
    private static let details =
        #"{"data":[{"taskType":"getTaskDetails","taskUUID":"\#(one)","request":[{"taskType":"imageInference","#
        + #""taskUUID":"\#(one)"}],"response":{"data":[{"taskUUID":"\#(one)","imageUUID":"i"}]}}]}"#
    private static let detailsError =
        #"{"errors":[{"code":"taskNotFound","message":"m","taskType":"getTaskDetails","taskUUID":"\#(one)"}]}"#
    private static let responseError =
        #"{"errors":[{"code":"rateLimitExceeded","message":"m","taskType":"getResponse","taskUUID":"\#(one)"}]}"#
    private static let nameless = #"{"errors":[{"code":"c","message":"m"}]}"#
    private static let pong = #"{"data":[{"taskType":"ping","pong":true}]}"#
    private static let empty = #"{"data":[]}"#
    private static let anonymous = #"{"data":[{"imageUUID":"i"}]}"#
    private static let login = #"{"data":[{"taskType":"authentication","connectionSessionUUID":"s"}]}"#

    static let cases: [Case] = [
        // Only a send waits.
        Case(ack, false, [], .send(one)), Case(image, true, [], .send(one)), Case(polled, true, [], .send(one)),
        Case(error, true, [], .send(one)), Case(conflict, false, [], .send(one)),
        // Only questions wait.
        Case(running, nil, [.getResponse], .question(one, .getResponse)),
        Case(polled, nil, [.getResponse], .question(one, .getResponse)),
        Case(image, nil, [.getResponse], .question(one, .getResponse)),
        Case(error, nil, [.getResponse], .question(one, .getResponse)),
        Case(error, nil, [.getTaskDetails], .question(one, .getTaskDetails)),
        Case(details, nil, [.getTaskDetails], .question(one, .getTaskDetails)),
        Case(details, nil, [.getResponse, .getTaskDetails], .question(one, .getTaskDetails)),
        Case(polled, nil, [.getResponse, .getTaskDetails], .question(one, .getResponse)),
        // Both wait: an error is the question's, which can do no harm, unless only a send can have met it.
        Case(details, true, [.getTaskDetails], .question(one, .getTaskDetails)),
        Case(detailsError, true, [.getTaskDetails], .question(one, .getTaskDetails)),
        Case(responseError, false, [.getResponse], .question(one, .getResponse)),
        Case(error, true, [.getTaskDetails], .question(one, .getTaskDetails)),
        Case(error, false, [.getResponse], .question(one, .getResponse)),
        Case(conflict, false, [.getResponse], .send(one)),
        Case(image, true, [.getTaskDetails], .send(one)), Case(polled, true, [.getTaskDetails], .send(one)),
        Case(ack, false, [.getResponse], .send(one)),
        Case(running, false, [.getResponse], .question(one, .getResponse)),
        // Nobody waits, and what answers a question is never taken for a send's.
        Case(image, nil, [], .unasked(.send)), Case(error, nil, [], .unasked(.send)),
        Case(details, true, [], .unasked(.collect)), Case(detailsError, true, [], .unasked(.collect)),
        Case(responseError, false, [], .unasked(.collect)), Case(details, nil, [], .unasked(.collect)),
        // Without a task.
        Case(nameless, true, [.getTaskDetails], .everyone), Case(nameless, nil, [], .everyone),
        Case(pong, true, [], .pong), Case(login, true, []), Case(empty, nil, []),
        Case(empty, true, []), Case(anonymous, true, [], .send(one)),
        Case(empty, nil, [.getResponse], .question(one, .getResponse)),
        Case(empty, true, [.getTaskDetails]), Case(anonymous, nil, [], .unasked(.send)),
        Case(anonymous, true, [.getTaskDetails], .unasked(.send)),
    ]

    @Test("every case", arguments: cases)
    func table(row: Case) {
        var waiting = FrameRouting.Waiting()
        if let sync = row.sync { waiting.sends[one] = sync }
        if !row.kinds.isEmpty { waiting.questions[one] = row.kinds }
        let found = FrameRouting.addressees(of: look(row.frame), waiting: waiting)
        #expect(found == row.expected, "\(row.frame)")
    }

    @Test("a frame about several tasks concerns each of them")
    func several() {
        var waiting = FrameRouting.Waiting()
        waiting.sends[one] = true
        let frame = look(#"{"data":[{"taskUUID":"\#(two)","imageUUID":"j"},{"taskUUID":"\#(one)","imageUUID":"i"}]}"#)
        #expect(FrameRouting.addressees(of: frame, waiting: waiting) == [.send(one), .unasked(.send)])
        waiting.questions[two] = [.getResponse]
        #expect(
            FrameRouting.addressees(of: frame, waiting: waiting) == [.send(one), .question(two, .getResponse)])
    }
}

@Suite("The answer to a login")
struct LoginAnswerTests {
    @Test("a session, in a list or alone")
    func session() {
        for text in [
            #"{"data":[{"taskType":"authentication","connectionSessionUUID":"s-1"}]}"#,
            #"{"data":{"taskType":"authentication","connectionSessionUUID":"s-1"}}"#,
            #"{"data":[{"taskType":"ping","pong":true},{"taskType":"authentication","connectionSessionUUID":"s-1"}]}"#,
        ] { #expect(LoginAnswer(Data(text.utf8)) == .session("s-1")) }
    }

    @Test("a refusal, now and in the legacy shape, and a login without a session")
    func refusal() {
        for (text, code) in [
            (#"{"errors":[{"code":"invalidApiKey","message":"no"}]}"#, "invalidApiKey"),
            (#"{"error":{"code":"invalidApiKey","message":"no"}}"#, "invalidApiKey"),
            (#"{"error":true,"errorMessageContentId":1212,"errorId":19,"errorMessage":"no"}"#, "invalidApiKey"),
            (#"{"data":[{"taskType":"authentication"}]}"#, "unnamedError"),
        ] {
            guard case .refused(let errors)? = LoginAnswer(Data(text.utf8)) else {
                Issue.record("\(text)")
                continue
            }
            #expect(errors.map(\.code) == [code], "\(text)")
        }
    }

    @Test("what is about a task, or nothing, is no answer to a login")
    func other() {
        for text in [
            "", "{}", #"{"data":[]}"#, #"{"errors":[{"code":"c","message":"m","taskUUID":"\#(one)"}]}"#,
            #"{"data":[{"taskType":"imageInference","taskUUID":"\#(one)"}]}"#, String(repeating: "[", count: 600),
        ] { #expect(LoginAnswer(Data(text.utf8)) == nil, "\(text)") }
    }
}
