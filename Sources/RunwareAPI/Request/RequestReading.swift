/// A task object read from JSON: a request, and the UUID that it carried.
package struct ReadRequest: Hashable, Sendable {
    package var request: ImageRequest
    /// The `taskUUID` member; in a request file it is the user's name for the job, on the wire the task's identity.
    package var taskUUID: TaskUUID?
}

extension ImageRequest {
    /// What a reader demands beyond the rules of the table.
    package struct ReadingRules: Hashable, Sendable {
        /// Whether `taskType`, `taskUUID` and `model` have to be there, as on the wire.
        package var demandsIdentity: Bool
        /// What an absent parameter means: the service's default, or Easel's own initial value.
        package var defaults: Parameters
        /// Whether a number that the table refuses is taken as one to be sent anyway, where that is possible.
        package var takesRefused = false
        /// Whether an address is taken of which the credentials were left out, as records that came from elsewhere hold
        /// it. It is no legal one: nothing is sent with it.
        package var takesLeftOut = false

        /// The rules of the wire: what is absent has the service's default.
        package static var wire: ReadingRules {
            var defaults = Parameters()
            defaults.includeCost = false
            defaults.deliveryMethod = .sync
            return ReadingRules(demandsIdentity: true, defaults: defaults)
        }
        /// The rules of a frozen request, as `ImageRequest.jsonText` writes it: what is absent has the service's
        /// default, as on the wire, but there is no UUID; what was sent anyway is read back, and so are addresses
        /// without their credentials.
        package static var frozen: ReadingRules {
            ReadingRules(demandsIdentity: false, defaults: wire.defaults, takesRefused: true, takesLeftOut: true)
        }
        /// The rules of request files: what is absent has the value that a new draft has.
        package static var file: ReadingRules {
            ReadingRules(demandsIdentity: false, defaults: Parameters())
        }
    }

    /// Reads the members of a task object, checking in the contract's order: unknown names, missing ones, the prompt,
    /// then the other values in the table's order (contract 5.3). The first fault is thrown.
    package static func read(
        _ members: [String: JSONValue], rules: ReadingRules
    ) throws(ParameterFault) -> ReadRequest {
        let values = try RequestMembers(members)
        try values.checkMissing(identity: rules.demandsIdentity)
        var order = ParameterTable.rows.map(\.parameter)
        order.removeAll { $0 == .positivePrompt }
        order.insert(.positivePrompt, at: 0)
        var read = ReadRequest(request: ImageRequest(prompt: "", parameters: rules.defaults), taskUUID: nil)
        for parameter in order {
            guard let json = values[parameter] else { continue }
            let value = try parameterValue(json, for: parameter)
            switch parameter {
            case .positivePrompt:
                if let fault = ParameterTable[parameter].validate(value) { throw fault }
                read.request.prompt = value.description
            case .taskUUID:
                if let fault = ParameterTable[parameter].validate(value) { throw fault }
                read.taskUUID = TaskUUID(value.description)
            case .taskType, .model:
                if let fault = ParameterTable[parameter].validate(value) { throw fault }
            case .safetyCheckContent where values[.safetyMode] != nil:
                // Mode outranks the switch when both are given (contract 4.1); the switch is only checked.
                if let fault = ParameterTable[parameter].validate(value) { throw fault }
            case _ where rules.takesRefused && Parameters.sendableAnyway.contains(parameter):
                try read.request.parameters.take(parameter, value)
            case .webhookURL where rules.takesLeftOut && WebAddress.isWithoutSecrets(value.description):
                read.request.parameters.webhookURL = value.description
            case .uploadEndpoint where rules.takesLeftOut && WebAddress.isWithoutSecrets(value.description):
                read.request.parameters.uploadEndpoint = value.description
            default:
                try read.request.parameters.set(parameter, to: value)
            }
        }
        if let conflict = read.request.parameters.conflict { throw conflict }
        return read
    }

    private static func parameterValue(
        _ json: JSONValue, for parameter: Parameter
    ) throws(ParameterFault) -> ParameterValue {
        switch json {
        case .text(let text): return .text(text)
        case .integer(let integer): return .integer(integer)
        case .flag(let flag): return .flag(flag)
        case .null, .number, .array, .object:
            throw ParameterFault(parameter, .wrongType(found: json.typeName), value: json.jsonText)
        }
    }
}

/// The members of a task object by parameter; nested objects are opened, unknown names refused.
private struct RequestMembers {
    private var values: [Parameter: JSONValue] = [:]

    subscript(parameter: Parameter) -> JSONValue? { values[parameter] }

    init(_ members: [String: JSONValue]) throws(ParameterFault) {
        try open(members, prefix: "")
    }

    private mutating func open(_ members: [String: JSONValue], prefix: String) throws(ParameterFault) {
        // Sorted, so that of several unknown names always the same one is reported.
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            let path = prefix + name
            // A dot belongs to our paths, never to a member's name.
            guard !name.contains(".") else { throw ParameterFault(unknownName: path) }
            if let parameter = Parameter(rawValue: path) {
                values[parameter] = value
            } else if Self.containers.contains(path) {
                guard case .object(let inner) = value else {
                    throw ParameterFault(group: path, found: value.typeName)
                }
                try open(inner, prefix: path + ".")
            } else {
                throw ParameterFault(unknownName: path)
            }
        }
    }

    func checkMissing(identity: Bool) throws(ParameterFault) {
        for spec in ParameterTable.rows where spec.required {
            switch spec.parameter {
            case .taskType, .taskUUID, .model:
                if identity, values[spec.parameter] == nil { throw ParameterFault(spec.parameter, .missing) }
            case .width, .height:
                // Both or, in files that take our defaults, neither.
                let given = [Parameter.width, .height].filter { values[$0] != nil }.count
                if given == 1 || (given == 0 && identity) {
                    let absent: Parameter = values[.width] == nil ? .width : .height
                    throw ParameterFault(absent, .missing)
                }
            default:
                if values[spec.parameter] == nil { throw ParameterFault(spec.parameter, .missing) }
            }
        }
    }

    /// Objects that only group parameters: `safety`, `providerSettings`, `providerSettings.bfl`.
    private static let containers: Set<String> = {
        var paths: Set<String> = []
        for parameter in Parameter.allCases {
            var parts = parameter.path.split(separator: ".")
            while parts.count > 1 {
                parts.removeLast()
                paths.insert(parts.joined(separator: "."))
            }
        }
        return paths
    }()
}
