import CTerm
import EngineCore
import Foundation
import Glibc
import RunwareAPI

/// A client that does next to nothing: it writes frames that were prepared beforehand to a raw socket, and counts what
/// comes back. No client can be faster, so it shows what of a comparison of clients is the service, which all share.
///
///     easel-bench bare ADDRESS KEY PARALLELISM REQUESTS
enum BareLoad {
    static func run(_ words: [String]) throws -> ClientLoad.Run {
        guard words.count == 4, let parallelism = Int(words[2]), let requests = Int(words[3]), parallelism > 0,
            requests >= parallelism
        else { throw BenchFailure("bare ADDRESS KEY PARALLELISM REQUESTS") }
        var random = RandomBits()
        var tasks = (0..<(requests + parallelism)).map { _ in
            BareSocket.frame(ImageInference(taskUUID: random.nextUUID(), request: ClientLoad.request(.sync)).body)
        }
        let start = ct_monotonic()
        var socket = try BareSocket(address: words[0])
        let login = [("taskType", JSONText.quoted("authentication")), ("apiKey", JSONText.quoted(words[1]))]
        try socket.write(BareSocket.frame("[" + JSONText.object(login) + "]"))
        try socket.awaitFrame(holding: "connectionSessionUUID")
        for _ in 0..<parallelism { try socket.write(tasks.removeLast()) }
        try socket.awaitFrame(holding: "imageURL")
        let first = ct_monotonic()
        for _ in 1..<parallelism { try socket.awaitFrame(holding: "imageURL") }

        let (begin, processor) = (ct_monotonic(), ClientLoad.processorMicroseconds)
        for task in tasks.prefix(parallelism) { try socket.write(task) }
        for task in tasks.dropFirst(parallelism) {
            try socket.awaitFrame(holding: "imageURL")
            try socket.write(task)
        }
        for _ in 0..<parallelism { try socket.awaitFrame(holding: "imageURL") }
        let (end, spent) = (ct_monotonic(), ClientLoad.processorMicroseconds - processor)
        return ClientLoad.Run(
            rate: Double(requests) / (milliseconds(end - begin) / 1000), first: milliseconds(first - start),
            processor: spent / Double(requests))
    }
}

/// A WebSocket without a library: whole text frames, blocking.
private struct BareSocket {
    private let descriptor: CInt
    /// What was read and not used yet.
    private var rest: [UInt8] = []
    private var buffer = [UInt8](repeating: 0, count: 65_536)

    /// - Parameter address: an IPv4 address of this machine and a port.
    init(address: String) throws {
        let parts = address.split(separator: ":")
        guard parts.count == 2, let port = UInt16(parts[1]) else { throw BenchFailure("\(address) is no address") }
        descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = port.bigEndian
        inet_pton(AF_INET, String(parts[0]), &place.sin_addr)
        let isConnected = withUnsafePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw BenchFailure("no connection to \(address)") }
        var yes: CInt = 1
        setsockopt(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<CInt>.size))
        let head =
            "GET /v1 HTTP/1.1\r\nHost: \(address)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        try write(Array(head.utf8))
        while true {
            if let end = rest.firstRange(of: Array("\r\n\r\n".utf8)) {
                guard rest.starts(with: Array("HTTP/1.1 101".utf8)) else { throw BenchFailure("no WebSocket") }
                rest.removeSubrange(..<end.upperBound)
                return
            }
            try fill()
        }
    }

    /// A text as a client's frame, masked with zeros: the mask has no use between two programs of one machine.
    static func frame(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        var frame: [UInt8] = [0x81]
        if bytes.count < 126 {
            frame.append(0x80 | UInt8(bytes.count))
        } else {
            frame += [0x80 | 126, UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF)]
        }
        return frame + [0, 0, 0, 0] + bytes
    }

    func write(_ bytes: [UInt8]) throws {
        guard send(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count else {
            throw BenchFailure("the service does not listen")
        }
    }

    /// Waits for a whole frame, which has to hold some words.
    mutating func awaitFrame(holding words: String) throws {
        while true {
            if let header = header, rest.count >= header.size + header.length {
                let frame = rest[header.size..<(header.size + header.length)]
                guard frame.firstRange(of: words.utf8) != nil else {
                    throw BenchFailure("an answer without \(words): \(String(decoding: frame, as: UTF8.self))")
                }
                rest.removeSubrange(..<(header.size + header.length))
                return
            }
            try fill()
        }
    }

    private var header: (size: Int, length: Int)? {
        guard rest.count >= 2 else { return nil }
        let short = Int(rest[1] & 0x7F)
        guard short == 126 else { return (2, short) }
        return rest.count >= 4 ? (4, Int(rest[2]) << 8 | Int(rest[3])) : nil
    }

    private mutating func fill() throws {
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { throw BenchFailure("the service closed the connection") }
        rest += buffer[..<count]
    }
}
