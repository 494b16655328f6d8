import CTerm
import CVTerm
import Foundation
import Glibc

/// How a program ended, and what it wrote.
struct Ended {
    /// The exit code, or 128 + signal.
    let code: Int32
    let output: String
    let errors: String
}

/// A program without a terminal. Every wait is a poll with a deadline.
final class Child {
    /// What it wrote so far on standard output and standard error.
    var output: String { String(decoding: written[0], as: UTF8.self) }
    var errors: String { String(decoding: written[1], as: UTF8.self) }

    private let process: pid_t
    private let processDescriptor: Int32
    private var readers: [Int32]
    private var written: [[UInt8]] = [[], []]
    private var code: Int32?

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    init(_ path: String, _ arguments: [String], environment: [String: String], input: String = "") throws {
        let (inputFile, output, errors) = (try Self.inputFile(input), try Self.pipe(), try Self.pipe())
        defer { for descriptor in [inputFile, output.writing, errors.writing] { close(descriptor) } }
        let argv = ([path] + arguments).map { strdup($0) }
        let envp = environment.map { strdup("\($0.key)=\($0.value)") }
        defer { for text in argv + envp { free(text) } }
        process = ct_spawn(path, argv + [nil], envp + [nil], inputFile, output.writing, errors.writing)
        readers = [output.reading, errors.reading]
        guard process > 0 else { throw Failure(description: "\(path) does not start: \(-process)") }
        processDescriptor = ct_process_descriptor(process)
    }

    deinit {
        if code == nil {
            kill(process, SIGKILL)
            _ = ct_wait(process)
        }
        for reader in readers where reader >= 0 { close(reader) }
        close(processDescriptor)
    }

    func signal(_ number: Int32) { kill(process, number) }

    /// Reads until the condition holds; false when the deadline passes or the program ends first.
    func wait(seconds: Double, until condition: (Child) -> Bool) -> Bool {
        let deadline = ct_monotonic() + Int64(seconds * 1e9)
        while !condition(self) {
            let left = deadline - ct_monotonic()
            guard left > 0, code == nil else { return false }
            pump(left)
        }
        return true
    }

    /// Waits for the end.
    func end(within seconds: Double) throws -> Ended {
        let deadline = ct_monotonic() + Int64(seconds * 1e9)
        while code == nil {
            let left = deadline - ct_monotonic()
            guard left > 0 else { throw Failure(description: "it runs on\n\(output)\n\(errors)") }
            pump(left)
        }
        return Ended(code: code ?? -1, output: output, errors: errors)
    }

    private func pump(_ nanoseconds: Int64) {
        var watches = (readers + [processDescriptor]).map { ct_watch(fd: $0, wanted: Int32(CT_READABLE), ready: 0) }
        _ = ct_poll(&watches, watches.count, nanoseconds)
        if watches[2].ready != 0 { code = ct_wait(process) }
        for place in readers.indices { read(place) }
    }

    private func read(_ place: Int) {
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while readers[place] >= 0 {
            let count = ct_read(readers[place], &block, block.count)
            if count > 0 {
                written[place] += block.prefix(count)
            } else {
                if count == 0 {
                    close(readers[place])
                    readers[place] = -1
                }
                return
            }
        }
    }

    /// Both ends; the reading one does not block, the writing one does, as a program expects of its output.
    private static func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { throw Failure(description: "no pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        return (ends[0], ends[1])
    }

    private static func inputFile(_ text: String) throws -> Int32 {
        let path = NSTemporaryDirectory() + "easel-input-" + UUID().uuidString
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        defer { unlink(path) }
        return open(path, O_RDONLY | O_CLOEXEC)
    }
}
