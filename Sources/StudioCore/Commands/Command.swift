/// Everything a user may ask for by a key. One table feeds keymap, help, footer and README.
package enum Command: String, CaseIterable, Hashable, Sendable {
    // Everywhere
    case submit, quit, suspend, help, palette, sweep, sweeps, nextPane, previousPane
    case focusPrompt, focusParameters, focusQueue, focusHistory, focusResult
    case showSpending
    case offRecord
    // Prompt
    case moveLeft, moveRight, moveUp, moveDown, wordLeft, wordRight, lineStart, lineEnd, textStart, textEnd
    case newline, deleteBack, deleteForward, deleteWordBack, deleteToLineStart, deleteToLineEnd
    case pageBack, pageForward, sentenceBack, sentenceForward, deleteWordForward, deleteToSentenceEnd, transpose
    case setMark, extendSelection, selectAll, dropSelection, copySelection, yank, undo, redo, find
    case recallEarlier, recallLater, recallSearch, snippets, saveSnippet, markChanges, showChanges
    case editPrompt
    case showExpansions
    // Parameters
    case nextControl, previousControl, increase, decrease, increaseTen, decreaseTen, minimum, maximum
    case reset, resetAll, drawSeed, typeValue
    case seedUp, seedDown, lockRatio, swapSides, sendAnyway, presets, savePreset
    // Lists
    case nextRow, previousRow, nextPage, previousPage, firstRow, lastRow
    // Queue
    case togglePause, parallelismUp, parallelismDown, cancelJob, sendAgain, collectNow
    case moveJobUp, moveJobDown, moveJobToFront, retryJob, retryFailed, duplicateJob, clearPending, showJob
    // History and result
    case search, showResult, restoreAll, restorePrompt, restoreSeed, fetchFile
    case restoreTemplate
    case rate, pick, tag, note, bin, undoMarks, redoMarks, markRow, markRange, invertMarked, dropMarked
    case showBin, emptyBin
    case copy, openLink, showLink, showRequest, compare, compareWithParent, showLineage, restoreSize, restoreAllButSeed
    case export, retryResult, leaveResult
}

/// Where a command's keys hold.
package enum CommandScope: Hashable, Sendable {
    /// Everywhere, also while text is typed.
    case everywhere
    /// Everywhere but where text is typed.
    case outsideText
    case pane(Pane)
    /// Lists: queue, history and result.
    case lists
}

/// A row of the command table.
package struct CommandSpec: Hashable, Sendable {
    package let command: Command
    /// Heading in the help.
    package let group: String
    package let scope: CommandScope
    /// What it does, in a few words, as the help and the README say it.
    package let summary: String
    /// One or two words for the footer; nil leaves it out there.
    package let hint: String?
    /// Default keys, the first one being shown. Written as `KeyEvent` prints them.
    package let keys: [String]
}
