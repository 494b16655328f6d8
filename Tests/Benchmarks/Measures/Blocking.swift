import Dispatch
import Foundation
import Synchronization

/// Waiting for asynchronous work on a thread that belongs to no task pool.
enum Blocking {
    /// Runs the work and returns its value.
    static func wait<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
        let done = DispatchSemaphore(value: 0)
        let box = Box<Value>()
        Task {
            let result: Result<Value, any Error>
            do {
                result = .success(try await work())
            } catch {
                result = .failure(error)
            }
            box.result.withLock { $0 = result }
            done.signal()
        }
        done.wait()
        guard let result = box.result.withLock({ $0 }) else { preconditionFailure("signalled without a result") }
        return try result.get()
    }

    private final class Box<Value: Sendable>: Sendable {
        let result = Mutex<Result<Value, any Error>?>(nil)
    }
}

/// Figures that a run of this program in another role hands to the one that measures.
protocol Figures: Codable, Sendable {}

extension Figures {
    /// Writes them to standard output.
    func hand() throws {
        print(String(decoding: try JSONEncoder().encode(self), as: UTF8.self))
    }
}
