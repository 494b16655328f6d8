import RunwareAPI
import Synchronization

/// One frame on its way to a client.
struct OutgoingFrame: Hashable, Sendable {
    var bytes: [UInt8]
    /// How it is sent.
    var damage = Damage()
}

/// The sessions of the sockets and what each still has to get. A session outlives its connection by two minutes, so
/// that a client which comes back gets what was ready meanwhile (contract 2.2). Only this process knows them: after a
/// restart results are asked for.
final class SessionBook: Sendable {
    /// How long a session without a connection is kept.
    static let retention = Duration.seconds(120)
    /// Sessions without a connection at most; the one left longest ago goes first.
    static let maximumLeft = 256
    /// Bytes that wait for one session at most. What does not fit is not sent: its results are in the store.
    static let maximumBytes = 64 * 1024 * 1024

    /// The hold of a connection on its session. A later connection that resumes the session takes it over.
    struct Hold: Sendable {
        let session: TaskUUID
        let number: Int
        /// Yields when there is something to send; ends when the hold is lost.
        let wakes: AsyncStream<Void>
    }

    private struct Session {
        var frames: [OutgoingFrame] = []
        var bytes = 0
        /// The number of the present hold, or of the last one.
        var holder = 0
        /// Nil while there is no connection.
        var wake: AsyncStream<Void>.Continuation?
        /// Ends the session some time after it was left.
        var expiry: Task<Void, Never>?
    }

    private struct State {
        var sessions: [TaskUUID: Session] = [:]
        var lastHold = 0
        var isStopped = false
    }

    private let clock: any Clock<Duration>
    private let state = Mutex(State())

    init(clock: any Clock<Duration>) {
        self.clock = clock
    }

    /// A hold on the session of an earlier connection, or on a new one when there is no such session any more.
    func hold(_ earlier: TaskUUID?) -> Hold {
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        return state.withLock { state in
            var name = earlier
            if name.flatMap({ state.sessions[$0] }) == nil {
                var random = SystemRandomNumberGenerator()
                name = TaskUUID(randomBits: random.next(), random.next())
            }
            guard let name else { preconditionFailure("a session always has a name") }
            state.lastHold += 1
            var session = state.sessions[name] ?? Session()
            session.expiry?.cancel()
            session.expiry = nil
            session.wake?.finish()
            session.wake = wake
            session.holder = state.lastHold
            if !session.frames.isEmpty { wake.yield() }
            state.sessions[name] = session
            return Hold(session: name, number: state.lastHold, wakes: wakes)
        }
    }

    /// Leaves a frame for a session, whether or not it has a connection.
    func push(_ frame: OutgoingFrame, to name: TaskUUID) {
        state.withLock { state in
            guard let bytes = state.sessions[name]?.bytes, bytes + frame.bytes.count <= Self.maximumBytes else {
                return
            }
            state.sessions[name]?.frames.append(frame)
            state.sessions[name]?.bytes += frame.bytes.count
            state.sessions[name]?.wake?.yield()
        }
    }

    /// The next frame to send; it stays until it is taken off. Nil when there is none or the hold is lost.
    func first(_ hold: Hold) -> OutgoingFrame? {
        state.withLock { state in
            guard let session = state.sessions[hold.session], session.holder == hold.number else { return nil }
            return session.frames.first
        }
    }

    /// Takes the first frame off: it was sent.
    func dropFirst(_ hold: Hold) {
        state.withLock { state in
            guard let session = state.sessions[hold.session], session.holder == hold.number,
                let sent = session.frames.first
            else { return }
            state.sessions[hold.session]?.frames.removeFirst()
            state.sessions[hold.session]?.bytes -= sent.bytes.count
        }
    }

    /// Leaves a session to be resumed within the time of retention.
    func leave(_ hold: Hold) {
        state.withLock { state in
            guard !state.isStopped, state.sessions[hold.session]?.holder == hold.number else { return }
            state.sessions[hold.session]?.wake?.finish()
            state.sessions[hold.session]?.wake = nil
            state.sessions[hold.session]?.expiry = Self.expiry(by: clock) { self.forget(hold) }
            let left = state.sessions.filter { $0.value.wake == nil }
            if left.count > Self.maximumLeft, let oldest = left.min(by: { $0.value.holder < $1.value.holder }) {
                oldest.value.expiry?.cancel()
                state.sessions[oldest.key] = nil
            }
        }
    }

    /// Whether a session waits to be resumed.
    func isLeft(_ name: TaskUUID) -> Bool {
        state.withLock { state in state.sessions[name].map { $0.wake == nil } ?? false }
    }

    /// Ends all sessions.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            for session in state.sessions.values {
                session.expiry?.cancel()
                session.wake?.finish()
            }
            state.sessions = [:]
        }
    }

    /// Does something when the time of retention is over, counted from this call. The task ends by itself, or when the
    /// session is resumed or all are stopped.
    private static func expiry<C: Clock>(
        by clock: C, _ action: @escaping @Sendable () -> Void
    ) -> Task<Void, Never> where C.Duration == Duration {
        let deadline = clock.now.advanced(by: retention)
        return Task {
            guard (try? await clock.sleep(until: deadline, tolerance: nil)) != nil else { return }
            action()
        }
    }

    private func forget(_ hold: Hold) {
        state.withLock { state in
            guard let session = state.sessions[hold.session], session.holder == hold.number, session.wake == nil
            else { return }
            state.sessions[hold.session] = nil
        }
    }
}
