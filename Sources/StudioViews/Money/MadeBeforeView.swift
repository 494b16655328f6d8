import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI

extension Canvas {
    /// Requests that were made before, or jobs that were tried again before: what came of them, and what may be done.
    mutating func drawMadeBefore(_ pending: PendingSubmission, _ earlier: [Int: EarlierRequest]) {
        let prices = state.prices(of: pending)
        let price = prices.reduce(.zero, +)
        let count = prices.count
        let isRetry = pending.isRetry
        let title = isRetry ? "Tried again before" : "Made before"
        let made = isRetry ? "tried again" : "made"
        let seeds = pending.requests.map(\.parameters.seed)
        func about(_ place: Int, _ earlier: EarlierRequest) -> [String] {
            self.about(earlier, seed: seeds.indices.contains(place) ? seeds[place] : nil, isRetry: isRetry)
        }
        guard count > 1 else {
            let words = earlier[0].map { about(0, $0) } ?? []
            drawQuestion(title, words + ["", "y  queue it all the same \(state.estimated(price))", "n  leave it"])
            return
        }
        let whole = earlier.count == count ? "All \(count)" : "\(earlier.count) of \(count)"
        var lines = ["\(whole) were \(made) before."]
        if let (place, newest) = newest(of: earlier) { lines += ["The newest of them:"] + about(place, newest) }
        lines += ["", "y  queue all \(count) \(state.estimated(price))"]
        let new = prices.enumerated().filter { earlier[$0.offset] == nil }.map(\.element)
        if !new.isEmpty {
            lines.append(
                "s  only the \(new.count) \(isRetry ? "others" : "new") \(state.estimated(new.reduce(.zero, +)))")
        }
        drawQuestion(title, lines + ["n  none"])
    }

    /// The one to name: what is in history or in the queue before what only stands twice in the submission.
    private func newest(of earlier: [Int: EarlierRequest]) -> (Int, EarlierRequest)? {
        func time(_ earlier: EarlierRequest) -> Timestamp {
            switch earlier {
            case .made(let row): row.time
            case .open(_, let since): since
            case .retried(_, let since): since ?? state.now
            case .above: Timestamp(milliseconds: 0)
            }
        }
        return earlier.max { (time($0.value), $1.key) < (time($1.value), $0.key) }.map { ($0.key, $0.value) }
    }

    private func about(_ earlier: EarlierRequest, seed: UInt64?, isRetry: Bool) -> [String] {
        func clock(_ time: Timestamp) -> String {
            LocalTime(time, state.utcOffsets).text(now: state.now)
        }
        let seed = seed.map { "seed \($0)" } ?? ""
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
        case .retried(let jobState, let since?):
            return ["What is missing of it was asked for again by a job", "\(jobState.rawValue) since \(clock(since))"]
        case .retried(let jobState, nil):
            return [
                "It is being tried again already, here or by another", "copy of Easel: it is \(jobState.rawValue).",
            ]
        case .above where isRetry:
            return ["What is missing of it is missing of another one too:", "both stand for the same job."]
        case .above: return ["The same text, seed and parameters stand in it twice.", seed]
        }
    }
}
