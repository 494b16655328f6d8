import EngineModel
import RunwareAPI

/// Fetches the file of the shown result again, when it is not there.
func fetchFile(_ state: inout StudioState) -> [Effect] {
    guard let entry = state.shownEntry, let result = entry.result else {
        state.message = .info("no result is shown")
        return []
    }
    switch result.media {
    case .stored(let path): state.message = .info("the file is there already: \(path)")
    case .pending: state.message = .info("the file is being fetched")
    case .linked where entry.job.origin.isOffRecord:
        state.message = .info("off the record no file is kept; the link above is all there is")
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
