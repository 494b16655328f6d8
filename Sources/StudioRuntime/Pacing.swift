/// When frames are shown: what the user did at once, what the engine tells at most every 16 ms.
struct Pacing {
    private var isUrgent = true
    private var hasNews = false
    private var lastShown: Duration?
    /// Until when frames wait for what is about to be known.
    private var heldUntil: Duration?

    /// The shortest time between two frames that show news of the engine.
    static let interval = Duration.milliseconds(16)

    mutating func userActed() { isUrgent = true }
    mutating func newsCame() { hasNews = true }

    /// Holds frames back: a line that is slow shall carry one of them, not two.
    mutating func hold(until time: Duration) { heldUntil = time }
    mutating func letGo() { heldUntil = nil }

    func isDue(at now: Duration) -> Bool {
        if let heldUntil, now < heldUntil { return false }
        return isUrgent || (hasNews && (newsDeadline.map { $0 <= now } ?? true))
    }

    /// When the next frame is to be shown that is not shown at once; nil when there is none.
    var deadline: Duration? {
        if isUrgent { return heldUntil }
        return newsDeadline.map { max($0, heldUntil ?? $0) }
    }

    private var newsDeadline: Duration? {
        hasNews ? (lastShown ?? .zero) + Self.interval : nil
    }

    mutating func shown(at now: Duration) {
        isUrgent = false
        hasNews = false
        lastShown = now
    }
}
