/// When frames are shown: what the user did at once, what the engine tells at most every 16 ms.
struct Pacing {
    private var isUrgent = true
    private var hasNews = false
    private var lastShown: Duration?

    /// The shortest time between two frames that show news of the engine.
    static let interval = Duration.milliseconds(16)

    mutating func userActed() { isUrgent = true }
    mutating func newsCame() { hasNews = true }

    func isDue(at now: Duration) -> Bool {
        isUrgent || (hasNews && (deadline.map { $0 <= now } ?? true))
    }

    /// When the news is to be shown; nil when there is none.
    var deadline: Duration? {
        hasNews ? (lastShown ?? .zero) + Self.interval : nil
    }

    mutating func shown(at now: Duration) {
        isUrgent = false
        hasNews = false
        lastShown = now
    }
}
