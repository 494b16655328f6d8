import EngineCore
import EngineModel
import EngineStore
import RunwareAPI
import RunwareClient
import RunwareService
import Settings

/// The object graph that studio and headless commands share: folders, configuration, store, service, engine.
struct Workshop {
    let folders: Folders
    let configuration: Configuration
    /// What was wrong with the configuration; defaults stand in for it.
    let diagnostics: [Diagnostic]
    let keySource: KeySource
    let store: EngineStore
    let engine: Engine

    /// Builds everything; nothing is sent and nobody is asked yet. To be called on the main thread.
    ///
    /// - Parameter wait: seconds for which whoever waits for a job is kept waiting when its fate is open; nil is the
    ///   engine's own.
    static func open(_ environment: [String: String], wait: Int? = nil) throws(Refusal) -> Workshop {
        let folders = try folders(environment)
        let (configuration, diagnostics) = Configuration.load(path: folders.configurationFile)
        let (source, key) = try key(environment, folders, configuration)
        let choice: ServiceEnvironment
        do {
            choice = try ServiceEnvironment(environment, storedKey: key)
        } catch {
            throw Refusal(.usage, error.sentence)
        }
        let store = try openStore(folders)
        var random = RandomBits()
        let salt = try salt(store, &random)
        let service = makeService(choice, folders: folders, configuration: configuration, salt: salt)
        let engine = Engine(
            service: service, journal: store, library: store, media: store, spool: store,
            parallelism: configuration.parallelism, patience: wait.map { .seconds($0) },
            caps: Caps(session: configuration.sessionCap, day: configuration.dayCap))
        return Workshop(
            folders: folders, configuration: configuration, diagnostics: diagnostics, keySource: source, store: store,
            engine: engine)
    }

    /// Opens the history of these folders under a fresh identity of this process.
    static func openStore(_ folders: Folders) throws(Refusal) -> EngineStore {
        var random = RandomBits()
        do {
            return try EngineStore.open(dataDirectory: folders.data, ownerBits: random.nextUUID())
        } catch {
            throw Refusal(.cannotWrite, error.sentence)
        }
    }

    /// Ends connections and closes the store.
    func close() async {
        await engine.shutDown()
        await store.close()
    }

    static func folders(_ environment: [String: String]) throws(Refusal) -> Folders {
        do {
            return try Folders(environment: environment)
        } catch {
            throw Refusal(.usage, "\(error)")
        }
    }

    /// Where the local service keeps its store.
    static func serviceDirectory(_ folders: Folders) -> String { folders.data + "/service" }

    /// The key that stands in for a variable that is not set: that of the command, else the kept one.
    private static func key(
        _ environment: [String: String], _ folders: Folders, _ configuration: Configuration
    ) throws(Refusal) -> (KeySource, APIKey?) {
        if environment[ServiceEnvironment.Variable.key.rawValue]?.isEmpty == false { return (.environment, nil) }
        if let words = configuration.keyCommand {
            let command = KeyCommand(words: words)
            return (.command(command.name), try command.key(environment))
        }
        guard let kept = try KeptKey(path: folders.keyFile).read() else { return (.none, nil) }
        return (.file(folders.keyFile), kept)
    }

    /// A random text of this data folder, so that fingerprints of keys say nothing elsewhere.
    private static func salt(_ store: EngineStore, _ random: inout RandomBits) throws(Refusal) -> String {
        let fresh = random.nextUUID().text
        let result: Result<String, StoreFailure> = Blocking.wait {
            do throws(StoreFailure) {
                if let kept = try await store.note("salt") { return .success(kept) }
                try await store.saveNote("salt", fresh)
                return .success(fresh)
            } catch {
                return .failure(error)
            }
        }
        switch result {
        case .success(let salt): return salt
        case .failure(let failure): throw Refusal(.cannotWrite, failure.sentence)
        }
    }

    private static func makeService(
        _ choice: ServiceEnvironment, folders: Folders, configuration: Configuration, salt: String
    ) -> any ImageService {
        let transport: ServiceTransport = configuration.transport == .http ? .http : .socket
        let client: @Sendable (ServiceEndpoints, APIKey?) -> any ImageService = { endpoints, key in
            var settings = ClientConfiguration(
                endpoints: endpoints, key: key, fingerprintSalt: salt, version: EaselVersion.text)
            settings.transport = transport
            return RunwareImageService(settings)
        }
        switch choice {
        case .remote(let endpoints, let key): return client(endpoints, key)
        case .loopback(let endpoints, let key):
            let kept = LocalService.readKey(in: serviceDirectory(folders)).flatMap(APIKey.init)
            return client(endpoints, key ?? kept)
        case .inProcess:
            var settings = ServiceConfiguration(storeDirectory: serviceDirectory(folders))
            settings.portPolicy = .preferFixed
            if let port = configuration.servicePort { settings.port = port }
            if let latency = configuration.serviceLatency { settings.latency = latency }
            return LocalServiceHost(settings) { client(ServiceEndpoints($0), $1) }
        }
    }
}
