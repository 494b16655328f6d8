import CTerm
import Foundation
import Glibc
import Synchronization
import TerminalUI

/// The user's editor as a child in our process group, on the process's own terminal.
package final class SpawnedEditor: ExternalEditor {
    private let setting: String?
    private let environment: [String: String]
    private let folder: String
    private let child = Mutex<pid_t?>(nil)

    /// - Parameters:
    ///   - setting: the command line of the configuration.
    ///   - environment: the editor's own, in which VISUAL and EDITOR are looked for too.
    ///   - folder: where the files lie while they are edited; private, and made when it is missing.
    package init(setting: String?, environment: [String: String], folder: String) {
        self.setting = setting
        self.environment = environment
        self.folder = folder
    }

    /// Everything blocks, so it has a thread of its own.
    package func edit(_ text: String) async throws(EditorFailure) -> String {
        let result: Result<String, EditorFailure> = await withCheckedContinuation { done in
            Thread.detachNewThread {
                do throws(EditorFailure) {
                    done.resume(returning: .success(try self.run(text)))
                } catch {
                    done.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    package func hangUp() {
        child.withLock { child in
            guard let child else { return }
            kill(child, SIGHUP)
            // Stopped, it would not hear of it.
            kill(child, SIGCONT)
        }
    }

    private func run(_ text: String) throws(EditorFailure) -> String {
        let choice = try EditorChoice(setting: setting, environment: environment)
        let file = try EditorFile(text, in: folder)
        let process: pid_t
        do throws(EditorFailure) {
            process = try start(choice, file)
        } catch {
            file.remove()
            throw error
        }
        let ending = wait(for: process)
        let content = file.read()
        guard ending == .exited(0) else { throw keeping(file, content, "\(choice.name) \(ending.words)") }
        switch content {
        case .unchanged:
            file.remove()
            return text
        case .changed(let changed):
            file.remove()
            let cleaned = PlainText.cleaned(changed)
            return cleaned.hasSuffix("\n") ? String(cleaned.dropLast()) : cleaned
        case .unusable(let reason): throw keeping(file, content, "what \(choice.name) left \(reason)")
        case .missing: throw keeping(file, content, "\(choice.name) left no file")
        }
    }

    /// The failure in words. The file stays, and is named, where it holds something that is nowhere else.
    private func keeping(_ file: EditorFile, _ content: EditorFile.Content, _ reason: String) -> EditorFailure {
        let words = "\(reason): the prompt is as it was"
        switch content {
        case .unchanged, .missing:
            file.remove()
            return EditorFailure(words)
        case .changed, .unusable:
            return EditorFailure("\(words), the other text is in \(CellText.sanitized(file.path))")
        }
    }

    /// How the editor ended.
    private enum Ending: Hashable {
        case exited(Int32)
        case killed(Int32)
        case unknown

        var words: String {
            switch self {
            case .exited(let code): "ended with status \(code)"
            case .killed(let signal): "was ended by signal \(signal)"
            case .unknown: "ended in a way that is not known"
            }
        }
    }

    private func start(_ choice: EditorChoice, _ file: EditorFile) throws(EditorFailure) -> pid_t {
        // One of its own: ours reads without waiting, which an editor does not expect.
        let terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard terminal >= 0 else { throw EditorFailure("no editor was started: there is no terminal for it") }
        defer { close(terminal) }
        let argv = (choice.words + [file.path]).map { strdup($0) }
        let envp = environment.map { strdup("\($0.key)=\($0.value)") }
        defer { for text in argv + envp { free(text) } }
        return try child.withLock { child throws(EditorFailure) in
            let started = ct_spawn(choice.words[0], argv + [nil], envp + [nil], terminal, terminal, terminal)
            guard started > 0 else {
                let reason = started == -ENOENT ? "there is no such program" : String(cString: strerror(-started))
                throw EditorFailure(
                    "the editor \(CellText.sanitized(choice.words[0])), from \(choice.source), cannot be started: "
                        + "\(reason); set VISUAL or `editor` in config.toml")
            }
            child = started
            return started
        }
    }

    private func wait(for process: pid_t) -> Ending {
        ct_job_keys_ignore(true)
        defer { ct_job_keys_ignore(false) }
        while true {
            var number: Int32 = 0
            let change = ct_wait_change(process, &number)
            if change == CT_STOPPED {
                // The job of a shell stops and goes on as one. Where no shell would continue it, the kernel does not
                // stop us either, and the editor goes on at once.
                ct_stop_self()
                kill(process, SIGCONT)
                continue
            }
            // Before it is reaped: afterwards the number may be another's.
            child.withLock { $0 = nil }
            _ = ct_wait(process)
            guard change >= 0 else { return .unknown }
            return change == CT_EXITED ? .exited(number) : .killed(number)
        }
    }
}
