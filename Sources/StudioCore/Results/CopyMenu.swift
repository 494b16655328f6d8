package import EngineModel
import RunwareAPI
import TerminalUI

/// What can be taken from a result as text.
package enum ResultText: String, CaseIterable, Hashable, Sendable {
    case prompt, seed
    case url = "URL"
    case json = "JSON"
    case curl

    /// The key that sends it; its capital shows it instead.
    package var key: Character {
        switch self {
        case .prompt: "p"
        case .seed: "s"
        case .url: "u"
        case .json: "j"
        case .curl: "c"
        }
    }

    /// What it is, where the name does not say it all.
    var words: String {
        switch self {
        case .prompt, .seed, .url: ""
        case .json: " of the API request"
        case .curl: " line that sends it"
        }
    }
}

/// A text that is wanted of a result, to be sent to the clipboard or to be shown.
package struct TextWish: Hashable, Sendable {
    package let text: ResultText
    package let entry: HistoryEntry
    package let isShown: Bool

    package init(_ text: ResultText, of entry: HistoryEntry, isShown: Bool) {
        self.text = text
        self.entry = entry
        self.isShown = isShown
    }
}

/// The lines of the menu: each text with its key, those that this result lacks with the reason.
package func copyLines(_ entry: HistoryEntry) -> [String] {
    ResultText.allCases.map { text in
        let lacking =
            switch text {
            case .seed where entry.seed == nil: ": none is known"
            case .url where entry.result?.url == nil: ": there is none"
            default: ""
            }
        return "\(text.key)  \(text.rawValue)\(lacking.isEmpty ? text.words : lacking)"
    } + ["", "capitals show it instead"]
}

/// Keys while the menu asks which text is wanted.
func reduceCopy(_ key: KeyEvent, _ entry: HistoryEntry, _ state: inout StudioState) -> [Effect] {
    if closesPage(key), key.key != .enter {
        state.overlay = nil
        return []
    }
    guard key.modifiers.isEmpty, case .character(let character) = key.key,
        let text = ResultText.allCases.first(where: { $0.key == character || $0.key.uppercased() == String(character) })
    else { return [] }
    state.overlay = nil
    let wish = TextWish(text, of: entry, isShown: text.key != character)
    switch text {
    case .json, .curl: return [.results(.uuid(wish))]
    default: return take(wish, uuid: nil, &state)
    }
}

/// Sends or shows the text that is wanted, now that a UUID for it is there.
func take(_ wish: TextWish, uuid: TaskUUID?, _ state: inout StudioState) -> [Effect] {
    let text: String
    do throws(NoText) {
        text = try wish.string(uuid: uuid, address: state.engine.service.address)
    } catch {
        state.message = .info(error.sentence)
        return []
    }
    guard wish.isShown else { return [.results(.send(text, name: wish.text.rawValue))] }
    guard state.overlay == nil else { return [] }
    if wish.text == .url {
        showLink(of: wish.entry, &state)
    } else {
        state.overlay = .results(.page(.text(text, name: wish.text.rawValue)))
    }
    return []
}

/// Why a result has no text of a kind: one sentence.
private struct NoText: Error {
    let sentence: String
}

extension TextWish {
    fileprivate func string(uuid: TaskUUID?, address: String) throws(NoText) -> String {
        let request = entry.job.request
        switch (text, uuid) {
        // Line ends and tabs are a prompt's own; what else could steer a terminal is not handed on.
        case (.prompt, _): return PlainText.cleaned(request.prompt)
        case (.seed, _):
            guard let seed = entry.seed else { throw NoText(sentence: "no seed is known of it") }
            return String(seed)
        case (.url, _):
            guard let url = entry.result?.url else { throw NoText(sentence: "there is no link") }
            return CellText.sanitized(url, keepingNewlines: false)
        case (.json, let uuid?): return RequestTexts.apiRequest(request, taskUUID: uuid)
        case (.curl, let uuid?):
            guard !address.isEmpty else { throw NoText(sentence: "the service's address is not known yet") }
            return RequestTexts.curl(request, taskUUID: uuid, address: address)
        case (.json, nil), (.curl, nil): throw NoText(sentence: "there is no UUID for it")
        }
    }
}

extension HistoryEntry {
    /// The seed that made the image, or the one that was asked for.
    package var seed: UInt64? { result?.seed ?? job.request.parameters.seed }
}
