import RunwareAPI
import TerminalUI

/// Commands of the presets.
func performPreset(_ command: Command, _ state: inout StudioState) -> [Effect] {
    guard command == .savePreset else { return [.presets(.list)] }
    state.overlay = .presetName(TextBuffer())
    return []
}

/// What became known of the presets.
func reducePresets(_ news: PresetNews, _ state: inout StudioState) -> [Effect] {
    switch news {
    case .listed(let shelf):
        if let first = shelf.faults.first {
            let more = shelf.faults.count - 1
            state.message = .warning(first + (more > 0 ? " (and \(more) more)" : ""))
        }
        // Something else may have been opened meanwhile: it stays.
        switch state.overlay {
        case nil: state.overlay = .picker(.presets(shelf, over: state.parameters.values))
        case .picker(var picker)? where picker.purpose == .preset:
            picker.replaceItems(Picker.presetItems(shelf, over: state.parameters.values))
            state.overlay = .picker(picker)
        default: break
        }
    case .read(let preset): state.message = state.parameters.apply(preset)
    case .saved(let name):
        let left = state.parameters.values.anywayWords.map { "; not kept in it: \($0), which the table refuses" }
        state.message = .info("preset \(name) is kept" + (left ?? ""))
    case .exists(let preset): if state.mayBeAsked { state.overlay = .confirmReplacePreset(preset) }
    case .deleted(let name):
        state.message = .info("preset \(name) is deleted")
        return [.presets(.list)]
    }
    return []
}

/// Keys while the name of a preset is typed.
func reducePresetName(_ key: KeyEvent, _ field: TextBuffer, _ state: inout StudioState) -> [Effect] {
    switch (key.key, key.modifiers) {
    case _ where key.leaves:
        state.overlay = nil
        state.message = nil
        return []
    case (.enter, []):
        let name = String(Whitespace.trimmed(field.text))
        guard FileStem.isLegal(name) else {
            state.message = .error("a preset's name is made of \(FileStem.rule)")
            return []
        }
        state.overlay = nil
        state.message = nil
        return [.presets(.save(Preset(name: name, of: state.parameters.values), replacing: false))]
    default:
        var field = field
        if FieldEditing.take(key, &field) {
            state.overlay = .presetName(field)
            state.message = nil
        }
        return []
    }
}

/// Keys of the list of presets beyond those that every list has; nil for all others.
func reducePresetKey(_ key: KeyEvent, _ picker: Picker, _ state: inout StudioState) -> [Effect]? {
    guard key.key == .character("d"), key.modifiers == .control, let item = picker.selected else { return nil }
    state.overlay = .confirmDeletePreset(item.id)
    return []
}

extension Picker {
    /// The key that deletes the selected preset.
    package static let deletePresetKey = "^D"

    static func presets(_ shelf: PresetShelf, over parameters: Parameters) -> Picker {
        Picker(
            .preset, title: "Presets", items: presetItems(shelf, over: parameters),
            emptyWords: "no presets yet: \(CommandTable.key(for: .savePreset) ?? "") keeps the present parameters")
    }

    /// A row a preset: its name, how much it would change, and what.
    static func presetItems(_ shelf: PresetShelf, over parameters: Parameters) -> [Item] {
        shelf.presets.map { preset in
            let changes = preset.changes(of: parameters)
            let detail =
                switch changes.count {
                case 0: "as it is"
                case 1: changes[0]
                default: "\(changes.count) changes"
                }
            let text = changes.isEmpty ? "changes nothing; it holds \(preset.summary)" : changes.joined(separator: ", ")
            return Item(id: preset.name, label: preset.name, detail: detail, text: text)
        }
    }
}

extension ParametersState {
    /// Lays a preset over the parameters and says what changed.
    mutating func apply(_ preset: Preset) -> Message {
        let changes = preset.changes(of: values)
        let aside = lifetimeAside
        let lifetime = values.ttl ?? aside
        let lock = ratioLock
        take(preset.applied(to: values))
        ratioLock = lock
        if activeLock == nil { ratioLock = nil }
        // A lifetime for which there is no link now waits for one, as it does without a preset.
        lifetimeAside = values.outputType == .url ? aside : lifetime
        let lifetimeWords = settleLifetime().map { "; " + $0.text } ?? ""
        let words = changes.isEmpty ? " changes nothing" : ": " + changes.joined(separator: ", ")
        return .info("preset \(preset.name)" + words + lifetimeWords)
    }
}
