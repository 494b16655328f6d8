import Foundation
import Glibc
import RunwareAPI

/// What a glance at a frame tells: enough to know whom it concerns. The frame is handed on as it came, to be kept
/// before it is parsed; so this reads no values but a few names, and takes any bytes without complaint.
///
/// Only strings are looked at, each as a whole, so words inside of a prompt or a message are not mistaken for members.
struct FrameLook: Hashable {
    /// Values of `taskUUID` that are some, in lower case.
    private(set) var taskUUIDs: Set<String> = []
    /// Values of `imageUUID`.
    private(set) var imageUUIDs: Set<String> = []
    /// Values of `taskType`.
    private(set) var taskTypes: Set<String> = []
    /// Errors that the frame reports.
    private(set) var errors = 0
    private(set) var hasStatus = false
    private(set) var isPong = false
    /// An error says that the task is known already.
    private(set) var hasConflict = false

    init(_ frame: Data) {
        var hasErrorMember = false
        var codes = 0
        var member = Member.other
        frame.withUnsafeBytes { raw in
            var reading = StringReading(raw)
            while let string = reading.next() {
                guard string.isMember else {
                    note(string.bytes, as: member)
                    if member == .status, string.bytes.elementsEqual("error".utf8) { hasErrorMember = true }
                    member = .other
                    continue
                }
                member = Member(string.bytes)
                switch member {
                case .error: hasErrorMember = hasErrorMember || reading.somethingFollows
                case .code, .errorMessage: codes += 1
                case .status: hasStatus = true
                case .pong: isPong = true
                case .taskUUID, .imageUUID, .taskType, .other: break
                }
            }
        }
        // An error that stands bare, without a member around it, is known by its code alone.
        let isBare = codes > 0 && taskTypes.isSubset(of: ["imageInference"]) && imageUUIDs.isEmpty
        errors = hasErrorMember || isBare ? max(1, codes) : 0
    }

    private mutating func note(_ bytes: UnsafeRawBufferPointer, as member: Member) {
        func text() -> String { String(decoding: bytes, as: UTF8.self) }
        switch member {
        case .taskUUID:
            if let uuid = TaskUUID(text()) { taskUUIDs.insert(uuid.text) }
        case .imageUUID: imageUUIDs.insert(text())
        case .taskType: taskTypes.insert(text())
        case .code: hasConflict = hasConflict || bytes.elementsEqual("conflictTaskUUID".utf8)
        case .status, .pong, .error, .errorMessage, .other: break
        }
    }

    /// The members that matter, told apart by their bytes: most strings of a frame are others, and none is copied.
    private enum Member {
        case taskUUID, imageUUID, taskType, code, status, pong, error, errorMessage, other

        init(_ bytes: UnsafeRawBufferPointer) {
            func reads(_ name: StaticString) -> Bool {
                bytes.elementsEqual(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
            }
            self =
                switch bytes.count {
                case 4: reads("code") ? .code : reads("pong") ? .pong : .other
                case 5: reads("error") ? .error : .other
                case 6: reads("status") ? .status : reads("errors") ? .error : .other
                case 8: reads("taskUUID") ? .taskUUID : reads("taskType") ? .taskType : .other
                case 9: reads("imageUUID") ? .imageUUID : .other
                case 12: reads("errorMessage") ? .errorMessage : .other
                default: .other
                }
        }
    }
}

/// The short strings of a JSON text, one after the other. Long ones, images for instance, are stepped over.
private struct StringReading {
    /// Longest string that is read, in bytes: every name and UUID is shorter.
    private static let longest = 64

    /// Most strings that are read; the twenty images of the largest task have a few hundred.
    private static let most = 100_000

    private let raw: UnsafeRawBufferPointer
    private var position = 0
    private var count = 0

    init(_ raw: UnsafeRawBufferPointer) { self.raw = raw }

    mutating func next() -> (bytes: UnsafeRawBufferPointer, isMember: Bool)? {
        guard count < Self.most, let open = quote(from: position), let close = closing(after: open) else { return nil }
        count += 1
        position = close + 1
        let length = close - open - 1
        let bytes = UnsafeRawBufferPointer(rebasing: raw[(open + 1)..<(length <= Self.longest ? close : open + 1)])
        let after = pastSpace(position)
        return (bytes, after < raw.count && raw[after] == UInt8(ascii: ":"))
    }

    /// Whether the member that was just read has a value that says something: not null, false, empty, or nothing.
    var somethingFollows: Bool {
        var at = pastSpace(pastSpace(position) + 1)
        guard at < raw.count else { return false }
        let first = raw[at]
        if first == UInt8(ascii: "n") || first == UInt8(ascii: "f") { return false }
        guard first == UInt8(ascii: "[") || first == UInt8(ascii: "{") else { return true }
        at = pastSpace(at + 1)
        return at < raw.count && raw[at] != first + 2
    }

    private func quote(from start: Int) -> Int? {
        guard start < raw.count, let base = raw.baseAddress,
            let found = memchr(base + start, CInt(UInt8(ascii: "\"")), raw.count - start)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }

    /// The quote that ends a string: the first with an even number of backslashes before it.
    private func closing(after open: Int) -> Int? {
        var start = open + 1
        while let found = quote(from: start) {
            var slashes = 0
            while found - slashes - 1 > open, raw[found - slashes - 1] == UInt8(ascii: "\\") { slashes += 1 }
            if slashes % 2 == 0 { return found }
            start = found + 1
        }
        return nil
    }

    private func pastSpace(_ start: Int) -> Int {
        var at = start
        while at < raw.count, raw[at] == 0x20 || raw[at] == 0x09 || raw[at] == 0x0A || raw[at] == 0x0D { at += 1 }
        return at
    }
}
