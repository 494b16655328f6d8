package import EngineCore
package import EngineModel
import Foundation
package import RunwareAPI

/// A service that does what a test scripted: answers at once, or holds a send until the test lets it go. What it says
/// are bytes, as on the wire. It records what reached it.
package actor FakeImageService: ImageService {
    /// What becomes of one send: the answers in their order, then the end.
    package struct Outcome: Sendable {
        package var answers: [Answer] = []
        package var end = SendEnd.answered

        package init(_ answers: [Answer], end: SendEnd = .answered) {
            self.answers = answers
            self.end = end
        }

        package static func reply(
            _ items: [String] = [], errors: [String] = [], status: Int = 200, retryAfter: Int? = nil
        ) -> Outcome {
            Outcome([.reply(items, errors: errors, status: status, retryAfter: retryAfter)])
        }
        package static func ended(_ end: SendEnd) -> Outcome { Outcome([], end: end) }
        package static func lost(_ fault: ConnectionFault) -> Outcome { .ended(.lost(fault)) }
        package static func notSent(_ fault: ConnectionFault) -> Outcome { .ended(.notSent(fault)) }
        package static func refusedAtDoor(_ errors: [ServiceError]) -> Outcome { .ended(.refusedAtDoor(errors)) }
    }

    /// What happens to one send.
    package enum Script: Sendable {
        /// As many images as asked, with links.
        case images
        /// The task is accepted, and the images are asked for later.
        case accepted
        case outcome(Outcome)
        /// Nothing, until `release`.
        case held
        /// Nothing, not even when the engine ends: a service that breaks its promise.
        case deaf
    }

    /// What happens to one message of questions.
    package typealias CollectScript = @Sendable ([CollectQuestion]) -> CollectOutcome

    package nonisolated let events: AsyncStream<ServiceEvent>
    /// Tasks in the order in which they arrived.
    package private(set) var sent: [ImageInference] = []
    /// The most tasks that were here at the same time.
    package private(set) var mostAtOnce = 0
    /// How often it was asked who it is.
    package private(set) var questions = 0
    /// Messages of questions about tasks, in order.
    package private(set) var asked: [[CollectQuestion]] = []
    package private(set) var resumed: [String] = []
    package private(set) var fetched: [String] = []
    package private(set) var isShutDown = false

    private nonisolated let eventSink: AsyncStream<ServiceEvent>.Continuation
    private var identification: Identification
    private var scripts: [Script]
    private var otherwise: Script
    private var collects: [CollectScript] = []
    private var collectsOtherwise: CollectScript = { _ in .silence }
    private var fetches: [FetchOutcome] = []
    private var fetchesOtherwise: FetchOutcome?
    private var accountOutcome = AccountOutcome.failed(ConnectionFault(.refused, detail: "no account"))
    private var atOnce = 0
    private var held: [TaskUUID: CheckedContinuation<Outcome, Never>] = [:]
    private var deaf: [CheckedContinuation<Void, Never>] = []
    private var watchers: [(sent: Int, wake: CheckedContinuation<Void, Never>)] = []
    private var endWatchers: [CheckedContinuation<Void, Never>] = []
    private var onSend: (@Sendable (ImageInference) async -> Void)?
    private var onFetch: (@Sendable (String) async -> Void)?
    private var isIdentifyHeld = false
    private var identifyWaiters: [CheckedContinuation<Void, Never>] = []

    /// A service that answers sends by a script, and those after its end by `otherwise`. Questions about tasks are
    /// answered by nobody until a test says what they bring; fetches bring a file.
    package init(
        _ identification: Identification = .known(.fake), answers: [Script] = [], otherwise: Script = .images
    ) {
        (events, eventSink) = AsyncStream.makeStream()
        self.identification = identification
        self.scripts = answers
        self.otherwise = otherwise
    }

    // MARK: What a test does

    /// Calls a check at the beginning of every send, before a byte "leaves".
    package func beforeSend(_ check: @escaping @Sendable (ImageInference) async -> Void) { onSend = check }

    /// Calls a check at the beginning of every fetch.
    package func beforeFetch(_ check: @escaping @Sendable (String) async -> Void) { onFetch = check }

    /// What sends get from now on, first these, then `otherwise`.
    package func script(_ scripts: [Script], otherwise: Script = .images) {
        self.scripts = scripts
        self.otherwise = otherwise
    }

    /// What questions about tasks bring from now on, first these, then `otherwise`.
    package func collecting(
        _ collects: [CollectScript] = [], otherwise: @escaping CollectScript = { _ in .silence }
    ) {
        self.collects = collects
        collectsOtherwise = otherwise
    }

    /// What fetches bring from now on, first these, then `otherwise`, which is a file when nil.
    package func fetching(_ fetches: [FetchOutcome], otherwise: FetchOutcome? = nil) {
        self.fetches = fetches
        fetchesOtherwise = otherwise
    }

    package func accounts(_ outcome: AccountOutcome) { accountOutcome = outcome }

    /// Tells something without a question.
    package nonisolated func tell(_ event: ServiceEvent) { eventSink.yield(event) }

    /// What `identify` says from now on.
    package func identifies(as identification: Identification) { self.identification = identification }

    /// Lets `identify` wait until it is let go.
    package func holdIdentify(_ hold: Bool) {
        isIdentifyHeld = hold
        guard !hold else { return }
        let waiting = identifyWaiters
        identifyWaiters = []
        for waiter in waiting { waiter.resume() }
    }

    /// Ends a held send.
    package func release(_ uuid: TaskUUID, with outcome: Outcome) {
        held.removeValue(forKey: uuid)?.resume(returning: outcome)
    }

    /// Ends a held send with as many images as asked.
    package func release(_ task: ImageInference) {
        release(task.taskUUID, with: Self.images(for: task))
    }

    /// Lets go of sends that ignored the end, so that a test leaves nothing behind.
    package func releaseDeaf() {
        for waiter in deaf { waiter.resume() }
        deaf = []
    }

    /// Returns when so many tasks have arrived since the beginning.
    package func arrived(_ count: Int) async {
        guard sent.count < count else { return }
        await withCheckedContinuation { watchers.append((count, $0)) }
    }

    /// Returns when the service was told to end.
    package func ended() async {
        guard !isShutDown else { return }
        await withCheckedContinuation { endWatchers.append($0) }
    }

    // MARK: ImageService

    package func identify() async -> Identification {
        questions += 1
        if isIdentifyHeld { await withCheckedContinuation { identifyWaiters.append($0) } }
        return identification
    }

    package func send(
        _ task: ImageInference, onFirstByte: @escaping @Sendable () -> Void,
        deliver: @escaping @Sendable (Answer) async -> Void
    ) async -> SendEnd {
        await onSend?(task)
        sent.append(task)
        atOnce += 1
        mostAtOnce = max(mostAtOnce, atOnce)
        for watcher in watchers where watcher.sent <= sent.count { watcher.wake.resume() }
        watchers.removeAll { $0.sent <= sent.count }
        let outcome = await outcome(of: task)
        atOnce -= 1
        switch outcome.end {
        case .notSent, .refusedAtDoor: break
        case .answered, .lost: onFirstByte()
        }
        for answer in outcome.answers { await deliver(answer) }
        return outcome.end
    }

    private func outcome(of task: ImageInference) async -> Outcome {
        switch scripts.isEmpty ? otherwise : scripts.removeFirst() {
        case .images: return Self.images(for: task)
        case .accepted: return .reply([Wire.acknowledgement(of: task.taskUUID)])
        case .outcome(let outcome): return outcome
        case .held:
            if isShutDown { return .lost(ConnectionFault(.closed, detail: "ended")) }
            return await withCheckedContinuation { held[task.taskUUID] = $0 }
        case .deaf:
            await withCheckedContinuation { deaf.append($0) }
            return .lost(ConnectionFault(.closed, detail: "late"))
        }
    }

    package func collect(_ questions: [CollectQuestion]) -> CollectOutcome {
        asked.append(questions)
        return (collects.isEmpty ? collectsOtherwise : collects.removeFirst())(questions)
    }

    package func resume(session: String) { resumed.append(session) }

    package func fetch(_ url: String) async -> FetchOutcome {
        await onFetch?(url)
        fetched.append(url)
        return fetches.isEmpty ? fetchesOtherwise ?? .bytes(Wire.jpeg(url)) : fetches.removeFirst()
    }

    package func ping() -> PingOutcome { .answered(milliseconds: 1, over: .http) }

    package func account() -> AccountOutcome { accountOutcome }

    package func shutDown() {
        isShutDown = true
        for watcher in endWatchers { watcher.resume() }
        endWatchers = []
        for uuid in held.keys { release(uuid, with: .lost(ConnectionFault(.closed, detail: "ended"))) }
        holdIdentify(false)
        eventSink.finish()
    }

    // MARK: Answers

    /// A reply with as many images as the task asks for.
    package static func images(for task: ImageInference) -> Outcome {
        .reply(
            (0..<task.request.parameters.numberResults).map { place in
                Wire.image(
                    "image-\(place)-of-\(task.taskUUID)", of: task.taskUUID,
                    url: "http://127.0.0.1:1/\(task.taskUUID)-\(place).jpg", seed: UInt64(place))
            })
    }

    /// A reply with one error, under the task's UUID or, without a task, under none.
    package static func refusal(_ code: String, httpStatus: Int, of task: TaskUUID? = nil) -> Outcome {
        .reply(errors: [Wire.error(code, of: task)], status: httpStatus)
    }
}

extension ServiceStatus {
    /// A service with real costs that has said who it is.
    package static var fake: ServiceStatus {
        var status = ServiceStatus()
        status.name = "Fake"
        status.address = "http://127.0.0.1:1/v1"
        status.identity = ServiceIdentity(key: "http://127.0.0.1:1/v1#fake", isSimulated: false)
        return status
    }

    /// The same address before anyone answered there.
    package static var fakeUnresolved: ServiceStatus {
        var status = ServiceStatus.fake
        status.identity = nil
        return status
    }
}
