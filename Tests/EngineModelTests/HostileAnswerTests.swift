import EngineModel
import Foundation
import RunwareAPI
import TestSupport
import Testing

/// Whatever bytes come where an answer belongs, they end as values or as a typed failure: no crash, no hang, no flood of
/// memory.
@Suite struct HostileAnswerTests {
    @Test func `the corpus decodes exactly`() {
        let read = AnswerCorpus.bodies.map { AnswerCorpus.summary(Data($0.utf8)) }
        #expect(read == AnswerCorpus.summaries)
    }

    @Test func `a hundred thousand mutated answers crash nothing, hang nothing and fill nothing`() async {
        await #expect(processExitsWith: .success) {
            var random = SeededGenerator(seed: 20_261)
            let attempt = Attempt(taskUUID: AnswerCorpus.task, asked: 4, startedAt: Timestamp(milliseconds: 0))
            let question = CollectQuestion(AnswerCorpus.task, .getResponse)
            var slowest = Duration.zero
            for round in 0..<100_000 {
                let original = AnswerCorpus.bodies[round % AnswerCorpus.bodies.count]
                let bytes = Mutation.apply(to: Array(original.utf8), &random)
                let clock = ContinuousClock()
                let start = clock.now
                let status = [nil, 200, 400, 502][round / AnswerCorpus.bodies.count % 4]
                let reply = ServiceReply(parsing: Data(bytes), httpStatus: status)
                let channel: Answer.Channel =
                    status.map { .reply(httpStatus: $0, retryAfterSeconds: nil) } ?? .frame
                let answer = Answer(.send, over: channel, bytes: Data(bytes))
                if let reading = ReplyReading(answer, saying: reply, to: attempt) { _ = reading.hashValue }
                _ = ReplyReading(reply, to: question).hashValue
                for error in reply?.errors ?? [] { _ = FailureWords(.service([error])) }
                slowest = max(slowest, clock.now - start)
            }
            precondition(slowest < .seconds(1), "one answer took \(slowest)")
            let memory = residentMebibytes()
            precondition(memory > 0 && memory <= 256, "\(memory) MiB resident")
        }
    }

    @Test func `ten megabytes in one string are read or refused, within memory`() async {
        await #expect(processExitsWith: .success) {
            let long = String(repeating: "kite ", count: 2_000_000)
            let bodies = [
                #"{"errors":[{"code":"taskFailed","message":"\#(long)","taskUUID":"\#(AnswerCorpus.task)"}]}"#,
                #"{"data":[{"taskUUID":"\#(AnswerCorpus.task)","imageUUID":"\#(long)","imageURL":"http://h/\#(long)"}]}"#,
            ]
            for body in bodies {
                let reply = ServiceReply(parsing: Data(body.utf8), httpStatus: 200)
                precondition(reply != nil)
            }
            let memory = residentMebibytes()
            precondition(memory > 0 && memory <= 256, "\(memory) MiB resident")
        }
    }

    @Test(
        arguments: [
            ("\"seed\":1.5", nil), ("\"seed\":\"7\"", nil), ("\"seed\":18446744073709551616", nil),
            ("\"seed\":-1", nil),
            ("\"seed\":18446744073709551615", UInt64.max), ("\"seed\":1e3", 1000),
        ] as [(String, UInt64?)])
    func `a seed of a wrong type costs the seed and not the image`(member: String, seed: UInt64?) throws {
        let body =
            #"{"data":[{"taskUUID":"\#(AnswerCorpus.task)","imageUUID":"i","imageURL":"http://h/i",\#(member)}]}"#
        let item = try #require(ServiceReply(parsing: Data(body.utf8))?.items.first)
        #expect(item.isResult && item.seed == seed)
        #expect(item.unusable == (seed == nil ? ["seed"] : []))
    }

    @Test func `a cost that is text costs the cost and not the image`() throws {
        let body = #"{"data":[{"taskUUID":"\#(AnswerCorpus.task)","imageURL":"http://h/i","cost":"0.04"}]}"#
        let item = try #require(ServiceReply(parsing: Data(body.utf8))?.items.first)
        #expect(item.isResult && item.cost == nil && item.unusable == ["cost"])
    }
}

/// Answers in every shape that the contract names, and what is read from each.
private enum AnswerCorpus {
    static let task = TaskUUID(randomBits: 1, 2)
    private static let image =
        #""taskType":"imageInference","taskUUID":"\#(task)","imageUUID":"i","seed":7,"cost":0.04"#

    static let bodies = [
        #"{"data":[{\#(image),"imageURL":"https://h/i.jpg"}]}"#,
        #"{"data":[{\#(image),"imageURL":"https://h/i.jpg","status":"success"},{"taskUUID":"\#(task)","status":"processing"}]}"#,
        #"{"data":[{\#(image),"imageBase64Data":"/9j/4AAQ"}]}"#,
        #"{"data":[{\#(image),"imageDataURI":"data:image/jpeg;base64,/9j/4AAQ","NSFWContent":true}]}"#,
        #"{"data":[{"taskType":"imageInference","taskUUID":"\#(task)"}]}"#,
        #"{"data":[]}"#,
        #"{"data":[],"errors":[{"code":"invalidWidth","message":"m","parameter":"width","taskUUID":"\#(task)"}]}"#,
        #"{"data":[],"errors":[{"code":"timeoutProvider","message":"m","status":"error","taskUUID":"\#(task)"}]}"#,
        #"{"data":[{"taskUUID":"\#(task)","status":"error","error":{"code":"invalidProviderContent","message":"m"}}]}"#,
        #"{"error":{"code":"internalServerError","message":"m"},"taskUUID":"\#(task)"}"#,
        #"{"error":true,"errorMessageContentId":1212,"errorId":19,"errorMessage":"Invalid api key"}"#,
        #"[{"code":"missingApiKey","message":"m"}]"#,
        #"{"data":[{"taskType":"getTaskDetails","taskUUID":"\#(task)","request":[{"model":"bfl:2@1"}],"response":{"data":[{\#(image),"imageURL":"https://h/i.jpg"}]}}]}"#,
        #"{"data":[{"taskType":"accountManagement","taskUUID":"\#(task)","balance":{"amount":12.5,"currency":"USD"}}]}"#,
        #"{"data":[{"taskType":"authentication","connectionSessionUUID":"\#(task)"}]}"#,
        #"{"data":[{"taskType":"ping","pong":true}]}"#,
        #"<html><title>502 Bad Gateway</title></html>"#,
    ]

    /// Results, acknowledgements, errors, archived results, and whether an account is named.
    static let summaries: [String] = [
        "1 0 0 0 -", "1 1 0 0 -", "1 0 0 0 -", "1 0 0 0 -", "0 1 0 0 -", "0 0 0 0 -", "0 0 1 0 -", "0 0 1 0 -",
        "0 0 1 0 -", "0 0 1 0 -", "0 0 1 0 -", "0 0 1 0 -", "0 0 0 1 -", "0 0 0 0 $12.50", "0 0 0 0 -", "0 0 0 0 -",
        "no answer",
    ]

    static func summary(_ body: Data) -> String {
        guard let reply = ServiceReply(parsing: body, httpStatus: 200) else { return "no answer" }
        let results = reply.items.count(where: \.isResult)
        let acknowledgements = reply.items.count(where: \.isAcknowledgement)
        let errors = reply.errors.count + reply.items.count { $0.error != nil }
        let archived = reply.items.compactMap(\.details).flatMap(\.items).count(where: \.isResult)
        let balance = reply.items.compactMap(\.account?.balance).first?.description ?? "-"
        return "\(results) \(acknowledgements) \(errors) \(archived) \(balance)"
    }
}

/// Damage of the kinds that lines, gateways and enemies do.
private enum Mutation {
    private static let tokens = [
        "[", "{", "}", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "\u{1B}[2J", "\u{202E}", "null", "true", "-",
        "1e999",
        "1e-999", "18446744073709551616", "0.00000000000000000000000000000000000000000001", "\u{0}", "[[[[[[[[",
        #"{"a":"#, #""data":"#, #""errors":[{}],"#, #""error":{"error":{"error":1}},"#,
    ]

    static func apply(to original: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0..<7, using: &random) {
            case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.removeSubrange(place..<min(place + Int.random(in: 1...9, using: &random), bytes.count))
            case 2: bytes.insert(contentsOf: Array((tokens.randomElement(using: &random) ?? "[").utf8), at: place)
            case 3: bytes.removeSubrange(place...)
            case 4: bytes.insert(contentsOf: original[..<min(place, original.count)], at: place)
            case 5:
                bytes.insert(
                    contentsOf: [UInt8](repeating: 0x5B, count: Int.random(in: 1...600, using: &random)), at: place)
            default:
                let other = Int.random(in: 0...bytes.count, using: &random)
                bytes += bytes[min(place, other)..<max(place, other)]
            }
        }
        return bytes
    }
}

/// Resident memory of this process at its highest, in MiB; 0 when it cannot be read.
private func residentMebibytes() -> Int {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
        let kibibytes = status.firstMatch(of: /VmHWM:\s+(\d+) kB/).flatMap({ Int($0.1) })
    else { return 0 }
    return kibibytes / 1024
}
