import EngineCore
import EngineModel
import Foundation
import RunwareAPI

/// The line to the service as a value: whether it is open, in which session tasks travel, who waits for what and until
/// when. Facts go in with the time at which they became known, actions come out; it waits for nothing, sends nothing
/// and reads no clock. `RunwareSocketClient` performs the actions.
///
/// The line goes down → connecting → logging in → open, and down again when it drops, is refused, is silent for too
/// long, or has been idle. Tasks that were sent and wait for answers keep it coming back (`waiting` between two tries)
/// for as long as the service keeps the session's undelivered answers; nothing else does.
struct SocketLine {
    typealias Ticket = UInt64
    typealias ConnectionID = UInt64

    /// How long everything may take, in milliseconds.
    struct Limits {
        /// To a connection; and from there to the answer to the login; and for a held task until it is sent.
        var connect: Int64 = 10_000
        /// Silence about a task that was sent.
        var reply: Int64 = 300_000
        var collect: Int64 = 15_000
        /// An error may speak of a part of a task; how long the rest may be in coming.
        var rest: Int64 = 10_000
        var pingEvery: Int64 = 30_000
        /// Silence of the whole line after which it counts as dead.
        var silence: Int64 = 100_000
        /// Time without use after which the line is closed.
        var idle: Int64 = 120_000
        /// How long the service keeps the undelivered answers of a session (contract 2.2).
        var sessionKept: Int64 = 120_000
        var firstPause: Int64 = 1000
        var longestPause: Int64 = 30_000
        var jitter: Int64 = 1000
    }

    /// What is to be done, in this order.
    enum Action: Hashable {
        case connect(ConnectionID)
        case close(ConnectionID)
        /// Write the authentication task, with the session that is to be taken up again.
        case login(ConnectionID, resuming: String?)
        /// Write the task of this ticket, unless it was withdrawn.
        case write(ConnectionID, Ticket)
        /// Write the questions of this ticket.
        case ask(ConnectionID, Ticket)
        case ping(ConnectionID)
        case deliver(Ticket, Answer)
        case end(Ticket, Ending)
        case tell(ServiceEvent)
    }

    /// How waiting ends.
    enum Ending: Hashable {
        case answered
        case refused([ServiceError])
        case fault(ConnectionFault)
        case ponged(milliseconds: Int64)
    }

    let limits: Limits
    /// What the place is called in sentences.
    let place: String
    var random: any RandomNumberGenerator & Sendable

    var link = Link.down
    var waiters: [Ticket: Waiter] = [:]
    /// Questions that were written to the open connection and not answered yet, in order.
    var questions: [Question] = []
    /// Who waits for each pong that is due, in order; nobody for those that only keep the line alive.
    var pongs: [Ticket?] = []
    var session: String?
    /// When the service forgets the session; nil while the line is open.
    var sessionEnds: Timestamp?
    /// Why the line dropped, for the tasks that it takes along.
    var dropFault: ConnectionFault?
    /// Tries in a row that came to no session.
    var failures = 0
    var lastHeard = Timestamp(milliseconds: 0)
    var lastPing = Timestamp(milliseconds: 0)
    var lastUsed = Timestamp(milliseconds: 0)
    var bytesHeard = 0
    private var connections: ConnectionID = 0

    enum Link: Hashable {
        case down
        case waiting(until: Timestamp)
        case connecting(ConnectionID, until: Timestamp)
        case loggingIn(ConnectionID, resuming: String?, until: Timestamp)
        case open(ConnectionID)

        var connection: ConnectionID? {
            switch self {
            case .down, .waiting: nil
            case .connecting(let id, _), .loggingIn(let id, _, _), .open(let id): id
            }
        }
    }

    enum Waiter {
        case task(TaskWait)
        case collect(CollectWait)
        /// Nil until the question was written.
        case pong(since: Timestamp?, until: Timestamp)
        case login
    }

    struct TaskWait {
        let taskUUID: String
        let asked: Int
        let isSync: Bool
        /// Whether it was handed to a connection.
        var isSent = false
        /// When waiting ends: for a connection, or for the next answer.
        var until: Timestamp
        /// Where the wait began, which a drop before the first byte does not prolong.
        let heldUntil: Timestamp
        var images: Set<String> = []
        var errors = 0
    }

    struct CollectWait {
        let questions: [CollectQuestion]
        var isAsked = false
        var answered = 0
        let until: Timestamp
    }

    struct Question {
        /// Nil when the asker has gone.
        var ticket: Ticket?
        let question: CollectQuestion
    }

    init(limits: Limits, place: String, random: any RandomNumberGenerator & Sendable) {
        self.limits = limits
        self.place = place
        self.random = random
    }

    /// When `tick` has something to do.
    var nextDeadline: Timestamp? {
        var first: Timestamp?
        func note(_ time: Timestamp) { first = first.map { min($0, time) } ?? time }
        switch link {
        case .down: break
        case .waiting(let time), .connecting(_, let time), .loggingIn(_, _, let time): note(time)
        case .open:
            note(lastHeard.adding(milliseconds: limits.silence))
            note(lastPing.adding(milliseconds: limits.pingEvery))
            if waiters.isEmpty { note(lastUsed.adding(milliseconds: limits.idle)) }
        }
        if hasSentTasks, let sessionEnds { note(sessionEnds) }
        for waiter in waiters.values {
            switch waiter {
            case .task(let task): note(task.until)
            case .collect(let collect): note(collect.until)
            case .pong(_, let until): note(until)
            case .login: break
            }
        }
        return first
    }

    // MARK: Facts from this side

    mutating func send(_ task: ImageInference, _ ticket: Ticket, now: Timestamp) -> [Action] {
        let until = now.adding(milliseconds: limits.connect)
        waiters[ticket] = .task(
            TaskWait(
                taskUUID: task.taskUUID.text, asked: task.request.parameters.numberResults,
                isSync: task.request.parameters.deliveryMethod == .sync, until: until, heldUntil: until))
        return goOn(now)
    }

    mutating func collect(_ asked: [CollectQuestion], _ ticket: Ticket, now: Timestamp) -> [Action] {
        waiters[ticket] = .collect(CollectWait(questions: asked, until: now.adding(milliseconds: limits.collect)))
        return goOn(now)
    }

    mutating func ping(_ ticket: Ticket, now: Timestamp) -> [Action] {
        waiters[ticket] = .pong(since: nil, until: now.adding(milliseconds: limits.connect))
        return goOn(now)
    }

    /// Takes up the session of an earlier process, when there is no line yet; the waiting ends with the login.
    mutating func resume(_ earlier: String, _ ticket: Ticket, now: Timestamp) -> [Action] {
        guard case .down = link, !hasSentTasks else { return [.end(ticket, .answered)] }
        session = earlier
        sessionEnds = now.adding(milliseconds: limits.sessionKept)
        waiters[ticket] = .login
        return goOn(now)
    }

    /// Whoever waited has gone.
    mutating func forget(_ ticket: Ticket, now: Timestamp) {
        guard waiters.removeValue(forKey: ticket) != nil else { return }
        lastUsed = now
        for index in questions.indices where questions[index].ticket == ticket { questions[index].ticket = nil }
        for index in pongs.indices where pongs[index] == ticket { pongs[index] = nil }
    }

    // MARK: Inside

    var tickets: [Ticket] { waiters.keys.sorted() }

    var hasSentTasks: Bool {
        waiters.values.contains { waiter in
            if case .task(let task) = waiter { task.isSent } else { false }
        }
    }

    /// Does for those who wait what the state of the line allows.
    mutating func goOn(_ now: Timestamp) -> [Action] {
        if !waiters.isEmpty { lastUsed = now }
        switch link {
        case .down: return waiters.isEmpty ? [] : connect(now)
        case .waiting, .connecting, .loggingIn: return []
        case .open(let id): return tickets.flatMap { start($0, on: id, now) }
        }
    }

    mutating func connect(_ now: Timestamp) -> [Action] {
        connections += 1
        link = .connecting(connections, until: now.adding(milliseconds: limits.connect))
        return [.connect(connections)]
    }

    private mutating func start(_ ticket: Ticket, on id: ConnectionID, _ now: Timestamp) -> [Action] {
        switch waiters[ticket] {
        case .task(var task)? where !task.isSent:
            task.isSent = true
            task.until = now.adding(milliseconds: limits.reply)
            waiters[ticket] = .task(task)
            return [.write(id, ticket)]
        case .collect(var collect)? where !collect.isAsked:
            collect.isAsked = true
            waiters[ticket] = .collect(collect)
            questions += collect.questions.map { Question(ticket: ticket, question: $0) }
            return [.ask(id, ticket)]
        case .pong(nil, let until)?:
            waiters[ticket] = .pong(since: now, until: until)
            pongs.append(ticket)
            lastPing = now
            return [.ping(id)]
        default: return []
        }
    }

    mutating func end(_ ticket: Ticket, _ ending: Ending, _ now: Timestamp) -> Action {
        forget(ticket, now: now)
        return .end(ticket, ending)
    }

    /// Ends all that wait and fulfil a condition.
    mutating func endAll(
        _ ending: Ending, _ now: Timestamp, where isMeant: (Waiter) -> Bool = { _ in true }
    ) -> [Action] {
        tickets.compactMap { ticket in
            guard let waiter = waiters[ticket], isMeant(waiter) else { return nil }
            return end(ticket, ending, now)
        }
    }

    /// Ends the tasks that were sent: their answers cannot come any more.
    mutating func loseSentTasks(_ fault: ConnectionFault, _ now: Timestamp) -> [Action] {
        endAll(.fault(fault), now) { waiter in
            if case .task(let task) = waiter { task.isSent } else { false }
        }
    }
}
