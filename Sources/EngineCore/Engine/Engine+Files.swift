import EngineModel
import Foundation
import RunwareAPI

/// Files of images: written from the bytes of an answer, or fetched from a link. Each is tried alone; none is fetched
/// before the row of its result is durable.
extension Engine {
    func keep(_ id: ResultID, _ bytes: ReplyBytes) {
        guard case .bytes(let data)? = bytes.output else { return }
        inBackground(.file) { engine in
            await engine.kept(id, engine.stored(data, for: id, bytes.format))
        }
    }

    func fetch(_ id: ResultID, _ url: String, _ format: OutputFormat) {
        fetching.add(FetchLine.Item(id: id, url: url, format: format), due: clock.now())
        fetchDue()
    }

    /// Starts the fetches whose time has come, as many at once as are allowed.
    func fetchDue() {
        guard phase == .running else { return }
        while let item = fetching.next(now: clock.now()) {
            inBackground(.file) { engine in
                let outcome = await engine.fetched(item)
                await engine.fetchEnded(item, outcome)
            }
        }
        if let due = fetching.nextDue { setAlarm(due) }
    }

    private nonisolated func fetched(_ item: FetchLine.Item) async -> FetchLine.Outcome {
        // The program may have ended between the renaming of the file and its row.
        if let path = await media.find(item.id) { return .over(.stored(path: path)) }
        switch await service.fetch(item.url) {
        case .bytes(let data):
            guard let format = OutputFormat(sniffing: data) else {
                return .again(reason: "what the link led to is no image")
            }
            guard format.isWhole(data) else { return .again(reason: "the file was cut short on its way") }
            return .over(await stored(data, for: item.id, item.format))
        case .refused(let status): return .again(reason: Self.words(status))
        case .failed(let fault): return .again(reason: fault.detail)
        case .notALink: return .over(.failed(reason: "the link is no http or https address"))
        }
    }

    private static func words(_ status: Int) -> String {
        status == 404 ? "the link leads nowhere (404); it may have expired" : "the link was answered with \(status)"
    }

    private func fetchEnded(_ item: FetchLine.Item, _ outcome: FetchLine.Outcome) {
        // Nothing is said of a file that was interrupted: the next run fetches it.
        guard let state = fetching.ended(item, outcome, now: clock.now(), isStopping: phase != .running) else {
            if phase == .running { fetchDue() }
            return
        }
        kept(item.id, state)
        fetchDue()
    }

    private nonisolated func stored(_ data: Data, for id: ResultID, _ format: OutputFormat) async -> MediaState {
        do throws(StoreFailure) {
            return .stored(path: try await media.store(data, for: id, format: OutputFormat(sniffing: data) ?? format))
        } catch {
            return .failed(reason: error.sentence)
        }
    }

    private func kept(_ id: ResultID, _ state: MediaState) { apply(queue.mediaChanged(id, state)) }
}

extension OutputFormat {
    /// Whether a file ends as files of this format do: a cut download is tried again.
    func isWhole(_ data: Data) -> Bool {
        switch self {
        case .jpg: return data.suffix(2) == Data([0xFF, 0xD9])
        case .png: return data.suffix(8).prefix(4) == Data("IEND".utf8)
        case .webp:
            let length = data.dropFirst(4).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            return data.count >= length + 8
        }
    }
}

/// The files that wait to be fetched, and how often each was tried.
struct FetchLine {
    struct Item: Hashable, Sendable {
        let id: ResultID
        let url: String
        let format: OutputFormat
        var tries = 0
    }

    enum Outcome: Sendable {
        case over(MediaState)
        case again(reason: String)
    }

    /// Files fetched at once.
    static let atOnce = 4
    /// Times that a file is tried by itself: a link may lag behind the answer that named it (contract 8.1).
    static let tries = 5
    /// Milliseconds before the second try; doubled for each one after it.
    static let firstWait: Int64 = 500

    private var waiting: [(item: Item, due: Timestamp)] = []
    private var running: Set<ResultID> = []

    var isEmpty: Bool { waiting.isEmpty && running.isEmpty }

    /// When the next waiting file is due; nil when none waits or all places are taken.
    var nextDue: Timestamp? { running.count < Self.atOnce ? waiting.map(\.due).min() : nil }

    mutating func add(_ item: Item, due: Timestamp) {
        guard !running.contains(item.id), !waiting.contains(where: { $0.item.id == item.id }) else { return }
        waiting.append((item, due))
    }

    mutating func next(now: Timestamp) -> Item? {
        guard running.count < Self.atOnce, let place = waiting.firstIndex(where: { $0.due <= now }) else { return nil }
        let item = waiting.remove(at: place).item
        running.insert(item.id)
        return item
    }

    /// The state of the file now; nil when it is tried again later.
    mutating func ended(_ item: Item, _ outcome: Outcome, now: Timestamp, isStopping: Bool) -> MediaState? {
        running.remove(item.id)
        switch outcome {
        case .over(let state): return state
        case .again(let reason):
            if isStopping { return nil }
            var item = item
            item.tries += 1
            guard item.tries < Self.tries else { return .failed(reason: reason) }
            waiting.append((item, now.adding(milliseconds: Self.firstWait << Int64(item.tries - 1))))
            return nil
        }
    }

    /// Nothing more is fetched in this run.
    mutating func stop() { waiting = [] }
}

extension OutputFormat {
    /// The format that the first bytes of a file show.
    init?(sniffing data: Data) {
        if data.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpg
        } else if data.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if data.starts(with: Array("RIFF".utf8)), data.dropFirst(8).starts(with: Array("WEBP".utf8)) {
            self = .webp
        } else {
            return nil
        }
    }
}
