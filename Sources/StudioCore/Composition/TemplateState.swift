package import EngineModel

/// Which expansions of a template are sent.
package enum ExpansionChoice: Hashable, Sendable {
    case all
    /// So many at the most, drawn at random; the start decides which, so that those shown are those sent.
    case random(cap: Int, start: UInt64)
}

/// What is known of the prompt as a template. The text is read once when it changes, not when it is drawn.
package struct TemplateState: Hashable, Sendable {
    /// The text that was read.
    private(set) var text = ""
    /// What it means.
    package private(set) var reading: PromptReading
    /// The named lists that were asked for.
    package private(set) var lists = NamedLists()
    package var choice = ExpansionChoice.all
    private var asked: Set<String> = []
    private var random: SplitMix

    init(start: UInt64) {
        random = SplitMix(start: start)
        reading = PromptReading("")
    }

    /// The names of all lists that the text mentions.
    package var mentionedLists: [String] { NamedLists.mentioned(in: text) }

    /// Takes a text; returns the names of lists that have to be looked for.
    mutating func take(_ text: String) -> [String] {
        guard text != self.text else { return [] }
        self.text = text
        return readAgain()
    }

    /// Takes what was found of lists; the text may mean something else now.
    mutating func take(_ found: NamedLists) -> [String] {
        lists.take(found)
        return readAgain()
    }

    /// Draws another random subset.
    mutating func drawAgain(cap: Int) {
        choice = .random(cap: cap, start: random.next())
    }

    private mutating func readAgain() -> [String] {
        reading = PromptReading(text, lists: lists)
        guard case .fault(let fault) = reading, let name = fault.missingList, lists[name] == nil else { return [] }
        let names = mentionedLists.filter { lists[$0] == nil && !asked.contains($0) }
        asked.formUnion(names)
        return names
    }
}

extension StudioState {
    /// The one door from the editor to templates: to be told whenever the prompt's text may be another one.
    package mutating func templateChanged(_ text: String) -> [Effect] {
        asking(for: template.take(text))
    }

    /// Lists were looked for. What was said of one that is there now holds no longer.
    mutating func take(_ found: NamedLists) -> [Effect] {
        let before = template.reading
        let names = template.take(found)
        if case .fault(let fault) = before, template.reading != before, message == .error(fault.sentence) {
            message = nil
        }
        return asking(for: names)
    }

    private func asking(for names: [String]) -> [Effect] {
        names.isEmpty ? [] : [.loadLists(names)]
    }
}

/// Keeps what is known of the template in step with the prompt, after anything that may have changed it.
func followTemplate(after action: Action, _ state: inout StudioState) -> [Effect] {
    switch action {
    case .ticked, .engine, .page, .entry, .resized, .queued, .failed: return []
    default: break
    }
    let effects = state.templateChanged(state.prompt.buffer.text)
    state.refreshExpansions()
    return effects
}
