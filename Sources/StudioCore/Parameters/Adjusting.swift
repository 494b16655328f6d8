import RunwareAPI
import TerminalUI

/// Changing the selected control. Every function leaves legal values, and returns what the user should be told.
extension ParametersState {
    /// Moves the value by so many steps or choices.
    mutating func adjust(by steps: Int) -> Message? {
        if let reason = disabledReason(selection) { return .info("\(selection.label): \(reason)") }
        snapped = nil
        switch selection {
        case .ratio: return adjustRatio(by: steps)
        case .width, .height: return adjustSide(by: steps)
        case .seedPolicy: seedPolicy = Self.cycled(seedPolicy, by: steps)
        case .batch: batch = Self.cycled(batch, by: steps)
        case .seed: return adjustSeed(by: steps)
        case .ttl: values.ttl = Self.neighbour(of: values.ttl, in: Self.lifetimes, by: steps)
        default: return adjustTable(by: steps)
        }
        return nil
    }

    /// Goes to the smallest or largest value, the first or last choice.
    mutating func adjustToEnd(last: Bool) -> Message? {
        if selection == .seed, disabledReason(.seed) == nil {
            values.seed = last ? SeedRange.maximum : 0
            return seedHint
        }
        return adjust(by: last ? Self.farAway : -Self.farAway)
    }

    /// Back to the value of a new draft; a seed is drawn anew.
    mutating func reset() -> Message? {
        if let reason = disabledReason(selection) { return .info("\(selection.label): \(reason)") }
        snapped = nil
        switch selection {
        case .ratio: return resetRatio()
        case .seedPolicy: seedPolicy = .random
        case .batch: batch = .manyTasks
        case .seed: drawSeed()
        default:
            guard let parameter = selection.parameter else { return nil }
            reset(parameter)
            return settleLifetime()
        }
        return nil
    }

    /// All values of a new draft, but for the seed.
    mutating func resetAll() {
        var fresh = Parameters()
        fresh.seed = values.seed
        take(fresh)
        ratioLock = nil
        seedPolicy = .random
        batch = .manyTasks
    }

    /// Takes what was typed: numbers snap and say why, a seed is refused with the reason and kept for correction.
    mutating func commitInput() -> Message? {
        guard let typed = input?.text else { return nil }
        let parameter = selection.parameter ?? .seed
        snapped = nil
        let spec = ParameterTable[parameter]
        if Whitespace.trimmed(typed).isEmpty {
            input = nil
            if parameter == .seed {
                drawSeed()
                return .info("a new seed is drawn: \(text(of: .seed))")
            }
            reset(parameter)
            return .info("\(selection.label) is \(text(of: selection)) again")
        }
        do throws(ParameterFault) {
            let value = try spec.parse(typed)
            if case .integer(let number) = value, let snap = spec.snap(number) {
                if activeLock != nil, parameter == .width || parameter == .height {
                    input = nil
                    return moveLocked(parameter, to: number)
                }
                try values.set(parameter, to: .integer(snap.value))
                input = nil
                if let kept = values[parameter], kept != .integer(snap.value) {
                    return .warning("\(number) → \(kept): the largest number there is")
                }
                return snap.reason.map { .warning($0 + offer(number)) }
            }
            try values.set(parameter, to: value)
            input = nil
            return parameter == .seed ? seedHint : uploadHint
        } catch {
            return .error(error.words)
        }
    }

    /// What a seed that signed numbers cannot hold is worth knowing (product §4).
    private var seedHint: Message? {
        guard let seed = values.seed, seed > SeedRange.safeMaximum else { return nil }
        return .warning("seed \(seed) is above \(SeedRange.safeMaximum): the service may refuse it")
    }

    /// What choosing sync costs (product §4).
    private var deliveryHint: Message? {
        values.deliveryMethod == .sync ? .warning("sync is harder to recover after a drop") : nil
    }

    /// One address takes one file: several would overwrite each other.
    var uploadHint: Message? {
        guard values.uploadEndpoint != nil, values.numberResults > 1 else { return nil }
        return .warning("Upload to: \(values.numberResults) images go to one address and may overwrite each other")
    }

    mutating func adjustSeed(by steps: Int) -> Message? {
        let seed = Int128(values.seed ?? 0) + Int128(steps)
        values.seed = UInt64(min(max(seed, 0), Int128(SeedRange.maximum)))
        if seed < 0 { return .info("the smallest seed is 0") }
        if seed > Int128(SeedRange.maximum) { return .info("the largest seed is \(SeedRange.maximum)") }
        return seedHint
    }

    mutating func adjustTable(by steps: Int) -> Message? {
        guard let parameter = selection.parameter else { return nil }
        let spec = ParameterTable[parameter]
        switch (spec.domain, values[parameter]) {
        case (.integer(_, _, let step), .integer(let number)?):
            let wanted = number + Int128(steps) * step
            guard let snap = spec.snap(wanted) else { return nil }
            set(parameter, .integer(snap.value))
            if snap.value == number, abs(steps) < Self.farAway { return snap.reason.map(Message.info) }
            return parameter == .numberResults ? uploadHint : nil
        case (.choice(let words), .text(let word)?):
            let place = words.firstIndex(of: word) ?? 0
            set(parameter, .text(words[Self.place(place, in: words.count, by: steps)]))
            if parameter == .deliveryMethod { return deliveryHint }
        case (.flag, .flag(let flag)?):
            set(parameter, .flag(abs(steps) == 1 ? !flag : steps > 0))
        default: break
        }
        return settleLifetime()
    }

    /// A lifetime without a link would make the request illegal: it waits aside until there are links again.
    mutating func settleLifetime() -> Message? {
        guard values.outputType == .url else {
            guard let lifetime = values.ttl else { return nil }
            lifetimeAside = lifetime
            reset(.ttl)
            return .info("Link lives \(Self.duration(lifetime)) is kept aside: base64 and data URIs have no link")
        }
        guard let lifetime = lifetimeAside, values.ttl == nil else { return nil }
        lifetimeAside = nil
        do throws(ParameterFault) {
            // It may be one that the user insisted on.
            try values.insist(on: .ttl, Int128(lifetime))
        } catch {
            return .error(error.words)
        }
        return .info("Link lives is \(Self.duration(lifetime)) again")
    }

    /// Sets a value that is legal by construction.
    mutating func set(_ parameter: Parameter, _ value: ParameterValue) {
        do throws(ParameterFault) {
            try values.set(parameter, to: value)
        } catch {
            assertionFailure(error.message)
        }
    }

    mutating func reset(_ parameter: Parameter) {
        do throws(ParameterFault) {
            try values.set(parameter, to: ParameterTable[parameter].initial)
        } catch {
            assertionFailure(error.message)
        }
    }

    private static func cycled<Choice: CaseIterable & Equatable>(_ choice: Choice, by steps: Int) -> Choice {
        let all = Array(Choice.allCases)
        let place = all.firstIndex(of: choice) ?? 0
        return all[Self.place(place, in: all.count, by: steps)]
    }

    /// One step goes round, a long way stops at the end.
    private static func place(_ place: Int, in count: Int, by steps: Int) -> Int {
        guard abs(steps) == 1 else { return min(max(place + steps, 0), count - 1) }
        return (place + steps + count) % count
    }

    /// More steps than any control has.
    static let farAway = 1_000_000

    /// Off, then readable lifetimes of links, in seconds.
    private static let lifetimes: [Int?] = [nil, 60, 300, 900, 3600, 21_600, 86_400, 604_800, 2_592_000]

    /// So many stops further. A value between two stops goes first to the next one in that direction, and one behind
    /// the last stop stays when it is to grow.
    private static func neighbour(of value: Int?, in stops: [Int?], by steps: Int) -> Int? {
        let order = { (stop: Int?) in stop ?? 0 }
        let current = order(value)
        let beyond = steps > 0 ? stops.filter { order($0) > current } : stops.reversed().filter { order($0) < current }
        guard !beyond.isEmpty, steps != 0 else { return value }
        return beyond[min(abs(steps), beyond.count) - 1]
    }
}
