import EngineModel
import RunwareAPI
import TerminalUI

/// What became of a link that was to be opened.
package enum LinkOpening: Hashable, Sendable {
    /// A program of this name has it.
    case handed(to: String)
    /// There is no program for it here.
    case nothingHere
    /// Those that there are did not take it, for this reason.
    case failed(String)
}

/// Hands the link to a program that shows it, or shows it as text where none would help.
func openLink(of entry: HistoryEntry, _ state: inout StudioState) -> [Effect] {
    guard let url = entry.result?.url else {
        state.message = .info(noLinkWords(entry))
        return []
    }
    guard WebAddress.isValid(url) else {
        state.overlay = .results(
            .page(state.linkPage(url, why: "it is no http or https address: no program is given it")))
        return []
    }
    // Without a display what opens links here, if anything, opens them on the user's machine, which is not this one.
    if state.surroundings.tunnel(to: url) != nil, !state.surroundings.hasDisplay {
        state.overlay = .results(.page(state.linkPage(url)))
        return []
    }
    return [.results(.open(url))]
}

/// Shows the link over the whole width.
func showLink(of entry: HistoryEntry, _ state: inout StudioState) {
    guard let url = entry.result?.url else {
        state.message = .info(noLinkWords(entry))
        return
    }
    state.overlay = .results(.page(state.linkPage(url)))
}

/// Says what became of it; where no program has it, the link itself is shown.
func linkOpened(_ url: String, _ opening: LinkOpening, _ state: inout StudioState) {
    let reason: String
    switch opening {
    case .handed(let program):
        state.message = .info("handed to \(program): \(url)")
        return
    case .nothingHere: reason = "nothing here opens links: BROWSER is not set, and there is no display"
    case .failed(let words): reason = "it was not opened: \(words)"
    }
    guard state.overlay == nil else {
        state.message = .warning(reason)
        return
    }
    state.overlay = .results(.page(state.linkPage(url, why: reason)))
}

private func noLinkWords(_ entry: HistoryEntry) -> String {
    guard case .stored(let path)? = entry.result?.media else { return "there is no link" }
    return "there is no link; the file is \(path)"
}

extension StudioState {
    /// A link with nothing beside it, and what is to be said of it below.
    func linkPage(_ url: String, why: String? = nil) -> PlainPage {
        let url = CellText.sanitized(url, keepingNewlines: false)
        var parts: [PlainPage.Part] = [.whole(url)]
        if let why { parts.append(.words(why.prefix(1).uppercased() + why.dropFirst() + ".")) }
        if let tunnel = surroundings.tunnel(to: url) {
            parts.append(
                .words("It is an address of the machine that Easel runs on. On yours this makes it reachable:"))
            parts.append(.whole(tunnel))
        }
        parts.append(.words(PlainPage.sendingWords))
        return PlainPage(title: "URL", parts: parts, offer: PlainPage.Offer(name: "URL", text: url))
    }
}

extension PlainPage {
    static let sendingWords =
        "y sends it to the clipboard of your terminal. Not every terminal takes it, and none says whether it did; over "
        + "mosh long texts may not arrive."

    /// A text that can be taken by hand.
    static func text(_ text: String, name: String) -> PlainPage {
        PlainPage(
            title: name.prefix(1).uppercased() + name.dropFirst(), parts: [.whole(text), .words(sendingWords)],
            offer: Offer(name: name, text: text))
    }

    /// The request that made a result, as it was sent, one member a line.
    static func request(of entry: HistoryEntry) -> PlainPage {
        let job = entry.job
        let attempt = entry.result.flatMap { job.attempt($0.taskUUID) } ?? job.currentAttempt
        let request = job.request.withoutSecrets
        let text = IndentedJSON.text(attempt?.task(of: request).jsonText ?? request.jsonText)
        var parts: [Part] = [.whole(text)]
        if attempt == nil { parts.append(.words("It was not sent: there is no task UUID.")) }
        if request != job.request {
            parts.append(.words("What in addresses may be a credential is left out: ?…"))
        }
        return PlainPage(title: "Request", parts: parts, offer: Offer(name: "request", text: text))
    }
}
