import EngineCore
import EngineModel
import Foundation
import RunwareAPI

/// What comes in over the line.
extension SocketLine {
    /// A text frame, without the key.
    mutating func received(_ frame: Data, on id: ConnectionID, now: Timestamp) -> [Action] {
        guard link.connection == id else { return [] }
        lastHeard = now
        if case .loggingIn = link, let answer = LoginAnswer(frame) {
            var actions: [Action] = []
            if case .refused = answer { actions = deliverRefusal(frame) }
            return actions + answered(answer, of: id, now)
        }
        let look = FrameLook(frame)
        var actions: [Action] = []
        var asked: Set<Ticket> = []
        var unasked: Set<Answer.Occasion> = []
        for addressee in FrameRouting.addressees(of: look, waiting: waiting(for: look)) {
            switch addressee {
            case .send(let uuid): actions += take(frame, look, uuid, now)
            case .question(let uuid, let kind):
                if let ticket = answerQuestion(uuid, kind) { asked.insert(ticket) } else { unasked.insert(.collect) }
            case .unasked(let occasion): unasked.insert(occasion)
            case .pong: actions += ponged(now)
            case .everyone:
                actions += tasks(sent: true).flatMap { takeNameless(frame, $0, now) }
                actions += giveUpQuestions(frame, now)
            }
        }
        for ticket in asked.sorted() {
            actions.append(.deliver(ticket, Answer(.collect, over: .frame, bytes: frame)))
            if case .collect(let collect)? = waiters[ticket], collect.answered >= collect.questions.count {
                actions.append(end(ticket, .answered, now))
            }
        }
        // To whoever looks at it later, an error to a question must not look like one to a task.
        if let occasion = unasked.contains(.collect) ? .collect : unasked.first {
            actions.append(.tell(.unasked(Answer(occasion, over: .frame, bytes: frame))))
        }
        return actions
    }

    /// What waits and can be meant: a frame that names tasks is about no others.
    private func waiting(for look: FrameLook) -> FrameRouting.Waiting {
        func isMeant(_ uuid: String) -> Bool { look.taskUUIDs.isEmpty || look.taskUUIDs.contains(uuid) }
        var waiting = FrameRouting.Waiting()
        for case .task(let task) in waiters.values where task.isSent && isMeant(task.taskUUID) {
            waiting.sends[task.taskUUID] = task.isSync
        }
        for question in questions where isMeant(question.question.taskUUID.text) {
            waiting.questions[question.question.taskUUID.text, default: []].insert(question.question.kind)
        }
        return waiting
    }

    private func tasks(sent: Bool) -> [Ticket] {
        tickets.filter { ticket in
            if case .task(let task)? = waiters[ticket] { task.isSent == sent } else { false }
        }
    }

    /// A frame about a task that was sent. It is not counted by task but as a whole: should a frame hold the images of
    /// two tasks, one send may end early, and what follows is told unasked.
    private mutating func take(_ frame: Data, _ look: FrameLook, _ uuid: String, _ now: Timestamp) -> [Action] {
        tasks(sent: true).flatMap { ticket -> [Action] in
            guard case .task(var task)? = waiters[ticket], task.taskUUID == uuid else { return [] }
            task.images.formUnion(look.imageUUIDs)
            task.errors += look.errors
            // After an error the rest comes soon or never (contract 12.1: data frames first, the error frame last).
            task.until = now.adding(milliseconds: task.errors > 0 ? limits.rest : limits.reply)
            waiters[ticket] = .task(task)
            let deliver = Action.deliver(ticket, Answer(.send, over: .frame, bytes: frame))
            let isWhole = !task.isSync || task.images.count + task.errors >= task.asked
            return isWhole ? [deliver, end(ticket, .answered, now)] : [deliver]
        }
    }

    /// An error that names no task concerns every task that waits (contract 2.3).
    private mutating func takeNameless(_ frame: Data, _ ticket: Ticket, _ now: Timestamp) -> [Action] {
        [.deliver(ticket, Answer(.send, over: .frame, bytes: frame)), end(ticket, .answered, now)]
    }

    /// The same for questions: it may refuse the whole message in which they were asked.
    private mutating func giveUpQuestions(_ frame: Data, _ now: Timestamp) -> [Action] {
        let fault = ConnectionFault(.other, detail: "\(place) answered with an error that names no task")
        return Set(questions.compactMap(\.ticket)).sorted().flatMap { ticket in
            [.deliver(ticket, Answer(.collect, over: .frame, bytes: frame)), end(ticket, .fault(fault), now)]
        }
    }

    /// A refused login is the answer to all questions that wait for it.
    private func deliverRefusal(_ frame: Data) -> [Action] {
        guard case .loggingIn(_, nil, _) = link else { return [] }
        return tickets.compactMap { ticket in
            guard case .collect? = waiters[ticket] else { return nil }
            return .deliver(ticket, Answer(.collect, over: .frame, bytes: frame))
        }
    }

    /// Strikes a question off and returns who asked it, unless nobody waits any more. Of several equal questions the
    /// first that somebody waits for is answered.
    private mutating func answerQuestion(_ uuid: String, _ kind: CollectQuestion.Kind) -> Ticket? {
        func isMeant(_ question: Question) -> Bool {
            question.question.taskUUID.text == uuid && question.question.kind == kind
        }
        guard
            let index = questions.firstIndex(where: { isMeant($0) && $0.ticket != nil })
                ?? questions.firstIndex(where: isMeant)
        else { return nil }
        let ticket = questions.remove(at: index).ticket
        if let ticket, case .collect(var collect)? = waiters[ticket] {
            collect.answered += 1
            waiters[ticket] = .collect(collect)
        }
        return ticket
    }

    private mutating func ponged(_ now: Timestamp) -> [Action] {
        guard !pongs.isEmpty, let ticket = pongs.removeFirst(), case .pong(let since?, _)? = waiters[ticket] else {
            return []
        }
        return [end(ticket, .ponged(milliseconds: max(0, now.since(since))), now)]
    }
}
