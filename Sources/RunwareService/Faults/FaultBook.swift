import RunwareAPI
import Synchronization

/// The faults in force, oldest first.
final class FaultBook: Sendable {
    private let faults: Mutex<[Fault]>

    init(_ faults: [Fault]) {
        self.faults = Mutex(faults)
    }

    /// Whether any fault is still to strike.
    var isInForce: Bool { faults.withLock { !$0.isEmpty } }

    func add(_ more: [Fault]) {
        faults.withLock { $0 += more }
    }

    func clear() {
        faults.withLock { $0 = [] }
    }

    /// Whether the prompts of a message matter at this moment: they may have to be looked up.
    func asksForPrompt(at moment: Fault.Moment) -> Bool {
        faults.withLock { $0.contains { $0.moment == moment && $0.prompt != nil } }
    }

    /// The faults that strike now; each is counted down once.
    func take(at moment: Fault.Moment, prompts: [String]) -> [Fault] {
        faults.withLock { faults in
            guard !faults.isEmpty else { return [] }
            var struck: [Fault] = []
            for index in faults.indices where faults[index].strikes(at: moment, prompts) {
                struck.append(faults[index])
                if let count = faults[index].count { faults[index].count = count - 1 }
            }
            faults.removeAll { $0.count == 0 }
            return struck
        }
    }
}

extension Fault {
    fileprivate func strikes(at moment: Moment, _ prompts: [String]) -> Bool {
        guard self.moment == moment else { return false }
        guard let prompt else { return true }
        return prompts.contains { $0.contains(prompt) }
    }
}
