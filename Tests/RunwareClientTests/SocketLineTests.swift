import EngineCore
import EngineModel
import Foundation
import RunwareAPI
import Testing

@testable import RunwareClient

private let one = makeTask(1).taskUUID.text
private let two = makeTask(2).taskUUID.text

/// A line, its time, and short names for what goes in.
private struct Desk {
    var line = SocketLine(limits: SocketLine.Limits(), place: "h", random: Constant())
    var now = Timestamp(milliseconds: 0)
    private(set) var done: [SocketLine.Action] = []

    @discardableResult
    mutating func take(_ actions: [SocketLine.Action]) -> [SocketLine.Action] {
        done += actions
        return actions
    }

    @discardableResult
    mutating func send(_ ticket: UInt64, sync: Bool = true, images: Int = 1) -> [SocketLine.Action] {
        take(line.send(Self.task(ticket, sync: sync, images: images), ticket, now: now))
    }

    @discardableResult
    mutating func frame(_ text: String, _ id: UInt64 = 1) -> [SocketLine.Action] {
        take(line.received(Data(text.utf8), on: id, now: now))
    }

    /// Connects and logs in.
    @discardableResult
    mutating func open(_ id: UInt64 = 1, session: String = "s") -> [SocketLine.Action] {
        take(line.connected(id, now: now)) + frame(SocketServer.session(session), id)
    }

    @discardableResult
    mutating func drop(_ id: UInt64 = 1, unsent: Set<UInt64> = []) -> [SocketLine.Action] {
        take(line.closed(id, Self.fault, unsent: unsent, now: now))
    }

    @discardableResult
    mutating func wait(_ seconds: Int64, bytes: Int = 0) -> [SocketLine.Action] {
        now = now.adding(milliseconds: seconds * 1000)
        return take(line.tick(now: now, bytesHeard: bytes))
    }

    static let fault = ConnectionFault(.closed, detail: "gone")

    static func task(_ number: UInt64, sync: Bool, images: Int) -> ImageInference {
        var parameters = Parameters()
        parameters.deliveryMethod = sync ? .sync : .async
        parameters.numberResults = images
        return ImageInference(
            taskUUID: TaskUUID(randomBits: 0, number),
            request: ImageRequest(prompt: "a red kite", parameters: parameters))
    }
}

private func image(_ uuid: String, _ image: String) -> String {
    #"{"data":[{"taskType":"imageInference","taskUUID":"\#(uuid)","imageUUID":"\#(image)"}]}"#
}

private func error(_ uuid: String, _ code: String = "c") -> String {
    #"{"errors":[{"code":"\#(code)","message":"m","taskUUID":"\#(uuid)"}]}"#
}

private func sent(_ text: String) -> Answer { Answer(.send, over: .frame, bytes: Data(text.utf8)) }
private func collected(_ text: String) -> Answer { Answer(.collect, over: .frame, bytes: Data(text.utf8)) }

@Suite("The line: coming up")
struct SocketLineOpeningTests {
    @Test("it is opened when first needed, and the login and its session come before the first task")
    func opening() {
        var desk = Desk()
        #expect(desk.line.nextDeadline == nil)
        #expect(desk.send(1) == [.connect(1)])
        #expect(desk.send(2) == [])
        #expect(desk.take(desk.line.connected(1, now: desk.now)) == [.login(1, resuming: nil)])
        #expect(
            desk.frame(SocketServer.session("s")) == [.tell(.session("s")), .write(1, 1), .write(1, 2)])
        #expect(desk.send(3) == [.write(1, 3)])
    }

    @Test("a refused connection is news for everybody who waits, and not tried again by itself")
    func refusedConnection() {
        var desk = Desk()
        desk.send(1)
        desk.take(desk.line.collect([], 2, now: desk.now))
        #expect(desk.drop() == [.end(1, .fault(Desk.fault)), .end(2, .fault(Desk.fault))])
        #expect(desk.line.nextDeadline == nil)
    }

    @Test("a connection or a login that takes too long is given up", arguments: [false, true])
    func tooSlow(isConnected: Bool) {
        var desk = Desk()
        desk.send(1)
        if isConnected { desk.take(desk.line.connected(1, now: desk.now)) }
        #expect(desk.wait(9) == [])
        let fault = ConnectionFault(.timedOut, detail: "no connection to h within 10 s")
        #expect(desk.wait(1) == [.close(1), .end(1, .fault(fault))])
        #expect(desk.line.nextDeadline == nil)
        #expect(desk.open() == [.close(1)], "what was given up is not taken after all")
    }

    @Test("a refused key refuses everybody who waits, in the service's words")
    func refusedKey() {
        var desk = Desk()
        desk.send(1)
        desk.take(desk.line.connected(1, now: desk.now))
        let actions = desk.frame(#"{"errors":[{"code":"invalidApiKey","message":"no"}]}"#)
        #expect(actions == [.close(1), .end(1, .refused([ServiceError(code: "invalidApiKey", message: "no")]))])
        #expect(desk.line.nextDeadline == nil)
    }

    @Test("a login that fails for a while is a connection that could not be had")
    func busyLogin() {
        var desk = Desk()
        desk.send(1)
        desk.take(desk.line.connected(1, now: desk.now))
        let actions = desk.frame(#"{"errors":[{"code":"serviceUnavailable","message":"busy"}]}"#)
        let fault = ConnectionFault(.other, detail: "h refused the login: busy")
        #expect(actions == [.close(1), .end(1, .fault(fault))])
    }
}

@Suite("The line: answers")
struct SocketLineAnswerTests {
    @Test("a sync task ends with its last image, whatever the order, and an image that comes twice counts once")
    func syncTask() {
        var desk = Desk()
        desk.send(1, images: 3)
        desk.open()
        for text in [image(one, "b"), image(one, "a"), image(one, "b")] {
            #expect(desk.frame(text) == [.deliver(1, sent(text))])
        }
        let last = image(one, "c")
        #expect(desk.frame(last) == [.deliver(1, sent(last)), .end(1, .answered)])
        #expect(desk.frame(last) == [.tell(.unasked(sent(last)))])
    }

    @Test("an async task ends with its acknowledgement, or its error")
    func asyncTask() {
        var desk = Desk()
        desk.send(1, sync: false, images: 4)
        desk.send(2, sync: false)
        desk.open()
        let ack = #"{"data":[{"taskType":"imageInference","taskUUID":"\#(one)"}]}"#
        #expect(desk.frame(ack) == [.deliver(1, sent(ack)), .end(1, .answered)])
        #expect(desk.frame(error(two)) == [.deliver(2, sent(error(two))), .end(2, .answered)])
    }

    @Test("images and errors together end a sync task; after an error the rest is not waited for long")
    func partialTask() {
        var desk = Desk()
        desk.send(1, images: 2)
        desk.send(2, images: 2)
        desk.open()
        desk.frame(image(one, "a"))
        #expect(desk.frame(error(one)).last == .end(1, .answered))
        #expect(desk.frame(error(two)) == [.deliver(2, sent(error(two)))])
        #expect(desk.wait(9) == [])
        #expect(desk.wait(1) == [.end(2, .answered)])
    }

    @Test("an error that names no task ends every send that waits and every collecting")
    func nameless() {
        var desk = Desk()
        desk.send(1)
        desk.send(2, sync: false)
        desk.open()
        let questions = [CollectQuestion(makeTask(9).taskUUID, .getResponse)]
        desk.take(desk.line.collect(questions, 3, now: desk.now))
        let text = #"{"errors":[{"code":"c","message":"m"}]}"#
        let fault = ConnectionFault(.other, detail: "h answered with an error that names no task")
        #expect(
            desk.frame(text) == [
                .deliver(1, sent(text)), .end(1, .answered), .deliver(2, sent(text)), .end(2, .answered),
                .deliver(3, collected(text)), .end(3, .fault(fault)),
            ])
    }

    @Test("silence about a task loses it")
    func silence() {
        var desk = Desk()
        desk.send(1, images: 2)
        desk.open()
        for _ in 1...3 {
            desk.wait(99)
            desk.frame(image(one, "a"))
        }
        for _ in 1...5 {
            desk.wait(50)
            desk.frame("{}")
        }
        let actions = desk.wait(50)
        #expect(actions.contains(.end(1, .fault(ConnectionFault(.timedOut, detail: "no answer within 300 s")))))
    }

    @Test("questions are asked in one message; what is not answered in time is said, and late answers are no send's")
    func collecting() {
        var desk = Desk()
        let questions = [
            CollectQuestion(makeTask(1).taskUUID, .getResponse), CollectQuestion(makeTask(2).taskUUID, .getTaskDetails),
        ]
        #expect(desk.take(desk.line.collect(questions, 1, now: desk.now)) == [.connect(1)])
        #expect(desk.open().last == .ask(1, 1))
        #expect(desk.frame(error(one)) == [.deliver(1, collected(error(one)))])
        let fault = ConnectionFault(.timedOut, detail: "1 of 2 questions were not answered")
        #expect(desk.wait(15) == [.end(1, .fault(fault))])
        #expect(desk.frame(error(two)) == [.tell(.unasked(collected(error(two))))])
        #expect(desk.frame(error(two)) == [.tell(.unasked(sent(error(two))))])
    }

    @Test("one frame may answer several questions of one message")
    func joinedAnswers() {
        var desk = Desk()
        let questions = [1, 2].map { CollectQuestion(makeTask($0).taskUUID, .getResponse) }
        desk.take(desk.line.collect(questions, 1, now: desk.now))
        desk.open()
        let text = #"{"data":[{"taskUUID":"\#(one)","status":"success"},{"taskUUID":"\#(two)","status":"success"}]}"#
        #expect(desk.frame(text) == [.deliver(1, collected(text)), .end(1, .answered)])
    }

    @Test("a question that is asked again is answered before the one whose asker has gone")
    func askedAgain() {
        var desk = Desk()
        let questions = [CollectQuestion(makeTask(1).taskUUID, .getResponse)]
        desk.take(desk.line.collect(questions, 1, now: desk.now))
        desk.open()
        desk.wait(15)
        desk.take(desk.line.collect(questions, 2, now: desk.now))
        let text = #"{"data":[{"taskUUID":"\#(one)","status":"processing"}]}"#
        #expect(desk.frame(text) == [.deliver(2, collected(text)), .end(2, .answered)])
        #expect(desk.frame(text) == [.tell(.unasked(collected(text)))])
    }

    @Test("pongs come in the order of the pings")
    func pongs() {
        var desk = Desk()
        desk.send(1)
        desk.open()
        #expect(desk.wait(30) == [.ping(1)])
        #expect(desk.take(desk.line.ping(2, now: desk.now)) == [.ping(1)])
        desk.now = desk.now.adding(milliseconds: 40)
        let pong = #"{"data":[{"taskType":"ping","pong":true}]}"#
        #expect(desk.frame(pong) == [])
        #expect(desk.frame(pong) == [.end(2, .ponged(milliseconds: 40))])
        #expect(desk.frame(pong) == [])
    }
}

@Suite("The line: staying and going")
struct SocketLineLifeTests {
    @Test("a ping goes out every 30 s, and an unused line is closed after 120 s")
    func idle() {
        var desk = Desk()
        desk.send(1)
        desk.open()
        desk.frame(image(one, "a"))
        #expect(desk.line.nextDeadline == Timestamp(milliseconds: 30_000))
        for second: Int64 in [30, 60, 90] {
            #expect(desk.wait(30) == [.ping(1)], "\(second)")
            desk.frame(#"{"data":[{"taskType":"ping","pong":true}]}"#)
        }
        #expect(desk.wait(30) == [.close(1)])
        #expect(desk.line.nextDeadline == nil)
        #expect(desk.send(2) == [.connect(2)])
    }

    @Test("a silent line is dead after 100 s, unless bytes of a long message are coming in")
    func dead() {
        var desk = Desk()
        desk.send(1, images: 2)
        desk.open()
        desk.wait(99, bytes: 5)
        #expect(!desk.wait(99, bytes: 5).contains(.close(1)))
        #expect(desk.wait(1, bytes: 5).first == .close(1))
        #expect(desk.line.nextDeadline == Timestamp(milliseconds: 200_000))
        #expect(desk.wait(1) == [.connect(2)])
    }

    @Test("a dropped line comes back with its session, and what waits is answered")
    func resumed() {
        var desk = Desk()
        desk.send(1)
        desk.open()
        #expect(desk.drop() == [])
        #expect(desk.wait(0) == [])
        #expect(desk.wait(1) == [.connect(2)])
        #expect(desk.take(desk.line.connected(2, now: desk.now)) == [.login(2, resuming: "s")])
        #expect(desk.frame(SocketServer.session("s"), 2) == [.tell(.session("s"))])
        #expect(desk.frame(image(one, "a"), 2).last == .end(1, .answered))
    }

    @Test("tries come after 1, 2, 4 … 30 s, with jitter, until the session is forgotten")
    func backoff() {
        var desk = Desk()
        desk.line.random = Constant(value: 500)
        desk.send(1)
        desk.open()
        desk.drop()
        var pauses: [Int64] = []
        var id: UInt64 = 2
        while let next = desk.line.nextDeadline, desk.line.hasSentTasks {
            let pause = next.since(desk.now)
            desk.now = next
            let actions = desk.take(desk.line.tick(now: next, bytesHeard: 0))
            guard actions == [.connect(id)] else {
                #expect(actions == [.end(1, .fault(Desk.fault))])
                #expect(next == Timestamp(milliseconds: 120_000))
                break
            }
            pauses.append(pause)
            desk.drop(id)
            id += 1
        }
        #expect(pauses == [1500, 2500, 4500, 8500, 16_500, 30_500, 30_500])
        #expect(desk.line.nextDeadline == nil)
    }

    @Test("a task of which nothing left goes with the next connection, once, or is not sent")
    func unsent() {
        var desk = Desk()
        desk.send(1)
        desk.open()
        #expect(desk.drop(unsent: [1]) == [])
        #expect(desk.wait(1) == [.connect(2)])
        #expect(desk.open(2).suffix(1) == [.write(2, 1)])
        #expect(desk.drop(2, unsent: [1]) == [])
        #expect(desk.wait(1) == [.connect(3)])
        #expect(desk.drop(3) == [.end(1, .fault(Desk.fault))])
    }

    @Test("a refused resumption loses the tasks of the old session, and what was not sent goes with a fresh login")
    func refusedResumption() {
        var desk = Desk()
        desk.send(1)
        desk.open()
        desk.drop()
        desk.wait(1)
        desk.send(2)
        desk.take(desk.line.connected(2, now: desk.now))
        let lost = ConnectionFault(.closed, detail: "h ended the session")
        #expect(
            desk.frame(#"{"errors":[{"code":"invalidApiKey","message":"stale"}]}"#, 2) == [
                .close(2), .end(1, .fault(lost)), .connect(3),
            ])
        #expect(desk.take(desk.line.connected(3, now: desk.now)) == [.login(3, resuming: nil)])
        #expect(desk.frame(SocketServer.session("t"), 3) == [.tell(.session("t")), .write(3, 2)])
    }

    @Test("another session in answer to a resumption is a fresh login")
    func otherSession() {
        var desk = Desk()
        desk.send(1)
        desk.open()
        desk.drop()
        desk.wait(1)
        let lost = ConnectionFault(.closed, detail: "h ended the session")
        #expect(
            desk.open(2, session: "t") == [
                .login(2, resuming: "s"), .end(1, .fault(lost)), .tell(.session("t")),
            ])
        let late = image(one, "a")
        #expect(desk.frame(late, 2) == [.tell(.unasked(sent(late)))])
    }

    @Test("a session that the service has forgotten is not asked for")
    func staleSession() {
        var desk = Desk()
        desk.send(1)
        desk.open()
        desk.frame(image(one, "a"))
        desk.drop()
        desk.now = desk.now.adding(milliseconds: 120_000)
        #expect(desk.send(2) == [.connect(2)])
        #expect(desk.take(desk.line.connected(2, now: desk.now)) == [.login(2, resuming: nil)])
    }

    @Test("a message that is too large loses what waits, for it would only come again")
    func tooLarge() {
        var desk = Desk()
        desk.send(1)
        desk.open()
        let fault = ConnectionFault(.tooLarge, detail: "more than 64 MiB")
        #expect(desk.take(desk.line.closed(1, fault, unsent: [], now: desk.now)) == [.end(1, .fault(fault))])
        #expect(desk.line.nextDeadline == nil)
    }

    @Test("questions and pings do not outlive their connection")
    func questionsDropped() {
        var desk = Desk()
        desk.take(desk.line.collect([CollectQuestion(makeTask(1).taskUUID, .getResponse)], 1, now: desk.now))
        desk.take(desk.line.ping(2, now: desk.now))
        desk.open()
        #expect(desk.drop() == [.end(1, .fault(Desk.fault)), .end(2, .fault(Desk.fault))])
        #expect(desk.line.nextDeadline == nil)
    }

    @Test("an adopter takes up a session, and what it has undelivered comes unasked")
    func adopted() {
        var desk = Desk()
        #expect(desk.take(desk.line.resume("old", 1, now: desk.now)) == [.connect(1)])
        #expect(
            desk.open(session: "old") == [.login(1, resuming: "old"), .tell(.session("old")), .end(1, .answered)])
        let text = image(one, "a")
        #expect(desk.frame(text) == [.tell(.unasked(sent(text)))])
        #expect(desk.take(desk.line.resume("older", 2, now: desk.now)) == [.end(2, .answered)], "it is connected")
    }

    @Test("a session that cannot be taken up needs no fresh login when nobody waits")
    func adoptedInVain() {
        var desk = Desk()
        desk.take(desk.line.resume("old", 1, now: desk.now))
        desk.take(desk.line.connected(1, now: desk.now))
        #expect(desk.frame(#"{"errors":[{"code":"c","message":"m"}]}"#) == [.close(1), .end(1, .answered)])
        #expect(desk.line.nextDeadline == nil)
    }

    @Test("who has gone is not told any more, and what comes for it is unasked")
    func forgotten() {
        var desk = Desk()
        desk.send(1)
        desk.open()
        desk.line.forget(1, now: desk.now)
        let text = image(one, "a")
        #expect(desk.frame(text) == [.tell(.unasked(sent(text)))])
    }
}
