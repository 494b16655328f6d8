import RunwareAPI

/// A typed number that the table refuses, and where it was typed.
struct Snapped: Hashable, Sendable {
    let control: Control
    let number: Int128
}

/// Sending anyway what the table refuses, because the user insists.
extension ParametersState {
    /// Remembers a number that was not kept, and says how to keep it, where that is possible.
    mutating func offer(_ number: Int128) -> String {
        guard let parameter = selection.parameter, Parameters.sendableAnyway.contains(parameter),
            let value = Int(exactly: number), Parameters.anywayRange.contains(value),
            ParameterTable[parameter].validate(.integer(number)) != nil
        else { return "" }
        snapped = Snapped(control: selection, number: number)
        return "; \(CommandTable.key(for: .sendAnyway) ?? "") keeps \(number) as typed"
    }

    /// Whether the table refuses the value of a control, which is sent all the same.
    package func isSentAnyway(_ control: Control) -> Bool {
        control.parameter.map { values.sentAnyway.contains($0) } ?? false
    }

    /// Keeps the number that was typed last although the table refuses it.
    mutating func insist() -> Message {
        if let reason = disabledReason(selection) { return .info("\(selection.label): \(reason)") }
        guard let snapped, snapped.control == selection, let parameter = selection.parameter else {
            let names = Parameters.sendableAnyway.map { ParameterTable[$0].label }.joined(separator: ", ")
            return .info("type a value that is refused first, then insist on it; that is possible for \(names)")
        }
        let lock = activeLock
        do throws(ParameterFault) {
            try values.insist(on: parameter, snapped.number)
        } catch {
            return .error(error.words)
        }
        self.snapped = nil
        var words = "\(parameter.name) \(snapped.number) will be sent although the table allows "
        words += ParameterTable[parameter].rule
        if lock != nil, activeLock == nil {
            ratioLock = nil
            words += "; the ratio is free"
        }
        return .warning(words)
    }

    /// Takes over values as a whole: of a draft, a result, a preset.
    mutating func take(_ values: Parameters) {
        self.values = values.settled
        snapped = nil
        framing = nil
        lifetimeAside = nil
        if activeLock == nil { ratioLock = nil }
    }
}
