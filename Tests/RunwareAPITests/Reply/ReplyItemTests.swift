import Foundation
import RunwareAPI
import Testing

@Suite("An item of a reply")
struct ReplyItemTests {
    private func parse(_ members: String) throws -> ReplyItem {
        let body = #"{"data":[{"taskType":"imageInference","taskUUID":"U"\#(members.isEmpty ? "" : ",")\#(members)}]}"#
        let reply = try #require(ServiceReply(parsing: Data(body.utf8)))
        #expect(reply.errors.isEmpty)
        return try #require(reply.items.first)
    }

    @Test("of a live sync reply is a result")
    func live() throws {
        let item = try parse(
            #""imageUUID":"I","cost":0.04,"seed":3141592653,"imageURL":"https://im.runware.ai/image/os/a04d20/ws/2/ii/I.jpg","NSFWContent":false"#
        )
        var expected = ReplyItem()
        expected.taskType = "imageInference"
        expected.taskUUID = "U"
        expected.imageUUID = "I"
        expected.cost = Money(microDollars: 40_000)
        expected.seed = 3_141_592_653
        expected.output = .url("https://im.runware.ai/image/os/a04d20/ws/2/ii/I.jpg")
        expected.nsfw = false
        #expect(item == expected)
        #expect(item.isResult)
        #expect(!item.isAcknowledgement)
    }

    @Test("may come together with errors, and alone without an array")
    func mixed() throws {
        let both = try #require(
            ServiceReply(
                parsing: Data(
                    #"{"data":[{"taskUUID":"A","imageURL":"x"}],"errors":[{"code":"c","taskUUID":"A"}]}"#.utf8),
                httpStatus: 200))
        #expect(both.items.count == 1)
        #expect(both.errors.first?.httpStatus == 200)
        let single = ServiceReply(parsing: Data(#"{"data":{"taskType":"imageUpload","imageUUID":"I"}}"#.utf8))
        #expect(single?.items.map(\.imageUUID) == ["I"])
    }

    @Test(
        "that is no object is none",
        arguments: [#"{"data":null}"#, #"{"data":[null,5,"x",[]]}"#, #"{"data":5}"#, #"{"data":"x"}"#])
    func noItems(_ body: String) {
        #expect(ServiceReply(parsing: Data(body.utf8)) == ServiceReply())
    }

    @Test(
        "with only names is an acknowledgement, and so is one that goes on",
        arguments: ["", #""status":"processing""#, #""status":"pending","progress":40"#])
    func acknowledgements(_ members: String) throws {
        let item = try parse(members)
        #expect(item.isAcknowledgement)
        #expect(!item.isResult)
        #expect(!item.isUnusableResult)
    }

    @Test("that answers a ping is a pong")
    func pong() throws {
        let reply = try #require(ServiceReply(parsing: Data(#"{"data":[{"taskType":"ping","pong":true}]}"#.utf8)))
        #expect(reply.items.first?.pong == true)
        #expect(reply.items.first?.isAcknowledgement == false)
    }

    // MARK: Failures in item form

    @Test("with a status and an error is that error under the item's names")
    func failure() throws {
        let reply = try #require(
            ServiceReply(
                parsing: Data(
                    #"{"data":[{"taskUUID":"U","taskType":"t","status":"error","error":{"code":"timeoutProvider","message":"m"}}]}"#
                        .utf8), httpStatus: 200))
        var expected = ServiceError(code: "timeoutProvider", message: "m")
        expected.taskUUID = "U"
        expected.taskType = "t"
        expected.status = "error"
        expected.httpStatus = 200
        #expect(reply.items.first?.error == expected)
        #expect(reply.items.first?.isResult == false)
        #expect(reply.items.first?.isAcknowledgement == false)
        #expect(reply.errors.isEmpty)
    }

    @Test(
        "may hold its error in an array or in itself",
        arguments: [
            #""status":"error","error":[{"code":"c","message":"m"}]"#, #""status":"error","code":"c","message":"m""#,
            #""error":{"code":"c","message":"m"}"#,
        ])
    func failureVariants(_ members: String) throws {
        let error = try #require(try parse(members).error)
        #expect(error.code == "c")
        #expect(error.message == "m")
        #expect(error.taskUUID == "U")
    }

    @Test("that failed without saying why is a failure that nobody calls transient")
    func failureWithoutDetails() throws {
        let error = try #require(try parse(#""status":"error""#).error)
        #expect(error.code == "unnamedError")
        #expect(error.category == .unknown)
        #expect(!error.category.isTransient)
    }

    @Test("is no failure for an empty error member", arguments: ["null", "{}", "[]", "false", #""""#])
    func emptyError(_ json: String) throws {
        #expect(try parse(#""imageURL":"x","error":\#(json)"#).isResult)
    }

    // MARK: Members that cannot be used

    static let costs: [(String, String?)] = [
        ("0.04", "0.04"), ("0.00169", "0.00169"), ("1e-3", "0.001"), ("0", "0"), ("4E-2", "0.04"), ("12", "12"),
        ("0.040000000000000001", "0.04"), (#""0.04""#, nil), ("1e30", nil), ("1e400", nil), ("-1", nil), ("true", nil),
        ("[]", nil), ("999999999999999999999999999999999999999999", nil),
    ]

    @Test("has an exact cost, or none that can be used", arguments: costs)
    func cost(_ json: String, _ expected: String?) throws {
        let item = try parse(#""imageURL":"x","cost":\#(json)"#)
        #expect(item.cost?.jsonNumber == expected)
        #expect(item.unusable == (expected == nil ? ["cost"] : []))
        #expect(item.isResult)
    }

    static let seeds: [(String, UInt64?)] = [
        ("0", 0), ("9223372036854775807", 9_223_372_036_854_775_807),
        ("9223372036854776000", 9_223_372_036_854_776_000), ("18446744073709551615", .max), ("7.0", 7), ("1.5", nil),
        ("0.99999999999999999999", nil), (#""7""#, nil), ("18446744073709551616", nil), ("-1", nil), ("1e400", nil),
        ("true", nil), ("{}", nil),
    ]

    @Test("has an exact seed, or none that can be used", arguments: seeds)
    func seed(_ json: String, _ expected: UInt64?) throws {
        let item = try parse(#""imageURL":"x","seed":\#(json)"#)
        #expect(item.seed == expected)
        #expect(item.unusable == (expected == nil ? ["seed"] : []))
        #expect(item.isResult)
    }

    @Test("with nulls has none of these members and no complaint")
    func nulls() throws {
        let item = try parse(
            #""imageURL":"x","seed":null,"cost":null,"NSFWContent":null,"status":null,"error":null,"imageUUID":null"#)
        #expect(item.unusable.isEmpty)
        #expect(item.isResult)
    }

    @Test("keeps its picture when every other member is of a wrong type")
    func allWrong() throws {
        let body =
            #"{"data":[{"taskType":1,"taskUUID":2,"imageUUID":3,"imageURL":"x","seed":"s","cost":[],"status":4,"NSFWContent":5,"pong":6}]}"#
        let item = try #require(ServiceReply(parsing: Data(body.utf8))?.items.first)
        #expect(item.isResult)
        #expect(
            Set(item.unusable) == [
                "taskType", "taskUUID", "imageUUID", "seed", "cost", "status", "NSFWContent", "pong",
            ])
    }

    // MARK: Bytes

    static let pictures = [
        #""imageBase64Data":"AQID/w==""#, #""imageBase64Data":"AQID\r\n/w==\n""#,
        #""imageBase64Data":"data:image/png;base64,AQID/w==""#, #""imageDataURI":"data:image/jpeg;base64,AQID/w==""#,
        #""imageDataURI":"data:;base64,AQID/w==""#,
        #""imageURL":null,"imageDataURI":"data:image/webp;base64,AQID\/w==""#,
    ]

    @Test("holds the bytes of its picture, with or without a prefix or line breaks", arguments: pictures)
    func bytes(_ members: String) throws {
        let item = try parse(members)
        #expect(item.output == .bytes(Data([1, 2, 3, 255])))
        #expect(item.unusable.isEmpty)
    }

    static let brokenPictures = [
        (#""imageBase64Data":"""#, "imageBase64Data"), (#""imageBase64Data":"????""#, "imageBase64Data"),
        (#""imageBase64Data":"AQI""#, "imageBase64Data"), (#""imageDataURI":"data:image/png,AQID""#, "imageDataURI"),
        (#""imageDataURI":"data:image/png;base64,""#, "imageDataURI"), (#""imageURL":"""#, "imageURL"),
        (#""imageURL":7"#, "imageURL"), (#""imageURL":["x"]"#, "imageURL"),
    ]

    @Test("whose picture cannot be read is neither a result nor a receipt", arguments: brokenPictures)
    func brokenBytes(_ members: String, _ name: String) throws {
        let item = try parse(#""imageUUID":"I",\#(members)"#)
        #expect(item.output == nil)
        #expect(item.unusable == [name])
        #expect(item.isUnusableResult)
        #expect(!item.isResult)
        #expect(!item.isAcknowledgement)
    }
}
