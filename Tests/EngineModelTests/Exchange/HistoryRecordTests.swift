import EngineModel
import Foundation
import RunwareAPI
import TestSupport
import Testing

@Suite("Records of history", .timeLimit(.minutes(5)))
struct HistoryRecordTests {
    @Test("what is written is read, and written again byte for byte")
    func roundTrip() throws {
        var random = RandomRecord(seed: 501)
        for _ in 0..<800 {
            let entry = random.entry()
            let record = HistoryRecord(entry)
            let line = record.line
            #expect(!line.contains("\n"))
            let read = try HistoryRecord(line: Data(line.utf8), number: 1)
            #expect(read == record)
            #expect(read.line == line)
            // A record of a record is the same record.
            let again = HistoryEntry(row: row(entry.row, read.marks), job: read.job, result: read.result)
            #expect(HistoryRecord(again).line == line)
        }
    }

    private func row(_ row: HistoryRow, _ marks: HistoryMarks) -> HistoryRow {
        HistoryRow(
            id: row.id, cursor: row.cursor, state: row.state, time: row.time, excerpt: row.excerpt, width: row.width,
            height: row.height, seed: row.seed, cost: row.cost, isSimulated: row.isSimulated, marks: marks)
    }

    @Test("all that the history shows survives")
    func survives() throws {
        var random = RandomRecord(seed: 502)
        for _ in 0..<200 {
            let entry = random.entry()
            let read = try HistoryRecord(line: Data(HistoryRecord(entry).line.utf8), number: 1)
            let (old, new) = (entry.job, read.job)
            #expect(new.id == old.id && new.state == old.state && new.origin == old.origin)
            #expect(new.request == old.request.withoutSecrets)
            #expect(new.request.parameters.seed == old.request.parameters.seed)
            #expect(new.submittedAt == old.submittedAt && new.finishedAt == old.finishedAt)
            #expect(new.service.isSimulated == old.service.isSimulated && new.service.name == old.service.name)
            #expect(new.attempts.map(\.taskUUID) == old.attempts.map(\.taskUUID))
            #expect(new.attempts.map(\.seed) == old.attempts.map(\.seed))
            #expect(new.attempts.map(\.startedAt) == old.attempts.map(\.startedAt))
            #expect(read.result?.id == entry.result?.id && read.result?.seed == entry.result?.seed)
            #expect(read.result?.cost == entry.result?.cost && read.result?.nsfw == entry.result?.nsfw)
            #expect(read.result?.receivedAt == entry.result?.receivedAt)
            #expect(read.marks.tags == entry.row.marks.tags && read.marks.note == entry.row.marks.note)
            #expect(read.marks.rating == entry.row.marks.rating && read.marks.isPicked == entry.row.marks.isPicked)
            #expect((new.failure == nil) == (old.failure == nil))
        }
    }

    @Test("no credential and no fingerprint leaves, wherever it was repeated")
    func secrets() {
        var random = RandomRecord(seed: 503)
        for _ in 0..<800 {
            let line = HistoryRecord(random.entry()).line
            #expect(!line.contains("-secret"), "\(line)")
        }
    }

    @Test("a record as it is written")
    func literal() throws {
        var parameters = Parameters()
        parameters.seed = 9_223_372_036_854_776_000
        parameters.uploadEndpoint = "https://up.example/put?sig=1"
        let id = "00000000-0000-4000-8000-00000000000"
        let task = try #require(TaskUUID(id + "2"))
        var job = Job(
            id: JobID(id + "1"), request: ImageRequest(prompt: "a \"fox\"", parameters: parameters),
            origin: JobOrigin(parent: ResultID(id + "5")), submittedAt: Timestamp(milliseconds: 1_750_000_000_001),
            service: ServiceIdentity(key: "https://api.runware.ai/v1#1234", isSimulated: false), state: .done)
        job.finishedAt = Timestamp(milliseconds: 1_750_000_009_000)
        job.attempts = [Attempt(taskUUID: task, asked: 1, startedAt: Timestamp(milliseconds: 1_750_000_000_500))]
        let result = ImageResult(
            id: ResultID(id + "3"), taskUUID: task, imageUUID: id + "4", index: 0, url: "https://im.example/a.jpg",
            seed: .max, cost: Money(microDollars: 40_000), nsfw: false,
            receivedAt: Timestamp(milliseconds: 1_750_000_008_000),
            media: .stored(path: "images/2025-06/\(id)3.jpg"))
        job.results = [result]
        let row = HistoryRow(
            id: .result(result.id), cursor: HistoryCursor(sequence: 1), state: .done, time: result.receivedAt,
            excerpt: "", width: 1024, height: 1024, seed: .max, cost: nil, isSimulated: false,
            marks: HistoryMarks(rating: 4, isPicked: true, tags: ["sea"], note: "the one"))
        let line = HistoryRecord(HistoryEntry(row: row, job: job, result: result)).line
        #expect(
            line == """
                {"easel":1,"job":"\(id)1","state":"done","submittedAt":"2025-06-15T15:06:40.001Z",\
                "finishedAt":"2025-06-15T15:06:49.000Z","service":"https://api.runware.ai/v1","simulated":false,\
                "request":{"taskType":"imageInference","model":"bfl:2@1","positivePrompt":"a \\"fox\\"","width":1024,\
                "height":1024,"seed":9223372036854776000,"includeCost":true,"deliveryMethod":"async",\
                "uploadEndpoint":"https://up.example/put?…"},"parent":"\(id)5",\
                "attempts":[{"taskUUID":"\(id)2","asked":1,"startedAt":"2025-06-15T15:06:40.500Z"}],\
                "result":{"id":"\(id)3","taskUUID":"\(id)2","imageUUID":"\(id)4","index":0,\
                "receivedAt":"2025-06-15T15:06:48.000Z","imageURL":"https://im.example/a.jpg",\
                "seed":18446744073709551615,"cost":0.04,"NSFWContent":false,"file":"images/2025-06/\(id)3.jpg"},\
                "rating":4,"picked":true,"tags":["sea"],"note":"the one"}
                """)
    }
}

@Suite("Lines that are no record", .timeLimit(.minutes(5)))
struct RecordFaultTests {
    /// A line with everything in it.
    private static let line = """
        {"easel":1,"job":"00000000-0000-4000-8000-000000000001","state":"partial","submittedAt":"2025-06-15T15:06:40.001Z",\
        "service":"local:store","simulated":true,"request":{"positivePrompt":"a fox","width":512,"height":512,"seed":7},\
        "failure":{"kind":"service","errors":[{"code":"c","message":"m","httpStatus":400}]},\
        "attempts":[{"taskUUID":"00000000-0000-4000-8000-000000000002","asked":2,"startedAt":"2025-06-15T15:06:40.500Z"}],\
        "result":{"id":"00000000-0000-4000-8000-000000000003","taskUUID":"00000000-0000-4000-8000-000000000002",\
        "imageUUID":"i","index":0,"receivedAt":"2025-06-15T15:06:48.000Z","seed":8,"cost":0.04,"file":"images/a/b.jpg"},\
        "rating":4,"tags":["sea"]}
        """

    @Test(
        "a wrong value is named with line, member and rule",
        arguments: [
            (#""easel":1"#, #""easel":2"#, "easel: 2 is the format of a newer Easel; this one reads 1"),
            (#""easel":1,"#, "", "easel: is missing: whole number from 1 to 9223372036854775807"),
            (#""seed":8"#, #""seed":-3"#, "result.seed: -3 is no seed (0…18446744073709551615)"),
            (#""seed":8"#, #""seed":1e40"#, "result.seed: 1"),
            (#""seed":8"#, #""seed":18446744073709551616"#, "result.seed: 18446744073709551616 is no seed"),
            (#""seed":8"#, #""seed":8.5"#, "result.seed: 8.5 is no seed"),
            (#""seed":8"#, #""seed":"8""#, #"result.seed: "8" is no seed"#),
            (#""seed":8"#, #""seed":null"#, "result.seed: null is no seed"),
            (#""seed":7"#, #""seed":9223372036854776001"#, "request: seed 9223372036854776001 is not allowed"),
            (#""width":512"#, #""width":"x""#, "request: width must be of type integer"),
            (#""width":512"#, #""wide":512"#, "request: wide is not a parameter of this model"),
            (#""a fox""#, #""a""#, "request: positivePrompt has 1 of at least 2 characters"),
            (#""partial""#, #""queued""#, "state: queued is not imported: only jobs that have ended are"),
            (#""partial""#, #""uncertain""#, "state: uncertain is not imported"),
            (#""partial""#, #""cancelled""#, "state: cancelled is not imported"),
            (#""partial""#, #""finished""#, #"state: "finished" is no state of a job"#),
            (#""cost":0.04"#, #""cost":-1"#, "result.cost: -1 is no amount of US dollars"),
            (#""cost":0.04"#, #""cost":0.0000001"#, "result.cost: 0.0000001 is no amount"),
            (#""cost":0.04"#, #""cost":1000000000"#, "result.cost: 1000000000 is no amount"),
            (#""rating":4"#, #""rating":6"#, "rating: 6 is no whole number from 1 to 5"),
            (#""rating":4"#, #""colour":4"#, #""colour" is no member that this version knows"#),
            (#""cost":0.04"#, #""price":0.04"#, #"result: "price" is no member that this version knows"#),
            (#"["sea"]"#, #"["sea","sea"]"#, #"tags: "sea" stands there twice"#),
            (#"["sea"]"#, #"["\#(String(repeating: "s", count: 41))"]"#, #"tags: "ssss"#),
            (#"["sea"]"#, #"[""]"#, "tags: a JSON array is no JSON array of tags"),
            ("images/a/b.jpg", "../../.bashrc", #"result.file: "../../.bashrc" is no path below the data folder"#),
            ("images/a/b.jpg", "images/../../x", "result.file: "),
            ("images/a/b.jpg", "/etc/passwd", "result.file: "),
            ("local:store", "https://h/v1#1234", #"service: "https://h/v1#1234" is no name or address"#),
            (#""index":0"#, #""index":-1"#, "result.index: -1 is no whole number"),
            (#""asked":2"#, #""asked":21"#, "attempts[0].asked: 21 is no whole number from 1 to 20"),
            (#""httpStatus":400"#, #""httpStatus":true"#, "failure.errors[0].httpStatus: true is no whole number"),
            (#""kind":"service""#, #""kind":"x""#, #"failure.kind: "x" is no kind of failure (service, undecided"#),
            ("2025-06-15T15:06:48.000Z", "2025-02-30T15:06:48.000Z", "result.receivedAt: "),
            ("2025-06-15T15:06:48.000Z", "999999999999-1-1T1:1:1.1", "result.receivedAt: "),
            ("2025-06-15T15:06:48.000Z", "2025-06-15T15:06:48.0000", "result.receivedAt: "),
            ("2025-06-15T15:06:48.000Z", "yesterday", #"result.receivedAt: "yesterday" is no time like 2026"#),
            ("00000000-0000-4000-8000-000000000001", "1", #"job: "1" is no version 4 UUID"#),
            ("a fox", #"a \ud83d fox"#, "holds a text that is no UTF-8, or is wrongly escaped"),
            ("a fox", "a \\x fox", "holds a text"),
            ("a fox", "a \u{1} fox", "holds a text"),
            (#""rating":4"#, #""rating":"#, "is no JSON (byte "),
        ])
    func faults(old: String, new: String, rule: String) throws {
        let line = Self.line.replacing(old, with: new, maxReplacements: 1)
        try #require(line != Self.line)
        _ = try HistoryRecord(line: Data(Self.line.utf8), number: 1)
        let fault = #expect(throws: RecordFault.self) {
            var lines = RecordLines(Data("\n\r\n\(line)\n".utf8))
            _ = try lines.next()
        }
        #expect(fault?.description.hasPrefix("line 3: " + rule) == true, "\(fault?.description ?? "")")
    }

    @Test("lines must not contradict each other")
    func together() throws {
        let other = Self.line.replacing("8000-000000000003", with: "8000-000000000004").replacing(
            #""i""#, with: #""j""#)
        #expect(try RecordLines(Data("\(Self.line)\n\(other)".utf8)).check() == 2)
        let cases = [
            (Self.line, "stands in line 1 already"),
            (other.replacing(#""partial""#, with: #""done""#), "job: is told of otherwise than in line 1"),
            (other.replacing(#""j""#, with: #""i""#), "result.imageUUID: stands in line 1 already"),
            (other.replacing("8000-000000000001", with: "8000-000000000009"), "attempts: task"),
        ]
        for (line, rule) in cases {
            let fault = #expect(throws: RecordFault.self) {
                _ = try RecordLines(Data("\(Self.line)\n\(line)".utf8)).check()
            }
            #expect(fault?.description.hasPrefix("line 2: " + rule) == true, "\(fault?.description ?? "")")
        }
    }

    @Test("a job with an image and without one is refused, whichever comes first")
    func bareAndNot() throws {
        let failed = Self.line.replacing(#""partial""#, with: #""failed""#)
        let start = try #require(failed.firstRange(of: ",\"result\":")),
            end = try #require(failed.firstRange(of: "},\"rating\""))
        let bare = failed.replacingCharacters(in: start.lowerBound..<failed.index(after: end.lowerBound), with: "")
        #expect(try RecordLines(Data(bare.utf8)).check() == 1)
        for text in [failed + "\n" + bare, bare + "\n" + failed] {
            #expect(throws: RecordFault.self) { _ = try RecordLines(Data(text.utf8)).check() }
        }
        let partial = bare.replacing(#""failed""#, with: #""partial""#)
        let fault = #expect(throws: RecordFault.self) { _ = try RecordLines(Data(partial.utf8)).check() }
        #expect(fault?.member == "result")
    }

    @Test("10,000 broken lines never end the program, and each gives a line and a reason or a record")
    func mutations() throws {
        var random = RandomRecord(seed: 504)
        var refused = 0
        for round in 0..<10_000 {
            var bytes = Array(HistoryRecord(random.entry()).line.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random.dice) { Self.damage(&bytes, &random.dice) }
            do throws(RecordFault) {
                let record = try HistoryRecord(line: Data(bytes), number: round)
                // What was taken is a record like any other.
                #expect(try HistoryRecord(line: Data(record.line.utf8), number: 1) == record)
            } catch {
                refused += 1
                #expect(error.line == round && !error.rule.isEmpty)
                #expect(!error.description.unicodeScalars.contains { $0.properties.generalCategory == .control })
            }
        }
        #expect(refused > 5000)
    }

    private static func damage(_ bytes: inout [UInt8], _ dice: inout SeededGenerator) {
        guard bytes.count > 2 else { return }
        let place = Int.random(in: 0..<bytes.count, using: &dice)
        let pieces = [
            "{", "}", "[", "]", "\"", ",", ":", "null", "-", "e", "\\", "\\u12", "99999999999999999999", "\u{0}",
        ]
        switch Int.random(in: 0...4, using: &dice) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &dice)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(contentsOf: Array((pieces.randomElement(using: &dice) ?? "").utf8), at: place)
        case 3: bytes.removeLast(min(bytes.count - 1, Int.random(in: 1...40, using: &dice)))
        default:
            let other = Int.random(in: 0..<bytes.count, using: &dice)
            bytes.swapAt(place, other)
        }
    }
}
