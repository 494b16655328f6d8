import EngineCore
import EngineModel
import Foundation
import NIOPosix
import RunwareAPI
import Synchronization
import Testing

@testable import RunwareClient

private let one = makeTask(1).taskUUID.text
private let two = makeTask(2).taskUUID.text

private func image(_ uuid: String, _ image: String = "i", data: String = "") -> String {
    #"{"data":[{"taskType":"imageInference","taskUUID":"\#(uuid)","imageUUID":"\#(image)","imageURL":"\#(data)"}]}"#
}

/// What a client told unasked.
private final class Told: Sendable {
    let events: AsyncStream<ServiceEvent>
    let sink: AsyncStream<ServiceEvent>.Continuation
    init() { (events, sink) = AsyncStream.makeStream() }

    func next() async -> ServiceEvent? {
        var iterator = events.makeAsyncIterator()
        return await iterator.next()
    }
}

/// One client of one scripted server, with a clock that stands still.
private struct Bench {
    let client: RunwareSocketClient
    let server: SocketServer
    let clock = StillClock()
    let told = Told()

    init(
        _ script: @escaping SocketServer.Script = { _, _ in [] },
        adjust: (inout ClientConfiguration) -> Void = { _ in }
    ) async throws {
        server = try await SocketServer.start(script)
        var configuration = ClientConfiguration(
            endpoints: server.endpoints, key: APIKey(secret), fingerprintSalt: "salt", version: "1.2.3")
        adjust(&configuration)
        let key = try #require(configuration.key)
        let sink = told.sink
        client = RunwareSocketClient(
            configuration, key: key, on: MultiThreadedEventLoopGroup.singleton.any(), clock: clock, random: Constant()
        ) { sink.yield($0) }
    }

    func end() async {
        await client.shutDown()
        await server.stop()
    }

    /// Does something while the clock moves on by itself, to whatever waits for a time no farther away than this.
    func pushing<Value>(within seconds: Int64 = 5, _ body: () async throws -> Value) async rethrows -> Value {
        let mover = Task {
            while !Task.isCancelled {
                clock.advanceToAlarm(within: seconds)
                await Task.yield()
            }
        }
        defer { mover.cancel() }
        return try await body()
    }

    /// Sends a task; checks what holds for every send.
    func send(_ task: ImageInference = makeTask()) async -> (end: SendEnd, texts: [String]) {
        let calls = Calls()
        let deliveries = Deliveries()
        let end = await client.send(task) {
            calls.call()
        } deliver: {
            deliveries.add($0)
        }
        switch end {
        case .notSent, .refusedAtDoor: #expect(calls.count == 0)
        case .answered, .lost: #expect(calls.count == 1)
        }
        for answer in deliveries.answers {
            #expect(answer.occasion == .send)
            #expect(answer.channel == .frame)
        }
        let texts = deliveries.answers.map { String(decoding: $0.bytes, as: UTF8.self) }
        #expect(!"\(end) \(texts)".contains(secret))
        return (end, texts)
    }
}

/// A script that answers each task with an image, and pings.
private let obliging: SocketServer.Script = { _, text in
    if text.contains(#""ping""#) { return [.text(#"{"data":[{"taskType":"ping","pong":true}]}"#)] }
    for uuid in [one, two] where text.contains(uuid) { return [.text(image(uuid))] }
    return []
}

@Suite("A socket: sending", .timeLimit(.minutes(5)))
struct SocketSendTests {
    @Test("the login comes first, then the task, byte for byte what the contract says")
    func literal() async throws {
        let bench = try await Bench(obliging)
        let sent = await bench.send()
        #expect(sent.end == .answered)
        #expect(sent.texts == [image(one)])
        #expect(
            bench.server.said == [
                #"[{"taskType":"authentication","apiKey":"\#(secret)"}]"#,
                #"[{"taskType":"imageInference","taskUUID":"00000000-0000-4000-8000-000000000001","model":"bfl:2@1","#
                    + #""positivePrompt":"a red kite over dunes","width":1024,"height":1024,"includeCost":true,"#
                    + #""deliveryMethod":"async"}]"#,
            ])
        #expect(await bench.told.next() == .session("s1"))
        await bench.end()
    }

    @Test("several tasks share one connection, and answers find their sends in any order")
    func shared() async throws {
        let held = Mutex<[String]>([])
        let bench = try await Bench { _, text in
            guard let uuid = [one, two].first(where: text.contains) else { return [] }
            // Answered together, the later one first.
            let all = held.withLock { held in
                held.append(uuid)
                return held
            }
            return all.count < 2 ? [] : all.reversed().map { .text(image($0)) }
        }
        async let first = bench.send(makeTask(1))
        async let second = bench.send(makeTask(2))
        #expect(await first.texts == [image(one)])
        #expect(await second.texts == [image(two)])
        #expect(bench.server.connections == 1)
        await bench.end()
    }

    @Test("a message in fragments, UTF-8 cut between, is one answer; so is one of 20 MiB")
    func fragments() async throws {
        let pieces = [#"{"data":[{"taskUUID":""#, one, #"","imageUUID":"i","text":"Füchse 🦊"}]}"#]
        let large = image(two, data: String(repeating: "A", count: 20 << 20))
        let bench = try await Bench { _, text in
            if text.contains(one) { return [.ping("p"), .fragments(pieces)] }
            return text.contains(two) ? [.text(large)] : []
        }
        #expect(await bench.send(makeTask(1)).texts == [pieces.joined()])
        let sent = await bench.send(makeTask(2))
        #expect(sent.texts.map(\.utf8.count) == [large.utf8.count])
        await bench.end()
    }

    @Test("a frame of single bytes, and two frames in one piece, are read as what they are")
    func splitAndJoined() async throws {
        let text = Array(image(one, data: "https://im.runware.ai/i.jpg").utf8)
        #expect((126...65_535).contains(text.count))
        let head: [UInt8] = [0x81, 126, UInt8(text.count >> 8), UInt8(text.count & 0xFF)]
        let other = Array(image(two, data: "https://im.runware.ai/j.jpg").utf8)
        let joined = head + text + [0x81, 126, UInt8(other.count >> 8), UInt8(other.count & 0xFF)] + other
        let bench = try await Bench { _, message in
            if message.contains(one) { return (head + text).map { .raw([$0]) } }
            return message.contains(two) ? [.raw(joined)] : []
        }
        #expect(await bench.send(makeTask(1)).texts.map { Array($0.utf8) } == [text])
        #expect(await bench.send(makeTask(2)).texts.map { Array($0.utf8) } == [other])
        #expect(await bench.told.next() == .session("s1"))
        #expect(await bench.told.next() == .unasked(Answer(.send, over: .frame, bytes: Data(text))))
        await bench.end()
    }

    @Test("pings of the protocol are answered")
    func ping() async throws {
        let bench = try await Bench { _, text in text.contains(one) ? [.ping("are you there")] : [] }
        async let sending = bench.send()
        while let happening = await bench.server.next() {
            if happening == .pong(1, "are you there") { break }
        }
        bench.server.act(.text(image(one)))
        #expect(await sending.end == .answered)
        await bench.end()
    }

    @Test("a message over the limit loses the task", arguments: [false, true])
    func tooLarge(inFragments: Bool) async throws {
        let half = String(repeating: "A", count: 700_000)
        let bench = try await Bench { _, text in
            guard text.contains(one) else { return [] }
            return inFragments ? [.fragments([half, half])] : [.text(half + half)]
        } adjust: {
            $0.maximumFrameBytes = 1 << 20
        }
        #expect(await bench.send().end == .lost(ConnectionFault(.tooLarge, detail: "more than 1 MiB")))
        await bench.end()
    }

    @Test("the key is taken out of whatever the service says")
    func echoedKey() async throws {
        let bench = try await Bench { _, text in
            text.contains(one) ? [.text(#"{"errors":[{"code":"\#(secret)","taskUUID":"\#(one)"}]}"#)] : []
        }
        #expect(await bench.send().texts == [#"{"errors":[{"code":"<key>","taskUUID":"\#(one)"}]}"#])
        await bench.end()
    }

    @Test("a refused key sends nothing, in the service's words without the key")
    func refusedKey() async throws {
        let bench = try await Bench { _, _ in
            [.text(#"{"errors":[{"code":"invalidApiKey","message":"no: \#(secret)"}]}"#), .close(1008)]
        }
        let sent = await bench.send()
        #expect(sent.end == .refusedAtDoor([ServiceError(code: "invalidApiKey", message: "no: <key>")]))
        #expect(bench.server.said.count == 1)
        guard case .refused(let errors) = await bench.client.ping() else {
            Issue.record("not refused")
            return
        }
        #expect(errors.map(\.code) == ["invalidApiKey"])
        let collected = await bench.client.collect([CollectQuestion(makeTask().taskUUID, .getResponse)])
        #expect(collected.answers.count == 1)
        #expect(collected.fault?.detail == "the login was refused: no: <key>")
        await bench.end()
    }
}

@Suite("A socket: drops", .timeLimit(.minutes(5)))
struct SocketDropTests {
    @Test("dropped after the task, the line comes back with its session and the answer arrives, sent once")
    func resumed() async throws {
        let bench = try await Bench { number, text in
            if text.contains(#""authentication""#) {
                return number == 1 ? [] : [.text(SocketServer.session("s1")), .text(image(one))]
            }
            return [.drop]
        }
        let sending = Task { await bench.send() }
        #expect(await bench.server.nextEnd() == 1)
        let end = await bench.pushing { await sending.value.end }
        #expect(end == .answered)
        #expect(bench.server.said.filter { $0.contains("imageInference") }.count == 1)
        #expect(
            bench.server.said.last
                == #"[{"taskType":"authentication","apiKey":"\#(secret)","connectionSessionUUID":"s1"}]"#)
        await bench.end()
    }

    @Test("another session loses the task, and its late answer is told unasked")
    func otherSession() async throws {
        let bench = try await Bench { number, text in
            if text.contains(#""authentication""#) {
                return number == 1 ? [] : [.text(SocketServer.session("new")), .text(image(one))]
            }
            return [.close(1011)]
        }
        let sending = Task { await bench.send() }
        #expect(await bench.server.nextEnd() == 1)
        let place = "127.0.0.1:\(bench.server.port)"
        let end = await bench.pushing { await sending.value.end }
        #expect(end == .lost(ConnectionFault(.closed, detail: "\(place) ended the session")))
        #expect(await bench.told.next() == .session("s1"))
        #expect(await bench.told.next() == .session("new"))
        #expect(
            await bench.told.next() == .unasked(Answer(.send, over: .frame, bytes: Data(image(one).utf8))))
        await bench.end()
    }

    @Test("a refused resumption leads to a fresh login for what has not been sent")
    func refusedResumption() async throws {
        let bench = try await Bench { number, text in
            switch (number, text.contains(#""authentication""#)) {
            case (1, false): [.drop]
            case (2, true): [.text(#"{"errors":[{"code":"invalidApiKey","message":"stale"}]}"#)]
            case (3, false): [.text(image(two))]
            default: []
            }
        }
        async let first = bench.send(makeTask(1))
        #expect(await bench.server.nextEnd() == 1)
        await bench.pushing {
            while let happening = await bench.server.next() {
                if happening == .opened(2) { break }
            }
        }
        #expect(await bench.send(makeTask(2)).texts == [image(two)])
        guard case .lost(let fault) = await first.end else {
            Issue.record("not lost")
            return
        }
        #expect(fault.kind == .closed)
        #expect(
            bench.server.said.filter { $0.contains("authentication") }.map { $0.contains("s1") } == [
                false, true, false,
            ])
        await bench.end()
    }

    @Test("a connection that ends before the login is answered has sent nothing")
    func droppedEarly() async throws {
        let bench = try await Bench { _, _ in [.drop] }
        guard case .notSent(let fault) = await bench.send().end else {
            Issue.record("sent")
            return
        }
        #expect(fault.kind == .closed)
        await bench.end()
    }

    @Test("a service that does not answer the login in time has got nothing")
    func silentLogin() async throws {
        let bench = try await Bench { _, _ in [.text("{}")] }
        async let sending = bench.send()
        #expect(await bench.server.nextMessage() != nil)
        bench.clock.advance(seconds: 10)
        guard case .notSent(let fault) = await sending.end else {
            Issue.record("sent")
            return
        }
        #expect(fault.kind == .timedOut)
        #expect(await bench.server.nextEnd() == 1)
        await bench.end()
    }

    @Test("a session that cannot be had again within its time is lost")
    func neverBack() async throws {
        let bench = try await Bench { _, text in text.contains(one) ? [.drop] : [] }
        let sending = Task { await bench.send() }
        #expect(await bench.server.nextEnd() == 1)
        await bench.server.stop()
        // The drop is known; from here on, a try is made whenever its time has come.
        await bench.clock.ring(within: 5)
        let end = await bench.pushing(within: 35) { await sending.value.end }
        guard case .lost(let fault) = end else {
            Issue.record("\(end)")
            return
        }
        #expect(fault.kind == .closed)
        await bench.end()
    }

    @Test("an unused line is closed after a while, and opened again when needed")
    func idle() async throws {
        let bench = try await Bench(obliging)
        #expect(await bench.send(makeTask(1)).end == .answered)
        let start = bench.clock.now()
        // An alarm for what did not come may ring before, and nothing is due then.
        for number in 1...3 {
            await bench.clock.ring(until: start.adding(milliseconds: Int64(number) * 30_000))
            while let text = await bench.server.nextMessage() {
                if text.contains(#""ping""#) { break }
            }
        }
        await bench.clock.ring(until: start.adding(milliseconds: 120_000))
        #expect(await bench.server.nextEnd() == 1)
        #expect(await bench.send(makeTask(2)).end == .answered)
        #expect(bench.server.connections == 2)
        await bench.end()
    }

    @Test("a cancelled send is lost once it has left, and its late answer is told unasked")
    func cancelled() async throws {
        let bench = try await Bench()
        let sending = Task { await bench.send() }
        while let text = await bench.server.nextMessage() {
            if text.contains(one) { break }
        }
        sending.cancel()
        #expect(await sending.value.end == .lost(ConnectionFault(.other, detail: "cancelled")))
        #expect(await bench.told.next() == .session("s1"))
        bench.server.act(.text(image(one)))
        #expect(
            await bench.told.next() == .unasked(Answer(.send, over: .frame, bytes: Data(image(one).utf8))))
        await bench.end()
    }

    @Test("cancelled at any moment, a task is either unsent and unseen, or its callback came first")
    func cancelledAtAnyMoment() async throws {
        let bench = try await Bench { _, text in
            guard let start = text.firstRange(of: #""taskUUID":""#) else { return [] }
            return [.text(image(String(text[start.upperBound...].prefix(36))))]
        }
        var unsent: [String] = []
        for number in 1...200 {
            let task = makeTask(UInt64(number))
            let sending = Task { await bench.send(task) }
            for _ in 0..<(number % 40) { await Task.yield() }
            sending.cancel()
            if case .notSent = await sending.value.end { unsent.append(task.taskUUID.text) }
        }
        // Whatever was written has arrived when a later task is answered.
        #expect(await bench.send(makeTask(999)).end == .answered)
        let seen = bench.server.said.joined()
        #expect(unsent.allSatisfy { !seen.contains($0) })
        await bench.end()
    }

    @Test("shutting down ends everything under way with what is known")
    func shutDown() async throws {
        let bench = try await Bench()
        let ended = ConnectionFault(.other, detail: "the client has ended")
        async let sent = bench.send(makeTask(1))
        while let text = await bench.server.nextMessage() {
            if text.contains(one) { break }
        }
        async let collected = bench.client.collect([CollectQuestion(makeTask(2).taskUUID, .getResponse)])
        while let text = await bench.server.nextMessage() {
            if text.contains(two) { break }
        }
        async let pinged = bench.client.ping()
        #expect(await bench.server.nextMessage()?.contains("ping") == true)
        await bench.client.shutDown()
        #expect(await sent.end == .lost(ended))
        #expect(await collected == CollectOutcome(fault: ended))
        #expect(await pinged == .failed(ended))
        #expect(await bench.server.nextEnd() == 1)
        #expect(await bench.send(makeTask(3)).end == .notSent(ended))
        await bench.client.resume("s")
        await bench.end()
    }
}

@Suite("A socket: questions", .timeLimit(.minutes(5)))
struct SocketQuestionTests {
    @Test("questions go in one message, and each gets its frame")
    func collect() async throws {
        let bench = try await Bench { _, text in
            guard text.contains("getResponse") else { return [] }
            let running = #"{"data":[{"taskUUID":"\#(one)","status":"processing"}]}"#
            let details = #"{"data":[{"taskType":"getTaskDetails","taskUUID":"\#(two)","request":[]}]}"#
            return [.text(details), .text(running)]
        }
        let outcome = await bench.client.collect([
            CollectQuestion(makeTask(1).taskUUID, .getResponse),
            CollectQuestion(makeTask(2).taskUUID, .getTaskDetails),
        ])
        #expect(outcome.fault == nil)
        #expect(outcome.answers.map(\.occasion) == [.collect, .collect])
        #expect(
            bench.server.said.last
                == #"[{"taskType":"getResponse","taskUUID":"\#(one)"},{"taskType":"getTaskDetails","taskUUID":"\#(two)"}]"#
        )
        #expect(await bench.client.collect([]) == CollectOutcome())
        await bench.end()
    }

    @Test("a ping is a round trip")
    func ping() async throws {
        let bench = try await Bench { _, text in
            text.contains(#""ping""#) ? [.text(#"{"data":[{"taskType":"ping","pong":true}]}"#)] : []
        }
        #expect(await bench.client.ping() == .answered(milliseconds: 0, over: .socket))
        await bench.end()
    }

    @Test("an adopter's session is taken up, and what it has undelivered is told")
    func adopted() async throws {
        let bench = try await Bench { _, text in
            text.contains(#""connectionSessionUUID":"old""#)
                ? [.text(SocketServer.session("old")), .text(image(one))] : []
        }
        await bench.client.resume("old")
        #expect(await bench.told.next() == .session("old"))
        #expect(
            await bench.told.next() == .unasked(Answer(.send, over: .frame, bytes: Data(image(one).utf8))))
        await bench.end()
    }
}

@Suite("A socket: hostile services", .timeLimit(.minutes(10)))
struct SocketHostilityTests {
    /// A small generator whose numbers repeat.
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    private static let templates = [
        image(one), #"{"errors":[{"code":"c","message":"m","taskUUID":"\#(one)"}]}"#,
        #"{"data":[{"taskType":"authentication","connectionSessionUUID":"s"}]}"#,
        #"{"data":[{"taskType":"ping","pong":true}]}"#, #"{"errors":[{"code":"c"}]}"#, "{\"a\":\"\\\\\"}",
    ]

    private static func mutated(_ random: inout Seeded) -> [UInt8] {
        var bytes = Array((templates.randomElement(using: &random) ?? "").utf8)
        for _ in 0..<Int.random(in: 0...6, using: &random) where !bytes.isEmpty {
            let index = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0...3, using: &random) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: index)
            case 2: bytes.insert(contentsOf: Array("\"\\[{".utf8), at: index)
            default: bytes.removeLast(bytes.count - index)
            }
        }
        return bytes
    }

    @Test("2,000 mutated messages: looked at, routed and survived")
    func messages() {
        var random = Seeded(state: 20_26)
        var line = SocketLine(limits: SocketLine.Limits(), place: "h", random: Constant())
        var now = Timestamp(milliseconds: 0)
        var id: SocketLine.ConnectionID = 0
        var ticket: SocketLine.Ticket = 0
        var ended = 0
        for _ in 1...2000 {
            if line.waiters.count < 4 {
                ticket += 1
                for case .connect(let number) in line.send(makeTask(1 + ticket % 2), ticket, now: now) { id = number }
            }
            if case .connecting = line.link { _ = line.connected(id, now: now) }
            let actions = line.received(Data(Self.mutated(&random)), on: id, now: now)
            now = now.adding(milliseconds: Int64.random(in: 0...5000, using: &random))
            for action in actions + line.tick(now: now, bytesHeard: 0) {
                switch action {
                case .connect(let number): id = number
                case .end: ended += 1
                default: break
                }
            }
        }
        #expect(ended > 100)
    }

    @Test("2,000 mutated frames on real connections: each ends in an answer or a fault")
    func frames() async throws {
        let random = Mutex(Seeded(state: 7))
        let bench = try await Bench { _, text in
            // Each connection has a session of its own, so what waited for a dropped one is lost.
            guard !text.contains(#""authentication""#) else { return [] }
            // Ten frames of bytes that are almost frames, and the end.
            let acts = random.withLock { random in
                (0..<10).map { _ -> SocketServer.Act in
                    let body = Self.mutated(&random)
                    let opcode = UInt8.random(in: 0...255, using: &random) & (Bool.random(using: &random) ? 0x81 : 0xFF)
                    let length =
                        Bool.random(using: &random)
                        ? UInt8(min(125, body.count)) : UInt8.random(in: 0...127, using: &random)
                    return .raw([opcode, length] + body.prefix(125))
                }
            }
            return acts + [.drop]
        }
        for number: UInt64 in 1...200 {
            switch await bench.pushing({ await bench.send(makeTask(number)).end }) {
            case .answered, .lost, .notSent: break
            case .refusedAtDoor: Issue.record("the door is open")
            }
        }
        await bench.end()
    }
}
