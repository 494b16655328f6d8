import CTerm
import Foundation
import Glibc

/// A program that is started without a shell, is given some bytes, says nothing, and should soon have ended.
struct ShortProgram {
    /// The program, searched in PATH, and its arguments.
    let words: [String]
    let environment: [String: String]
    /// What it reads from its standard input.
    var input: [UInt8] = []
    /// Seconds that it may take.
    var patience: Double = 2
    /// Whether it lives apart from the terminal, and on when its time is over: what shows a picture stays.
    var isApart = false

    enum Ending: Hashable, Sendable {
        case exited(Int32)
        /// It runs still, or had to be ended.
        case late
        case notStarted(String)
    }

    /// Runs it on a thread of its own; whatever becomes of it, its process is not left behind.
    func run() async -> Ending {
        await withCheckedContinuation { done in
            Thread.detachNewThread {
                // A program that does not read is no reason to end this one.
                var pipe = sigset_t()
                sigemptyset(&pipe)
                sigaddset(&pipe, SIGPIPE)
                pthread_sigmask(SIG_BLOCK, &pipe, nil)
                let (ending, process) = start()
                done.resume(returning: ending)
                if ending == .late, let process { _ = ct_wait(process) }
            }
        }
    }

    private func start() -> (Ending, pid_t?) {
        var (reading, writing): (Int32, Int32) = (-1, -1)
        let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
        guard nothing >= 0, ct_pipe(&reading, &writing) == 0 else { return (.notStarted("no pipe"), nil) }
        // A program expects that its input waits for it.
        _ = fcntl(reading, F_SETFL, 0)
        let argv = words.map { strdup($0) }
        let envp = environment.map { strdup("\($0.key)=\($0.value)") }
        let spawn = isApart ? ct_spawn_apart : ct_spawn
        let process = spawn(words.first ?? "", argv + [nil], envp + [nil], reading, nothing, nothing)
        for text in argv + envp { free(text) }
        close(reading)
        close(nothing)
        guard process > 0 else {
            close(writing)
            let reason = process == -ENOENT ? "there is no such program" : String(cString: strerror(-process))
            return (.notStarted(reason), nil)
        }
        return (feed(process, writing), process)
    }

    /// Gives it what it reads, and waits for its end.
    private func feed(_ process: pid_t, _ writing: Int32) -> Ending {
        let end = ct_process_descriptor(process)
        defer { if end >= 0 { close(end) } }
        let deadline = ct_monotonic() + Int64(patience * 1_000_000_000)
        var rest = input[...]
        var isOpen = true
        func shut() {
            if isOpen { close(writing) }
            isOpen = false
        }
        defer { shut() }
        while true {
            while isOpen {
                guard !rest.isEmpty else {
                    shut()
                    break
                }
                let count = rest.withUnsafeBytes { ct_write_some(writing, $0.baseAddress, $0.count) }
                if count > 0 { rest = rest.dropFirst(count) } else if count == -Int(EAGAIN) { break } else { shut() }
            }
            var watches = [
                ct_watch(fd: isOpen ? writing : -1, wanted: Int32(CT_WRITABLE), ready: 0),
                ct_watch(fd: end, wanted: Int32(CT_READABLE), ready: 0),
            ]
            let left = deadline - ct_monotonic()
            if left > 0 { _ = ct_poll(&watches, watches.count, left) }
            if watches[1].ready != 0 { return .exited(ct_wait(process)) }
            guard left <= 0 else { continue }
            if !isApart { kill(process, SIGKILL) }
            return .late
        }
    }
}
