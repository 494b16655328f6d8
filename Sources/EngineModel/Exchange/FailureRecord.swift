import RunwareAPI

/// A failure in a record: its kind and what belongs to it, the service's errors in the service's own words.
extension JobFailure {
    /// The names of kinds in records; never renamed.
    private enum Kind: String, CaseIterable {
        case service, undecided, notSent, lost, unreadable, interrupted, shortDelivery, otherService, erased
    }

    var recordText: String {
        let (kind, members) = parts
        return JSONText.object([("kind", JSONText.quoted(kind.rawValue))] + members)
    }

    private var parts: (Kind, [(String, String)]) {
        switch self {
        case .service(let errors): (.service, [("errors", Self.array(errors))])
        case .undecided(let errors): (.undecided, [("errors", Self.array(errors))])
        case .notSent(let fault): (.notSent, Self.members(fault))
        case .lost(let fault): (.lost, Self.members(fault))
        case .unreadable(let status, let excerpt):
            (.unreadable, [("httpStatus", String(status)), ("excerpt", JSONText.quoted(excerpt))])
        case .interrupted: (.interrupted, [])
        case .shortDelivery(let delivered, let asked):
            (.shortDelivery, [("delivered", String(delivered)), ("asked", String(asked))])
        case .otherService(let key): (.otherService, [("service", JSONText.quoted(key))])
        case .erased: (.erased, [])
        }
    }

    private static func array(_ errors: [ServiceError]) -> String {
        "[" + errors.map(\.recordText).joined(separator: ",") + "]"
    }

    private static func members(_ fault: ConnectionFault) -> [(String, String)] {
        [("connection", JSONText.quoted(fault.kind.rawValue)), ("detail", JSONText.quoted(fault.detail))]
    }

    static func read(_ members: RecordMembers, line: Int) throws(RecordFault) -> JobFailure {
        var members = members
        let kinds = Kind.allCases.map(\.rawValue).joined(separator: ", ")
        let kind = try members.required("kind", "kind of failure (\(kinds))") { $0.string.flatMap(Kind.init) }
        let failure: JobFailure =
            switch kind {
            case .service: .service(try errors(&members, line))
            case .undecided: .undecided(try errors(&members, line))
            case .notSent: .notSent(try connection(&members))
            case .lost: .lost(try connection(&members))
            case .unreadable:
                .unreadable(
                    httpStatus: try members.number("httpStatus", in: 0...999), excerpt: try members.text("excerpt"))
            case .interrupted: .interrupted
            case .shortDelivery:
                .shortDelivery(
                    delivered: try members.number("delivered", in: 0...HistoryRecord.manyImages),
                    asked: try members.number("asked", in: 0...HistoryRecord.manyImages))
            case .otherService: .otherService(key: try members.text("service"))
            case .erased: .erased
            }
        try members.end()
        return failure
    }

    private static func errors(_ members: inout RecordMembers, _ line: Int) throws(RecordFault) -> [ServiceError] {
        try members.list("errors") { value, place throws(RecordFault) in
            try ServiceError.read(try RecordMembers(value, line: line, path: place))
        }
    }

    private static func connection(_ members: inout RecordMembers) throws(RecordFault) -> ConnectionFault {
        let kind = try members.required("connection", "kind of connection fault") {
            $0.string.flatMap(ConnectionFault.Kind.init)
        }
        return ConnectionFault(kind, detail: try members.text("detail"))
    }
}

extension ServiceError {
    var recordText: String {
        var members = [("code", JSONText.quoted(code)), ("message", JSONText.quoted(message))]
        let parameters = parameters.map(JSONText.quoted).joined(separator: ",")
        members.add("parameters", parameters.isEmpty ? nil : "[" + parameters + "]")
        members.add("type", type.map(JSONText.quoted))
        members.add("documentation", documentation.map(JSONText.quoted))
        members.add("taskType", taskType.map(JSONText.quoted))
        members.add("taskUUID", taskUUID.map(JSONText.quoted))
        members.add("status", status.map(JSONText.quoted))
        members.add("responseContent", responseContent.map(JSONText.quoted))
        members.add("allowedValues", allowedValues.map(JSONText.quoted))
        members.add("httpStatus", httpStatus.map { String($0) })
        return JSONText.object(members)
    }

    static func read(_ members: RecordMembers) throws(RecordFault) -> ServiceError {
        var members = members
        var error = ServiceError(code: try members.text("code"), message: try members.text("message"))
        error.parameters =
            try members.optional("parameters", "JSON array of texts") { value in
                guard case .array(let values) = value else { return nil }
                let texts = values.compactMap(\.string)
                return texts.count == values.count ? texts : nil
            } ?? []
        error.type = try members.optionalText("type")
        error.documentation = try members.optionalText("documentation")
        error.taskType = try members.optionalText("taskType")
        error.taskUUID = try members.optionalText("taskUUID")
        error.status = try members.optionalText("status")
        error.responseContent = try members.optionalText("responseContent")
        error.allowedValues = try members.optionalText("allowedValues")
        error.httpStatus = try members.optionalNumber("httpStatus", in: 0...999)
        try members.end()
        return error
    }
}
