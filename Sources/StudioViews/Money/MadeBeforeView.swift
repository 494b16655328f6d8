import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI

extension Canvas {
    /// Requests that were made before: what came of them, and what may be done.
    mutating func drawMadeBefore(_ pending: PendingSubmission, _ earlier: [Int: EarlierRequest]) {
        let requests = pending.requests
        let price = requests.map(\.estimate).reduce(.zero, +)
        guard requests.count > 1 else {
            let words = earlier[0].map { about($0, requests[0]) } ?? []
            drawQuestion(
                "Made before", words + ["", "y  queue it all the same ≈ \(price)", "n  leave it"])
            return
        }
        var lines = [
            earlier.count == requests.count
                ? "All \(requests.count) were made before." : "\(earlier.count) of \(requests.count) were made before."
        ]
        if let (place, newest) = newest(of: earlier) {
            lines += ["The newest of them:"] + about(newest, requests[place])
        }
        lines += ["", "y  queue all \(requests.count) ≈ \(price)"]
        let new = requests.enumerated().filter { earlier[$0.offset] == nil }.map(\.element.estimate)
        if !new.isEmpty { lines.append("s  only the \(new.count) new ≈ \(new.reduce(.zero, +))") }
        drawQuestion("Made before", lines + ["n  none"])
    }

    /// The one to name: what is in history or in the queue before what only stands twice in the submission.
    private func newest(of earlier: [Int: EarlierRequest]) -> (Int, EarlierRequest)? {
        func time(_ earlier: EarlierRequest) -> Timestamp {
            switch earlier {
            case .made(let row): row.time
            case .open(_, let since): since
            case .above: Timestamp(milliseconds: 0)
            }
        }
        return earlier.max { (time($0.value), $1.key) < (time($1.value), $0.key) }.map { ($0.key, $0.value) }
    }

    private func about(_ earlier: EarlierRequest, _ request: ImageRequest) -> [String] {
        func clock(_ time: Timestamp) -> String {
            LocalTime(time, state.utcOffsets).text(now: state.now)
        }
        let seed = request.parameters.seed.map { "seed \($0)" } ?? ""
        switch earlier {
        case .made(let row):
            let rating = row.marks.rating.map { " · rated \($0) of 5" } ?? ""
            return [
                "Text, seed and parameters are the same as in",
                "\(clock(row.time)) · \(row.state.rawValue) · \(seed)\(rating)",
            ]
        case .open(let jobState, let since):
            return [
                "Text, seed and parameters are the same as in a job",
                "\(jobState.rawValue) since \(clock(since)) · \(seed)",
            ]
        case .above: return ["The same text, seed and parameters stand in it twice.", seed]
        }
    }
}
