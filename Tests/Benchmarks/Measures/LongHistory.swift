import CTerm
import EngineCore
import EngineModel
import EngineStore
import Foundation
import RunwareAPI

/// What a very long history costs: asking it, writing to it, and opening the studio on it.
struct LongHistory {
    private let stage: Stage
    private let count: Int
    private static let screenful = 50
    /// Milliseconds after which an answer is late for a key press.
    private static let prompt = 16.0

    init(_ stage: Stage) {
        self.stage = stage
        count = ManyResults.wanted
    }

    func measures() throws -> [Measure] {
        let data = stage.root + "/long-history"
        try LongHistoryFolder.prepare(data, count: count)
        defer { try? FileManager.default.removeItem(atPath: data) }
        return try asking(data) + writing(data)
    }

    // MARK: Asking

    private func asking(_ data: String) throws -> [Measure] {
        let store = try open(data)
        let all = ManyResults.vocabulary
        let (common, other, rare) = (all[0], all[1], all[19_990])
        // As a user types them: a question for each letter.
        func typed(_ text: String) -> [String] { (1...text.count).map { String(text.prefix($0)) } }
        let prefixes = [0, 3, 40, 700, 9000].flatMap { typed(all[$0]).prefix(5) }
        let kinds: [(name: String, about: String, texts: [String], limit: Double)] = [
            ("page", "the newest rows, without a filter", [""], Self.prompt),
            ("prefixes", "beginnings of one to five letters", prefixes, Self.prompt),
            ("rare-word", "a rare word, typed letter by letter", typed(rare), Self.prompt),
            (
                "two-common", "two common words, the second typed letter by letter",
                typed(other).map { "\(common) \($0)" }, Self.prompt
            ),
            (
                "filters", "filters that match at least 1 %, alone and with a common word",
                Self.commonFilters + Self.commonFilters.map { "\(common) \($0)" }, Self.prompt
            ),
            (
                "rare-filters", "filters that match nearly nothing, alone and with a common word",
                Self.rareFilters + Self.rareFilters.map { "\(common) \($0)" }, 500
            ),
        ]
        var measures: [Measure] = []
        for kind in kinds {
            var values: [Double] = []
            for round in 0..<5 {
                for text in kind.texts {
                    let time = try ask(store, text)
                    // The first round finds cold pages, as the first search of a day does; it counts too.
                    values.append(time)
                    if round == 0, time > kind.limit {
                        say("  \(kind.name): \"\(text)\" took \(rounded(time)) ms at first")
                    }
                }
            }
            measures.append(
                Measure(
                    "long-history.search.\(kind.name)", unit: "ms",
                    about: "\(Self.screenful) rows of \(count) results: \(kind.about)", easel: values,
                    target: .p95(kind.limit)))
        }
        measures.append(try paging(store))
        measures.append(try interrupting(store))
        try Blocking.wait { await store.close() }
        return measures
    }

    /// The filter of a clustered field finds only the oldest rows.
    private static let commonFilters = [
        "seed:42", "size:1344x768", "star:>=4", "star:5", "tag:hero", "state:failed", "after:30d", "before:365d",
        "cost:>0.05",
        "service:local", "is:picked", "is:rated", "is:tagged",
    ]
    private static let rareFilters = [
        "seed:7", "size:256x256", "tag:nobody", "state:blocked", "after:2099", "before:1999", "cost:>9", "size:257x*",
        "is:noted",
    ]

    private func ask(_ store: EngineStore, _ text: String) throws -> Double {
        let query = Self.query(text)
        let start = ct_monotonic()
        _ = try Blocking.wait { try await store.page(query, before: nil, limit: Self.screenful) }
        return milliseconds(ct_monotonic() - start)
    }

    private static func query(_ text: String) -> HistoryQuery {
        HistoryQueryReading(text, now: SystemEngineClock().now(), offsets: .utc).query
    }

    /// Two hundred pages down.
    private func paging(_ store: EngineStore) throws -> Measure {
        var values: [Double] = []
        var cursor: HistoryCursor?
        for _ in 0..<200 {
            let (from, start) = (cursor, ct_monotonic())
            let page = try Blocking.wait { try await store.page(HistoryQuery(), before: from, limit: Self.screenful) }
            values.append(milliseconds(ct_monotonic() - start))
            cursor = page.rows.last?.cursor
        }
        return Measure(
            "long-history.page-down", unit: "ms", about: "the next \(Self.screenful) rows, two hundred times",
            easel: values, target: .p95(Self.prompt))
    }

    /// A question that takes long is withdrawn after 10 ms.
    private func interrupting(_ store: EngineStore) throws -> Measure {
        var values: [Double] = []
        let queries = ["cost:>9", "\(ManyResults.vocabulary[0]) size:257x*"].map(Self.query)
        for round in 0..<20 {
            let query = queries[round % queries.count]
            let late = try Blocking.wait { () async throws -> Double in
                let question = Task { try await store.page(query, before: nil, limit: Self.screenful) }
                try await Task.sleep(for: .milliseconds(10))
                let start = ct_monotonic()
                question.cancel()
                _ = await question.result
                return milliseconds(ct_monotonic() - start)
            }
            values.append(late)
        }
        return Measure(
            "long-history.interrupt", unit: "ms", about: "from withdrawing a slow question to its end", easel: values,
            target: .p95(5))
    }

    // MARK: Writing

    private func writing(_ data: String) throws -> [Measure] {
        let store = try open(data)
        let bare = try BareDatabase(path: stage.root + "/bare-beside-long.sqlite")
        var random = SplitMix(start: 9)
        let words = Words(ManyResults.vocabulary)
        func uuid() -> TaskUUID { TaskUUID(randomBits: random.next(), random.next()) }
        var results: [Double] = []
        var rows: [Double] = []
        for _ in 0..<300 {
            let now = SystemEngineClock().now()
            let job = Job(
                id: JobID(uuid()), request: ImageRequest(prompt: words.prompt(&random), parameters: Parameters()),
                origin: JobOrigin(), submittedAt: now, service: .local(storeID: "old"))
            let attempt = Attempt(taskUUID: uuid(), asked: 1, startedAt: now)
            let result = ImageResult(
                id: ResultID(uuid()), taskUUID: attempt.taskUUID, imageUUID: uuid().text, index: 0,
                url: "http://127.0.0.1/1",
                seed: random.next(), cost: Money(microDollars: 40_000), nsfw: false, receivedAt: now, media: .linked)
            let done = job.with(state: .done)
            _ = try Blocking.wait { try await store.write([.submitted(job), .sending(job.id, attempt)]) }
            let start = ct_monotonic()
            _ = try Blocking.wait { try await store.write([.result(job.id, result), .changed(done)]) }
            let middle = ct_monotonic()
            try bare.writeRow()
            rows.append(milliseconds(ct_monotonic() - middle))
            results.append(milliseconds(middle - start))
        }
        try bare.close()
        try Blocking.wait { await store.close() }
        return [
            Measure(
                "long-history.insert", unit: "ms",
                about:
                    "a result written to \(count) others; the floor is a bare row (write-ahead log, synchronous FULL)",
                easel: results, floor: rows, target: .ratio(3))
        ]
    }

    private func open(_ data: String) throws -> EngineStore {
        var bits = RandomBits()
        return try EngineStore.open(dataDirectory: data, ownerBits: bits.nextUUID())
    }
}

extension Job {
    fileprivate func with(state: JobState) -> Job {
        var job = self
        job.state = state
        return job
    }
}

/// The filled folder is kept beside the figures, because filling takes minutes; measuring is done on a copy.
enum LongHistoryFolder {
    static func prepare(_ data: String, count: Int) throws {
        let kept = FileManager.default.currentDirectoryPath + "/.bench/results-\(count)-2"
        if !FileManager.default.fileExists(atPath: kept) {
            let start = Date()
            let part = kept + ".part"
            try? FileManager.default.removeItem(atPath: part)
            try FileManager.default.createDirectory(atPath: part, withIntermediateDirectories: true)
            var results = ManyResults(count: count)
            try results.fill(part) { done in
                if done % 100_000 == 0 { say("  \(done) results, \(Int(Date().timeIntervalSince(start))) s") }
            }
            try FileManager.default.moveItem(atPath: part, toPath: kept)
        }
        try FileManager.default.copyItem(atPath: kept, toPath: data)
    }
}
