import EngineModel
import RunwareAPI

/// Takes over what the selected result was made of; the draft is replaced, the record is not touched.
func restore(_ command: Command, _ state: inout StudioState) {
    guard let entry = state.result.entry, entry.row.id == state.history.selected?.id else {
        state.message = .info(
            state.history.selected == nil ? "no result is selected" : "the result is still being read")
        return
    }
    let request = entry.job.request
    let seed = entry.result?.seed ?? request.parameters.seed
    if let seed, seed > SeedRange.maximum, command != .restorePrompt {
        state.message = .error("seed \(seed) cannot be sent again: the largest is \(SeedRange.maximum)")
        return
    }
    switch command {
    case .restorePrompt:
        state.prompt.buffer.replaceAll(with: Template.escaped(request.prompt))
        state.message = .info("the prompt is restored\(escapeWords(request.prompt))")
    case .restoreSeed:
        guard let seed else {
            state.message = .info("no seed is known of it")
            return
        }
        state.parameters.values.seed = seed
        state.parameters.seedPolicy = .hold
        state.message = .info("seed \(seed) is restored and held")
    default:
        state.prompt.buffer.replaceAll(with: Template.escaped(request.prompt))
        state.parameters.take(request.parameters)
        // One image of several came from its own seed: repeating it takes one task with that seed.
        state.parameters.values.numberResults = seed == nil ? request.parameters.numberResults : 1
        state.parameters.values.seed = seed
        if seed == nil { state.parameters.drawSeed() } else { state.parameters.seedPolicy = .hold }
        if state.parameters.values.numberResults > 1 { state.parameters.batch = .oneTask }
        state.message = .info(
            "prompt, parameters\(seed.map { " and seed \($0)" } ?? "") are restored\(escapeWords(request.prompt))")
    }
    state.parent = entry.result?.id
}

/// Fetches the file of the shown result again, when it is not there.
func fetchFile(_ state: inout StudioState) -> [Effect] {
    guard let entry = state.result.entry, let result = entry.result else {
        state.message = .info("no result is shown")
        return []
    }
    switch result.media {
    case .stored(let path): state.message = .info("the file is there already: \(path)")
    case .pending: state.message = .info("the file is being fetched")
    case .linked, .failed:
        guard let url = result.url else {
            state.message = .info("there is no link to fetch it from")
            return []
        }
        state.message = .info("fetching the file again")
        return [.fetchFile(result.id, url: url, entry.job.request.parameters.outputFormat)]
    }
    return []
}
