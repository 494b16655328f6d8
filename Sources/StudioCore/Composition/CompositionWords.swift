import EngineModel
import RunwareAPI

/// What the prompt's border says of the composition. Several ways to say it, the longest first: the view takes the first
/// that fits.
extension Composition {
    /// How many images, and what they cost; what is missing when nothing can be sent.
    package var submitWords: [String] {
        let key = CommandTable.key(for: .submit) ?? ""
        switch fault {
        case .template?: return ["mend the template, then \(key)", "mend it, then \(key)"]
        case .tooMany(let prompts, _)?:
            let count = LargeCount.words(prompts)
            return ["\(count) prompts: \(maximumPrompts) at the most", "\(count) prompts", "too many"]
        // The counter beside it says so already.
        case .prompt(let fault, _, _, _)?:
            if case .tooLong = fault.reason { return [] }
            return ["write a prompt, then \(key)"]
        case .parameters?, nil: if isBlocked { return [] }
        }
        let whole = "\(images == 1 ? "1 image" : "\(images) images") \(price)"
        let each = parameters.values.numberResults
        var words = ["\(key): \(whole)"]
        if each > 1, promptCount > 1 { words.insert("\(key): \(promptCount) × \(each) = \(whole)", at: 0) }
        if promptCount > 1 {
            let all = "\(promptCount) prompts\(each > 1 ? " × \(each)" : "") = \(whole)"
            words.insert(contentsOf: ["\(key): \(all)", all], at: 0)
        }
        return words + [whole, "\(key): \(price)"]
    }

    /// What becomes of the text, when it is not sent as it stands.
    package var templateWords: [String] {
        let key = CommandTable.key(for: .showExpansions) ?? ""
        switch reading {
        case .plain: return []
        case .fault(let fault): return ["\(fault.shortWords), \(fault.place)", fault.shortWords]
        case .template(let template):
            let dropped =
                template.droppedLines == 0
                ? "" : template.droppedLines == 1 ? "1 # line left out" : "\(template.droppedLines) # lines left out"
            guard template.count > 1 else {
                let words = dropped.isEmpty ? "sent as it expands" : dropped
                return ["\(words) · \(key) shows it", words]
            }
            let all = LargeCount.words(template.count)
            let isSubset = promptCount < template.count
            let words = isSubset ? "\(promptCount) of \(all) at random" : "template of \(all)"
            // The other border counts as well: what is left out is said in any case.
            return dropped.isEmpty
                ? ["\(words) · \(key) shows them", words]
                : ["\(words), \(dropped) · \(key) shows them", "\(words), \(dropped)", "\(all), \(dropped)", dropped]
        }
    }

    /// Lengths of what is sent, in UTF-16 units: of the shortest and the longest prompt there can be.
    package var lengths: ClosedRange<Int>? { template?.lengths }
}
