/// When a task whose verdict is open is asked about, and what the answers were worth so far.
package struct Collecting: Hashable, Sendable {
    /// The next question is due at this time.
    package private(set) var due: Timestamp
    /// Whether a question is on its way.
    package private(set) var isAsking = false

    /// Since when it is asked about, counted from the last change of its fate.
    private var since: Timestamp
    /// When the images are expected, by what past jobs took.
    private var expected: Timestamp?
    /// Since when it is asked about without its being known to run.
    private var openSince: Timestamp
    /// When the service last showed that it knows the task.
    private var lastKnown: Timestamp
    /// Milliseconds between questions; grows once the expected time is over.
    private var wait: Int64 = Collecting.brisk
    /// Questions in a row that nothing came back to.
    private var failures = 0
    /// Questions in a row that were answered without a word about the task.
    private(set) var silences = 0
    /// Polls in a row that showed something finished and nothing running.
    private(set) var quietSightings = 0
    /// When both kinds of question were answered with an explicit not-found, in a row.
    private var absences: [Timestamp] = []

    /// Milliseconds before the first question when nothing is known of how long a task takes.
    static let firstWait: Int64 = 1000
    /// Milliseconds between questions around the expected time.
    static let brisk: Int64 = 700
    /// Milliseconds between questions at most.
    static let slowest: Int64 = 10_000
    /// For so many milliseconds after the expected time questions stay brisk.
    static let briskFor: Int64 = 3000
    /// Milliseconds between two not-founds that count as two.
    static let absenceGap: Int64 = 10_000
    /// Milliseconds after which whoever waits for the job is told that its fate is open.
    package static let patience: Int64 = 120_000
    /// Milliseconds after which a task of unknown fate is not asked about any more, until the next start or key press.
    static let horizon: Int64 = 600_000

    /// For a task that was just accepted: the first question comes near its expected end.
    init(acceptedAt now: Timestamp, startedAt: Timestamp, pace: Int64?) {
        since = now
        openSince = now
        lastKnown = now
        expected = pace.map { startedAt.adding(milliseconds: $0) }
        let first =
            expected.map { $0.adding(milliseconds: -Self.brisk / 2) } ?? now.adding(milliseconds: Self.firstWait)
        due = max(first, now.adding(milliseconds: Self.brisk / 2))
    }

    /// For a task whose fate became unknown: the first question is due at once.
    init(lostAt now: Timestamp) {
        since = now
        openSince = now
        lastKnown = now
        expected = nil
        due = now
        wait = Self.firstWait
    }

    /// A question leaves.
    mutating func ask() { isAsking = true }

    /// What a question brought.
    enum Word {
        /// The service knows the task: it runs.
        case running
        /// Something is finished, and nothing runs.
        case quiet
        /// Both kinds of question were answered with an explicit not-found.
        case absent
        /// An answer without a word about the task, or an error that is about the question.
        case silence
        /// No answer.
        case failed
    }

    mutating func heard(_ word: Word, now: Timestamp) {
        isAsking = false
        failures = word == .failed ? failures + 1 : 0
        silences = word == .silence ? silences + 1 : 0
        if word == .quiet { quietSightings += 1 } else if word == .running { quietSightings = 0 }
        switch word {
        case .absent:
            if absences.last.map({ now.since($0) >= Self.absenceGap }) ?? true { absences.append(now) }
        case .running, .quiet:
            absences = []
            lastKnown = now
        case .silence, .failed: break
        }
        let isBrisk = expected.map { now < $0.adding(milliseconds: Self.briskFor) } ?? false
        if !isBrisk, word != .quiet { wait = min(wait * 3 / 2, Self.slowest) }
        due = now.adding(milliseconds: wait)
    }

    /// Asks at once: the line is back, or the user pressed the key.
    mutating func hurry(now: Timestamp) {
        due = min(due, now)
        since = now
        openSince = now
        lastKnown = now
        failures = 0
    }

    /// The service showed, unasked, that it knows the task.
    mutating func known(at now: Timestamp) { lastKnown = now }

    /// Whether an accepted task was not heard of for so long that its fate is open.
    func isForgotten(now: Timestamp) -> Bool { now.since(lastKnown) >= Self.patience }

    /// The fate of the task is open since it was last heard of. It is asked about on from now, because the machine may
    /// have slept in between.
    mutating func doubt(now: Timestamp) {
        since = lastKnown
        openSince = now
        expected = nil
    }

    /// Whether the service said twice, some time apart, that it does not know the task.
    var isAbsent: Bool { absences.count >= 2 }

    /// Whether nothing new is expected soon, so that whoever waits for the job may go on.
    func isResting(now: Timestamp, after patience: Int64) -> Bool {
        isAbsent || failures >= 3 || now.since(since) >= patience
    }

    /// Whether a task of unknown fate has been asked about long enough.
    func isOver(now: Timestamp) -> Bool { now.since(openSince) >= Self.horizon }
}

/// How long tasks take at real services and at the local one, which tell nothing of each other.
struct KnownPaces: Hashable, Sendable {
    private var real = Pace()
    private var simulated = Pace()

    subscript(isSimulated: Bool) -> Pace {
        get { isSimulated ? simulated : real }
        set { if isSimulated { simulated = newValue } else { real = newValue } }
    }
}

/// How long tasks take, by those that ended last.
struct Pace: Hashable, Sendable {
    private var durations: [Int64] = []
    private static let most = 20

    /// Takes what an earlier run saw, oldest first, in milliseconds.
    mutating func learn(_ milliseconds: [Int64]) {
        durations = Array((durations + milliseconds.filter { $0 > 0 }).suffix(Self.most))
    }

    /// The median in milliseconds; nil when nothing is known.
    var median: Int64? {
        guard !durations.isEmpty else { return nil }
        return durations.sorted()[durations.count / 2]
    }
}
