import ArgumentParser
import CTerm
import EngineCore
import EngineModel
import EngineStore
import Foundation
import RunwareAPI
import Settings
import StudioCore
import StudioRuntime
import TerminalCurses
import TerminalLoop
import TerminalUI

/// `easel`: the studio.
struct Studio: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Open the studio (the default).")

    /// It takes none: what stands here was meant as a command.
    @Argument(help: .hidden)
    var words: [String] = []

    func validate() throws {
        guard let word = words.first else { return }
        throw ValidationError(
            "there is no command \(CellText.sanitized(word, keepingNewlines: false)); easel --help shows all")
    }

    func run() throws {
        let environment = ProcessInfo.processInfo.environment
        do throws(Refusal) {
            let log = try StudioLog.prepare(Workshop.folders(environment))
            // From here on nothing leaves this function without closing it.
            let workshop = try Workshop.open(environment)
            _ = ct_crash_install()
            ct_crash_set_note("Easel ended unexpectedly; what it said is in \(log)")
            let signals = UILoop.serveSignals()
            let outcome = UI.run { Studio.show(workshop, environment: environment, log: log, signals: signals) }
            Blocking.wait {
                if case .success(.hungUp) = outcome { await Self.finishSent(workshop.engine) }
                await workshop.close()
            }
            _ = try outcome.get()
        } catch {
            throw error.exit()
        }
    }

    /// Shows the studio until it ends; the terminal is given back whatever happens.
    @UI
    private static func show(
        _ workshop: Workshop, environment: [String: String], log: String, signals: Int32
    ) -> Result<Program.End, Refusal> {
        let terminal: CursesTerminal
        do throws(CursesFailure) {
            terminal = try CursesTerminal(environment: environment, log: log)
            try terminal.claim()
        } catch {
            return .failure(Refusal(.usage, error.sentence))
        }
        defer { terminal.release() }

        let themes = ThemeLibrary(folders: workshop.folders, executable: executablePath())
        let (themeFile, themeDiagnostics) = themes.load(workshop.configuration.theme)
        let tier = workshop.configuration.color.tier(
            environment: environment, terminalColors: terminal.colorTier.colorCount)
        var state = StudioState(size: terminal.size, seeds: SeedSequence(start: .random(in: 0...(.max))))
        state.utcOffsets = .ofUser
        state.surroundings = Surroundings(environment: environment)
        state.finishSignals = workshop.configuration.finishSignals
        // Before the first key: a draft that came later would replace what was typed meanwhile.
        if let draft = keptDraft(workshop.store) { _ = reduce(.restoredDraft(draft), &state) }
        let loop = UILoop(terminal: terminal, signals: signals)
        let program = Program(
            state: state, terminal: terminal, theme: themeFile.theme(for: tier), engine: workshop.engine,
            library: workshop.store, files: userFiles(workshop.folders, environment),
            editor: editor(workshop, environment),
            outside: outside(environment), whenEnded: { loop.stop() })
        program.start()
        let notices = terminal.notices + (workshop.diagnostics + themeDiagnostics).map(\.description)
        begin(workshop, program, notices: notices + [workshop.store.notice].compactMap(\.self))
        loop.run(program)
        program.stop()
        return .success(program.end ?? .left)
    }

    /// The editor of the user's choice, its files beside the history.
    private static func editor(_ workshop: Workshop, _ environment: [String: String]) -> SpawnedEditor {
        SpawnedEditor(
            setting: workshop.configuration.editor, environment: environment, folder: workshop.folders.data + "/editor")
    }

    /// Where texts and links of results go.
    private static func outside(_ environment: [String: String]) -> Outside {
        Outside(
            clipboard: TmuxClipboard(environment: environment), opener: SpawnedOpener(environment: environment))
    }

    /// The line is gone, the tasks are not: what was sent is collected and fetched, for a quarter of an hour at most
    /// (product §9), and nothing more is sent.
    private static func finishSent(_ engine: Engine) async {
        await engine.pause()
        await engine.sentSettled(within: 15 * 60_000)
    }

    /// What the user keeps in plain files.
    private static func userFiles(_ folders: Folders, _ environment: [String: String]) -> UserFiles {
        var files = UserFiles()
        files.snippets = .onDisk(folders.snippetsFile)
        files.lists = ListFiles(folders)
        files.presets = PresetFiles(PresetLibrary(folder: folders.presets))
        files.exports = ExportsOnDisk(home: environment["HOME"])
        return files
    }

    /// What was being composed when the studio was left; nil when nothing readable is kept.
    @UI
    private static func keptDraft(_ store: EngineStore) -> Draft? {
        let text = Blocking.wait { try? await store.note(Program.draftName) }
        guard let text, let json = try? JSONValue(parsing: Data(text.utf8)) else { return nil }
        return Draft(json: json)
    }

    /// Starts the engine beside the first frame.
    @UI
    private static func begin(_ workshop: Workshop, _ program: Program, notices: [String]) {
        Task { @UI in
            do throws(StoreFailure) {
                try await workshop.engine.start()
                for notice in notices { program.dispatch(.failed(notice)) }
                guard workshop.store.mayHaveForgotten else { return }
                // The database was set aside: the log of sent tasks still knows what may have been drawn.
                _ = await workshop.engine.currentService()
                let found = try await workshop.engine.collectForgotten()
                if found > 0 { program.dispatch(.failed("\(found) found again by the log of sent tasks")) }
            } catch {
                program.dispatch(.failed(error.sentence))
            }
        }
    }

    private static func executablePath() -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    }
}

/// The file that takes stderr while the screen is up.
enum StudioLog {
    static func prepare(_ folders: Folders) throws(Refusal) -> String {
        do {
            try FileManager.default.createDirectory(
                atPath: folders.state, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Refusal(.cannotWrite, "\(folders.state) cannot be made; set XDG_STATE_HOME to a writable folder")
        }
        return folders.state + "/easel.log"
    }
}

extension ColorTier {
    /// How many colours curses would call it.
    fileprivate var colorCount: Int {
        switch self {
        case .mono: 0
        case .ansi16: 16
        case .indexed256: 256
        }
    }
}

extension CursesFailure {
    /// One sentence with what to do.
    var sentence: String {
        switch self {
        case .noTerminal: "the studio needs a terminal; without one use `easel run`"
        case .noTerminalType: "the terminal database knows neither TERM nor xterm nor vt100; install ncurses-base"
        case .noUnicodeLocale: "there is no UTF-8 locale, not even C.UTF-8; install locales"
        }
    }
}
