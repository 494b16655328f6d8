import EngineCore
import EngineModel
import StudioCore

extension Program {
    /// Reads a page of earlier prompts.
    func loadPrompts(before cursor: PromptCursor?, _ question: UInt64) {
        inBackground { program in
            do throws(StoreFailure) {
                let page = try await program.library.prompts(before: cursor, limit: RecallState.pageSize)
                program.answer(.prompts(page, question: question))
            } catch {
                program.answer(.failed("earlier prompts cannot be read: \(error.sentence)"))
            }
        }
    }
}
