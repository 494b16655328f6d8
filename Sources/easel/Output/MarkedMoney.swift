import EngineModel
import RunwareAPI

extension Money {
    /// `$0.04`, or `sim $0.04` where nobody pays it.
    func words(isSimulated: Bool) -> String { (isSimulated ? "sim " : "") + description }
}
