import EngineModel
import RunwareAPI

/// Takes over what the shown result was made of, or a part of it; the record is not touched. In the prompt it can be
/// undone.
func restore(_ command: Command, _ state: inout StudioState) {
    guard let entry = state.takeShown() else { return }
    let request = entry.job.request
    let seed = entry.seed
    if let seed, seed > SeedRange.maximum, [.restoreAll, .restoreSeed].contains(command) {
        state.message = .error("seed \(seed) cannot be sent again: the largest is \(SeedRange.maximum)")
        return
    }
    switch command {
    case .restorePrompt:
        state.restorePrompt(request)
        state.message = .info("the prompt is restored\(escapeWords(request.prompt))")
    case .restoreSeed:
        guard let seed else {
            state.message = .info("no seed is known of it")
            return
        }
        state.parameters.values.seed = seed
        state.parameters.seedPolicy = .hold
        state.message = .info("seed \(seed) is restored and held")
    case .restoreSize:
        state.parameters.takeSize(of: request.parameters)
        state.message = .info("the size is restored: \(request.parameters.width)×\(request.parameters.height)")
    case .restoreAllButSeed:
        let own = (seed: state.parameters.values.seed, policy: state.parameters.seedPolicy)
        state.restorePrompt(request)
        state.parameters.take(request.parameters)
        (state.parameters.values.seed, state.parameters.seedPolicy) = own
        if own.seed == nil { state.parameters.drawSeed() }
        if state.parameters.values.numberResults > 1 { state.parameters.batch = .oneTask }
        state.message = .info("prompt and parameters are restored, the seed is yours\(escapeWords(request.prompt))")
    default:
        state.restorePrompt(request)
        state.parameters.take(request.parameters)
        // One image of several came from its own seed: repeating it takes one task with that seed.
        if seed != nil { state.parameters.values.numberResults = 1 }
        state.parameters.values.seed = seed
        if seed == nil { state.parameters.drawSeed() } else { state.parameters.seedPolicy = .hold }
        if state.parameters.values.numberResults > 1 { state.parameters.batch = .oneTask }
        state.message = .info(
            "prompt, parameters\(seed.map { " and seed \($0)" } ?? "") are restored"
                + (seed == nil ? "" : ", the seed is held") + escapeWords(request.prompt))
    }
    state.parent = entry.asParent
}

extension HistoryEntry {
    /// The result that what is restored from here is made from. What is off the record is about to be nowhere, so nothing
    /// can be known as made from it.
    var asParent: ResultID? { job.origin.isOffRecord ? nil : result?.id }
}

extension StudioState {
    fileprivate mutating func restorePrompt(_ request: ImageRequest) {
        prompt.buffer.replaceAll(with: Template.escaped(request.prompt))
    }
}

extension ParametersState {
    /// Takes the size of other values over, also one that was sent although the table refuses it.
    fileprivate mutating func takeSize(of other: Parameters) {
        for parameter in [Parameter.width, .height] {
            guard case .integer(let side)? = other[parameter] else { continue }
            do throws(ParameterFault) {
                try values.set(parameter, to: .integer(side))
            } catch {
                try? values.insist(on: parameter, side)
            }
        }
        snapped = nil
        framing = nil
        if activeLock == nil { ratioLock = nil }
    }
}
