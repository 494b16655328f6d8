import EngineModel
import Foundation
import RunwareAPI
@testable import StudioCore
import TerminalUI
import TestSupport
import Testing

/// Results as these tests need them.
extension Sample {
    static func made(
        _ number: Int, prompt: String = "a cat", parent: Int? = nil, url: String? = "https://im.example/1.jpg",
        change: (inout Parameters) -> Void = { _ in }
    ) -> HistoryEntry {
        var parameters = Parameters()
        parameters.seed = UInt64(number)
        change(&parameters)
        var job = Job(
            id: JobID("job-\(number)"), request: ImageRequest(prompt: prompt, parameters: parameters),
            origin: JobOrigin(parent: parent.map { ResultID("result-\($0)") }), submittedAt: noon,
            service: .local(storeID: "s"), state: .done)
        let task = TaskUUID(randomBits: 7, UInt64(number))
        var attempt = Attempt(taskUUID: task, asked: parameters.numberResults, startedAt: noon)
        attempt.bytesWritten = true
        attempt.hasVerdict = true
        job.attempts = [attempt]
        let image = ImageResult(
            id: ResultID("result-\(number)"), taskUUID: task, imageUUID: "image-\(number)", index: 0, url: url,
            seed: UInt64(number), cost: nil, nsfw: nil, receivedAt: noon.adding(milliseconds: 8400), media: .linked)
        job.results = [image]
        return HistoryEntry(row: row(Int64(number), prompt: prompt), job: job, result: image)
    }

    /// A studio whose history holds these, the first one selected and known, with the keys in a pane.
    static func studio(_ entries: [HistoryEntry], focus: Pane = .result, _ width: Int = 120, _ height: Int = 40)
        -> StudioState
    {
        var state = state(width, height, prompt: "draft")
        _ = reduce(.engine(snapshot(1) { $0.service.address = "https://api.runware.ai/v1" }), &state)
        let page = HistoryPage(rows: entries.map(\.row))
        _ = reduce(.page(page, question: state.history.question, appended: false), &state)
        if let first = entries.first { _ = reduce(.entry(first.row.id, first), &state) }
        state.focus = focus
        return state
    }
}

extension StudioState {
    /// The page over the screen; nil when there is none.
    var page: PlainPage? {
        guard case .results(.page(let page))? = overlay else { return nil }
        return page
    }

    var lineage: LineageTree? {
        guard case .results(.lineage(let tree))? = overlay else { return nil }
        return tree
    }
}

@Suite struct ResultKeysTests {
    @Test(arguments: [Pane.history, .result])
    func `each text is sent by its key`(focus: Pane) throws {
        let entry = Sample.made(5, prompt: "a \"cat\"\u{7}\nin the sun")
        for (key, text, name) in [
            ("p", "a \"cat\"\nin the sun", "prompt"), ("s", "5", "seed"), ("u", "https://im.example/1.jpg", "URL"),
        ] {
            var state = Sample.studio([entry], focus: focus)
            #expect(state.press("y", key) == [.results(.send(text, name: name))])
            #expect(state.overlay == nil)
        }
        let uuid = TaskUUID(randomBits: 3, 4)
        for (key, text) in [("j", ResultText.json), ("c", .curl)] {
            var state = Sample.studio([entry], focus: focus)
            let wish = TextWish(text, of: entry, isShown: false)
            #expect(state.press("y", key) == [.results(.uuid(wish))])
            let effects = reduce(.results(.uuid(uuid, for: wish)), &state)
            guard case .results(.send(let sent, let name))? = effects.first else {
                Issue.record("nothing is sent")
                continue
            }
            #expect(name == text.rawValue && sent.contains(uuid.text) && sent.contains(#"a \"cat\""#))
            #expect(sent.hasPrefix("curl -sS 'https://api.runware.ai/v1' ") == (text == .curl))
        }
    }

    @Test func `capitals show instead of sending, and Esc leaves`() throws {
        let entry = Sample.made(5)
        for (key, text) in [("P", "a cat"), ("S", "5"), ("U", "https://im.example/1.jpg")] {
            var state = Sample.studio([entry])
            #expect(state.press("y", key).isEmpty)
            #expect(try #require(state.page).rows(columns: 120).contains(PlainPage.Row(text: text, isWhole: true)))
            #expect(state.press("y") == [.results(.send(text, name: try #require(state.page?.offer?.name)))])
            state.press("Esc")
            #expect(state.overlay == nil)
        }
        var state = Sample.studio([entry])
        let wish = TextWish(.curl, of: entry, isShown: true)
        #expect(state.press("y", "C") == [.results(.uuid(wish))])
        #expect(reduce(.results(.uuid(TaskUUID(randomBits: 1, 1), for: wish)), &state).isEmpty)
        #expect(try #require(state.page?.offer).text.hasPrefix("curl "))
        state = Sample.studio([entry])
        #expect(state.press("y", "Esc").isEmpty && state.overlay == nil)
        #expect(state.press("y", "x", "1", "C-p").isEmpty && state.overlay != nil)
    }

    @Test func `what a result lacks is said, by the menu and by its key`() {
        let failed = Sample.job(9, .failed)
        let entry = HistoryEntry(row: Sample.row(9), job: failed, result: nil)
        #expect(copyLines(entry).contains("u  URL: there is none"))
        var state = Sample.studio([entry])
        #expect(state.press("y", "u").isEmpty && state.message == .info("there is no link"))
        #expect(state.press("o").isEmpty && state.message == .info("there is no link"))
        #expect(state.press("Enter").isEmpty && state.message == .info("there is no link"))
        #expect(state.press("w").isEmpty && state.message == .info("it was made from no other result"))
        var nothing = Sample.studio([])
        for key in ["y", "o", "d", "w", "l", "r", "z", "e", "Enter"] {
            #expect(nothing.press(key).isEmpty && nothing.overlay == nil)
            #expect(nothing.message == .info("no result is selected"), "\(key)")
        }
    }

    @Test func `what was sent is said with its length, and what was not with the reason`() {
        var state = Sample.studio([Sample.made(1)])
        let cases: [(SentText, Message)] = [
            (.terminal(bytes: 214), .info("URL: sent 214 bytes to the terminal's clipboard")),
            (.tmux(bytes: 1), .info("URL: sent 1 byte to tmux's buffer")),
            (
                .tooLong(bytes: 60_000, encoded: 80_000, limit: 74_994),
                .warning("URL: nothing was sent: 60000 bytes are 80000 in base64, and terminals take 74994")
            ),
            (.noTerminal, .warning("URL: nothing was sent: the terminal is another program's now")),
        ]
        for (sent, message) in cases {
            _ = reduce(.results(.sent(sent, name: "URL")), &state)
            #expect(state.message == message)
            #expect(!message.text.contains("copied"))
        }
    }

    @Test func `the request is shown as it was sent, without what is secret in it`() throws {
        let entry = Sample.made(5) { $0.webhookURL = "https://ada:word@hooks.example/x?token=secret" }
        var state = Sample.studio([entry])
        state.press("r")
        let page = try #require(state.page)
        let text = try #require(page.offer?.text)
        #expect(text.contains(#""taskUUID": "\#(entry.job.attempts[0].taskUUID.text)""#))
        #expect(text.contains(#""webhookURL": "https://…@hooks.example/x?…""#))
        #expect(!text.contains("secret") && !text.contains("word"))
        #expect(try JSONValue(parsing: .init(text.utf8))["positivePrompt"] == .text("a cat"))
        for copied in ["j", "c"] {
            state.press("Esc", "y")
            guard case .results(.uuid(let wish))? = state.press(copied).first else { continue }
            guard
                case .results(.send(let sent, _))? = reduce(
                    .results(.uuid(TaskUUID(randomBits: 1, 1), for: wish)), &state
                ).first
            else {
                Issue.record("nothing is sent")
                continue
            }
            #expect(sent.contains("hooks.example") && !sent.contains("secret") && !sent.contains("word"))
        }
    }

    @Test func `looking at results never changes the draft`() {
        var random = SeededGenerator(seed: 11)
        let entries = (1...5).map {
            Sample.made($0, prompt: "cat number \($0)", parent: $0 > 1 ? $0 - 1 : nil) { $0.width = 640 }
        }
        let restoring: Set<Character> = ["a", "p", "s", "z", "e", "T"]
        let keys =
            CommandTable.rows.filter { [.pane(.history), .pane(.result), .lists].contains($0.scope) }.flatMap(\.keys)
            .compactMap(KeyEvent.init).filter { event in
                if case .character(let key) = event.key { !restoring.contains(key) } else { true }
            } + "xPSUJCps".map { KeyEvent(.character($0)) }
        var state = Sample.studio(entries)
        let draft = state.draft
        let parent = state.parent
        var opened = Set<String>()
        for _ in 0..<1500 {
            guard let key = keys.randomElement(using: &random) else { continue }
            // A letter that restores where a page is open does nothing there.
            if state.overlay == nil, case .character(let letter) = key.key, restoring.contains(letter) { continue }
            for effect in reduce(.key(key), &state) {
                switch effect {
                case .loadEntry(let id): _ = reduce(.entry(id, entries.first { $0.row.id == id }), &state)
                case .results(.uuid(let wish)):
                    _ = reduce(.results(.uuid(TaskUUID(randomBits: 1, 1), for: wish)), &state)
                case .results(.parent(let entry)):
                    let id = entry.job.origin.parent.map(HistoryID.result)
                    _ = reduce(.results(.parent(entries.first { $0.row.id == id }, of: entry)), &state)
                case .results(.lineage):
                    let lineage = Lineage(ancestors: [entries[0].row], current: entries[1].row)
                    _ = reduce(.results(.lineage(lineage)), &state)
                case .results(.open(let url)): _ = reduce(.results(.opened(url, .nothingHere)), &state)
                default: break
                }
            }
            if case .results(let overlay)? = state.overlay {
                switch overlay {
                case .copy: opened.insert("copy")
                case .page: opened.insert("page")
                case .comparison: opened.insert("comparison")
                case .lineage: opened.insert("lineage")
                case .export: opened.insert("export")
                }
            }
            if ![.history, .result].contains(state.focus) { state.focus = .result }
            #expect(state.draft == draft && state.parent == parent, "\(key)")
        }
        #expect(opened == ["copy", "page", "comparison", "lineage", "export"])
    }
}

@Suite struct RestorePartsTests {
    private let entry = Sample.made(99, prompt: "two cats") {
        $0.width = 640
        $0.height = 512
        $0.safetyTolerance = 5
    }

    @Test(arguments: [Pane.history, .result])
    func `the size alone`(focus: Pane) {
        var state = Sample.studio([entry], focus: focus)
        let before = state.parameters.values
        state.press("z")
        #expect(state.parameters.values.width == 640 && state.parameters.values.height == 512)
        #expect(state.parameters.values.safetyTolerance == before.safetyTolerance)
        #expect(state.parameters.values.seed == before.seed && state.prompt.buffer.text == "draft")
        #expect(state.message == .info("the size is restored: 640×512"))
    }

    @Test(arguments: [Pane.history, .result])
    func `everything but the seed, and the prompt can be undone`(focus: Pane) {
        var state = Sample.studio([entry], focus: focus)
        let seed = state.parameters.values.seed
        state.press("e")
        #expect(state.prompt.buffer.text == "two cats")
        #expect(state.parameters.values.width == 640 && state.parameters.values.safetyTolerance == 5)
        #expect(state.parameters.values.seed == seed && state.parameters.seedPolicy == .random)
        #expect(state.parent == ResultID("result-99"))
        state.press("F2", "C-_")
        #expect(state.prompt.buffer.text == "draft")
    }

    @Test func `a size that the table refuses comes back as one that was insisted on`() throws {
        var parameters = Parameters()
        try parameters.insist(on: .width, 1000)
        let odd = Sample.made(1) { $0 = parameters }
        var state = Sample.studio([odd])
        state.press("z")
        #expect(state.parameters.values.width == 1000)
        #expect(state.parameters.values.sentAnyway == [.width])
        #expect(!state.composition.isBlocked)
    }

    @Test func `a seed that cannot be sent hinders only what restores it`() {
        let large = HistoryEntry(
            row: Sample.row(1), job: Sample.job(1, .done, prompt: "old"), result: Sample.result(seed: .max))
        var state = Sample.studio([large])
        state.press("e")
        #expect(state.prompt.buffer.text == "old" && state.message?.kind == .info)
    }

    @Test func `several images of one task are asked for again as several`() {
        let several = Sample.made(1) { $0.numberResults = 4 }
        var state = Sample.studio([several])
        state.press("e")
        #expect(state.parameters.values.numberResults == 4 && state.parameters.batch == .oneTask)
    }
}
