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

/// HTTP in front of the core: `POST /v1`, the files behind the links, and the control of faults (contract 2.1, 12.2).
struct HTTPFront: HTTPResponder {
    typealias Context = ConnectionContext

    /// Bytes of a request's body or of a socket's message at most.
    static let maximumBody = 1024 * 1024

    let core: ServiceCore
    let gallery: Gallery
    let sockets: SocketCount
    let connections: ConnectionCount
    let storeID: String
    /// Whether the service listens beyond loopback.
    let isOpen: Bool
    let clock: any Clock<Duration>
    let logger: Logger

    func respond(to request: Request, context: ConnectionContext) async throws -> Response {
        let answered: Response?
        do throws(Unanswered) {
            answered = try await answer(request, context)
        } catch {
            if case .silence = error { await waitForEnd(of: context.channel) }
            answered = nil
        }
        guard var response = answered else {
            // Stopping, or a fault: a dropped line tells the client to collect later; any status would claim a verdict.
            try? await context.channel.close()
            throw CancellationError()
        }
        if let identity = HTTPField.Name(LocalService.identityHeader) { response.headers[identity] = storeID }
        if request.headers[.connection] == "close" || connections.isServed(context.channel) == false {
            response.headers[.connection] = "close"
        }
        logger.debug("answered", metadata: ["method": "\(request.method)", "status": "\(response.status.code)"])
        return response
    }

    /// Why a request is not answered.
    private enum Unanswered: Error {
        /// The service stops, or the line is dropped on purpose.
        case drop
        /// The line stays open without a word.
        case silence
    }

    private func answer(_ request: Request, _ context: ConnectionContext) async throws(Unanswered) -> Response {
        let refusal = LoopbackRule.refusal(
            host: request.head.authority, origins: request.head.headerFields[values: .origin], isOpen: isOpen)
        if let refusal { return reply(refusing: refusal) }
        if connections.isServed(context.channel) == false {
            return reply(refusing: .tooManyConnections(maximum: connections.maximum))
        }
        let path = (request.head.path ?? "/").prefix { $0 != "?" }
        switch (path, request.method) {
        case ("/v1", .post): return try await answerTasks(request)
        case ("/v1", .get) where request.headers[.secWebSocketKey] != nil:
            return reply(refusing: sockets.isFull ? .tooManySockets(maximum: sockets.maximum) : .noUpgrade)
        case ("/v1", _): return reply(refusing: .wrongMethod)
        case (ControlRoute.path, _): return await control(request, context)
        case (_, .get), (_, .head): return try await serve(path, head: request.method == .head)
        default: return reply(refusing: .noSuchPlace)
        }
    }

    private func answerTasks(_ request: Request) async throws(Unanswered) -> Response {
        let offered = Self.bearer(request.headers[.authorization])
        if let offered, !core.accepts(offered) { return reply(refusing: .invalidApiKey) }
        let tasks: [SentTask]
        do throws(ServiceError) {
            tasks = try admit(
                try MessageReading.read(try await Self.body(of: request)), authenticated: offered != nil)
        } catch {
            // Who has shown no key learns nothing but that.
            let known = offered != nil || error.httpStatus == 401 || error.httpStatus == 413
            return reply(refusing: known ? error : .missingApiKey)
        }
        var order = await core.faults.order(for: tasks)
        var damage = order.damage
        if let response = try await obey(order) { return response }
        let parts = await core.perform(tasks)
        order = await core.faults.orderAfterAcceptance(of: tasks)
        damage += order.damage
        if let response = try await obey(order) { return response }
        guard let gathered = await OutgoingReply(gathering: parts) else { throw .drop }
        return reply(gathered, damage: Damage(damage))
    }

    /// The tasks to perform, once a key was shown in the header or in a leading task. That task is answered only when
    /// it is alone: simple clients take the first item for their image.
    private func admit(_ tasks: [SentTask], authenticated: Bool) throws(ServiceError) -> [SentTask] {
        guard case .authentication(let offered, _)? = tasks.first else {
            guard authenticated else { throw .missingApiKey }
            return tasks
        }
        guard let offered else { throw .missingApiKey }
        guard core.accepts(offered) else { throw .invalidApiKey }
        return tasks.count == 1 ? tasks : Array(tasks.dropFirst())
    }

    private func serve(_ path: Substring, head: Bool) async throws(Unanswered) -> Response {
        guard let address = ImageAddress(path: path) else { return reply(refusing: .noSuchPlace) }
        let file: GalleryFile?
        do {
            file = try await gallery.file(at: address)
        } catch {
            logger.error("an image could not be served", metadata: ["error": "\(error)"])
            return reply(refusing: .internalFault)
        }
        guard let file else { return reply(refusing: .noSuchPlace) }
        let order = core.faults.orderForDownload(prompt: file.prompt)
        if let response = try await obey(order) { return response }
        let damage = Damage(order.damage)
        let response = Response(
            status: .ok, headers: [.contentType: file.mimeType], body: body(damage.shortened(file.bytes), damage))
        return head ? response.createHeadResponse() : response
    }

    // MARK: Faults

    private func control(_ request: Request, _ context: ConnectionContext) async -> Response {
        guard Self.isLoopback(context.channel) else { return reply(refusing: .foreignRequest("address")) }
        guard let offered = Self.bearer(request.headers[.authorization]) else { return reply(refusing: .missingApiKey) }
        guard core.accepts(offered) else { return reply(refusing: .invalidApiKey) }
        do throws(ServiceError) {
            switch request.method {
            case .post: core.faults.book.add(try ControlRoute.faults(in: try await Self.body(of: request)))
            case .delete: core.faults.book.clear()
            default: throw .wrongMethod
            }
            return Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: "{}")))
        } catch {
            return reply(refusing: error)
        }
    }

    /// Does what a fault demands; nil lets the request go its way.
    private func obey(_ order: FaultDesk.Order) async throws(Unanswered) -> Response? {
        if order.delay > .zero {
            do { try await clock.sleep(for: order.delay) } catch { throw .drop }
        }
        switch order.end {
        case nil: return nil
        case .drop?: throw .drop
        case .silence?: throw .silence
        case .page?:
            return Response(
                status: .badGateway, headers: [.contentType: "text/html"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: Fault.gatewayPage)))
        case .refusal(let errors, let retryAfter)?:
            var response = reply(OutgoingReply(errors: errors))
            if let retryAfter { response.headers[.retryAfter] = String(retryAfter) }
            return response
        }
    }

    /// Longer than any client waits for an answer.
    private static let longestSilence = Duration.seconds(600)

    /// Returns when the connection has ended, when the service stops, or after a while: the end of a client that does not
    /// read is not seen otherwise.
    private func waitForEnd(of channel: any Channel) async {
        let end = channel.closeFuture
        let timer = Task {
            try await clock.sleep(for: Self.longestSilence)
            channel.close(promise: nil)
        }
        defer { timer.cancel() }
        await withTaskCancellationHandler {
            try? await end.get()
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    // MARK: Replies

    private func reply(refusing error: ServiceError) -> Response {
        reply(OutgoingReply(errors: [error]))
    }

    private func reply(_ reply: OutgoingReply, damage: Damage = Damage()) -> Response {
        let bytes = damage.shortened(Array(damage.rearranged(reply).jsonText.utf8))
        return Response(
            status: HTTPResponse.Status(code: reply.status), headers: [.contentType: "application/json"],
            body: body(bytes, damage))
    }

    private func body(_ bytes: [UInt8], _ damage: Damage) -> ResponseBody {
        guard let pause = damage.pause else { return ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)) }
        let clock = clock
        return ResponseBody(contentLength: bytes.count) { writer in
            for piece in damage.pieces(bytes) {
                try await clock.sleep(for: pause)
                try await writer.write(ByteBuffer(bytes: piece))
            }
            try await writer.finish(nil)
        }
    }

    private static func body(of request: Request) async throws(ServiceError) -> [UInt8] {
        do {
            return Array(try await request.body.collect(upTo: Self.maximumBody).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw .bodyTooLarge(maximum: Self.maximumBody)
        } catch {
            // The client has gone: nobody reads this.
            throw .malformedJSON
        }
    }

    private static func isLoopback(_ channel: any Channel) -> Bool {
        guard let address = channel.remoteAddress?.ipAddress else { return false }
        return address.hasPrefix("127.") || address == "::1"
    }

    /// The key of an `Authorization` header; nil when there is none, and no key at all for another scheme.
    private static func bearer(_ header: String?) -> String? {
        guard let header else { return nil }
        let words = header.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer" else { return "" }
        return String(words[1])
    }
}
