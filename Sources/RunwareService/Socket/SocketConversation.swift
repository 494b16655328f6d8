import Logging
import LoopTasks
import NIOCore
import NIOWebSocket
import RunwareAPI
import ServiceLifecycle
import Synchronization

/// One WebSocket from its handshake to its end (contract 2.2, 12.1).
struct SocketConversation: Sendable {
    /// A client that says nothing for so long is left.
    static let patience = Duration.seconds(120)

    /// Messages of one connection that are worked on at a time: what they write becomes durable together. Beyond that
    /// the client waits.
    static let maximumMessages = 64

    let front: HTTPFront
    let sessions: SessionBook
    let logger: Logger

    /// Talks until the client leaves, says nothing for too long, is superseded by another connection of its session, or
    /// the service stops.
    func run(_ connection: NIOAsyncChannel<WebSocketFrame, WebSocketFrame>, _ clock: any Clock<Duration>) async {
        // Most of what a message needs is done on the event loop of its connection, without a change of threads.
        let executor = LoopExecutor(connection.channel.eventLoop)
        await withTaskExecutorPreference(executor) { await converse(connection, clock, executor) }
    }

    private func converse<C: Clock>(
        _ connection: NIOAsyncChannel<WebSocketFrame, WebSocketFrame>, _ clock: C, _ executor: LoopExecutor
    ) async where C.Duration == Duration {
        let channel = connection.channel
        do {
            try await connection.executeThenClose { inbound, outbound in
                let line = SocketLine(channel: channel, executor: executor, outbound: outbound, clock: clock)
                await withGracefulShutdownHandler {
                    await withTaskGroup(of: Void.self) { group in
                        let (holds, held) = AsyncStream.makeStream(of: SessionBook.Hold.self)
                        let activity = Activity(last: clock.now)
                        group.addTask { await read(inbound, line, held, heard: { activity.note(clock.now) }) }
                        group.addTask { await write(holds, line) }
                        group.addTask { await watch(activity, clock, line) }
                        // Whichever ends first ends the others.
                        await group.next()
                        group.cancelAll()
                    }
                } onGracefulShutdown: {
                    line.leave(.goingAway)
                }
            }
        } catch {
            // The peer's way of closing, mostly.
            logger.debug("a socket ended", metadata: ["error": "\(error)"])
        }
    }

    // MARK: Listening

    private func read(
        _ inbound: NIOAsyncChannelInboundStream<WebSocketFrame>, _ line: SocketLine,
        _ held: AsyncStream<SessionBook.Hold>.Continuation, heard: @Sendable () -> Void
    ) async {
        var hold: SessionBook.Hold?
        // Until a login succeeds, the reason why the last one did not: a ping that follows a refused login must not
        // hide the refusal.
        var refusal = ServiceError.missingApiKey
        defer { if let hold { sessions.leave(hold) } }
        await withTaskGroup(of: Void.self) { group in
            var running = 0
            do {
                for try await frame in inbound {
                    switch frame.opcode {
                    case .text, .binary:
                        heard()
                        let bytes = Array(frame.unmaskedData.readableBytesView)
                        guard let present = hold else {
                            hold = try await admit(bytes, line, held, &refusal)
                            continue
                        }
                        if front.core.faults.book.isInForce {
                            // What goes wrong goes wrong in the order of the messages.
                            await group.waitForAll()
                            running = 0
                            guard await handle(bytes, present, line) else { return }
                            continue
                        }
                        if running == Self.maximumMessages {
                            await group.next()
                            running -= 1
                        }
                        running += 1
                        group.addTask {
                            if await !handle(bytes, present, line) { line.channel.close(promise: nil) }
                        }
                    case .ping: try await line.send(.pong, Array(frame.unmaskedData.readableBytesView))
                    case .connectionClose: return try await line.send(.connectionClose, frame.closing)
                    default: break
                    }
                }
            } catch is NIOWebSocketFrameAggregator.Error {
                line.leave(.messageTooLarge)
            } catch {
                logger.debug("a socket broke", metadata: ["error": "\(error)"])
            }
        }
    }

    /// The first message: nothing is heard before a key, and nothing is said before its answer.
    private func admit(
        _ bytes: [UInt8], _ line: SocketLine, _ held: AsyncStream<SessionBook.Hold>.Continuation,
        _ refusal: inout ServiceError
    ) async throws -> SessionBook.Hold? {
        guard let tasks = try? MessageReading.read(bytes),
            case .authentication(let offered?, let earlier)? = tasks.first
        else {
            try await line.send(OutgoingReply(errors: [refusal]))
            return nil
        }
        guard front.core.accepts(offered) else {
            refusal = .invalidApiKey
            try await line.send(OutgoingReply(errors: [refusal]))
            return nil
        }
        let hold = sessions.hold(earlier)
        do {
            try await line.send(OutgoingReply(items: [.session(hold.session)]))
        } catch {
            sessions.leave(hold)
            throw error
        }
        held.yield(hold)
        _ = await perform(Array(tasks.dropFirst()), hold, line)
        return hold
    }

    /// Answers a message. False when the connection is to be dropped.
    private func handle(_ bytes: [UInt8], _ hold: SessionBook.Hold, _ line: SocketLine) async -> Bool {
        let tasks: [SentTask]
        do throws(ServiceError) {
            tasks = try MessageReading.read(bytes)
        } catch {
            push([OutgoingReply(errors: [error])], hold)
            return true
        }
        return await perform(tasks, hold, line)
    }

    private func perform(_ sent: [SentTask], _ hold: SessionBook.Hold, _ line: SocketLine) async -> Bool {
        var tasks: [SentTask] = []
        for task in sent {
            guard case .authentication(let offered, _) = task else {
                tasks.append(task)
                continue
            }
            let isRight = offered.map(front.core.accepts) ?? false
            push(
                [isRight ? OutgoingReply(items: [.session(hold.session)]) : OutgoingReply(errors: [.invalidApiKey])],
                hold)
        }
        guard !tasks.isEmpty else { return true }
        let before = await front.core.faults.order(for: tasks)
        guard await line.wait(before.delay) else { return false }
        if let end = before.end { return obey(end, hold) }
        let parts = await front.core.perform(tasks)
        let after = await front.core.faults.orderAfterAcceptance(of: tasks)
        guard await line.wait(after.delay) else { return false }
        switch after.end {
        case nil:
            deliver(parts, hold, Damage(before.damage + after.damage), line)
            return true
        case .drop?:
            // The session gets what the connection did not.
            deliver(parts, hold, Damage(), line)
            return false
        case let end?: return obey(end, hold)
        }
    }

    private func obey(_ end: FaultDesk.End, _ hold: SessionBook.Hold) -> Bool {
        switch end {
        case .refusal(let errors, _): push([OutgoingReply(errors: errors)], hold)
        case .page: for frame in Damage().frames(Fault.gatewayPage) { sessions.push(frame, to: hold.session) }
        case .silence: break
        case .drop: return false
        }
        return true
    }

    /// Hands the parts of a reply to the session as they come, whatever becomes of the connection.
    private func deliver(
        _ parts: AsyncStream<ReplyPart>, _ hold: SessionBook.Hold, _ damage: Damage, _ line: SocketLine
    ) {
        let sessions = sessions
        // Ends with the last part, which the core's jobs send or their end by `stop`.
        Task(executorPreference: line.executor) {
            var waiting: [OutgoingFrame] = []
            for await part in parts {
                guard let reply = part.frame else { continue }
                let frames = damage.frames(reply)
                if damage.isReversed {
                    waiting += frames
                } else {
                    for frame in frames { sessions.push(frame, to: hold.session) }
                }
            }
            for frame in waiting.reversed() { sessions.push(frame, to: hold.session) }
        }
    }

    private func push(_ replies: [OutgoingReply], _ hold: SessionBook.Hold) {
        for reply in replies {
            for frame in Damage().frames(reply) { sessions.push(frame, to: hold.session) }
        }
    }

    // MARK: Speaking and watching

    /// Sends what the session has, as soon as there is a session. Ends when the session goes on elsewhere.
    private func write(_ holds: AsyncStream<SessionBook.Hold>, _ line: SocketLine) async {
        for await hold in holds {
            for await _ in hold.wakes {
                while let frame = sessions.first(hold) {
                    guard (try? await line.send(frame)) != nil else { return }
                    sessions.dropFirst(hold)
                }
            }
            return
        }
    }

    /// Returns when the client was silent for too long.
    private func watch<C: Clock>(
        _ activity: Activity<C.Instant>, _ clock: C, _ line: SocketLine
    ) async where C.Duration == Duration {
        while true {
            let deadline = activity.last.advanced(by: Self.patience)
            if clock.now >= deadline { return line.leave(.normalClosure) }
            guard (try? await clock.sleep(until: deadline, tolerance: nil)) != nil else { return }
        }
    }

    /// When the client last said something.
    private final class Activity<Instant: Sendable>: Sendable {
        private let moment: Mutex<Instant>

        init(last: Instant) {
            moment = Mutex(last)
        }

        var last: Instant { moment.withLock { $0 } }

        func note(_ now: Instant) {
            moment.withLock { $0 = now }
        }
    }
}

extension WebSocketFrame {
    /// The body of the answer to a closing frame: the same code, without the reason.
    fileprivate var closing: [UInt8] { Array(unmaskedData.readableBytesView.prefix(2)) }
}
