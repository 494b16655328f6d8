import EngineCore
import EngineModel
import RunwareAPI
import RunwareClient
import RunwareService

/// The service when no key is configured: the local one, started in this process, or another copy's. The engine
/// reaches it by the same client over loopback; this actor only sees to it that somebody serves.
actor LocalServiceHost: ImageService {
    private let settings: ServiceConfiguration
    private let makeClient: @Sendable (ServiceAddress, APIKey?) -> any ImageService
    nonisolated let events: AsyncStream<ServiceEvent>
    private let sink: AsyncStream<ServiceEvent>.Continuation
    private var own: RunningService?
    private var client: (any ImageService)?
    /// Passes on what the client tells; ends with the client.
    private var relay: Task<Void, Never>?
    private var notice: String?
    private var isShutDown = false

    init(
        _ settings: ServiceConfiguration, makeClient: @escaping @Sendable (ServiceAddress, APIKey?) -> any ImageService
    ) {
        self.settings = settings
        self.makeClient = makeClient
        (events, sink) = AsyncStream.makeStream()
    }

    func identify() async -> Identification {
        if client == nil { await connect() }
        let answer = await ask()
        guard case .unreachable = answer, own == nil, !isShutDown else { return answer }
        // The copy that served has ended: this one takes over its store and its port.
        await client?.shutDown()
        client = nil
        await connect()
        return await ask()
    }

    func send(
        _ task: ImageInference, onFirstByte: @escaping @Sendable () -> Void,
        deliver: @escaping @Sendable (Answer) async -> Void
    ) async -> SendEnd {
        guard let client else { return .notSent(absence) }
        return await client.send(task, onFirstByte: onFirstByte, deliver: deliver)
    }

    func collect(_ questions: [CollectQuestion]) async -> CollectOutcome {
        guard let client else { return CollectOutcome(fault: absence) }
        return await client.collect(questions)
    }

    func resume(session: String) async { await client?.resume(session: session) }

    func fetch(_ url: String) async -> FetchOutcome {
        guard let client else { return .failed(absence) }
        return await client.fetch(url)
    }

    func account() async -> AccountOutcome {
        guard let client else { return .failed(absence) }
        return await client.account()
    }

    func ping() async -> PingOutcome {
        guard let client else { return .failed(absence) }
        return await client.ping()
    }

    private var absence: ConnectionFault {
        ConnectionFault(.refused, detail: notice ?? "the local service does not run")
    }

    func shutDown() async {
        isShutDown = true
        await client?.shutDown()
        await relay?.value
        sink.finish()
        await own?.stop()
    }

    private func use(_ client: any ImageService) {
        self.client = client
        relay = Task { [sink] in
            for await event in client.events { sink.yield(event) }
        }
    }

    private func ask() async -> Identification {
        guard let client else {
            var status = ServiceStatus()
            status.name = "local service"
            status.isSimulated = true
            return .unreachable(status, ConnectionFault(.refused, detail: notice ?? "it does not run"))
        }
        switch await client.identify() {
        case .known(var status):
            status.notice = notice
            return .known(status)
        case .unreachable(var status, let fault):
            status.notice = notice
            return .unreachable(status, fault)
        }
    }

    private func connect() async {
        guard !isShutDown else { return }
        do throws(ServiceStartFailure) {
            let service = try await LocalService.start(settings)
            // The program may have been left meanwhile: nobody would end what is made now.
            guard !isShutDown else { return await service.stop() }
            own = service
            use(makeClient(service.address, APIKey(service.key)))
            notice =
                service.port == settings.port
                ? nil : "port \(settings.port) is taken by another program: the local service uses \(service.port)"
        } catch {
            guard !isShutDown else { return }
            guard case .storeInUse = error else {
                notice = error.sentence
                return
            }
            let key = LocalService.readKey(in: settings.storeDirectory).flatMap(APIKey.init)
            let port = LocalService.lastPort(in: settings.storeDirectory) ?? settings.port
            use(makeClient(ServiceAddress(loopbackPort: port), key))
        }
    }
}

extension ServiceStartFailure {
    /// One sentence with what to do.
    var sentence: String {
        switch self {
        case .portInUse(let port): "port \(port) is in use by another program; choose another with --port"
        case .cannotListen(let port, let reason): "port \(port) cannot be opened (\(reason))"
        case .storeInUse(let path): "another Easel already runs the local service of \(path)"
        case .cannotOpenStore(let path, let reason): "\(path) cannot be opened (\(reason)); make it writable"
        case .invalidKey: "the key for the local service must be 1–512 visible characters"
        case .cannotKeepKey(let path, let reason): "the key file \(path) cannot be used (\(reason))"
        }
    }

    /// The exit code that belongs to it.
    var status: ExitStatus {
        switch self {
        case .portInUse, .cannotListen, .storeInUse: .unavailable
        case .cannotOpenStore, .cannotKeepKey: .cannotWrite
        case .invalidKey: .usage
        }
    }
}
