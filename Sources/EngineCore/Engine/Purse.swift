import EngineModel
import RunwareAPI

/// What may be spent, and what is being queued at this moment: counted while it is on its way to the disk, so that two
/// submissions at once do not both find room below the session's cap.
struct Purse {
    var caps: Caps
    private var reserved: [Bool: Money] = [:]

    init(_ caps: Caps) { self.caps = caps }

    func reserved(isSimulated: Bool) -> Money { reserved[isSimulated] ?? .zero }

    mutating func reserve(_ amount: Money, isSimulated: Bool) { reserved[isSimulated, default: .zero] += amount }

    mutating func release(_ amount: Money, isSimulated: Bool) { reserved[isSimulated, default: .zero] -= amount }
}
