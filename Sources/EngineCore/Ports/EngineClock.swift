package import EngineModel
import Foundation

/// The engine's time: the wall clock, and waiting for a point on it.
package protocol EngineClock: Sendable {
    func now() -> Timestamp
    /// Returns when the time has come, or throws when the task is cancelled.
    func sleep(until deadline: Timestamp) async throws
    /// The start of the user's day that holds this time.
    func startOfDay(_ time: Timestamp) -> Timestamp
}

/// The machine's clock and the user's calendar.
package struct SystemEngineClock: EngineClock {
    package init() {}

    package func now() -> Timestamp {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }

    package func sleep(until deadline: Timestamp) async throws {
        let wait = deadline.since(now())
        if wait > 0 { try await Task.sleep(for: .milliseconds(wait)) }
    }

    package func startOfDay(_ time: Timestamp) -> Timestamp {
        let date = Date(timeIntervalSince1970: Double(time.milliseconds) / 1000)
        return Timestamp(milliseconds: Int64(Calendar.current.startOfDay(for: date).timeIntervalSince1970 * 1000))
    }
}
