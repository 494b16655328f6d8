import Foundation
import Glibc
import Synchronization

/// A service that answers every request with the same words: `$TASK` in the body becomes the task's own UUID. It names no
/// store, so the program takes it for a real one behind a tunnel.
final class CannedService: Sendable {
    /// What it says to a task.
    enum Answer: Sendable {
        case reply(status: Int, body: String)
        /// The line is closed when the request has arrived.
        case silence
    }

    let port: Int
    private let listener: Int32
    private let counted = Mutex(0)

    /// How many tasks arrived; a ping is none.
    var tasks: Int { counted.withLock { $0 } }

    init(_ answer: Answer) throws {
        (listener, port) = try LoopbackPort.bound()
        listen(listener, 16)
        Thread.detachNewThread { [weak self, listener] in
            while true {
                let line = accept(listener, nil, nil)
                guard line >= 0 else { return }
                Self.serve(line, answer) { self?.counted.withLock { $0 += 1 } }
                close(line)
            }
        }
    }

    deinit {
        // The thread that accepts is woken by the first and ends.
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private static func serve(_ line: Int32, _ answer: Answer, onTask: () -> Void) {
        guard let body = request(line) else { return }
        let isTask = body.contains("imageInference")
        if isTask { onTask() }
        switch answer {
        case .silence where isTask: return
        case .silence: send(line, status: 200, "{\"data\":[]}")
        case .reply(let status, let text):
            let uuid = body.firstMatch(of: /"taskUUID" ?: ?"([^"]*)"/).map { String($0.1) } ?? ""
            send(line, status: isTask ? status : 200, isTask ? text.replacing("$TASK", with: uuid) : "{\"data\":[]}")
        }
    }

    private static func send(_ line: Int32, status: Int, _ body: String) {
        let head = "HTTP/1.1 \(status) Status\r\nContent-Type: application/json\r\nConnection: close\r\n"
        let bytes = Array((head + "Content-Length: \(body.utf8.count)\r\n\r\n" + body).utf8)
        _ = Glibc.send(line, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// The body of a request; nil when the line closes before it is whole.
    private static func request(_ line: Int32) -> String? {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(line, &block, block.count, 0)
            guard count > 0 else { return nil }
            bytes += block.prefix(count)
            let text = String(decoding: bytes, as: UTF8.self)
            guard let end = text.range(of: "\r\n\r\n") else { continue }
            let length = text.lowercased().firstMatch(of: /content-length: *(\d+)/).flatMap { Int($0.1) } ?? 0
            let body = text[end.upperBound...]
            if body.utf8.count >= length { return String(body) }
        }
    }
}
