import Foundation
import RunwareAPI
import Testing

/// Answers to questions: what became of a task, and what is in the account. None of them is an image or an
/// acknowledgement.
@Suite struct QuestionReplyTests {
    private func read(_ json: String) throws -> ServiceReply {
        try #require(ServiceReply(parsing: Data(json.utf8)))
    }

    private func item(_ json: String) throws -> ReplyItem {
        try #require(try read(#"{"data":[\#(json)]}"#).items.first)
    }

    @Test(arguments: [
        (#"{"errors":[{"code":"timeoutProvider","message":"m","status":"error"}]}"#, "error"),
        (#"{"errors":[{"code":"timeoutProvider","message":"m"}]}"#, nil),
        (#"{"errors":[{"code":"timeoutProvider","message":"m","status":5}]}"#, nil),
        (#"{"error":{"code":"timeoutProvider","message":"m","status":"error"}}"#, "error"),
    ])
    func `an error tells by its status that it ends a task`(json: String, status: String?) throws {
        #expect(try read(json).errors.map(\.status) == [status])
    }

    @Test func `an error in item form has the status of its item`() throws {
        let error = try item(#"{"taskUUID":"t","status":"error","error":{"code":"taskFailed","message":"m"}}"#).error
        #expect(error?.status == "error" && error?.taskUUID == "t")
        let bare = try item(#"{"taskUUID":"t","error":{"code":"taskFailed","message":"m"}}"#).error
        #expect(bare?.status == nil)
    }

    @Test func `the archive's item holds the task as sent and the answer to it`() throws {
        let found = try item(
            """
            {"taskType":"getTaskDetails","taskUUID":"t","request":[{"seed":18446744073709551615}],
             "response":{"data":[{"taskUUID":"t","imageUUID":"i","imageURL":"http://h/i.jpg","seed":5,"cost":0.04}],
             "errors":[{"code":"taskFailed","message":"m","taskUUID":"t"}]}}
            """)
        #expect(found.details?.items.map(\.imageUUID) == ["i"] && found.details?.errors.map(\.code) == ["taskFailed"])
        #expect(found.details?.items.first?.output == .url("http://h/i.jpg"))
        #expect(found.request?.jsonText == #"[{"seed":18446744073709551615}]"#)
        #expect(!found.isResult && !found.isAcknowledgement && !found.isUnusableResult)
    }

    @Test(arguments: ["null", "5", "\"x\"", "[]", "{}", "{\"message\":\"m\"}", "{\"data\":5}"])
    func `an archive without an answer is neither image nor acknowledgement`(response: String) throws {
        let found = try item(#"{"taskType":"getTaskDetails","taskUUID":"t","response":\#(response)}"#)
        #expect(found.details?.items.isEmpty ?? true)
        #expect(!found.isResult && !found.isAcknowledgement && found.error == nil)
    }

    @Test func `a response beside an image is not read as an archive`() throws {
        let found = try item(
            #"{"taskType":"imageInference","taskUUID":"t","imageUUID":"i","imageURL":"u","response":{"data":[]}}"#)
        #expect(found.isResult && found.details == nil)
    }

    @Test(
        arguments: [
            (
                #""balance":{"amount":12.5,"currency":"EUR","freeBalance":1.25}"#, Int64(12_500_000), Int64(1_250_000),
                "EUR"
            ),
            (#""balance":12.5"#, 12_500_000, nil, nil),
            (#""balance":-0.75"#, -750_000, nil, nil),
            (#""balance":{"amount":-3}"#, -3_000_000, nil, nil),
            (#""balance":"12.5""#, nil, nil, nil),
        ] as [(String, Int64?, Int64?, String?)])
    func `both shapes of a balance are read`(balance: String, amount: Int64?, free: Int64?, currency: String?) throws {
        let found = try item(#"{"taskType":"accountManagement","taskUUID":"t","organizationName":"o",\#(balance)}"#)
        #expect(found.account?.balance?.microDollars == amount && found.account?.freeBalance?.microDollars == free)
        #expect(found.account?.currency == currency && found.account?.organizationName == "o")
        #expect(!found.isResult && !found.isAcknowledgement && !found.isUnusableResult)
    }

    @Test func `usage is read by span, and what is missing of it is left out`() throws {
        let found = try item(
            """
            {"taskType":"accountManagement","taskUUID":"t","balance":1,"usage":{"total":{"credits":3.5,"requests":7},
             "today":{"credits":"x"},"last7Days":5}}
            """)
        let usage = found.account?.usage ?? []
        #expect(usage.map(\.span) == ["today", "total"])
        #expect(usage.map(\.requests) == [nil, 7] && usage.map(\.credits) == [nil, Money(microDollars: 3_500_000)])
    }

    @Test func `an account answer without an account is no acknowledgement either`() throws {
        let found = try item(#"{"taskType":"accountManagement","taskUUID":"t"}"#)
        #expect(found.account == nil && !found.isAcknowledgement && !found.isResult)
    }
}
