import EngineModel
import RunwareAPI
import TerminalUI

/// The one way in which the studio changes: an action comes in, the state is another, and effects are asked for.
package func reduce(_ action: Action, _ state: inout StudioState) -> [Effect] {
    let effects = reduceOne(action, &state)
    return action.mayLetRowsBeKnown ? effects + reduceTypedAhead(&state) : effects
}

/// What was typed ahead happens now, as far as it need not wait for something else.
private func reduceTypedAhead(_ state: inout StudioState) -> [Effect] {
    guard !state.typedAhead.isEmpty, !state.history.isStale else { return [] }
    let pieces = state.typedAhead
    state.typedAhead = []
    return pieces.flatMap { piece in
        switch piece {
        case .key(let key): reduceOne(.key(key), &state)
        case .pasted(let text): reduceOne(.pasted(text), &state)
        case .command(let command): reduceOne(.chosen(command), &state)
        }
    }
}

private func reduceOne(_ action: Action, _ state: inout StudioState) -> [Effect] {
    let effects: [Effect]
    switch action {
    case .key(let key): effects = state.typedAhead.isEmpty ? reduceKey(key, &state) : state.holdKey(key)
    case .pasted(let text):
        effects = state.typedAhead.isEmpty ? reducePaste(text, &state) : state.hold(.pasted(text))
    case .chosen(let command):
        effects = state.typedAhead.isEmpty ? perform(command, &state) : state.hold(.command(command))
    case .pasteCut(let bytes):
        state.message = .warning("the paste was too long to be kept whole: its last \(bytes) bytes are missing")
        effects = []
    case .edited(let text):
        takeEdited(text, &state)
        effects = []
    case .resized(let size):
        state.size = size
        effects = []
    case .engine(let snapshot): effects = reduceEngine(snapshot, &state)
    case .page(let page, let question, let appended):
        effects = takePage(page, question: question, appended: appended, &state)
    case .history(let news): effects = reduceHistory(news, &state)
    case .entry(let id, let entry):
        state.take(entry, of: id)
        effects = []
    case .queued(let count):
        state.recall.promptWasUsed()
        effects = reduceQueued(count, &state)
    case .objected(let objection):
        reduceObjection(objection, &state)
        effects = []
    case .notQueued(let sentence):
        state.submission = nil
        state.message = .error(sentence)
        effects = []
    case .spending(let report): effects = reduceSpending(report, &state)
    case .failed(let sentence):
        state.message = .error(sentence)
        state.forgetUnansweredQuestions()
        effects = []
    case .sweeps(let records): effects = showSweeps(records, &state)
    case .sweepProgress(let progress):
        showSweep(progress, &state)
        effects = []
    case .ticked(let now):
        state.now = now
        effects = []
    case .presented: effects = state.tookIn()
    case .presets(let news): effects = reducePresets(news, &state)
    case .restoredDraft(let draft):
        state.take(draft)
        effects = []
    case .prompts(let page, let question): effects = reducePrompts(page, question: question, &state)
    case .snippets(let snippets, let warning):
        reduceSnippets(snippets, warning: warning, &state)
        effects = []
    case .snippetSaved(let snippet):
        state.message = .info("kept as the snippet \(snippet.name)")
        effects = []
    case .lists(let found): effects = state.take(found)
    case .results(let news): effects = reduceResults(news, &state)
    }
    let following = followTemplate(after: action, &state)
    state.settleScrolling()
    return effects + following
}

private func reduceKey(_ key: KeyEvent, _ state: inout StudioState) -> [Effect] {
    if let overlay = state.overlay { return reduceOverlay(key, overlay, &state) }
    if state.focus == .parameters, state.parameters.input != nil { return reduceValueInput(key, &state) }
    if state.focus == .history, state.history.isSearching { return reduceSearchInput(key, &state) }
    if state.focus == .prompt, state.prompt.find != nil { return reduceFind(key, &state) }

    let isTyping = state.focus == .prompt
    guard let command = Keymap.standard.command(for: key, in: state.focus, whileTyping: isTyping) else {
        return reduceText(key, &state)
    }
    state.message = nil
    if command == .extendSelection { return extendSelection(by: key, &state) }
    // The digit says how.
    if command == .rate { return state.mustWait(command) ? state.hold(.key(key)) : rate(by: key, &state) }
    return perform(command, &state)
}

/// Keys that are no command: text for the prompt, digits for a value.
private func reduceText(_ key: KeyEvent, _ state: inout StudioState) -> [Effect] {
    guard case .character(let character) = key.key, key.modifiers.isEmpty else { return [] }
    switch state.focus {
    case .prompt:
        state.message = nil
        state.prompt.buffer.type(String(character))
    case .parameters where character.isASCII && (character.isNumber || character == "-"):
        beginValueInput(String(character), &state)
    default: break
    }
    return []
}

private func reducePaste(_ text: String, _ state: inout StudioState) -> [Effect] {
    guard !text.isEmpty else { return [] }
    if case .picker(var picker)? = state.overlay {
        picker.insert(oneLine(text))
        state.overlay = .picker(picker)
        return []
    }
    if case .presetName(var field)? = state.overlay {
        field.insert(oneLine(text))
        state.overlay = .presetName(field)
        return []
    }
    if case .sweep? = state.overlay {
        state.sweep.insert(text)
        return []
    }
    if case .markField(var field)? = state.overlay {
        field.text.insert(oneLine(text))
        state.overlay = .markField(field)
        return []
    }
    if case .results(.export(var form))? = state.overlay {
        form.name.insert(oneLine(text))
        state.overlay = .results(.export(form))
        return []
    }
    guard state.overlay == nil else {
        state.message = .warning("nothing was pasted: close what lies over the panes first")
        return []
    }
    if state.focus == .history, state.history.isSearching {
        return state.editFilter { $0.insert(oneLine(text)) }
    }
    if state.focus == .parameters, pasteValue(text, &state) { return [] }
    // Wherever the focus is, pasted text is text: it never acts as keys.
    state.message = nil
    state.focus = .prompt
    state.prompt.paste(text)
    return []
}

/// Carries out a command; one line a command, the panes own the bodies.
func perform(_ command: Command, _ state: inout StudioState) -> [Effect] {
    guard !state.mustWait(command) else { return state.hold(.command(command)) }
    switch command {
    case .submit: return submit(&state)
    case .quit: return quit(&state)
    case .suspend: return [.suspend]
    case .showSpending:
        state.overlay = .spending(SpendingPage())
        return [.loadSpending]
    case .help: state.overlay = .help(offset: 0)
    case .sweep: state.overlay = .sweep
    case .sweeps: return [.loadSweeps]
    case .palette: state.overlay = .picker(.palette(in: state.focus))
    case .nextPane: state.moveFocus(by: 1)
    case .previousPane: state.moveFocus(by: -1)
    case .focusPrompt: state.focus(on: .prompt)
    case .focusParameters: state.focus(on: .parameters)
    case .focusQueue: state.focus(on: .queue)
    case .focusHistory: state.focus(on: .history)
    case .focusResult, .showResult: state.focus(on: .result)
    case .moveLeft, .moveRight, .moveUp, .moveDown, .wordLeft, .wordRight, .lineStart, .lineEnd, .textStart, .textEnd,
        .newline, .deleteBack, .deleteForward, .deleteWordBack, .deleteToLineStart, .deleteToLineEnd,
        .pageBack, .pageForward, .sentenceBack, .sentenceForward, .deleteWordForward, .deleteToSentenceEnd, .transpose,
        .setMark, .extendSelection, .selectAll, .dropSelection, .copySelection, .yank, .undo, .redo, .find:
        performPrompt(command, &state)
    case .recallEarlier: return recallEarlier(&state)
    case .recallLater: return recallLater(&state)
    case .recallSearch: return searchPrompts(&state)
    case .snippets: return openSnippets(&state)
    case .saveSnippet: return openSnippetName(&state)
    case .markChanges: toggleChanges(&state)
    case .showChanges: showChanges(&state)
    case .editPrompt: return editPrompt(&state)
    case .nextControl, .previousControl, .increase, .decrease, .increaseTen, .decreaseTen, .minimum, .maximum, .reset,
        .resetAll, .drawSeed, .typeValue, .seedUp, .seedDown, .lockRatio, .swapSides, .sendAnyway:
        performParameter(command, &state)
    case .presets, .savePreset: return performPreset(command, &state)
    case .nextRow, .previousRow, .nextPage, .previousPage, .firstRow, .lastRow:
        return moveRow(command, &state)
    case .search: state.history.isSearching = true
    case .rate, .pick, .tag, .note, .bin, .undoMarks, .redoMarks, .markRow, .markRange, .invertMarked, .dropMarked,
        .showBin, .emptyBin:
        return performTriage(command, &state)
    case .restoreAll, .restorePrompt, .restoreSeed, .restoreSize, .restoreAllButSeed: restore(command, &state)
    case .restoreTemplate: restoreTemplate(&state)
    case .showExpansions: return showExpansions(&state)
    case .fetchFile: return fetchFile(&state)
    case .copy, .openLink, .showLink, .showRequest, .compare, .compareWithParent, .showLineage:
        return performResult(command, &state)
    case .togglePause, .parallelismUp, .parallelismDown, .cancelJob, .sendAgain, .collectNow:
        return performQueue(command, &state)
    case .moveJobUp, .moveJobDown, .moveJobToFront, .retryJob, .retryFailed, .duplicateJob, .clearPending, .showJob:
        return performQueueWish(command, &state)
    case .export: return openExport(&state)
    case .retryResult: return retryResult(&state)
    case .leaveResult: state.focus(on: state.result.isOfQueue ? .queue : .history)
    case .offRecord: toggleOffRecord(&state)
    }
    return []
}

private func submit(_ state: inout StudioState) -> [Effect] {
    // A screen that shows nothing of what would be sent sends nothing.
    guard state.layout.width != .tooSmall else { return [] }
    if state.parameters.input != nil {
        state.message = state.parameters.commitInput()
        // Refused, or another value than the one typed: that has to be seen before it is paid for.
        guard state.parameters.input == nil, state.message?.kind != .warning else { return [] }
    }
    let composition = state.composition
    let requests: [ImageRequest]
    do {
        requests = try composition.requests()
    } catch {
        return state.show(error)
    }
    return state.submit(PendingSubmission(requests, parent: state.parent, template: composition.origin))
}

private func quit(_ state: inout StudioState) -> [Effect] {
    guard state.inFlightCount == 0, state.unseenImages == 0 else {
        state.overlay = .confirmQuit
        return []
    }
    return state.leaveForgetting()
}

extension StudioState {
    /// Where everything stands now.
    package var layout: ScreenLayout { ScreenLayout(size: size, focus: focus) }

    mutating func moveFocus(by count: Int) {
        let all = Pane.allCases
        let place = all.firstIndex(of: focus) ?? 0
        focus(on: all[(place + count + all.count) % all.count])
    }

    /// Gives a pane the keys; a search that is left keeps its words and stops taking them.
    mutating func focus(on pane: Pane) {
        focus = pane
        history.isSearching = false
    }

    /// Keeps cursors and selections in view, before anything is drawn.
    mutating func settleScrolling() {
        let layout = layout
        if focus == .history { result.dropAside() }
        queue.selection = min(max(queue.selection, 0), max(queueRowCount - 1, 0))
        // A pane that does not show keeps its place.
        for pane in layout.panes.keys where !layout.inside(pane).isEmpty { settleScrolling(pane, layout.inside(pane)) }
        switch overlay {
        case .help(let offset)?: overlay = .help(offset: min(offset, HelpText.lastOffset(in: size)))
        case .picker(var picker)?:
            picker.scroll(in: size)
            overlay = .picker(picker)
        case .sweepGrid(var grid)?:
            grid.scroll(in: size)
            overlay = .sweepGrid(grid)
        case .results(var own)?:
            own.settle(in: size)
            overlay = .results(own)
        default: break
        }
    }

    private mutating func settleScrolling(_ pane: Pane, _ inside: Rect) {
        switch pane {
        case .prompt: prompt.scroll(into: inside.size)
        case .parameters: parameters.scroll(rows: ParametersState.controlRows(in: inside))
        case .queue:
            queue.offset = scrolled(queue.offset, to: queue.selection, rows: inside.height, of: queueRowCount)
        case .history:
            history.scroll(rows: historyRows(in: inside), lines: historyLines)
        case .result:
            result.offset = min(result.offset, max(resultLineCount(self) - inside.height, 0))
        }
    }

    /// Something failed, perhaps an answer that was waited for: it may be asked again, and what is known of another row
    /// is not shown for the selected one.
    mutating func forgetUnansweredQuestions() {
        recall.forgetQuestion()
        result.wanted = nil
        result.awaited = nil
        if result.entry?.row.id != history.selected?.id { result.entry = nil }
    }
}

/// The first visible row that shows a selection, moved as little as needed.
func scrolled(_ offset: Int, to selection: Int, rows: Int, of count: Int) -> Int {
    ListWindow(count: count, height: max(rows, 1), offset: offset, selection: selection, margin: 0).offset
}
