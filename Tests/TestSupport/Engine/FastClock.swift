import EngineCore
package import EngineModel

/// A clock on which an hour of waiting takes a minute or so: pauses of the engine pass many times as fast, in their
/// order.
package struct FastClock: EngineClock {
    private let factor: Int64
    private let real = SystemEngineClock()
    private let start = SystemEngineClock().now()

    /// A clock that runs so many times as fast as the wall's.
    package init(factor: Int64) {
        self.factor = factor
    }

    package func now() -> Timestamp { start.adding(milliseconds: real.now().since(start) * factor) }

    package func sleep(until deadline: Timestamp) async throws {
        let wait = deadline.since(now())
        if wait > 0 { try await real.sleep(until: real.now().adding(milliseconds: wait / factor + 1)) }
    }

    package func startOfDay(_ time: Timestamp) -> Timestamp { Timestamp(milliseconds: 0) }
}
