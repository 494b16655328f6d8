/// A request: a frozen prompt and its parameters (product §2). What a job keeps and what the record shows.
package struct ImageRequest: Hashable, Sendable {
    package var prompt: String
    package var parameters: Parameters

    /// A request that has not been checked yet.
    package init(prompt: String, parameters: Parameters) {
        self.prompt = prompt
        self.parameters = parameters
    }

    /// Every rule that this request breaks, the prompt first, then in the order of the table; not those of values that
    /// are sent anyway.
    package var faults: [ParameterFault] {
        var faults: [ParameterFault] = []
        for spec in ParameterTable.rows where !parameters.insisted.contains(spec.parameter) {
            guard let value = value(of: spec.parameter) else { continue }
            if let fault = spec.validate(value) { faults.append(fault) }
        }
        if let conflict = parameters.conflict { faults.append(conflict) }
        return faults
    }

    /// The value of a parameter, the prompt included; nil for what only an attempt has, or when unset.
    package func value(of parameter: Parameter) -> ParameterValue? {
        parameter == .positivePrompt ? .text(prompt) : parameters[parameter]
    }

    /// What it costs at the published price, before it is sent.
    package var estimate: Money { parameters.numberResults * RunwareModel.pricePerImage }

    /// The request as it may leave the database: what its addresses hold of credentials is left out.
    package var withoutSecrets: ImageRequest {
        var request = self
        request.parameters.webhookURL = parameters.webhookURL.map(WebAddress.withoutSecrets)
        request.parameters.uploadEndpoint = parameters.uploadEndpoint.map(WebAddress.withoutSecrets)
        return request
    }

    /// The frozen request as JSON: the members that go on the wire but for `taskUUID`, in the table's order.
    package var jsonText: String { ImageInference.members(of: self, taskUUID: nil) }
}

/// One task on the wire: a request under the UUID of its attempt (contract 4.1).
package struct ImageInference: Hashable, Sendable {
    package let taskUUID: TaskUUID
    package let request: ImageRequest

    package init(taskUUID: TaskUUID, request: ImageRequest) {
        self.taskUUID = taskUUID
        self.request = request
    }

    /// The task object as JSON text, in the table's order.
    package var jsonText: String { Self.members(of: request, taskUUID: taskUUID) }

    /// The body of a request message. It carries exactly one task (product §5 rule 1).
    package var body: String { "[" + jsonText + "]" }

    /// The members that lead to each row's value.
    private static let paths = ParameterTable.rows.map { $0.parameter.path.split(separator: ".").map(String.init) }

    fileprivate static func members(of request: ImageRequest, taskUUID: TaskUUID?) -> String {
        var tree = OrderedMembers()
        for (place, path) in paths.enumerated() {
            let value: ParameterValue? =
                switch ParameterTable.rows[place].parameter {
                case .taskType, .model: ParameterTable.rows[place].initial
                case .taskUUID: taskUUID.map { .text($0.text) }
                case let parameter: request.value(of: parameter)
                }
            guard let value, ParameterTable.rows[place].isSent(value) else { continue }
            tree.insert(value.jsonText, at: path[...])
        }
        return tree.jsonText
    }
}

extension ParameterSpec {
    /// Whether a value is written into the request, by the `sending` column.
    package func isSent(_ value: ParameterValue) -> Bool {
        switch sending {
        case .always, .whenSet: true
        case .whenNotDefault: value != serviceDefault
        }
    }
}

/// Members of a JSON object in the order of their first insertion, nested by path.
private struct OrderedMembers {
    private enum Node {
        case value(String)
        case members(OrderedMembers)
    }
    private var nodes: [(name: String, node: Node)] = []

    mutating func insert(_ json: String, at path: ArraySlice<String>) {
        guard let name = path.first else { return }
        let rest = path.dropFirst()
        let place = nodes.firstIndex { $0.name == name }
        guard !rest.isEmpty else {
            nodes.append((name, .value(json)))
            return
        }
        var inner = OrderedMembers()
        if let place, case .members(let members) = nodes[place].node { inner = members }
        inner.insert(json, at: rest)
        if let place { nodes[place].node = .members(inner) } else { nodes.append((name, .members(inner))) }
    }

    var jsonText: String {
        JSONText.object(
            nodes.map { entry in
                switch entry.node {
                case .value(let json): (entry.name, json)
                case .members(let members): (entry.name, members.jsonText)
                }
            })
    }
}
