import EngineModel
import Foundation
import RunwareAPI
import TestSupport
import Testing

@Suite struct SweepReadingTests {
    private func numbers(_ text: String, _ parameter: Parameter = .width) throws -> [Int128] {
        try SweepAxis.read(text, for: parameter).values.compactMap {
            if case .integer(let number) = $0 { number } else { nil }
        }
    }

    @Test(
        arguments: [
            ("512", [512]), ("512, 640\n768", [512, 640, 768]), ("512..640", [512, 544, 576, 608, 640]),
            ("512..1024/256", [512, 768, 1024]), ("1024..512/256", [1024, 768, 512]), (" 256 .. 300 / 32 ", []),
            ("512..512", [512]), ("1408..1440/64", [1408]), ("256, 512..576/32, 1440", [256, 512, 544, 576, 1440]),
        ] as [(String, [Int128])])
    func `numbers and ranges are read as written`(text: String, values: [Int128]) throws {
        if values.isEmpty {
            // 300 is no legal width: an end of a range is a value that was written.
            #expect(throws: SweepFault.self) { try numbers(text) }
        } else {
            #expect(try numbers(text) == values)
        }
    }

    @Test func `seeds are exact up to the largest`() throws {
        let largest = Int128(SeedRange.maximum)
        #expect(try numbers("0, \(largest)", .seed) == [0, largest])
        #expect(try numbers("\(largest - 2)..\(largest)", .seed) == [largest - 2, largest - 1, largest])
    }

    @Test func `words and switches are read by the parameter's own type`() throws {
        let formats = try SweepAxis.read("PNG\nWEBP", for: .outputFormat)
        #expect(formats.values == [.text("PNG"), .text("WEBP")])
        #expect(try SweepAxis.read("on, off", for: .promptUpsampling).values == [.flag(true), .flag(false)])
    }

    @Test func `text of a fragment keeps commas, and one value may be nothing`() throws {
        let axis = try SweepAxis.read("a cat, sleeping\n\na dog\n", forFragment: "a bird")
        #expect(axis.values == [.text("a cat, sleeping"), .text(""), .text("a dog")])
    }

    @Test(arguments: [
        ("", "no values"), (" , \n", "no values"), ("512..", "is no range"), ("..", "is no range"),
        ("512..640/0", "is no range"), ("512..640/-32", "is no range"), ("512..640/x", "is no range"),
        ("1..2..3", "is no range"), ("513", "1440, step 32"), ("512..9999", "1440"),
        ("512..640/16", "step 32"), ("512,512", "twice"), ("x", "width"),
        ("170141183460469231731687303715884105727..1", "width"),
    ])
    func `what cannot be read is refused with the value and the rule`(text: String, words: String) {
        do {
            _ = try SweepAxis.read(text, for: .width)
            Issue.record("read")
        } catch {
            #expect(error.sentence.contains(words), "\(error.sentence)")
        }
    }

    @Test func `an axis holds no more values than can be looked at, and counts them without making them`() {
        #expect(throws: SweepFault.tooManyValues(.max)) {
            try SweepAxis.read("0..\(SeedRange.maximum)", for: .seed)
        }
        #expect(throws: SweepFault.tooManyValues(201)) { try SweepAxis.read("0..200", for: .seed) }
        #expect(throws: Never.self) { try SweepAxis.read("0..199", for: .seed) }
    }
}

@Suite struct SweepTests {
    private let base = ImageRequest(prompt: "a cat in the rain, a cat again", parameters: Parameters())

    private func axis(_ text: String, _ parameter: Parameter) throws -> SweepAxis {
        try SweepAxis.read(text, for: parameter)
    }

    @Test func `every cell of two axes makes its own request, row by row`() throws {
        let sweep = try Sweep(columns: axis("512, 1024", .width), rows: axis("1..3", .seed))
        #expect(sweep.count == 6)
        let requests = sweep.cells.map { sweep.request($0, base: base) }
        #expect(requests.map(\.parameters.width) == [512, 1024, 512, 1024, 512, 1024])
        #expect(requests.map(\.parameters.seed) == [1, 1, 2, 2, 3, 3])
        #expect(Set(requests).count == 6)
        #expect(sweep.fault(for: base, cells: sweep.cells) == nil)
    }

    @Test func `a fragment is replaced wherever it stands`() throws {
        let sweep = try Sweep(columns: SweepAxis.read("a dog\na bird", forFragment: "a cat"))
        #expect(
            sweep.cells.map { sweep.request($0, base: base).prompt } == [
                "a dog in the rain, a dog again", "a bird in the rain, a bird again",
            ])
    }

    @Test func `what cannot be swept together is refused`() throws {
        let width = try axis("512, 1024", .width)
        #expect(throws: SweepFault.sameSubject("Width")) { try Sweep(columns: width, rows: width) }
        let cat = try SweepAxis.read("x", forFragment: "a cat")
        let rain = try SweepAxis.read("y", forFragment: "a cat in")
        #expect(throws: SweepFault.overlappingFragments) { try Sweep(columns: cat, rows: rain) }
        let missing = try Sweep(columns: SweepAxis.read("x", forFragment: "a wolf"))
        #expect(missing.fault(for: base, cells: missing.cells) == .fragmentMissing("a wolf"))
        let lifetimes = try Sweep(columns: axis("URL, dataURI", .outputType), rows: axis("60, 600", .ttl))
        guard case .impossible? = lifetimes.fault(for: base, cells: lifetimes.cells) else {
            Issue.record("a lifetime without a link went through")
            return
        }
        let long = try Sweep(columns: SweepAxis.read(String(repeating: "x", count: 3000), forFragment: "a cat"))
        #expect(long.fault(for: base, cells: long.cells) != nil)
    }

    @Test func `a random subset has so many different cells, in order, and any cell can be in it`() throws {
        let sweep = try Sweep(columns: axis("1..10", .seed), rows: axis("256..544", .width))
        var random = SeededGenerator(seed: 3)
        var seen: Set<Sweep.Cell> = []
        for wanted in [0, 1, 7, 99, 100, 101] {
            for _ in 0..<200 {
                let cells = sweep.randomCells(wanted) { Int.random(in: 0..<$0, using: &random) }
                #expect(cells.count == min(wanted, 100))
                #expect(Set(cells).count == cells.count)
                #expect(cells == cells.sorted { ($0.row, $0.column) < ($1.row, $1.column) })
                if wanted == 7 { seen.formUnion(cells) }
            }
        }
        #expect(seen.count == 100)
    }

    @Test func `every parameter that can take several values can be swept, and no other`() {
        let without: Set<Parameter> = [
            .taskType, .taskUUID, .model, .positivePrompt, .webhookURL, .uploadEndpoint, .safetyCheckContent,
        ]
        #expect(Set(SweepAxis.sweepable) == Set(Parameter.allCases).subtracting(without))
    }
}

@Suite struct SweepRecordTests {
    private static func record(_ number: Int) throws -> SweepRecord {
        var random = SeededGenerator(seed: UInt64(number))
        let columns = try SweepAxis.read("1..\(Int.random(in: 1...9, using: &random))", for: .seed)
        let axes: [SweepAxis?] = [
            nil, try SweepAxis.read("512..1024/128", for: .width),
            try SweepAxis.read("on, off", for: .promptUpsampling),
            try SweepAxis.read("a \"dog\"\n\u{1F1E9}\u{1F1EA}\n", forFragment: "a cat"),
        ]
        let sweep = try Sweep(columns: columns, rows: axes[number % axes.count])
        var parameters = Parameters()
        parameters.outputFormat = .png
        parameters.seed = 7
        let cells = sweep.randomCells(Int.random(in: 1...sweep.count, using: &random)) {
            Int.random(in: 0..<$0, using: &random)
        }
        return SweepRecord(
            batch: BatchID("b\(number)"), sweep: sweep,
            bases: [ImageRequest(prompt: "a cat\nand another", parameters: parameters)], cells: cells,
            submittedAt: Timestamp(milliseconds: 5))
    }

    @Test(arguments: 0..<40)
    func `a kept sweep is read back as it was`(number: Int) throws {
        let record = try Self.record(number)
        #expect(SweepRecord(json: try JSONValue(parsing: Data(record.jsonText.utf8))) == record)
    }

    @Test(arguments: [
        "{}", "null", "[]",
        #"{"batch":"b","submittedAt":1,"columns":{"parameter":"width","values":[513]},"bases":[{}]}"#,
    ])
    func `what is no sweep is not read`(text: String) throws {
        #expect(SweepRecord(json: try JSONValue(parsing: Data(text.utf8))) == nil)
    }

    @Test func `numbers of cells outside the grid are not read`() throws {
        let text = try Self.record(1).jsonText
        let broken = text.replacing("\"cells\":[", with: "\"cells\":[4000,")
        #expect(broken != text)
        #expect(SweepRecord(json: try JSONValue(parsing: Data(broken.utf8))) == nil)
    }

    @Test func `missing is what brought nothing and may not still come`() throws {
        let record = SweepRecord(
            batch: BatchID("b"), sweep: try Sweep(columns: SweepAxis.read("0..11", for: .seed)),
            bases: [ImageRequest(prompt: "a cat", parameters: Parameters())],
            cells: try Sweep(columns: SweepAxis.read("0..11", for: .seed)).cells,
            submittedAt: Timestamp(milliseconds: 0))
        let states = JobState.allCases
        let jobs = zip(record.requests, states).map { request, state in
            SweepJob(id: JobID(state.rawValue), request: request, state: state, result: nil, seed: nil)
        }
        let lost = Set(["cancelled", "failed"])
        let expected = zip(record.requests, states).filter { lost.contains($1.rawValue) }.map(\.0)
        #expect(SweepProgress(record, jobs: jobs).missing == expected)
        #expect(SweepProgress(record, jobs: []).missing == record.requests)
        // Made again, it is not missing any more, whatever became of the first.
        let again = expected.map { SweepJob(id: JobID("x"), request: $0, state: .queued, result: nil, seed: nil) }
        #expect(SweepProgress(record, jobs: jobs + again).missing.isEmpty)
    }

    @Test func `every base is made in every cell, but where the axes set seeds`() throws {
        var one = Parameters()
        one.seed = 1
        var two = one
        two.seed = 2
        let bases = [one, two].map { ImageRequest(prompt: "a cat", parameters: $0) }
        let widths = try Sweep(columns: SweepAxis.read("512, 1024", for: .width))
        let seeds = try Sweep(columns: SweepAxis.read("5, 6", for: .seed))
        func record(_ sweep: Sweep) -> SweepRecord {
            SweepRecord(
                batch: BatchID("b"), sweep: sweep, bases: bases, cells: sweep.cells,
                submittedAt: Timestamp(milliseconds: 0))
        }
        #expect(record(widths).requests.map(\.parameters.seed) == [1, 2, 1, 2])
        #expect(record(seeds).requests.map(\.parameters.seed) == [5, 6])
        let numbers = try Sweep(columns: SweepAxis.read("1, 4", for: .numberResults))
        #expect(record(numbers).requests.map(\.parameters.seed) == [1, nil])
    }
}
