import RunwareAPI
@testable import StudioCore
import TestSupport
import Testing

@Suite struct UndoTests {
    /// Scalars and cursor: what undo has to give back exactly. `==` of text is too kind: it takes é for e + accent.
    private struct Snapshot: Equatable {
        let bytes: [UInt8]
        let cursor: Int
        let characters: Int

        init(_ buffer: TextBuffer) {
            bytes = Array(buffer.text.utf8)
            cursor = buffer.cursor
            characters = buffer.characters.count
        }
    }

    @Test func `a hundred thousand random edits undo to the start exactly, and are made again exactly`() {
        var random = SeededGenerator(seed: 4)
        let start = "a start: 🇩🇪 e\u{301} 👩‍👩‍👧‍👦 क\u{94D}ष"
        var buffer = TextBuffer(start, undo: UndoLimits(steps: 200_000, bytes: 1 << 30))
        let first = Snapshot(buffer)
        var edits = 0
        while edits < 100_000 {
            buffer.setCursor(.random(in: 0...buffer.characters.count, using: &random))
            // A few in a row at one place, so that steps join.
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                Self.edit(&buffer, &random)
                edits += 1
            }
            if buffer.characters.count > 300 { buffer.replaceAll(with: "") }
        }
        let last = Snapshot(buffer)
        var steps = 0
        while buffer.undo() { steps += 1 }
        #expect(Snapshot(buffer).bytes == first.bytes)
        #expect(buffer.characters.elementsEqual(start))
        #expect(steps > 10_000)
        var again = 0
        while buffer.redo() { again += 1 }
        #expect(again == steps)
        #expect(Snapshot(buffer) == last)
    }

    private static func edit(_ buffer: inout TextBuffer, _ random: inout SeededGenerator) {
        let target = TextBuffer.Target.allCases.randomElement(using: &random) ?? .end
        switch Int.random(in: 0...11, using: &random) {
        case 0...4: buffer.type(TextBufferTests.pieces.randomElement(using: &random) ?? "")
        case 5: buffer.insert(TextBufferTests.nasty(&random, atMost: 5))
        case 6, 7: buffer.delete(to: .previousCharacter)
        case 8: buffer.delete(to: .nextCharacter)
        case 9: buffer.kill(to: target)
        case 10:
            buffer.move(to: target, selecting: true)
            buffer.type("x")
        default: Bool.random(using: &random) ? buffer.transpose() : buffer.yank()
        }
    }

    @Test func `each step goes back to where it began, and forward to where it ended`() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<200 {
            var buffer = TextBuffer(TextBufferTests.nasty(&random, atMost: 10))
            var before: [Snapshot] = []
            var after: [Snapshot] = []
            for _ in 0..<20 {
                buffer.setCursor(.random(in: 0...buffer.characters.count, using: &random))
                var edited = buffer
                Self.edit(&edited, &random)
                // An edit that found nothing to do makes no step.
                guard Snapshot(edited).bytes != Snapshot(buffer).bytes else { continue }
                buffer = edited
                after.append(Snapshot(buffer))
                var back = buffer
                back.undo()
                before.append(Snapshot(back))
            }
            for snapshot in before.reversed() {
                buffer.undo()
                #expect(Snapshot(buffer) == snapshot)
            }
            for snapshot in after {
                buffer.redo()
                #expect(Snapshot(buffer) == snapshot)
            }
        }
    }

    @Test func `typing is undone word by word, erasing as well`() {
        var buffer = TextBuffer()
        for character in "one two  three" { buffer.type(String(character)) }
        var texts = [buffer.text]
        while buffer.undo() { texts.append(buffer.text) }
        #expect(texts == ["one two  three", "one two", "one", ""])
        while buffer.redo() {}
        #expect(buffer.text == "one two  three")
        for _ in 0..<14 { buffer.delete(to: .previousCharacter) }
        texts = []
        for _ in 0..<3 {
            buffer.undo()
            texts.append(buffer.text)
        }
        #expect(texts == ["one ", "one two  ", "one two  three"])
    }

    @Test func `a move between makes two steps of a word`() {
        var buffer = TextBuffer()
        for character in "ab" { buffer.type(String(character)) }
        buffer.move(to: .previousCharacter)
        buffer.type("x")
        buffer.undo()
        #expect(buffer.text == "ab")
        #expect(buffer.cursor == 1)
        buffer.undo()
        #expect(buffer.text == "")
    }

    @Test func `scalars of one character are one step`() {
        var buffer = TextBuffer("x")
        for scalar in "👩‍👩‍👧‍👦".unicodeScalars { buffer.type(String(scalar)) }
        #expect(buffer.characters.count == 2)
        buffer.undo()
        #expect(buffer.text == "x")
    }

    @Test func `a new edit forgets what was undone`() {
        var buffer = TextBuffer()
        buffer.insert("a")
        buffer.insert("b")
        buffer.undo()
        buffer.insert("c")
        let redone = buffer.redo()
        #expect(!redone)
        #expect(buffer.text == "ac")
        buffer.undo()
        buffer.undo()
        #expect(buffer.text == "")
        let undone = buffer.undo()
        #expect(!undone)
    }

    @Test func `at least a thousand steps are remembered, restores of whole prompts among them`() {
        var buffer = TextBuffer("start")
        let prompts = (0..<1000).map { "\($0) " + String(repeating: "word ", count: 590) }
        for prompt in prompts { buffer.replaceAll(with: prompt) }
        for prompt in prompts.dropLast().reversed() {
            buffer.undo()
            #expect(buffer.text == prompt)
        }
        buffer.undo()
        #expect(buffer.text == "start")
    }

    @Test func `memory is bounded by bytes and by steps, and the newest step stays`() {
        #expect(UndoLimits.standard.bytes <= 16 << 20)
        let paste = String(repeating: "x", count: 100_000)
        var buffer = TextBuffer(undo: UndoLimits(steps: 10_000, bytes: 1 << 20))
        for _ in 0..<30 {
            buffer.insert(paste)
            if buffer.characters.count > 400_000 { buffer.replaceAll(with: "") }
            #expect(buffer.undoBytes <= 1 << 20)
        }
        let undone = buffer.undo()
        #expect(undone)

        var small = TextBuffer(undo: UndoLimits(steps: 16, bytes: 1000))
        for number in 0..<100 { small.insert("\(number) ") }
        var steps = 0
        while small.undo() { steps += 1 }
        #expect((1...16).contains(steps))
        small.insert(paste)
        small.undo()
        #expect(!small.text.contains("x"))
    }

    @Test func `a history restore, a paste and a draft are each one step`() {
        var state = Sample.state(prompt: "first")
        _ = reduce(.pasted(" pasted words"), &state)
        state.type("typed")
        _ = reduce(
            .restoredDraft(Draft(prompt: "a draft", parameters: .init(), seedPolicy: .hold, batch: .oneTask)), &state)
        #expect(state.prompt.text == "a draft")
        var texts: [String] = []
        for _ in 0..<3 {
            state.press("C-_")
            texts.append(state.prompt.text)
        }
        #expect(texts == ["first pasted wordstyped", "first pasted words", "first"])
        state.press("M-r", "M-r", "M-r")
        #expect(state.prompt.text == "a draft")
        state.press("M-r")
        #expect(state.message?.text.contains("nothing") == true)
    }
}
