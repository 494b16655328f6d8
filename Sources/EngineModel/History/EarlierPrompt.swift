/// A prompt that was submitted, or the template that one was expanded from.
package struct EarlierPrompt: Hashable, Sendable {
    /// The whole text, as it was typed when it is a template, as it was sent when not.
    package let text: String
    package let isTemplate: Bool
    /// Its newest use.
    package let cursor: PromptCursor
    /// When that was submitted.
    package let usedAt: Timestamp

    package init(text: String, isTemplate: Bool = false, cursor: PromptCursor, usedAt: Timestamp) {
        self.text = text
        self.isTemplate = isTemplate
        self.cursor = cursor
        self.usedAt = usedAt
    }
}

/// A place among the uses of prompts: pages start before one, so that new uses move nothing.
package struct PromptCursor: Hashable, Sendable, Comparable {
    package let sequence: Int64

    package init(sequence: Int64) {
        self.sequence = sequence
    }

    package static func < (left: PromptCursor, right: PromptCursor) -> Bool { left.sequence < right.sequence }
}

/// Distinct prompts, those used last first. Whoever used none of them again finds them on no other page.
package struct PromptPage: Hashable, Sendable {
    package var prompts: [EarlierPrompt]
    /// Before what the next page starts: every use from there on has been looked at; nil at the end. A page may hold
    /// fewer prompts than were asked for, even none, and still not be the last.
    package var next: PromptCursor?

    package init(prompts: [EarlierPrompt] = [], next: PromptCursor? = nil) {
        self.prompts = prompts
        self.next = next
    }
}
