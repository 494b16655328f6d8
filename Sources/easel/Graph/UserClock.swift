import EngineModel
import Foundation

extension UTCOffsets {
    /// The clock of the user's time zone: from 1970 to some years ahead, should the studio run for long.
    static var ofUser: UTCOffsets {
        let zone = TimeZone.current
        let end = Date().addingTimeInterval(10 * 365 * 86_400).timeIntervalSince1970
        return UTCOffsets(
            from: Timestamp(milliseconds: 0), through: Timestamp(milliseconds: Int64(end) * 1000)
        ) { time in
            zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time.milliseconds) / 1000))
        }
    }
}
