package import EngineCore
package import EngineModel
package import RunwareAPI

/// A service that does what a test scripted: answers at once, or holds a send until the test lets it go. It records what
/// reached it.
package actor FakeImageService: ImageService {
    /// What happens to one send.
    package enum Answer: Sendable {
        /// As many images as asked, with links.
        case images
        case outcome(SendOutcome)
        /// Nothing, until `release`.
        case held
        /// Nothing, not even when the engine ends: a service that breaks its promise.
        case deaf
    }

    /// Tasks in the order in which they arrived.
    package private(set) var sent: [ImageInference] = []
    /// The most tasks that were here at the same time.
    package private(set) var mostAtOnce = 0
    package private(set) var questions = 0
    package private(set) var isShutDown = false

    private var identification: Identification
    private var answers: [Answer]
    private var otherwise: Answer
    private var atOnce = 0
    private var held: [TaskUUID: CheckedContinuation<SendOutcome, Never>] = [:]
    private var deaf: [CheckedContinuation<SendOutcome, Never>] = []
    private var watchers: [(sent: Int, wake: CheckedContinuation<Void, Never>)] = []
    private var endWatchers: [CheckedContinuation<Void, Never>] = []
    private var onSend: (@Sendable (ImageInference) async -> Void)?
    private var isIdentifyHeld = false
    private var identifyWaiters: [CheckedContinuation<Void, Never>] = []

    /// A service that answers sends by a script, and those after its end by `otherwise`.
    package init(
        _ identification: Identification = .known(.fake), answers: [Answer] = [], otherwise: Answer = .images
    ) {
        self.identification = identification
        self.answers = answers
        self.otherwise = otherwise
    }

    /// Calls a check at the beginning of every send, before a byte "leaves".
    package func beforeSend(_ check: @escaping @Sendable (ImageInference) async -> Void) { onSend = check }

    /// What sends get from now on, first these, then `otherwise`.
    package func script(_ answers: [Answer], otherwise: Answer = .images) {
        self.answers = answers
        self.otherwise = otherwise
    }

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
    package func release(_ uuid: TaskUUID, with outcome: SendOutcome) {
        held.removeValue(forKey: uuid)?.resume(returning: outcome)
    }

    /// Ends a held send with as many images as asked.
    package func release(_ task: ImageInference) {
        release(task.taskUUID, with: Self.images(for: task))
    }

    /// Lets go of sends that ignored the end, so that a test leaves nothing behind.
    package func releaseDeaf() {
        for waiter in deaf { waiter.resume(returning: .lost(ConnectionFault(.closed, detail: "late"))) }
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

    package func identify() async -> Identification {
        questions += 1
        if isIdentifyHeld { await withCheckedContinuation { identifyWaiters.append($0) } }
        return identification
    }

    package func send(_ task: ImageInference, onFirstByte: @escaping @Sendable () -> Void) async -> SendOutcome {
        await onSend?(task)
        sent.append(task)
        atOnce += 1
        mostAtOnce = max(mostAtOnce, atOnce)
        for watcher in watchers where watcher.sent <= sent.count { watcher.wake.resume() }
        watchers.removeAll { $0.sent <= sent.count }
        defer { atOnce -= 1 }
        switch answers.isEmpty ? otherwise : answers.removeFirst() {
        case .images:
            onFirstByte()
            return Self.images(for: task)
        case .outcome(let outcome):
            if case .notSent = outcome {} else { onFirstByte() }
            return outcome
        case .held:
            onFirstByte()
            if isShutDown { return .lost(ConnectionFault(.closed, detail: "ended")) }
            return await withCheckedContinuation { held[task.taskUUID] = $0 }
        case .deaf: return await withCheckedContinuation { deaf.append($0) }
        }
    }

    package func shutDown() {
        isShutDown = true
        for watcher in endWatchers { watcher.resume() }
        endWatchers = []
        for uuid in held.keys { release(uuid, with: .lost(ConnectionFault(.closed, detail: "ended"))) }
        holdIdentify(false)
    }

    /// A reply with as many images as the task asks for.
    package static func images(for task: ImageInference) -> SendOutcome {
        let items = (0..<task.request.parameters.numberResults).map { place in
            var item = ReplyItem()
            item.taskType = "imageInference"
            item.taskUUID = task.taskUUID.text
            item.imageUUID = "image-\(place)-of-\(task.taskUUID)"
            item.output = .url("http://127.0.0.1:1/\(task.taskUUID)-\(place).jpg")
            item.seed = UInt64(place)
            item.cost = RunwareModel.pricePerImage
            return item
        }
        return .reply(ServiceReply(items: items), httpStatus: 200, retryAfterSeconds: nil)
    }

    /// A reply with one error, under the task's UUID or, without a task, under none.
    package static func refusal(_ code: String, httpStatus: Int, of task: TaskUUID? = nil) -> SendOutcome {
        var error = ServiceError(code: code, message: "The service said \(code).")
        error.taskUUID = task?.text
        error.httpStatus = httpStatus
        return .reply(ServiceReply(errors: [error]), httpStatus: httpStatus, retryAfterSeconds: nil)
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
