import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import RunwareAPI

/// The connection that a request came over.
struct ConnectionContext: InitializableFromSource {
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        channel = source.channel
    }
}

/// HTTP in front of the core: `POST /v1` and the files behind the links (contract 2.1, 12.2).
struct HTTPFront: HTTPResponder {
    typealias Context = ConnectionContext

    /// Bytes of a request's body at most.
    static let maximumBody = 1024 * 1024

    let core: ServiceCore
    let gallery: Gallery
    let storeID: String
    let logger: Logger

    func respond(to request: Request, context: ConnectionContext) async throws -> Response {
        let answered = await answer(request)
        guard var response = answered else {
            // Stopping: a dropped line tells the client to collect later; any status would claim a verdict.
            try? await context.channel.close()
            throw CancellationError()
        }
        if let identity = HTTPField.Name(LocalService.identityHeader) { response.headers[identity] = storeID }
        logger.debug("answered", metadata: ["method": "\(request.method)", "status": "\(response.status.code)"])
        return response
    }

    /// The response; nil when the service stops and there is nothing true to say.
    private func answer(_ request: Request) async -> Response? {
        if let refusal = LoopbackRule.refusal(of: request.head) { return reply(refusing: refusal) }
        let path = (request.head.path ?? "/").prefix { $0 != "?" }
        switch (path, request.method) {
        case ("/v1", .post): return await answerTasks(request)
        case ("/v1", _): return reply(refusing: .wrongMethod)
        case (_, .get), (_, .head): return await serve(path, head: request.method == .head)
        default: return reply(refusing: .noSuchPlace)
        }
    }

    private func answerTasks(_ request: Request) async -> Response? {
        let offered = Self.bearer(request.headers[.authorization])
        if let offered, !core.accepts(offered) { return reply(refusing: .invalidApiKey) }
        let body: [UInt8]
        do {
            body = Array(try await request.body.collect(upTo: Self.maximumBody).readableBytesView)
        } catch is NIOTooManyBytesError {
            return reply(refusing: .bodyTooLarge(maximum: Self.maximumBody))
        } catch {
            return nil
        }
        let tasks: [SentTask]
        do throws(ServiceError) {
            tasks = try admit(try MessageReading.read(body), authenticated: offered != nil)
        } catch {
            // Who has shown no key learns nothing but that.
            let known = offered != nil || error.httpStatus == 401
            return reply(refusing: known ? error : .missingApiKey)
        }
        guard let gathered = await OutgoingReply(gathering: core.perform(tasks)) else { return nil }
        return reply(gathered)
    }

    /// The tasks to perform, once a key was shown in the header or in a leading task. That task is answered only when
    /// it is alone: simple clients take the first item for their image.
    private func admit(_ tasks: [SentTask], authenticated: Bool) throws(ServiceError) -> [SentTask] {
        guard case .authentication(let offered)? = tasks.first else {
            guard authenticated else { throw .missingApiKey }
            return tasks
        }
        guard let offered else { throw .missingApiKey }
        guard core.accepts(offered) else { throw .invalidApiKey }
        return tasks.count == 1 ? tasks : Array(tasks.dropFirst())
    }

    private func serve(_ path: Substring, head: Bool) async -> Response? {
        guard let address = ImageAddress(path: path) else { return reply(refusing: .noSuchPlace) }
        do {
            guard let file = try await gallery.file(at: address) else { return reply(refusing: .noSuchPlace) }
            let response = Response(
                status: .ok, headers: [.contentType: file.mimeType],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
            return head ? response.createHeadResponse() : response
        } catch {
            logger.error("an image could not be served", metadata: ["error": "\(error)"])
            return reply(refusing: .internalFault)
        }
    }

    private func reply(refusing error: ServiceError) -> Response {
        reply(OutgoingReply(errors: [error]))
    }

    private func reply(_ reply: OutgoingReply) -> Response {
        Response(
            status: HTTPResponse.Status(code: reply.status), headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: reply.jsonText)))
    }

    /// The key of an `Authorization` header; nil when there is none, and no key at all for another scheme.
    private static func bearer(_ header: String?) -> String? {
        guard let header else { return nil }
        let words = header.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer" else { return "" }
        return String(words[1])
    }
}
