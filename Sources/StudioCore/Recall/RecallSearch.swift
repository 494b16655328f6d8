import EngineModel
import TerminalUI

extension StudioState {
    /// Whether the list of earlier prompts lies over the panes.
    var isSearchingPrompts: Bool {
        if case .picker(let picker)? = overlay { return picker.purpose == .recall }
        return false
    }
}

/// Opens the list of all earlier prompts, with those that were read; the others follow.
func searchPrompts(_ state: inout StudioState) -> [Effect] {
    state.recall.awaited = nil
    var picker = state.recall.shelved ?? Picker(.recall, title: "Earlier prompts", items: [], emptyWords: "reading…")
    state.recall.shelved = nil
    picker.reset()
    state.overlay = .picker(picker)
    let newest = state.recall.ask()
    return newest.isEmpty ? state.recall.askForMore() : newest
}

/// Puts the closed list away for the next time.
func shelve(_ picker: Picker, _ state: inout StudioState) {
    guard picker.purpose == .recall else { return }
    state.recall.shelved = picker
}

/// A prompt was chosen: the draft stays behind it, and the walk goes on from there.
func chooseRecalled(_ item: Picker.Item, _ state: inout StudioState) -> [Effect] {
    guard let place = state.recall.prompts.firstIndex(where: { RecallItem.id(of: $0) == item.id }) else { return [] }
    state.focus(on: .prompt)
    state.recallPrompt(at: place)
    let keys = [Command.recallEarlier, .recallLater].compactMap { CommandTable.key(for: $0) }.joined(separator: " and ")
    state.message = .info("recalled; \(keys) go on from here, the draft is kept in front of the newest")
    return []
}

/// Lets the list grow as the prompts did.
func growList(_ growth: RecallState.Growth, _ state: inout StudioState) {
    // Held in one place only while it changes: a second holder would cost a copy of a hundred thousand rows.
    let isOpen = state.isSearchingPrompts
    var picker: Picker
    if case .picker(let open)? = state.overlay, isOpen {
        picker = open
        state.overlay = nil
    } else {
        picker = state.recall.shelved ?? Picker(.recall, title: "Earlier prompts", items: [])
        state.recall.shelved = nil
    }
    picker.emptyWords = state.recall.next == nil ? "there are no earlier prompts" : "reading…"
    let prompts = state.recall.prompts
    let item = { (prompt: EarlierPrompt) in
        RecallItem.make(prompt, now: state.now, state.utcOffsets)
    }
    switch growth {
    case .replaced: picker.replaceItems(prompts.map(item))
    case .before(let count, let gone):
        picker.prepend(prompts.prefix(count).map(item), without: Set(gone.map { String($0.sequence) }))
    case .behind(let count): picker.append(prompts.suffix(count).map(item))
    }
    if isOpen { state.overlay = .picker(picker) } else { state.recall.shelved = picker }
}

/// An earlier prompt as a row.
enum RecallItem {
    static func id(of prompt: EarlierPrompt) -> String { String(prompt.cursor.sequence) }

    static func make(_ prompt: EarlierPrompt, now: Timestamp, _ offsets: UTCOffsets) -> Picker.Item {
        let text = recalledText(of: prompt)
        let isOneLine = text.utf8.allSatisfy { $0 >= 0x20 }
        return Picker.Item(
            id: id(of: prompt), label: isOneLine ? text : oneLine(text),
            detail: LocalTime(prompt.usedAt, offsets).text(now: now), text: text)
    }
}
