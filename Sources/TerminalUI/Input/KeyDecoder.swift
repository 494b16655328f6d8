/// Turns the bytes of a terminal into events. Pure: it owns no clock and reads nothing; the caller feeds whatever
/// arrived and says when `deadline` has passed.
///
/// Instants are monotonic durations since any fixed origin. States and what leaves them:
/// - ground: printable bytes are keys, ESC opens `escape`, a UTF-8 lead byte opens `scalar`
/// - scalar: the missing bytes, or anything else, which drops the broken scalar
/// - escape: "[" opens `control`, "O" opens `single`, "]" "P" "X" "^" "_" open `string`, another byte is Alt + key;
///   the escape delay makes it a lone Esc
/// - escapeSpent: after such a lone Esc; the rest of a sequence that comes late in one block is still a sequence
/// - late: "[" or "O" alone in such a block; the escape delay makes it the key that was typed
/// - control (CSI) and single (SS3): end with a final byte; the sequence delay drops them unseen
/// - string (OSC, DCS, ...): dropped up to BEL, ESC \ or the sequence delay
/// - swallow: a fixed number of bytes that belong to an old mouse report
/// - paste: everything up to ESC [ 201 ~; the paste delay, counted from its last byte, ends one without an end, whose
///   end mark, should it come later, types nothing
///
/// Alt-[ and Alt-O cannot be told from the beginning of a sequence and never are keys.
package struct KeyDecoder: Sendable {
    private enum State: Sendable {
        case ground
        case scalar(bytes: [UInt8], missing: Int, modifiers: KeyModifiers)
        case escape(doubled: Bool)
        case escapeSpent
        case late(introducer: UInt8)
        case control(ControlSequence, modifiers: KeyModifiers)
        case single(parameters: [UInt8], modifiers: KeyModifiers)
        case string(introducer: UInt8, isEmpty: Bool, afterEscape: Bool)
        case swallow(Int)
        case paste(PasteBuffer)
    }

    /// How long a lone ESC may be the beginning of a sequence.
    private let escapeDelay: Duration
    private let special: [[UInt8]: KeyEvent]
    private let pasteLimit: Int
    private var state: State = .ground
    private var events: [TerminalEvent] = []

    /// A begun sequence that stalls so long is dropped.
    private static let sequenceDelay: Duration = .milliseconds(500)
    /// A paste without an end is delivered after so much silence.
    private static let pasteDelay: Duration = .seconds(1)
    /// The rest of a sequence whose ESC was already delivered as Esc is recognised for so long.
    private static let lateDelay: Duration = .milliseconds(450)

    /// When `expire(at:)` has to be called unless more bytes come before; nil when nothing is pending.
    package private(set) var deadline: Duration?

    /// - Parameters:
    ///   - escapeDelay: how long a lone ESC waits for the rest of a sequence (`ESCDELAY`; 25 ms by default).
    ///   - special: whole sequences of this terminal that differ from xterm's, for instance from terminfo.
    ///   - pasteLimit: how many bytes of a paste are kept; what is beyond is reported as dropped.
    package init(
        escapeDelay: Duration = .milliseconds(25), special: [[UInt8]: KeyEvent] = [:], pasteLimit: Int = 4 << 20
    ) {
        self.escapeDelay = escapeDelay
        self.special = special
        self.pasteLimit = pasteLimit
    }

    /// The events completed by these bytes, in order.
    package mutating func feed(_ bytes: [UInt8], at now: Duration) -> [TerminalEvent] {
        guard !bytes.isEmpty else { return [] }
        var index = bytes.startIndex
        if case .escapeSpent = state { index += resumeLateSequence(bytes, at: now) }
        while index < bytes.endIndex {
            if case .paste(var paste) = state {
                state = .ground
                index = paste.append(bytes, from: index)
                if paste.isComplete { finish(paste) } else { state = .paste(paste) }
            } else {
                accept(bytes[index])
                index += 1
            }
        }
        setDeadline(from: now)
        return takeEvents()
    }

    /// The events that become due because nothing more came. Does nothing before the deadline.
    package mutating func expire(at now: Duration) -> [TerminalEvent] {
        guard let due = deadline, now >= due else { return [] }
        switch state {
        case .escape(let doubled):
            emit(.escape)
            if doubled { emit(.escape) }
            state = .escapeSpent
            deadline = now + Self.lateDelay
            return takeEvents()
        case .string(let introducer, true, false):
            // Nothing followed: it was Alt with that character after all.
            emit(.character(Character(Unicode.Scalar(introducer))), .alt)
        case .late(let introducer):
            emit(.character(Character(Unicode.Scalar(introducer))))
        case .paste(let paste):
            return abandon(paste, at: now)
        case .ground, .scalar, .escapeSpent, .control, .single, .string, .swallow:
            break
        }
        state = .ground
        deadline = nil
        return takeEvents()
    }

    private mutating func takeEvents() -> [TerminalEvent] {
        defer { events = [] }
        return events
    }

    private mutating func setDeadline(from now: Duration) {
        switch state {
        case .ground, .escapeSpent: deadline = nil
        case .escape, .late: deadline = now + escapeDelay
        case .string(_, true, false): deadline = now + escapeDelay
        case .scalar, .control, .single, .string, .swallow: deadline = now + Self.sequenceDelay
        case .paste: deadline = now + Self.pasteDelay
        }
    }

    /// A block that goes on like a sequence is one whose ESC came too early. Returns how many bytes were taken.
    private mutating func resumeLateSequence(_ bytes: [UInt8], at now: Duration) -> Int {
        state = .ground
        guard let due = deadline, now < due else { return 0 }
        switch (bytes[0], bytes.dropFirst().first) {
        case (UInt8(ascii: "["), .some):
            state = .control(ControlSequence(), modifiers: [])
        case (UInt8(ascii: "O"), let next?):
            guard isSingleShift(next) else { return 0 }
            state = .single(parameters: [], modifiers: [])
        case (UInt8(ascii: "["), nil), (UInt8(ascii: "O"), nil):
            // Typed by a person, or the next part of a sequence that comes byte by byte: that shows at once.
            state = .late(introducer: bytes[0])
        default: return 0
        }
        return 1
    }

    /// Whether SS3 may go on with this byte: words begin with an O too.
    private func isSingleShift(_ byte: UInt8) -> Bool {
        (0x30...0x3F).contains(byte) || special[[0x1B, UInt8(ascii: "O"), byte]] != nil
            || ControlSequence.singleShift(parameters: [], final: byte) != nil
    }

    private mutating func emit(_ key: Key, _ modifiers: KeyModifiers = []) {
        events.append(.key(KeyEvent(key, modifiers)))
    }

    private mutating func finish(_ paste: PasteBuffer) {
        state = .ground
        let content = paste.content
        if !content.text.isEmpty { events.append(.paste(content.text)) }
        if content.dropped > 0 { events.append(.pasteCut(bytes: content.dropped)) }
    }

    /// Delivers a paste whose end did not come. When the end mark has begun, its rest is still waited for.
    private mutating func abandon(_ paste: PasteBuffer, at now: Duration) -> [TerminalEvent] {
        var paste = paste
        let begun = paste.removeBegunEndMark()
        finish(paste)
        deadline = nil
        if begun.count == 1 {
            state = .escapeSpent
            deadline = now + Self.lateDelay
        } else if begun.count > 1 {
            var sequence = ControlSequence()
            for byte in begun.dropFirst(2) { sequence.append(byte) }
            state = .control(sequence, modifiers: [])
            setDeadline(from: now)
        }
        return takeEvents()
    }
}

// MARK: - One byte in each state

extension KeyDecoder {
    private mutating func accept(_ byte: UInt8) {
        switch state {
        case .ground, .escapeSpent:
            state = .ground
            acceptGround(byte, [])
        case .scalar(let bytes, let missing, let modifiers):
            acceptScalar(byte, bytes, missing, modifiers)
        case .escape(let doubled):
            acceptEscape(byte, doubled: doubled)
        case .late(let introducer):
            state =
                introducer == UInt8(ascii: "[")
                ? .control(ControlSequence(), modifiers: []) : .single(parameters: [], modifiers: [])
            accept(byte)
        case .control(let sequence, let modifiers):
            acceptControl(byte, sequence, modifiers)
        case .single(let parameters, let modifiers):
            acceptSingle(byte, parameters, modifiers)
        case .string(let introducer, _, let afterEscape):
            acceptString(byte, introducer, afterEscape: afterEscape)
        case .swallow(let count):
            state = byte == 0x1B ? .escape(doubled: false) : count > 1 ? .swallow(count - 1) : .ground
        case .paste:
            break
        }
    }

    private mutating func acceptGround(_ byte: UInt8, _ modifiers: KeyModifiers) {
        if modifiers.isEmpty, let event = special[[byte]] {
            events.append(.key(event))
            return
        }
        switch byte {
        case 0x1B: state = .escape(doubled: false)
        case 0x0D: emit(.enter, modifiers)
        case 0x09: emit(.tab, modifiers)
        case 0x7F: emit(.backspace, modifiers)
        case 0x00: emit(.character(" "), modifiers.union(.control))
        case 0x01...0x1A:
            emit(.character(Character(Unicode.Scalar(byte + 0x60))), modifiers.union(.control))
        case 0x1C...0x1F:
            emit(.character(Character(Unicode.Scalar(byte + 0x40))), modifiers.union(.control))
        case 0x20...0x7E: emit(.character(Character(Unicode.Scalar(byte))), modifiers)
        case 0xC2...0xDF: state = .scalar(bytes: [byte], missing: 1, modifiers: modifiers)
        case 0xE0...0xEF: state = .scalar(bytes: [byte], missing: 2, modifiers: modifiers)
        case 0xF0...0xF4: state = .scalar(bytes: [byte], missing: 3, modifiers: modifiers)
        default: break
        }
    }

    private mutating func acceptScalar(_ byte: UInt8, _ bytes: [UInt8], _ missing: Int, _ modifiers: KeyModifiers) {
        guard byte & 0xC0 == 0x80 else {
            state = .ground
            acceptGround(byte, [])
            return
        }
        guard missing == 1 else {
            state = .scalar(bytes: bytes + [byte], missing: missing - 1, modifiers: modifiers)
            return
        }
        state = .ground
        var iterator = (bytes + [byte]).makeIterator()
        var decoder = UTF8()
        if case .scalarValue(let scalar) = decoder.decode(&iterator), !(0x80...0x9F).contains(scalar.value) {
            emit(.character(Character(scalar)), modifiers)
        }
    }

    private mutating func acceptEscape(_ byte: UInt8, doubled: Bool) {
        // ESC ESC [ A is how some terminals send Alt with an arrow.
        let outer: KeyModifiers = doubled ? .alt : []
        switch byte {
        case UInt8(ascii: "["):
            state = .control(ControlSequence(), modifiers: outer)
        case UInt8(ascii: "O"):
            state = .single(parameters: [], modifiers: outer)
        case 0x1B:
            if doubled { emit(.escape) }
            state = .escape(doubled: true)
        default:
            if doubled { emit(.escape) }
            if let event = special[[0x1B, byte]] {
                state = .ground
                events.append(.key(event))
                return
            }
            switch byte {
            case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
                state = .string(introducer: byte, isEmpty: true, afterEscape: false)
            default:
                state = .ground
                acceptGround(byte, .alt)
            }
        }
    }

    private mutating func acceptControl(_ byte: UInt8, _ sequence: ControlSequence, _ modifiers: KeyModifiers) {
        var sequence = sequence
        switch byte {
        case 0x1B:
            state = .escape(doubled: false)
        case 0x18, 0x1A:
            state = .ground
        case UInt8(ascii: "[") where sequence.isEmpty:
            sequence.append(byte)
            state = .control(sequence, modifiers: modifiers)
        case 0x20...0x3F:
            sequence.append(byte)
            state = .control(sequence, modifiers: modifiers)
        case 0x40...0x7E:
            state = .ground
            end(sequence, final: byte, modifiers)
        default:
            // Controls and foreign bytes inside a sequence are lost with it; leaving would type its rest.
            break
        }
    }

    private mutating func end(_ sequence: ControlSequence, final: UInt8, _ modifiers: KeyModifiers) {
        if let event = special[[0x1B, UInt8(ascii: "[")] + sequence.bytes + [final]] {
            events.append(.key(KeyEvent(event.key, event.modifiers.union(modifiers))))
            return
        }
        switch sequence.meaning(final: final) {
        case .key(let event): events.append(.key(KeyEvent(event.key, event.modifiers.union(modifiers))))
        case .pasteBegins: state = .paste(PasteBuffer(limit: pasteLimit))
        case .mouseReport: state = .swallow(3)
        case nil: break
        }
    }

    private mutating func acceptSingle(_ byte: UInt8, _ parameters: [UInt8], _ modifiers: KeyModifiers) {
        switch byte {
        case 0x1B:
            state = .escape(doubled: false)
        case 0x18, 0x1A:
            state = .ground
        case 0x30...0x3F where parameters.count < 8:
            state = .single(parameters: parameters + [byte], modifiers: modifiers)
        case 0x40...0x7E:
            state = .ground
            let event =
                special[[0x1B, UInt8(ascii: "O")] + parameters + [byte]]
                ?? ControlSequence.singleShift(parameters: parameters, final: byte)
            if let event { events.append(.key(KeyEvent(event.key, event.modifiers.union(modifiers)))) }
        default:
            break
        }
    }

    private mutating func acceptString(_ byte: UInt8, _ introducer: UInt8, afterEscape: Bool) {
        switch byte {
        case 0x07, 0x18, 0x1A:
            state = .ground
        case UInt8(ascii: "\\") where afterEscape:
            state = .ground
        case 0x1B:
            state = .string(introducer: introducer, isEmpty: false, afterEscape: true)
        default:
            if afterEscape {
                // Not the string's end: a new sequence has begun.
                state = .escape(doubled: false)
                acceptEscape(byte, doubled: false)
            } else {
                state = .string(introducer: introducer, isEmpty: false, afterEscape: false)
            }
        }
    }
}
