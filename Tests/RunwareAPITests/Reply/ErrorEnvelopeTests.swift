import Foundation
import RunwareAPI
import Testing

@Suite("An error reply")
struct ErrorEnvelopeTests {
    private func parse(_ text: String, httpStatus: Int? = nil) -> ServiceReply? {
        ServiceReply(parsing: Data(text.utf8), httpStatus: httpStatus)
    }

    @Test("in the documented form keeps every member")
    func documented() throws {
        let reply = try #require(
            parse(
                """
                {"data":[],"errors":[{"code":"invalidWidth","message":"Invalid value for 'width' parameter.",
                "parameter":"width","type":"integer","taskType":"imageInference","taskUUID":"U",
                "documentation":"https://runware.ai/docs/models/bfl-flux-1-1-pro#request-width",
                "allowedValues":{"16:9":[1344,768]},"responseContent":"raw","status":"error","more":1}]}
                """, httpStatus: 400))
        #expect(reply.items.isEmpty)
        var expected = ServiceError(code: "invalidWidth", message: "Invalid value for 'width' parameter.")
        expected.parameters = ["width"]
        expected.type = "integer"
        expected.taskType = "imageInference"
        expected.taskUUID = "U"
        expected.documentation = "https://runware.ai/docs/models/bfl-flux-1-1-pro#request-width"
        expected.allowedValues = #"{"16:9":[1344,768]}"#
        expected.responseContent = "raw"
        expected.status = "error"
        expected.httpStatus = 400
        #expect(reply.errors == [expected])
    }

    @Test("may name several parameters")
    func severalParameters() {
        let reply = parse(
            #"{"data":[],"errors":[{"code":"missingDimensionParameters","message":"m","parameter":["width","height",5]}]}"#
        )
        #expect(reply?.errors.first?.parameters == ["width", "height"])
    }

    static let shapes: [(String, String)] = [
        ("plural", #"{"data":[],"errors":[{"code":"c","message":"m","taskUUID":"U","taskType":"t"}]}"#),
        ("plural without data", #"{"errors":[{"code":"c","message":"m","taskUUID":"U","taskType":"t"}]}"#),
        ("plural, one object", #"{"errors":{"code":"c","message":"m","taskUUID":"U","taskType":"t"}}"#),
        ("singular, named inside", #"{"error":{"code":"c","message":"m","taskUUID":"U","taskType":"t"}}"#),
        ("singular, named outside", #"{"error":{"code":"c","message":"m"},"taskUUID":"U","taskType":"t"}"#),
        ("array in the singular", #"{"error":[{"code":"c","message":"m","taskUUID":"U","taskType":"t"}]}"#),
        ("bare array", #"[{"code":"c","message":"m","taskUUID":"U","taskType":"t"}]"#),
        ("bare object", #"{"code":"c","message":"m","taskUUID":"U","taskType":"t"}"#),
        ("bare object with status", #"{"status":"error","code":"c","message":"m","taskUUID":"U","taskType":"t"}"#),
        ("bare object beside no data", #"{"data":[],"code":"c","message":"m","taskUUID":"U","taskType":"t"}"#),
        (
            "null beside it",
            #"{"data":null,"error":null,"errors":[null,{"code":"c","message":"m","taskUUID":"U","taskType":"t"}]}"#
        ),
    ]

    @Test("is understood in every known variant", arguments: shapes)
    func variants(_ name: String, _ text: String) throws {
        let reply = try #require(parse(text))
        var expected = ServiceError(code: "c", message: "m")
        expected.taskUUID = "U"
        expected.taskType = "t"
        if name == "bare object with status" { expected.status = "error" }
        #expect(reply.errors == [expected])
        #expect(reply.items.isEmpty)
    }

    @Test("in the legacy numeric form is a refused key, or keeps its number")
    func legacy() {
        let refused = parse(
            #"{"error":true,"errorMessageContentId":1212,"errorId":19,"errorMessage":"Invalid api key"}"#)
        #expect(refused?.errors == [ServiceError(code: "invalidApiKey", message: "Invalid api key")])
        #expect(refused?.errors.first?.category == .auth)
        let other = parse(#"{"error":true,"errorId":7,"errorMessage":"m","data":[]}"#)
        #expect(other?.errors == [ServiceError(code: "legacyError7", message: "m")])
        let nameless = parse(#"{"error":true,"errorMessage":"m"}"#, httpStatus: 503)
        #expect(nameless?.errors.first?.category == .serverError)
    }

    static let namelessBodies = [
        #"{"errors":[{"message":"boom"}]}"#, #"{"errors":["boom"]}"#, #"{"errors":"boom"}"#, #"{"error":"boom"}"#,
        #"{"error":{"message":"boom"}}"#, #"{"data":[],"errors":[{"reason":"boom"}]}"#,
    ]

    @Test("without a code is still an error, and its HTTP status decides what kind", arguments: namelessBodies)
    func withoutCode(_ text: String) throws {
        let error = try #require(parse(text, httpStatus: 401)?.errors.first)
        #expect(error.code == "unnamedError")
        #expect(error.message.contains("boom"))
        #expect(error.category == .auth)
    }

    @Test("with a code but no message shows the code")
    func withoutMessage() {
        #expect(
            parse(#"{"errors":[{"code":"taskFailed"}]}"#)?.errors == [
                ServiceError(code: "taskFailed", message: "taskFailed")
            ])
    }

    @Test("with a value that no type holds keeps the rest")
    func brokenMember() {
        let reply = parse(#"{"errors":[{"code":"c","message":"cut \ud83d","allowedValues":[1e400],"type":5}]}"#)
        #expect(reply?.errors.first?.code == "c")
        #expect(reply?.errors.first?.message == "\u{FFFD}")
        #expect(reply?.errors.first?.allowedValues == "[null]")
    }

    @Test(
        "that is empty says nothing, and is no error",
        arguments: [#"{"data":[]}"#, #"{"data":[],"errors":[]}"#, #"{"errors":[]}"#])
    func empty(_ text: String) {
        #expect(parse(text) == ServiceReply())
    }

    static let strangers = [
        "", " ", "null", "5", #""error""#, "[]", "{}", #"{"message":"Forbidden"}"#, #"{"status":"ok"}"#, "[1,2]",
        "[{}]",
        "<html><head><title>502 Bad Gateway</title></head></html>", "upstream request timeout", #"{"error":null}"#,
        #"{"error":false}"#, #"{"data":[{"taskUUID":"U"}"#, #"{"data":[]"#, "{\"data\":[]}\u{0}", #"{"data":[]}}"#,
    ]

    @Test("of a gateway, or cut short, is not ours", arguments: strangers)
    func foreign(_ text: String) {
        #expect(parse(text) == nil)
        #expect(parse(text, httpStatus: 502) == nil)
    }

    @Test("cut anywhere before its end is not ours")
    func everyCut() {
        let body = Data(
            #"{"data":[{"taskUUID":"U","imageURL":"https:\/\/x","cost":0.04,"seed":1}],"errors":[{"code":"c\u00e9\ud83e\ude81","a":[1.5e3,-1,true,null]}]}"#
                .utf8)
        #expect(ServiceReply(parsing: body) != nil)
        for length in 0..<body.count { #expect(ServiceReply(parsing: body.prefix(length)) == nil, "\(length)") }
    }
}
