import EngineModel
import RunwareAPI
import StudioCore
import TerminalUI
import Testing

/// What has to stand on the screen before a result off the record may go.
@Suite struct OffRecordSightsTests {
    private static let id = JobID("secret")

    private static func job(
        _ state: JobState = .done, images: Int, inFiles: Bool = false, url: String? = nil
    ) -> Job {
        let sample = Sample.job(1, state, prompt: "a secret kite", images: images, delivered: images)
        var job = Job(
            id: id, request: sample.request, origin: JobOrigin(isOffRecord: true), submittedAt: Sample.noon,
            service: sample.service, state: state)
        job.results = sample.results.map { result in
            ImageResult(
                id: result.id, taskUUID: result.taskUUID, imageUUID: result.imageUUID, index: result.index,
                url: inFiles ? nil : url ?? result.url, seed: result.seed, cost: result.cost, nsfw: nil,
                receivedAt: Sample.noon, media: inFiles ? .stored(path: "files/\(result.index).jpg") : .linked)
        }
        return job
    }

    private static func arrive(_ job: Job, _ state: inout StudioState, saidAs end: UInt64 = 1) {
        let snapshot = Sample.snapshot(state.engine.revision + 1) {
            ($0.recent, $0.offRecord, $0.finishedJobs) = ([job], [job], end)
        }
        _ = reduce(.engine(snapshot), &state)
    }

    private static func present(_ state: inout StudioState) -> [Effect] { reduce(.presented, &state) }

    @Test func `one image is shown by the message line, whole and with nothing over it`() {
        var state = Sample.state(60, 16)
        Self.arrive(Self.job(images: 1), &state)
        state.overlay = .help(offset: 0)
        #expect(Self.present(&state).isEmpty)
        state.overlay = nil
        #expect(Self.present(&state) == [.shown([Self.id])])
        #expect(Self.present(&state).isEmpty)

        var silent = Sample.state(60, 16)
        Self.arrive(Self.job(images: 1), &silent)
        silent.message = .info("something else")
        #expect(Self.present(&silent).isEmpty)

        var long = Sample.state(60, 16)
        let address = "https://im.example/" + String(repeating: "a", count: 200) + ".jpg"
        Self.arrive(Self.job(images: 1, url: address), &long)
        #expect(long.message?.text.hasSuffix(address) == true)
        #expect(Self.present(&long).isEmpty)
    }

    @Test func `of several images every link has to be seen, by scrolling where there is no room`() {
        var state = Sample.state(40, 12)
        Self.arrive(Self.job(images: 12), &state)
        #expect(Self.present(&state).isEmpty)
        #expect(state.unseenImages == 11)
        state.press("M-3")
        #expect(Self.present(&state).isEmpty)
        state.press("Enter")
        #expect(Self.present(&state).isEmpty)
        #expect(state.unseenImages > 0)
        var presses = 0
        while state.unseenImages > 0, presses < 20 {
            presses += 1
            state.press("Down")
            let effects = Self.present(&state)
            #expect(effects == (state.unseenImages == 0 ? [.shown([Self.id])] : []))
        }
        #expect((3..<20).contains(presses))
    }

    @Test func `a link under a message of several rows is not seen`() {
        var state = Sample.state(40, 12)
        Self.arrive(Self.job(images: 5), &state)
        state.press("M-3", "Enter")
        func unseen(_ message: Message?) -> Int {
            var copy = state
            copy.message = message
            _ = Self.present(&copy)
            return copy.unseenImages
        }
        #expect(unseen(.error(String(repeating: "word ", count: 40))) > unseen(nil))
    }

    @Test func `images in files are seen by where they are`() {
        var state = Sample.state()
        Self.arrive(Self.job(images: 3, inFiles: true), &state)
        #expect(Self.present(&state).isEmpty)
        state.press("M-3", "Enter")
        #expect(Self.present(&state) == [.shown([Self.id])])
    }

    @Test func `what has no image, and what was taken off the list, waits for nobody`() {
        var failed = Sample.state(40, 12)
        failed.overlay = .help(offset: 0)
        Self.arrive(Self.job(.failed, images: 0), &failed)
        #expect(Self.present(&failed) == [.shown([Self.id])])
        var late = failed
        Self.arrive(Self.job(.partial, images: 2), &late)
        #expect(Self.present(&late).isEmpty)

        var dismissed = Sample.state()
        Self.arrive(Self.job(images: 2), &dismissed)
        dismissed.press("M-3", "x")
        #expect(Self.present(&dismissed) == [.shown([Self.id])])
    }

    @Test func `leaving asks before it deletes what nobody saw`() {
        var state = Sample.state()
        Self.arrive(Self.job(images: 2), &state)
        #expect(state.press("C-c").isEmpty)
        #expect(state.overlay == .confirmQuit)
        #expect(state.press("q") == [.shown([Self.id]), .saveDraft(state.draftOnRecord), .quit])

        var seen = Sample.state()
        Self.arrive(Self.job(images: 2), &seen)
        seen.press("M-3", "Enter")
        _ = Self.present(&seen)
        #expect(seen.press("C-c") == [.saveDraft(seen.draftOnRecord), .quit])
    }

    @Test func `who waits for tasks and leaves has deleted nothing unseen`() {
        var state = Sample.state()
        _ = reduce(.engine(Sample.snapshot(1, [Sample.job(2, .running)])), &state)
        state.press("C-c", "w")
        let snapshot = Sample.snapshot(2) {
            ($0.offRecord, $0.finishedJobs, $0.pause) = ([Self.job(images: 2)], 1, .user)
        }
        #expect(reduce(.engine(snapshot), &state) == [.saveDraft(state.draft), .quit])
    }
}
