import TerminalUI

/// Keys while a list to choose from lies over the panes.
func reducePicker(_ key: KeyEvent, _ picker: Picker, _ state: inout StudioState) -> [Effect] {
    if let effects = reduceSnippetKeys(key, picker, &state) { return effects }
    var picker = picker
    if picker.purpose == .preset, let effects = reducePresetKey(key, picker, &state) { return effects }
    let page = max(picker.layout(in: state.size).rows - 1, 1)
    switch (key.key, key.modifiers) {
    case _ where key.leaves:
        state.overlay = nil
        shelve(picker, &state)
        return []
    case (.enter, []):
        guard let item = picker.selected else { return [] }
        state.overlay = nil
        shelve(picker, &state)
        return choose(item, of: picker, &state)
    case (.up, []), (.character("p"), .control), (.backTab, _): picker.select(by: -1)
    case (.down, []), (.character("n"), .control), (.tab, []): picker.select(by: 1)
    case (.pageUp, []): picker.select(by: -page)
    case (.pageDown, []): picker.select(by: page)
    default:
        guard picker.edit(key) else { return [] }
    }
    state.overlay = .picker(picker)
    return []
}

/// What a chosen row does.
private func choose(_ item: Picker.Item, of picker: Picker, _ state: inout StudioState) -> [Effect] {
    switch picker.purpose {
    case .command: return chooseCommand(item, &state)
    case .recall: return chooseRecalled(item, &state)
    case .snippet: return chooseSnippet(item, &state)
    case .snippetName: return []
    case .preset: return [.presets(.apply(item.id))]
    case .sweep: return chooseSweep(item, &state)
    case .expansions: return chooseExpansion(item, &state)
    }
}
