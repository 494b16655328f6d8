import RunwareAPI
import TerminalUI

/// Opens the list of snippets; they are read anew each time, since they are edited as a file.
func openSnippets(_ state: inout StudioState) -> [Effect] {
    state.overlay = .picker(Picker(.snippet, title: "Snippets", items: [], emptyWords: "reading…"))
    return [.loadSnippets]
}

/// Asks under which name the prompt is to be kept, showing the names that are taken.
func openSnippetName(_ state: inout StudioState) -> [Effect] {
    guard !state.prompt.buffer.isEmpty else {
        state.message = .info("there is nothing to keep: the prompt is empty")
        return []
    }
    state.overlay = .picker(Picker(.snippetName, title: "Keep the prompt as", items: [], emptyWords: "type a name"))
    return [.loadSnippets]
}

/// The snippets were read.
func reduceSnippets(_ snippets: [Snippet], warning: String?, _ state: inout StudioState) {
    if let warning { state.message = .warning(warning) }
    guard case .picker(var picker)? = state.overlay else { return }
    let save = CommandTable.key(for: .saveSnippet) ?? ""
    switch picker.purpose {
    case .snippet:
        picker.emptyWords = "no snippets yet: in the prompt, \(save) keeps it as one"
    case .snippetName: picker.emptyWords = "no name is taken"
    default: return
    }
    picker.replaceItems(
        snippets.map {
            Picker.Item(id: $0.name, label: $0.name, detail: $0.hasHole ? "wraps" : "", text: $0.text)
        })
    state.overlay = .picker(picker)
}

/// The keys of these lists that others do not have; nil for all other keys.
func reduceSnippetKeys(_ key: KeyEvent, _ picker: Picker, _ state: inout StudioState) -> [Effect]? {
    switch (picker.purpose, key.key, key.modifiers) {
    case (.snippet, .tab, []):
        guard let item = picker.selected else { return [] }
        return wrap(Snippet(name: item.id, text: item.text ?? ""), &state)
    case (.snippetName, .enter, []): return saveSnippet(named: picker, &state)
    default: return nil
    }
}

/// Writes the chosen snippet at the cursor.
func chooseSnippet(_ item: Picker.Item, _ state: inout StudioState) -> [Effect] {
    let parts = Snippet(name: item.id, text: item.text ?? "").parts
    state.focus(on: .prompt)
    state.message = nil
    // The cursor is found from the end: characters may join at both sides of what is inserted.
    let behind = state.prompt.buffer.characters.count - state.prompt.buffer.cursor
    state.prompt.buffer.insert(parts.before + parts.after)
    if !parts.after.isEmpty {
        state.prompt.buffer.setCursor(state.prompt.buffer.characters.count - behind - parts.after.count)
    }
    return []
}

private func wrap(_ snippet: Snippet, _ state: inout StudioState) -> [Effect] {
    guard let text = snippet.around(state.prompt.textToWrap) else {
        let place = Snippet.hole
        state.message = .warning("\(snippet.name) does not say where the prompt goes (\(place)); Enter inserts it")
        return []
    }
    state.overlay = nil
    state.focus(on: .prompt)
    state.message = nil
    state.prompt.replaceTextToWrap(with: text)
    return []
}

private func saveSnippet(named picker: Picker, _ state: inout StudioState) -> [Effect] {
    let name = String(Whitespace.trimmed(picker.field.text))
    if let fault = Snippet.fault(inName: name) {
        state.message = .warning(fault)
        return []
    }
    guard !picker.items.contains(where: { $0.id == name }) else {
        state.message = .warning("\(name) is taken; another name, or change it in the file")
        return []
    }
    state.overlay = nil
    return [.saveSnippet(Snippet(name: name, text: state.prompt.textToWrap))]
}

extension PromptState {
    /// What a snippet is wrapped around, and what is kept as one: the selection, or the whole prompt.
    var textToWrap: String { buffer.selection.map { String(buffer.characters[$0]) } ?? buffer.text }

    /// Puts other text in its place.
    mutating func replaceTextToWrap(with text: String) {
        if buffer.selection == nil { buffer.replaceAll(with: text) } else { buffer.insert(text) }
    }
}
