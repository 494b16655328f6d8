import EngineModel
import RunwareAPI

/// The prompts that a template makes: to look at before they are paid for, and to choose how many are sent.
extension Picker {
    /// Prompts that are written out; the others are counted.
    static let maximumExpansions = 200

    /// The list of what would be sent.
    static func expansions(of composition: Composition) -> Picker {
        Picker(
            .expansions, title: "Prompts: type how many to draw",
            items: items(composition, number: nil))
    }

    /// The rows: how many are sent, then the prompts themselves.
    fileprivate static func items(_ composition: Composition, number: Int?) -> [Item] {
        guard let template = composition.template else { return [] }
        var items: [Item] = []
        if template.count > 1 {
            items.append(item(.all, composition))
            var cap = number ?? min(10, Int(min(template.count, 1000)) - 1)
            if number == nil, case .random(let current, _) = composition.choice { cap = current }
            if cap > 0 { items.append(item(.random(cap: cap, start: 0), composition)) }
        }
        for (place, index) in composition.indices(limit: maximumExpansions).enumerated() {
            let text = template.expansion(at: index)
            let fault = PromptReading.fault(of: text)
            items.append(
                Item(
                    id: "prompt:\(index)", label: "  " + text,
                    detail: fault.map(faultWords) ?? String(place + 1), text: text))
        }
        let rest = composition.promptCount - min(composition.promptCount, UInt128(maximumExpansions))
        if rest > 0 { items.append(Item(id: "rest", label: "  … and \(LargeCount.words(rest)) more")) }
        return items
    }

    private static func item(_ choice: ExpansionChoice, _ composition: Composition) -> Item {
        let chosen = Composition(
            composition.reading, choice: choice, parameters: composition.parameters,
            isSimulated: composition.isSimulated)
        let isTooMany = chosen.promptCount > UInt128(chosen.maximumPrompts)
        let detail = isTooMany ? "at most \(chosen.maximumPrompts)" : chosen.price
        switch (choice, composition.choice) {
        case (.all, let current):
            let all = LargeCount.words(chosen.promptCount)
            return Item(id: "all", label: "\(current == .all ? "●" : "○") all \(all) prompts", detail: detail)
        case (.random(let cap, _), .random(let current, _)) where cap == current:
            return Item(id: "random:\(cap)", label: "● \(cap) of them at random, drawn anew", detail: detail)
        case (.random(let cap, _), _):
            return Item(id: "random:\(cap)", label: "○ \(cap) of them at random", detail: detail)
        }
    }

    private static func faultWords(_ fault: ParameterFault) -> String {
        switch fault.reason {
        case .tooLong(let length): "too long: \(length)"
        case .tooShort(let length): "too short: \(length)"
        default: "cannot be sent"
        }
    }

    /// The number that is typed, when nothing else is.
    fileprivate var typedNumber: Int? {
        let text = field.text
        guard (1...6).contains(text.count), text.allSatisfy(\.isASCII) else { return nil }
        return Int(text).flatMap { $0 > 0 ? $0 : nil }
    }
}

/// Opens the list of prompts, with lists read anew: their files may have been edited.
func showExpansions(_ state: inout StudioState) -> [Effect] {
    let composition = state.composition
    guard let template = composition.template else {
        return composition.fault.map { state.show($0) } ?? []
    }
    guard !template.isLiteral else {
        state.message = .info("the prompt is sent as it stands: {a|b} and __list__ make several of it")
        return []
    }
    state.overlay = .picker(.expansions(of: composition))
    let names = state.template.mentionedLists
    return names.isEmpty ? [] : [.loadLists(names)]
}

/// Takes a choice of how many are sent, or one of the prompts.
func chooseExpansion(_ item: Picker.Item, _ state: inout StudioState) -> [Effect] {
    let parts = item.id.split(separator: ":")
    let number = parts.count > 1 ? parts[1] : ""
    switch parts.first {
    case "all": state.template.choice = .all
    case "random":
        let maximum = state.composition.maximumPrompts
        guard let cap = Int(number), cap <= maximum else {
            state.message = .warning("\(number) prompts are too many: \(maximum) at the most are queued at once")
            return []
        }
        state.template.drawAgain(cap: cap)
    case "prompt":
        guard let index = UInt128(number), let template = state.composition.template, index < template.count else {
            return []
        }
        state.prompt.buffer.replaceAll(with: Template.escaped(template.expansion(at: index)))
        state.message = .info("the prompt is this one now, and no template any more")
        return []
    default: break
    }
    state.overlay = .picker(.expansions(of: state.composition))
    return []
}

extension StudioState {
    /// Keeps the rows in step with the number that is typed and with lists that were read.
    mutating func refreshExpansions() {
        guard case .picker(var picker)? = overlay, picker.purpose == .expansions else { return }
        let items = Picker.items(composition, number: picker.typedNumber)
        guard items != picker.items else { return }
        picker.replaceItems(items)
        // A number that is typed is meant for the row that takes it.
        if picker.typedNumber != nil { picker.select(by: -picker.items.count) }
        overlay = .picker(picker)
    }
}
