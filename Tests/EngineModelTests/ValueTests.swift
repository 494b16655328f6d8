import EngineModel
import Foundation
import RunwareAPI
import Testing

@Suite struct JobStateTests {
    @Test func `successors are those of the written table`() {
        let table: [JobState: Set<JobState>] = [
            .queued: [.sending, .held, .cancelled, .partial, .done],
            .held: [.queued, .cancelled, .partial, .done],
            .sending: [
                .queued, .cancelled, .accepted, .running, .done, .partial, .blocked, .failed, .uncertain, .abandoned,
            ],
            .accepted: [.queued, .running, .done, .partial, .blocked, .failed, .uncertain, .abandoned],
            .running: [.queued, .done, .partial, .blocked, .failed, .uncertain, .abandoned],
            .uncertain: [
                .queued, .sending, .accepted, .running, .done, .partial, .blocked, .failed, .abandoned,
            ],
            .abandoned: [.running, .done, .partial, .blocked, .failed],
            .failed: [.queued, .partial, .done], .blocked: [.queued, .partial, .done],
            .partial: [.queued, .partial, .done],
            .done: [], .cancelled: [],
        ]
        for state in JobState.allCases { #expect(state.successors == table[state]) }
    }

    @Test func `final and in-flight states`() {
        #expect(JobState.allCases.filter(\.isFinal) == [.done, .partial, .blocked, .failed, .cancelled, .abandoned])
        #expect(JobState.allCases.filter(\.isInFlight) == [.sending, .accepted, .running])
    }
}

@Suite struct FailureWordsTests {
    @Test(arguments: [
        ("invalidBFLContent", "blocked by moderation", FailureWords.NextStep.editPrompt),
        ("thirdPartyInsufficientCredits", "credit too low", .addCredit),
        ("invalidApiKey", "key refused", .setKey),
        ("rateLimitExceeded", "rate limited", .waitAndRetry),
        ("timeoutProvider", "provider timeout", .waitAndRetry),
        ("internalServerError", "service trouble", .waitAndRetry),
        ("providerUnavailable", "service trouble", .waitAndRetry),
        ("connectionLost", "service trouble", .waitAndRetry),
        ("taskNotFound", "not found", .none),
        ("invalidWidth", "refused", .editParameters),
        ("aborted", "failed", .none),
        ("neverHeardOf", "failed", .none),
    ])
    func `every kind of service error has words and a step`(
        code: String, headline: String, next: FailureWords.NextStep
    ) {
        let words = FailureWords(.service([fault(code)]))
        #expect(words.headline == headline)
        #expect(words.sentence.contains("said \(code)") && words.sentence.contains("(\(code))"))
        #expect(words.next == next)
    }

    @Test(arguments: ["conflictTaskUUID", "internalServerError"])
    func `what is no verdict is never called one`(code: String) {
        let words = FailureWords(.undecided([fault(code)]))
        #expect(words.headline == "fate unknown" && words.next == .collect)
        #expect(words.sentence.contains("said \(code)") && words.sentence.contains("(\(code))"))
    }

    @Test func `the table above covers every category`() {
        let codes = [
            "invalidBFLContent", "thirdPartyInsufficientCredits", "invalidApiKey", "rateLimitExceeded",
            "timeoutProvider", "internalServerError", "providerUnavailable", "connectionLost", "taskNotFound",
            "invalidWidth", "aborted", "neverHeardOf",
        ]
        #expect(Set(codes.map(ErrorCategory.init(code:))) == Set(ErrorCategory.allCases))
    }

    @Test func `no failure is without words, and money is named where it may be due`() {
        let kinds: [ConnectionFault.Kind] = [.refused, .unknownHost, .insecure, .timedOut, .closed, .tooLarge, .other]
        let faults = kinds.map { ConnectionFault($0, detail: "said so") }
        for fault in faults {
            let unsent = FailureWords(.notSent(fault))
            #expect(unsent.headline == "not sent" && unsent.next == .checkConnection)
            #expect(unsent.sentence.contains("said so") && unsent.sentence.hasSuffix("nothing is billed"))
            let lost = FailureWords(.lost(fault))
            #expect(lost.headline == "fate unknown" && lost.next == .collect && lost.sentence.contains("billed"))
        }
        #expect(FailureWords(.unreadable(httpStatus: 502, excerpt: "<html>")).next == .collect)
        #expect(FailureWords(.unreadable(httpStatus: 502, excerpt: "<html>")).sentence.contains("HTTP 502"))
        #expect(FailureWords(.interrupted).next == .collect)
        #expect(FailureWords(.shortDelivery(delivered: 2, asked: 4)).headline == "partial")
        #expect(FailureWords(.shortDelivery(delivered: 2, asked: 4)).sentence.contains("2 of 4"))
        #expect(FailureWords(.shortDelivery(delivered: 0, asked: 4)).headline == "failed")
        #expect(FailureWords(.otherService(key: "there")).sentence.contains("there"))
        #expect(!FailureWords(.service([])).sentence.isEmpty)
    }
}

@Suite struct LedgerTests {
    private func result(_ cost: Money?) -> ImageResult {
        ImageResult(
            id: ResultID("r"), taskUUID: uuid(1), imageUUID: "i", index: 0, url: nil, seed: nil, cost: cost, nsfw: nil,
            receivedAt: time(0), media: .linked)
    }

    @Test func `real and simulated costs are never mixed`() {
        var ledger = Ledger()
        ledger.add(result(Money(microDollars: 1690)), isSimulated: false)
        ledger.add(result(Money(microDollars: 40_000)), isSimulated: true)
        for totals in [ledger.session, ledger.day, ledger.allTime] {
            #expect(totals.real == Money(microDollars: 1690))
            #expect(totals.simulated == Money(microDollars: 40_000))
            #expect(totals.images == 2)
        }
    }

    @Test func `a result without a cost counts the published price`() {
        var ledger = Ledger()
        ledger.add(result(nil), isSimulated: false)
        #expect(ledger.session.real == Money(microDollars: 40_000))
    }

    @Test func `a cost of zero is a cost`() {
        var ledger = Ledger()
        ledger.add(result(.zero), isSimulated: false)
        #expect(ledger.session.real == .zero)
    }
}

@Suite struct SmallValueTests {
    @Test func `points in time are ordered and subtract`() {
        #expect(time(1) < time(2))
        #expect(time(5).adding(milliseconds: -7) == time(-2))
        #expect(time(5).since(time(7)) == -2)
        #expect(time(.max).adding(milliseconds: 1) == time(.min))
    }

    @Test func `the estimate counts unsent images only`() {
        var snapshot = EngineSnapshot()
        snapshot.jobs = [
            makeJob("a", asked: 3), makeJob("b"), makeJob("c", state: .sending), makeJob("d", state: .uncertain),
        ]
        #expect(snapshot.queuedEstimate == Money(microDollars: 160_000))
        #expect(snapshot.pendingCount == 4)
    }

    @Test func `a job knows its cost only when the service named one`() {
        var job = makeJob("a", asked: 2)
        #expect(job.cost == nil && job.asked == 2 && job.startedAt == nil)
        var uuids = CountingUUIDs()
        var queue = JobQueue()
        _ = queue.serviceKnown(.here, now: time(0), random: &uuids)
        _ = queue.submitted([job], now: time(3), random: &uuids)
        let items = [image("x", of: uuid(1)), image("y", of: uuid(1), cost: nil)]
        _ = queue.answered(uuid(1), .complete(items: items, errors: []), now: time(5), random: &uuids)
        job = queue.job(job.id) ?? job
        #expect(job.cost == Money(microDollars: 40_000) && job.startedAt == time(3) && job.finishedAt == time(5))
    }

    @Test func `services are told apart by their key`() {
        #expect(ServiceIdentity.remote(.runware, keyFingerprint: "f").key == "https://api.runware.ai/v1#f")
        #expect(ServiceIdentity.local(storeID: "s") == ServiceIdentity(key: "local:s", isSimulated: true))
        #expect(ServiceIdentity.unresolved("http://x").key == "unresolved:http://x")
    }
}
