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
            Easel itself needs no key for it: it reads the kept one.
            """)

    @Option(help: "Port on 127.0.0.1 (1–65535).")
    var port = ServiceConfiguration.defaultPort

    @Option(help: "How long one image takes, in seconds (0–3600).")
    var latency = 1.5

    @Option(help: "A key of your own instead of the generated one; not kept.")
    var key: String?

    @Flag(help: "Say each request on stderr.")
    var verbose = false

    func validate() throws {
        guard (1...65_535).contains(port) else {
            throw ValidationError("--port \(port) is not allowed: 1–65535")
        }
        guard (0...3600).contains(latency) else {
            throw ValidationError("--latency \(latency) is not allowed: 0–3600 seconds")
        }
    }

    func run() throws {
        do throws(Refusal) {
            let folders = try Workshop.folders(ProcessInfo.processInfo.environment)
            var settings = ServiceConfiguration(storeDirectory: Workshop.serviceDirectory(folders))
            settings.port = port
            settings.portPolicy = .fixed
            settings.key = key
            settings.latency = .milliseconds(Int64(latency * 1000))
            if verbose {
                settings.logger = Logger(label: "easel.serve") { StreamLogHandler.standardError(label: $0) }
                settings.logger.logLevel = .debug
            }
            try serve(settings)
        } catch {
            throw error.exit()
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
        print("The local service listens on \(service.address.text)")
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
