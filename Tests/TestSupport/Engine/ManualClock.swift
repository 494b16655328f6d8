import EngineCore
package import EngineModel
import Synchronization

/// A clock that stands still until a test moves it. Sleepers wake in the order of their deadlines.
package final class ManualClock: EngineClock {
    private struct State {
        var now: Timestamp
        var number = 0
        var sleepers: [Int: (deadline: Timestamp, wake: CheckedContinuation<Void, any Error>)] = [:]
        var watchers: [(count: Int, wake: CheckedContinuation<Void, Never>)] = []
    }
    private let state: Mutex<State>

    /// Milliseconds of a day; days begin at multiples of it.
    package static let day: Int64 = 86_400_000

    package init(at milliseconds: Int64 = 1_000_000_000_000) {
        state = Mutex(State(now: Timestamp(milliseconds: milliseconds)))
    }

    package func now() -> Timestamp { state.withLock { $0.now } }

    package func startOfDay(_ time: Timestamp) -> Timestamp {
        Timestamp(milliseconds: time.milliseconds / Self.day * Self.day)
    }

    /// Deadlines that are waited for, earliest first.
    package var deadlines: [Timestamp] { state.withLock { $0.sleepers.values.map(\.deadline).sorted() } }

    /// Moves the clock forward and wakes whoever's time has come.
    package func advance(milliseconds: Int64) {
        let due = state.withLock { state in
            state.now = state.now.adding(milliseconds: milliseconds)
            let due = state.sleepers.filter { $0.value.deadline <= state.now }
            for number in due.keys { state.sleepers[number] = nil }
            return due.values.sorted { $0.deadline < $1.deadline }
        }
        for sleeper in due { sleeper.wake.resume() }
    }

    /// Returns when so many sleepers wait.
    package func sleepers(atLeast count: Int) async {
        await withCheckedContinuation { wake in
            let isThere = state.withLock { state in
                if state.sleepers.count >= count { return true }
                state.watchers.append((count, wake))
                return false
            }
            if isThere { wake.resume() }
        }
    }

    package func sleep(until deadline: Timestamp) async throws {
        let number = state.withLock { state in
            state.number += 1
            return state.number
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { wake in
                enum Fate { case due, cancelled, waits([CheckedContinuation<Void, Never>]) }
                let isCancelled = Task.isCancelled
                let fate: Fate = state.withLock { state in
                    if isCancelled { return .cancelled }
                    if deadline <= state.now { return .due }
                    state.sleepers[number] = (deadline, wake)
                    let count = state.sleepers.count
                    let told = state.watchers.filter { $0.count <= count }.map(\.wake)
                    state.watchers.removeAll { $0.count <= count }
                    return .waits(told)
                }
                switch fate {
                case .due: wake.resume()
                case .cancelled: wake.resume(throwing: CancellationError())
                case .waits(let told): for watcher in told { watcher.resume() }
                }
                // A cancellation between the question above and the entry found no sleeper to wake.
                if Task.isCancelled { cancel(number) }
            }
        } onCancel: {
            cancel(number)
        }
    }

    private func cancel(_ number: Int) {
        let sleeper = state.withLock { $0.sleepers.removeValue(forKey: number) }
        sleeper?.wake.resume(throwing: CancellationError())
    }
}
