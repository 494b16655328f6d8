import EngineModel
import Foundation
import GRDB
import RunwareAPI

/// Requests that were made before: all that a submission asks about in one query.
struct EarlierRecords {
    let database: Database

    /// Jobs with one of these hashes; what failed, was blocked or cancelled brought nothing and does not count.
    static let candidates = """
        SELECT jobs.id, jobs.state, jobs.request, jobs.submitted_at FROM json_each(?) AS wanted
            CROSS JOIN jobs ON jobs.request_hash = wanted.value AND jobs.service = ?
            WHERE jobs.off_record = 0 AND jobs.state NOT IN ('failed', 'blocked', 'cancelled') ORDER BY jobs.id
        """

    func earlier(_ requests: [ImageRequest], at service: ServiceIdentity) throws -> [Int: EarlierRequest] {
        var places: [String: [Int]] = [:]
        for (place, request) in requests.enumerated() where request.isRepeatable {
            places[request.jsonText, default: []].append(place)
        }
        let hashes = "[" + places.keys.map { String(FrozenRequest.hash($0)) }.joined(separator: ",") + "]"
        let rows = try Row.fetchAll(
            database.cachedStatement(sql: Self.candidates), arguments: [hashes, ColumnText.of(service.key)])
        var earlier: [Int: EarlierRequest] = [:]
        var answered: Set<String> = []
        // Newest first: the first that still shows something stands for its kind.
        for row in rows.reversed() {
            let text: String = row["request"]
            guard let wanted = places[text], !answered.contains(text), let found = try found(row) else { continue }
            answered.insert(text)
            for place in wanted { earlier[place] = found }
        }
        for (text, wanted) in places where !answered.contains(text) {
            for place in wanted.dropFirst() { earlier[place] = .above }
        }
        return earlier
    }

    /// Nil when the job has ended and its results were deleted.
    private func found(_ row: Row) throws -> EarlierRequest? {
        guard let state = JobState(rawValue: row["state"]) else { return nil }
        let made = try HistoryRecords(database: database).newest(ofJob: row["id"])
        if state.isFinal { return made.map(EarlierRequest.made) }
        return .open(state, since: Timestamp(milliseconds: row["submitted_at"]))
    }
}
