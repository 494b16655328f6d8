package import EngineModel
import StudioCore

/// The named lists that templates choose from, as the user keeps them.
package protocol PromptLists: Sendable {
    /// What there is of these lists; each name gets its answer, and one that cannot be read is no trouble for the others.
    func lists(named names: [String]) async -> NamedLists
}

extension Program {
    /// Looks for lists; without a place to look in there are none.
    func loadLists(_ names: [String]) {
        guard let lists = files.lists else {
            answer(.lists(NamedLists(Dictionary(names.map { ($0, .missing) }) { first, _ in first })))
            return
        }
        inBackground { program in program.answer(.lists(await lists.lists(named: names))) }
    }

    /// Looks for the lists of a draft that an earlier run left.
    func loadMentionedLists() {
        let names = state.template.mentionedLists
        if !names.isEmpty { loadLists(names) }
    }
}
