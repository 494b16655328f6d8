/// Values that the table refuses and the user insists on: they are sent as they are, and every record says so.
extension Parameters {
    /// Parameters of which an illegal value may be insisted on. A seed is an identity and a count is money: neither
    /// is ever sent anyway, and no prompt is.
    package static let sendableAnyway: [Parameter] = [.width, .height, .outputQuality, .ttl, .safetyTolerance]

    /// What may be insisted on at all: larger numbers are no pixels, points or seconds that anybody means.
    package static let anywayRange: ClosedRange<Int> = 1...99_999

    /// The parameters whose present value the table refuses and that are sent all the same, in the table's order.
    package var sentAnyway: [Parameter] {
        guard !insisted.isEmpty else { return [] }
        return Self.sendableAnyway.filter { insisted.contains($0) && isRefused($0) }
    }

    /// Sets a number although the table refuses it, and remembers that it was wanted; a legal one is just set.
    package mutating func insist(on parameter: Parameter, _ number: Int128) throws(ParameterFault) {
        guard let fault = ParameterTable[parameter].validate(.integer(number)) else {
            try set(parameter, to: .integer(number))
            return
        }
        guard let value = Int(exactly: number), Self.anywayRange.contains(value) else { throw fault }
        switch parameter {
        case .width: width = value
        case .height: height = value
        case .outputQuality: outputQuality = value
        case .ttl: ttl = value
        case .safetyTolerance: safetyTolerance = value
        default: throw fault
        }
        insisted.insert(parameter)
    }

    /// Sets a value that may be one to be sent anyway.
    package mutating func take(_ parameter: Parameter, _ value: ParameterValue) throws(ParameterFault) {
        guard case .integer(let number) = value else { return try set(parameter, to: value) }
        try insist(on: parameter, number)
    }

    /// Width and height change places, whether the table allows them or not.
    package mutating func swapSides() {
        let marks = (insisted.contains(.width), insisted.contains(.height))
        (width, height) = (height, width)
        insisted.subtract([.width, .height])
        if marks.0 { insisted.insert(.height) }
        if marks.1 { insisted.insert(.width) }
    }

    /// The same values with nothing remembered of those that are legal by now.
    package var settled: Parameters {
        var settled = self
        settled.insisted = Set(sentAnyway)
        return settled
    }

    /// What was sent anyway, in words: `width 1500, quality 100`; nil when nothing was.
    package var anywayWords: String? {
        let words = sentAnyway.map { "\($0.name) \(self[$0]?.description ?? "")" }
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }

    private func isRefused(_ parameter: Parameter) -> Bool {
        self[parameter].map { ParameterTable[parameter].validate($0) != nil } ?? false
    }
}
