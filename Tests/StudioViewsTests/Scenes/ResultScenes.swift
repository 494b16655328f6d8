import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI

extension Scene {
    /// Results that are looked at, taken away, compared and traced.
    static let results = [
        Scene("result-marked") { size in
            var state = Sample.withResult(size)
            state.press("F6", "d")
            return state
        },
        Scene("result-tasks") { size in
            var state = Sample.withResult(size)
            state.press("F6", "End")
            return state
        },
        Scene("copy-menu") { size in
            var state = Sample.withResult(size)
            state.press("F6", "y")
            return state
        },
        Scene("export") { size in
            var state = Sample.withResult(size)
            state.press("F6", "x", "Tab")
            return state
        },
        Scene("export-marked") { size in
            var state = Sample.withResult(size)
            state.press("F5", "v", "x")
            guard case .results(.export(let form))? = state.overlay else { return state }
            state.press("Enter")
            _ = reduce(.results(.exported(.isThere, of: form)), &state)
            return state
        },
        Scene("link") { size in
            var state = Sample.withResult(size)
            state.press("F6", "Enter", "y")
            _ = reduce(.results(.sent(.terminal(bytes: 214), name: "URL")), &state)
            return state
        },
        Scene("link-tunnel") { size in
            var state = Sample.withResult(size, url: "http://127.0.0.1:7313/image/os/a62d25/ws/2/ii/fbb5763a.jpg")
            state.surroundings = Surroundings(
                environment: ["SSH_CONNECTION": "203.0.113.7 50122 198.51.100.4 22", "USER": "ada"])
            state.press("F6", "o")
            return state
        },
        Scene("link-not-opened") { size in
            var state = Sample.withResult(size)
            state.press("F6", "o")
            _ = reduce(.results(.opened(Sample.link, .failed("xdg-open ended with status 3"))), &state)
            return state
        },
        Scene("request") { size in
            var state = Sample.withResult(size)
            state.press("F6", "r", "Down")
            return state
        },
        Scene("text-prompt") { size in
            var state = Sample.withResult(size)
            state.press("F6", "y", "P")
            return state
        },
        Scene("compare") { size in
            var state = Sample.withResult(size)
            state.press("F6", "w")
            let entry = Sample.entry()
            _ = reduce(.results(.parent(Sample.parentEntry, of: entry)), &state)
            return state
        },
        Scene("compare-end") { size in
            var state = Sample.withResult(size)
            _ = reduce(.results(.parent(Sample.parentEntry, of: Sample.entry())), &state)
            state.press("End", "Up")
            return state
        },
        Scene("lineage") { size in
            var state = Sample.withResult(size)
            state.press("F6", "l")
            _ = reduce(.results(.lineage(Sample.lineage)), &state)
            return state
        },
        Scene("lineage-gap-and-cut") { size in
            var state = Sample.withResult(size)
            state.press("F6", "l")
            var lineage = Sample.lineage
            lineage.beginsWithGap = true
            lineage.isCut = true
            _ = reduce(.results(.lineage(lineage)), &state)
            state.press("Up")
            return state
        },
        Scene("result-aside") { size in
            var state = Sample.withResult(size)
            state.press("F6", "l")
            _ = reduce(.results(.lineage(Sample.lineage)), &state)
            state.press("Home", "Enter")
            _ = reduce(.entry(Sample.parentEntry.row.id, Sample.parentEntry), &state)
            return state
        },
    ]
}

extension Sample {
    static let link =
        "https://im.runware.ai/image/os/a62d25/ws/2/ii/fbb5763a-86e4-4414-9ac2-5e6215eb2409.jpg?width=1344&height=768"
        + "&signature=0f343b0931126a20f133d67c2b018a3b"

    /// A result that took two attempts, with all that can be known of one.
    static func entry(url: String = link) -> HistoryEntry {
        var parameters = Parameters()
        parameters.width = 1344
        parameters.height = 768
        parameters.seed = 4_130_628_435
        parameters.numberResults = 2
        parameters.ttl = 3600
        parameters.promptUpsampling = true
        parameters.webhookURL = "https://ada:word@hooks.example/done?token=very-secret"
        var job = Job(
            id: JobID("6f9619ff-8b86-4d01-b42d-00cf4fc964f1"),
            request: ImageRequest(
                prompt: "a lighthouse in the fog, waves, gulls,\npainted in oil on rough canvas", parameters: parameters
            ),
            origin: JobOrigin(parent: ResultID("parent")), submittedAt: before(seconds: 30),
            service: .local(storeID: "store"), state: .done)
        var first = Attempt(taskUUID: TaskUUID(randomBits: 3, 4), asked: 2, startedAt: before(seconds: 29))
        first.bytesWritten = true
        first.hasVerdict = true
        first.errors = [ServiceError(code: "timeoutProvider", message: "The provider took too long.")]
        var second = Attempt(
            taskUUID: TaskUUID(randomBits: 1, 2), asked: 1, seed: 77, startedAt: before(seconds: 9))
        second.bytesWritten = true
        second.hasVerdict = true
        job.attempts = [first, second]
        let image = ImageResult(
            id: ResultID("row-0"), taskUUID: second.taskUUID, imageUUID: "fbb5763a-86e4-4414-9ac2-5e6215eb2409",
            index: 1, url: url, seed: 77, cost: Money(microDollars: 40_000), nsfw: false, receivedAt: now,
            media: .stored(path: "images/2025/11/lighthouse.jpg"))
        job.results = [
            ImageResult(
                id: ResultID("row-1"), taskUUID: first.taskUUID, imageUUID: "1", index: 0, url: nil,
                seed: 4_130_628_435, cost: nil, nsfw: nil, receivedAt: before(seconds: 20), media: .linked), image,
        ]
        return HistoryEntry(
            row: row(
                "row-0", job.request.prompt, seed: 77, changes: [.prompt, .seed, .width],
                marks: HistoryMarks(
                    rating: 4, isPicked: true, tags: ["oil", "sea"], note: "the light is right, the gulls are not")),
            job: job, result: image)
    }

    /// What that was made from.
    static var parentEntry: HistoryEntry {
        var parameters = Parameters()
        parameters.seed = 12
        parameters.safetyMode = .fast
        let job = Job(
            id: JobID("0"),
            request: ImageRequest(
                prompt: "a lighthouse at dawn, waves,\npainted in oil on smooth canvas", parameters: parameters),
            origin: JobOrigin(), submittedAt: before(seconds: 300), service: .local(storeID: "store"), state: .done)
        let image = ImageResult(
            id: ResultID("parent"), taskUUID: TaskUUID(randomBits: 9, 9), imageUUID: "2", index: 0,
            url: "https://im.example/2.jpg", seed: 9_223_372_036_854_776_000, cost: nil, nsfw: nil,
            receivedAt: before(seconds: 280), media: .linked)
        return HistoryEntry(row: row("parent", job.request.prompt, seed: image.seed), job: job, result: image)
    }

    static func row(
        _ id: String, _ prompt: String, seed: UInt64?, changes: ChangeMarks? = nil,
        marks: HistoryMarks = HistoryMarks(), state: JobState = .done
    ) -> HistoryRow {
        HistoryRow(
            id: .result(ResultID(id)), cursor: HistoryCursor(sequence: 100), state: state, time: now, excerpt: prompt,
            width: 1344, height: 768, seed: seed, cost: Money(microDollars: 40_000), isSimulated: true, marks: marks,
            changes: changes)
    }

    /// Two before it, and a tree behind it.
    static var lineage: Lineage {
        let made: [(String, Int, ChangeMarks, UInt64)] = [
            ("a lighthouse in the fog, gulls", 1, [.prompt], 77), ("the same, another seed", 2, [.seed], 78),
            ("and another", 3, [.seed], 79), ("wider", 4, [.width, .height], 79), ("upright", 4, [.width], 79),
            ("with a ship", 2, [.prompt, .seed, .tolerance], 80), ("as it was", 1, [], 77),
            ("in ink", 1, [.prompt, .format], 81),
        ]
        return Lineage(
            ancestors: [
                parentEntry.row,
                row("older", "a lighthouse at dawn, painted in oil", seed: 13, changes: [.prompt, .seed]),
            ],
            current: entry().row,
            descendants: made.enumerated().map { place, item in
                Lineage.Descendant(
                    row: row("made-\(place)", item.0, seed: item.3, changes: item.2), depth: item.1)
            })
    }

    /// A studio whose selected result is that one.
    static func withResult(_ size: Size, url: String = link) -> StudioState {
        var state = withHistory(size)
        let entry = entry(url: url)
        var rows = rows
        rows[0] = entry.row
        _ = reduce(.page(HistoryPage(rows: rows), question: state.history.question, appended: false), &state)
        _ = reduce(.entry(entry.row.id, entry), &state)
        return state
    }
}
