import ArgumentParser
import Dispatch
import Foundation
import Logging
import RunwareAPI
import RunwareService
import Settings

/// `easel serve`: the local service alone.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the local service: the Runware contract on loopback, with sketches instead of the model.",
        discussion: """
            Point any Runware client at it:
              RUNWARE_BASE_URL=http://127.0.0.1:7313/v1 RUNWARE_API_KEY=… your-program
            Easel itself needs no key for it: it reads the kept one. The same port speaks WebSocket:
              RUNWARE_WS_BASE_URL=ws://127.0.0.1:7313/v1

            FAULTS
            --fault KIND[@PLACE][:COUNT] makes something go wrong COUNT times (default 1, or all) at PLACE: before
            acceptance (default), after, poll, details or download. Kinds:
              \(Fault.Kind.allCases.map(\.rawValue).joined(separator: ", "))
            While it runs, POST /control/faults with the key and {"kind":"429","count":2,"prompt":"kite"} adds more,
            and DELETE ends all.
            """)

    @Option(help: "Port on 127.0.0.1 (1–65535).")
    var port = ServiceConfiguration.defaultPort

    @Option(help: "How long one image takes, in seconds (0–3600).")
    var latency = 1.5

    @Option(help: "A key of your own instead of the generated one; not kept.")
    var key: String?

    @Flag(help: "Say each request on stderr.")
    var verbose = false

    @Option(
        name: .customLong("fault"),
        help: ArgumentHelp("A fault to begin with; may be repeated.", valueName: "kind[@place][:count]"))
    var faults: [String] = []

    @Flag(
        name: .customLong("forget-uuids"),
        help: "Accept, generate and charge a repeated UUID again, as a service that remembers nothing.")
    var forgetUUIDs = false

    @Flag(help: "Draw one file per size and format only, to measure the protocol.")
    var predrawn = false

    @Flag(help: "Wrap what webhooks get in {\"data\":[…]}.")
    var wrappedWebhooks = false

    @Flag(help: "Tell the balance as a bare number, as in 2025.")
    var plainBalance = false

    @Option(help: "So many of the newest images keep their links (from 1).")
    var maxImages = ServiceConfiguration.defaultStoredImages

    @Option(help: "So many WebSockets may be open at a time (1–10000).")
    var maxSockets = ServiceConfiguration.defaultSockets

    @Option(
        help: ArgumentHelp(
            "Let other machines in: listen on this address, as 0.0.0.0. The key is all that keeps them out.",
            valueName: "address"))
    var listenBeyondLoopback: String?

    func validate() throws {
        guard (1...65_535).contains(port) else {
            throw ValidationError("--port \(port) is not allowed: 1–65535")
        }
        guard (0...3600).contains(latency) else {
            throw ValidationError("--latency \(latency) is not allowed: 0–3600 seconds")
        }
        guard maxImages >= 1 else { throw ValidationError("--max-images \(maxImages) is not allowed: 1 or more") }
        guard (1...10_000).contains(maxSockets) else {
            throw ValidationError("--max-sockets \(maxSockets) is not allowed: 1–10000")
        }
        _ = try readFaults()
    }

    func run() throws {
        do throws(Refusal) {
            let folders = try Workshop.folders(ProcessInfo.processInfo.environment)
            var settings = ServiceConfiguration(storeDirectory: Workshop.serviceDirectory(folders))
            settings.port = port
            settings.portPolicy = .fixed
            settings.key = key
            settings.latency = .milliseconds(Int64(latency * 1000))
            configure(&settings)
            if verbose {
                settings.logger = Logger(label: "easel.serve") { StreamLogHandler.standardError(label: $0) }
                settings.logger.logLevel = .debug
            }
            try serve(settings)
        } catch {
            throw error.exit()
        }
    }

    private func configure(_ settings: inout ServiceConfiguration) {
        settings.faults = (try? readFaults()) ?? []
        settings.forgetsUUIDs = forgetUUIDs
        settings.predraws = predrawn
        settings.wrapsWebhooks = wrappedWebhooks
        settings.tellsPlainBalance = plainBalance
        settings.maximumStoredImages = maxImages
        settings.maximumSockets = maxSockets
        settings.addressBeyondLoopback = listenBeyondLoopback
    }

    private func readFaults() throws -> [Fault] {
        try faults.map { text in
            do throws(Fault.Unreadable) {
                return try Fault(parsing: text)
            } catch {
                throw ValidationError("--fault \(text): \(error.sentence)")
            }
        }
    }

    private func serve(_ settings: ServiceConfiguration) throws(Refusal) {
        let started: Result<RunningService, ServiceStartFailure> = Blocking.wait { [settings] in
            do throws(ServiceStartFailure) {
                return .success(try await LocalService.start(settings))
            } catch {
                return .failure(error)
            }
        }
        let service: RunningService
        switch started {
        case .success(let running): service = running
        case .failure(let failure): throw Refusal(failure.status, failure.sentence)
        }
        // Before the address is out: whoever read it may send a signal at once.
        let sources = Self.stopOnSignals(service)
        if let address = listenBeyondLoopback {
            print("The local service listens on http://\(address):\(service.port)/v1, for other machines too")
        } else {
            print("The local service listens on \(service.address.text)")
        }
        print(key == nil ? "Key: \(service.key)\n     (kept in \(service.keyFile))" : "Key: the given one")
        print("Sketches stand in for the model; costs are simulated. Ctrl-C ends it.")
        fflush(nil)
        Blocking.wait { await service.waitUntilStopped() }
        for source in sources { source.cancel() }
    }

    /// Stops the service at the first of these signals; when it returns they are watched.
    private static func stopOnSignals(_ service: RunningService) -> [any DispatchSourceSignal] {
        let watched = DispatchSemaphore(value: 0)
        let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { Task { await service.stop() } }
            source.setRegistrationHandler { watched.signal() }
            signal(number, SIG_IGN)
            source.resume()
            return source
        }
        for _ in sources { watched.wait() }
        return sources
    }
}
