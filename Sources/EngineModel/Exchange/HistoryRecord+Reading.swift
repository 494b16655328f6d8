package import Foundation
import RunwareAPI

extension HistoryRecord {
    /// More images than any answer names.
    static let manyImages = Int(Int32.max)
    /// Bytes of a tag, of a path and of a service's name: longer ones are none of ours.
    private static let longestName = 1024

    /// Reads a line as strictly as it is written. A member that this version does not know is refused and not dropped,
    /// for it may be what a newer version lost otherwise; that one raises `version`.
    ///
    /// - Parameter number: the number of the line, for the fault.
    package init(line text: Data, number: Int) throws(RecordFault) {
        guard StrictText.isWellFormed(text) else {
            throw RecordFault(line: number, rule: "holds a text that is no UTF-8, or is wrongly escaped")
        }
        let value: JSONValue
        do throws(DecodingError) {
            value = try JSONValue(parsing: text)
        } catch {
            var reason = ""
            if case .dataCorrupted(let context) = error { reason = " (\(context.debugDescription))" }
            throw RecordFault(line: number, rule: "is no JSON\(reason)")
        }
        var members = try RecordMembers(value, line: number, path: "")
        let version = try members.number("easel", in: 1...Int.max)
        guard version == Self.version else {
            throw members.fault("easel", "\(version) is the format of a newer Easel; this one reads \(Self.version)")
        }
        let result = try members.object("result")
        var job = try Self.job(&members, number, hasResult: result != nil)
        if let result { job.results = [try Self.result(result)] }
        let marks = try Self.marks(&members)
        try members.end()
        self.init(job: job, marks: marks)
    }

    // MARK: Parts

    private static func job(
        _ members: inout RecordMembers, _ line: Int, hasResult: Bool
    ) throws(RecordFault) -> Job {
        let id = JobID(try members.uuid("job"))
        let state = try state(&members, hasResult: hasResult)
        let submittedAt = try members.time("submittedAt")
        let finishedAt = try members.optionalTime("finishedAt")
        let service = ServiceIdentity(key: try service(&members), isSimulated: try members.flag("simulated"))
        let request = try request(&members)
        let origin = JobOrigin(
            name: try members.optionalUUID("name"), parent: try members.optionalUUID("parent").map(ResultID.init),
            batch: try members.optionalUUID("batch").map(BatchID.init), template: try members.optionalText("template"))
        var job = Job(
            id: id, request: request, origin: origin, submittedAt: submittedAt, service: service, state: state)
        job.finishedAt = finishedAt
        job.retries = try members.optionalNumber("retries", in: 0...manyImages) ?? 0
        if let failure = try members.object("failure") { job.failure = try JobFailure.read(failure, line: line) }
        job.attempts = try members.list("attempts") { value, place throws(RecordFault) in
            try attempt(try RecordMembers(value, line: line, path: place), line)
        }
        guard Set(job.attempts.map(\.taskUUID)).count == job.attempts.count else {
            throw members.fault("attempts", "one task stands there twice")
        }
        return job
    }

    private static func state(
        _ members: inout RecordMembers, hasResult: Bool
    ) throws(RecordFault) -> JobState {
        let names = JobState.allCases.filter(states.contains).map(\.rawValue).joined(separator: ", ")
        let state = try members.required("state", "state of a job that has ended (\(names))") {
            $0.string.flatMap(JobState.init)
        }
        guard states.contains(state) else {
            throw members.fault(
                "state", "\(state.rawValue) is not imported: only jobs that have ended are, so that none is ever sent")
        }
        guard hasResult || statesWithoutResult.contains(state) else {
            throw members.fault("result", "is missing: a job that is \(state.rawValue) stands in history by its images")
        }
        return state
    }

    private static func service(_ members: inout RecordMembers) throws(RecordFault) -> String {
        try members.required("service", "name or address of a service, without a key's fingerprint") { value in
            guard let text = value.string, !text.isEmpty, text.utf8.count <= longestName,
                ServiceIdentity(key: text, isSimulated: false).withoutKey.key == text
            else { return nil }
            return text
        }
    }

    private static func request(_ members: inout RecordMembers) throws(RecordFault) -> ImageRequest {
        let value = try members.required("request", "JSON object with the request") { $0 }
        guard case .object(let parameters) = value else {
            throw members.fault("request", "\(RecordFault.shown(value)) is no JSON object with the request")
        }
        do throws(ParameterFault) {
            let request = try ImageRequest.read(parameters, rules: .frozen)
            guard request.taskUUID == nil else { throw ParameterFault(unknownName: Parameter.taskUUID.path) }
            return request.request.withoutSecrets
        } catch {
            throw members.fault("request", error.message)
        }
    }

    private static func attempt(_ given: RecordMembers, _ line: Int) throws(RecordFault) -> Attempt {
        var members = given
        let attempt = Attempt(
            taskUUID: try members.uuid("taskUUID"), asked: try members.number("asked", in: 1...20),
            seed: try members.seed("seed"), startedAt: try members.time("startedAt"))
        let errors = try members.list("errors") { value, place throws(RecordFault) in
            try ServiceError.read(try RecordMembers(value, line: line, path: place))
        }
        try members.end()
        return Attempt(closed: attempt, errors: errors)
    }

    private static func result(_ given: RecordMembers) throws(RecordFault) -> ImageResult {
        var members = given
        let file = try members.optional("file", "path below the data folder", path)
        let failure = try members.optionalText("fileFailure")
        guard file == nil || failure == nil else {
            throw members.fault("fileFailure", "stands beside a file; a file is there or failed")
        }
        let result = ImageResult(
            id: ResultID(try members.uuid("id")), taskUUID: try members.uuid("taskUUID"),
            imageUUID: try members.text("imageUUID"), index: try members.number("index", in: 0...manyImages),
            url: try members.optionalText("imageURL"), seed: try members.seed("seed"), cost: try members.money("cost"),
            nsfw: try members.optional("NSFWContent", "flag (true or false)") { $0.flag },
            receivedAt: try members.time("receivedAt"),
            media: file.map(MediaState.stored) ?? failure.map(MediaState.failed) ?? .linked)
        try members.end()
        return result
    }

    /// A path that leads to nothing outside the data folder, whatever was written into the file.
    private static func path(_ value: JSONValue) -> String? {
        guard let text = value.string, text.utf8.count <= longestName,
            !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { return nil }
        let names = text.split(separator: "/", omittingEmptySubsequences: false)
        return names.count > 1 && names[0] == "images" && names.allSatisfy { !$0.isEmpty && $0.first != "." }
            ? text : nil
    }

    private static func marks(_ members: inout RecordMembers) throws(RecordFault) -> HistoryMarks {
        let range = HistoryMarks.ratings
        let rating = try members.optionalNumber("rating", in: range)
        let isPicked = try members.optional("picked", "flag (true or false)") { $0.flag } ?? false
        let tags = try members.optional("tags", "JSON array of tags") { value -> [String]? in
            guard case .array(let values) = value else { return nil }
            let tags = values.compactMap(\.string).filter { !$0.isEmpty && $0.utf8.count <= longestName }
            return tags.count == values.count ? tags : nil
        }
        var marks = HistoryMarks(rating: rating, isPicked: isPicked, note: try members.optionalText("note"))
        for tag in tags ?? [] {
            guard TagName.normal(tag) != nil else {
                throw members.fault(
                    "tags", "\(RecordFault.shown(.text(tag))) is no tag: those have 1 to \(TagName.limit) characters")
            }
            guard marks.take(.tag(tag, isOn: true), now: Timestamp(milliseconds: 0)) != nil else {
                throw members.fault("tags", "\(RecordFault.shown(.text(tag))) stands there twice")
            }
        }
        return marks
    }
}
