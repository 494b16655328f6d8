import EngineCore
import EngineModel
import Foundation
import RunwareAPI

/// How the line comes up and goes down.
extension SocketLine {
    /// The connection stands; the login comes before everything else.
    mutating func connected(_ id: ConnectionID, now: Timestamp) -> [Action] {
        guard case .connecting(id, _) = link else { return [.close(id)] }
        lastHeard = now
        if let sessionEnds, sessionEnds <= now, !hasSentTasks { session = nil }
        link = .loggingIn(id, resuming: session, until: now.adding(milliseconds: limits.connect))
        return [.login(id, resuming: session)]
    }

    /// The service answered the login.
    mutating func answered(_ answer: LoginAnswer, of id: ConnectionID, _ now: Timestamp) -> [Action] {
        guard case .loggingIn(id, let resuming, _) = link else { return [] }
        switch answer {
        case .session(let found):
            var actions: [Action] = []
            if let resuming, resuming != found {
                actions += loseSentTasks(ConnectionFault(.closed, detail: "\(place) ended the session"), now)
            }
            session = found
            sessionEnds = nil
            dropFault = nil
            failures = 0
            link = .open(id)
            lastPing = now
            actions.append(.tell(.session(found)))
            actions += endAll(.answered, now) { if case .login = $0 { true } else { false } }
            lastUsed = now
            return actions + goOn(now)
        case .refused(let errors): return refused(errors, resuming: resuming, by: id, now)
        }
    }

    private mutating func refused(
        _ errors: [ServiceError], resuming: String?, by id: ConnectionID, _ now: Timestamp
    ) -> [Action] {
        let words = errors.first?.message ?? "no reason given"
        if resuming != nil {
            // The session is at fault, or the key; a fresh login tells.
            session = nil
            sessionEnds = nil
            var actions: [Action] = [.close(id)]
            lineEnded()
            actions += loseSentTasks(ConnectionFault(.closed, detail: "\(place) ended the session"), now)
            actions += endAll(.answered, now) { if case .login = $0 { true } else { false } }
            return actions + goOn(now)
        }
        if errors.allSatisfy({ $0.category.isTransient || $0.code == ServiceError.unnamedCode }) {
            let fault = ConnectionFault(.other, detail: "\(place) refused the login: \(words)")
            return [.close(id)] + closed(id, fault, unsent: [], now: now)
        }
        lineEnded()
        return [.close(id)] + endAll(.refused(errors), now)
    }

    /// The connection could not be had, or has ended. `unsent` are the tasks that were handed to it and of which no
    /// byte left.
    mutating func closed(
        _ id: ConnectionID, _ fault: ConnectionFault, unsent: Set<Ticket>, now: Timestamp
    ) -> [Action] {
        guard link.connection == id else { return [] }
        let wasOpen = link == .open(id)
        lineEnded()
        for ticket in unsent {
            guard case .task(var task)? = waiters[ticket] else { continue }
            task.isSent = false
            task.until = task.heldUntil
            waiters[ticket] = .task(task)
        }
        var actions: [Action] = []
        if wasOpen {
            failures = 0
            sessionEnds = now.adding(milliseconds: limits.sessionKept)
            dropFault = fault
        } else {
            failures += 1
            // News for whoever could not be served; only what the session still owes keeps the line coming back.
            actions += endAll(.fault(fault), now) { waiter in
                if case .task(let task) = waiter { !task.isSent } else { false }
            }
        }
        actions += endAll(.fault(fault), now) { waiter in
            if case .task = waiter { false } else { true }
        }
        // Coming back would only bring the same message again.
        if fault.kind == .tooLarge { session = nil }
        if session == nil { actions += loseSentTasks(dropFault ?? fault, now) }
        if !waiters.isEmpty { link = .waiting(until: now.adding(milliseconds: pause())) }
        return actions
    }

    private mutating func lineEnded() {
        link = .down
        questions = []
        pongs = []
    }

    private mutating func pause() -> Int64 {
        let doubled = limits.firstPause << min(Int64(max(failures, 0)), 10)
        let jitter = Int64(random.next() % UInt64(limits.jitter + 1))
        return min(doubled, limits.longestPause) + jitter
    }

    /// What has become due. `bytesHeard` counts what arrived on the open connection, so that a long message on a slow
    /// line does not pass for silence.
    mutating func tick(now: Timestamp, bytesHeard: Int) -> [Action] {
        var actions: [Action] = []
        if bytesHeard != self.bytesHeard {
            self.bytesHeard = bytesHeard
            lastHeard = now
        }
        switch link {
        case .waiting(let until) where until <= now: actions += connect(now)
        case .connecting(let id, let until) where until <= now, .loggingIn(let id, _, let until) where until <= now:
            actions += [.close(id)] + closed(id, notConnected, unsent: [], now: now)
        case .open(let id): actions += keepAlive(id, now)
        default: break
        }
        for ticket in tickets { actions += due(ticket, now) }
        if let ends = sessionEnds, ends <= now, link.connection == nil || hasSentTasks {
            session = nil
            sessionEnds = nil
            let fault = dropFault ?? ConnectionFault(.closed, detail: "closed by \(place)")
            actions += loseSentTasks(fault, now)
        }
        if waiters.isEmpty, case .waiting = link { link = .down }
        return actions
    }

    private mutating func keepAlive(_ id: ConnectionID, _ now: Timestamp) -> [Action] {
        if now.since(lastHeard) >= limits.silence {
            let fault = ConnectionFault(.timedOut, detail: "\(place) was silent for \(Self.words(limits.silence))")
            return [.close(id)] + closed(id, fault, unsent: [], now: now)
        }
        if waiters.isEmpty, now.since(lastUsed) >= limits.idle {
            lineEnded()
            sessionEnds = now.adding(milliseconds: limits.sessionKept)
            return [.close(id)]
        }
        guard now.since(lastPing) >= limits.pingEvery else { return [] }
        lastPing = now
        pongs.append(nil)
        return [.ping(id)]
    }

    private mutating func due(_ ticket: Ticket, _ now: Timestamp) -> [Action] {
        func fault(_ detail: String) -> Ending { .fault(ConnectionFault(.timedOut, detail: detail)) }
        switch waiters[ticket] {
        case .task(let task)? where task.until <= now:
            if !task.isSent {
                return [end(ticket, .fault(notConnected), now)]
            }
            let isAnswered = task.errors > 0
            return [end(ticket, isAnswered ? .answered : fault("no answer within \(Self.words(limits.reply))"), now)]
        case .collect(let collect)? where collect.until <= now:
            let open = collect.questions.count - collect.answered
            return [end(ticket, fault("\(open) of \(collect.questions.count) questions were not answered"), now)]
        case .pong(_, let until)? where until <= now:
            return [end(ticket, fault("no answer within \(Self.words(limits.connect))"), now)]
        default: return []
        }
    }

    private var notConnected: ConnectionFault {
        ConnectionFault(.timedOut, detail: "no connection to \(place) within \(Self.words(limits.connect))")
    }

    private static func words(_ milliseconds: Int64) -> String {
        milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
    }
}
