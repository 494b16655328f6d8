import CTerm
import Foundation
import Glibc
import RunwareClient
import TerminalUI

/// The command of `api_key_command`: a password manager, as a rule. It prints the key on the first line. It is started
/// without a shell, may ask at the terminal, and what it prints is shown nowhere.
struct KeyCommand {
    /// The program, searched in PATH, and its arguments.
    let words: [String]
    /// Seconds that it may take.
    var patience = 10

    /// Bytes that it may print.
    private static let longestOutput = 64 * 1024

    /// How a sentence names it: arguments may be secrets.
    var name: String { CellText.truncate(CellText.sanitized(words.first ?? "", keepingNewlines: false), to: 60) }

    /// Runs it to its end. Blocks.
    func key(_ environment: [String: String]) throws(Refusal) -> APIKey {
        let line = try output(environment).split(separator: UInt8(ascii: "\n"), maxSplits: 1).first ?? []
        let text = String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespaces.union(.controlCharacters))
        guard let key = APIKey(text) else {
            throw refusal("printed no key: its first line must be 1–\(APIKey.longest) visible ASCII characters")
        }
        return key
    }

    private func output(_ environment: [String: String]) throws(Refusal) -> [UInt8] {
        var (reading, writing): (Int32, Int32) = (-1, -1)
        let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
        guard nothing >= 0, ct_pipe(&reading, &writing) == 0 else { throw refusal("cannot be started: no pipe") }
        // A program expects that its output takes what it writes.
        _ = fcntl(writing, F_SETFL, 0)
        let argv = words.map { strdup($0) }
        let envp = environment.map { strdup("\($0.key)=\($0.value)") }
        let process = ct_spawn(words.first ?? "", argv + [nil], envp + [nil], nothing, writing, nothing)
        for text in argv + envp { free(text) }
        close(writing)
        close(nothing)
        defer { close(reading) }
        guard process > 0 else { throw refusal("cannot be started: \(String(cString: strerror(-process)))") }
        guard let (bytes, code) = read(reading, from: process) else {
            throw refusal("did not end within \(patience) s, or printed more than \(Self.longestOutput / 1024) KiB")
        }
        guard code == 0 else { throw refusal("ended with exit status \(code)") }
        return bytes
    }

    /// What it printed until it ended, and its exit status; nil when it had to be ended.
    private func read(_ reading: Int32, from process: pid_t) -> (bytes: [UInt8], code: Int32)? {
        let end = ct_process_descriptor(process)
        defer { if end >= 0 { close(end) } }
        let deadline = ct_monotonic() + Int64(patience) * 1_000_000_000
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 4096)
        var isPrinting = true
        var isRunning = true
        while isRunning {
            var watches = [
                ct_watch(fd: isPrinting ? reading : -1, wanted: Int32(CT_READABLE), ready: 0),
                ct_watch(fd: end, wanted: Int32(CT_READABLE), ready: 0),
            ]
            let left = deadline - ct_monotonic()
            if left > 0 { _ = ct_poll(&watches, watches.count, left) }
            isRunning = watches[1].ready == 0
            while isPrinting, bytes.count <= Self.longestOutput {
                let count = ct_read(reading, &block, block.count)
                if count == 0 { isPrinting = false }
                guard count > 0 else { break }
                bytes += block.prefix(count)
            }
            if isRunning, left <= 0 || bytes.count > Self.longestOutput {
                kill(process, SIGKILL)
                _ = ct_wait(process)
                return nil
            }
        }
        return (bytes, ct_wait(process))
    }

    private func refusal(_ words: String) -> Refusal {
        Refusal(.usage, "the command of api_key_command (\(name)) \(words)")
    }
}

/// Where the key comes from, in the order in which it is looked for (product §11).
enum KeySource: Hashable {
    case environment
    /// The command of the configuration, by its first word.
    case command(String)
    /// The file of `easel account login`.
    case file(String)
    /// No key was given: the local service makes one for itself.
    case none

    var words: String {
        switch self {
        case .environment: "RUNWARE_API_KEY"
        case .command(let name): "api_key_command (\(name))"
        case .file(let path): path
        case .none: "the local service"
        }
    }
}
