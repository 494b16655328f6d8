package import EngineModel
import TerminalUI

/// Earlier prompts as far as they were read, and the walk through them.
package struct RecallState: Hashable, Sendable {
    /// Distinct prompts, used last first.
    package private(set) var prompts: [EarlierPrompt] = []
    /// Where reading goes on; nil when nothing older is left.
    private(set) var next: PromptCursor?
    /// Whether a prompt may have been used that is not among them.
    private(set) var isStale = true
    /// Which page was asked for last; an answer to an older question is dropped.
    package private(set) var question: UInt64 = 0
    private var answered: UInt64 = 0
    private(set) var isReading = false
    /// The list to search in while it does not show: it grows with the prompts, so that opening it costs nothing.
    var shelved: Picker?
    /// Steps that wait for a page.
    var awaited: Awaited?
    /// Where the walk stands; nil while the prompt is the draft.
    var walk: Walk?

    /// How many prompts are asked for at a time.
    package static let pageSize = 500

    /// Steps back that were asked for before the prompts were there, and the text that they were asked over.
    struct Awaited: Hashable, Sendable {
        var steps: Int
        let text: String
    }

    /// A walk through earlier prompts.
    package struct Walk: Hashable, Sendable {
        /// Which of the prompts stands in the editor.
        var place: Int
        /// The draft as it was, cursor and undo included.
        package let draft: TextBuffer
        /// The text as it was put into the editor: when another stands there, the walk is over.
        let text: String
    }

    package init() {}

    /// Whether every prompt was read.
    package var hasAll: Bool { !isStale && next == nil }

    /// A prompt was used, here or in another copy.
    mutating func promptWasUsed() { isStale = true }

    /// Something failed, perhaps the answer that is waited for: it may be asked again.
    mutating func forgetQuestion() {
        isReading = false
        awaited = nil
    }

    /// Asks for the prompts used last, when there may be new ones.
    mutating func ask() -> [Effect] {
        guard isStale, !(isReading && askedForNewest) else { return [] }
        return [load(before: nil)]
    }

    /// Asks for older ones, when there are any.
    mutating func askForMore() -> [Effect] {
        guard let next, !isReading else { return [] }
        return [load(before: next)]
    }

    private var askedForNewest = false

    private mutating func load(before cursor: PromptCursor?) -> Effect {
        question += 1
        isReading = true
        askedForNewest = cursor == nil
        return .loadPrompts(before: cursor, question: question)
    }

    /// What a page does to the list that is searched.
    enum Growth: Hashable, Sendable {
        /// Everything is another.
        case replaced
        /// Prompts came in front; these, by their cursors, stand there no longer.
        case before(count: Int, gone: Set<PromptCursor>)
        /// Prompts came behind.
        case behind(count: Int)
    }

    /// Takes the answer to the newest question; nil when it is the answer to another.
    mutating func take(_ page: PromptPage, question: UInt64) -> Growth? {
        guard question == self.question, answered != question else { return nil }
        answered = question
        isReading = false
        guard askedForNewest else {
            prompts += page.prompts
            next = page.next
            return .behind(count: page.prompts.count)
        }
        isStale = false
        // What was read before goes on where the page ends, unless there is a gap.
        guard let newest = prompts.first?.cursor, page.next.map({ $0 <= newest }) ?? true else {
            let standing = standingPrompt
            prompts = page.prompts
            next = page.next
            relocate(standing)
            return .replaced
        }
        let standing = standingPrompt
        let fresh = page.prompts.prefix { newest < $0.cursor }
        let used = Set(fresh.map { Identity($0) })
        let gone = Set(prompts.lazy.filter { used.contains(Identity($0)) }.map(\.cursor))
        prompts = fresh + (gone.isEmpty ? prompts : prompts.filter { !gone.contains($0.cursor) })
        relocate(standing)
        return .before(count: fresh.count, gone: gone)
    }

    private struct Identity: Hashable {
        let text: String
        let isTemplate: Bool

        init(_ prompt: EarlierPrompt) {
            text = prompt.text
            isTemplate = prompt.isTemplate
        }
    }

    private var standingPrompt: EarlierPrompt? {
        walk.flatMap { prompts.indices.contains($0.place) ? prompts[$0.place] : nil }
    }

    /// The walk stands at its prompt wherever that is now; in front of all when it is not there.
    private mutating func relocate(_ standing: EarlierPrompt?) {
        guard let standing else { return }
        walk?.place = prompts.firstIndex { Identity($0) == Identity(standing) } ?? -1
    }

    /// Where the walk stands, counted from 1, and how many prompts were read; nil when the text is no recalled one.
    package func position(of text: @autoclosure () -> String) -> (place: Int, count: Int)? {
        guard let walk, walk.text == text() else { return nil }
        return (walk.place + 1, prompts.count)
    }
}
