import EngineModel
import Foundation
import RunwareAPI

/// What goes to the service and what comes from it. Every answer is kept before it is read.
extension Engine {
    func send(_ id: JobID, _ task: ImageInference) {
        // The user may have let go of it while it became durable: then no byte leaves.
        guard queue.job(id)?.state == .sending else { return }
        guard phase == .running else {
            let fault = ConnectionFault(.closed, detail: "Easel is ending")
            apply(queue.notSent(task.taskUUID, fault, now: clock.now()))
            return
        }
        launched.insert(task.taskUUID)
        inBackground(.send) { engine in
            let end = await engine.service.send(task) {
                Task { await engine.firstByte(task.taskUUID) }
            } deliver: { answer in
                await engine.received(answer, of: task.taskUUID)
            }
            await engine.ended(end, task.taskUUID)
        }
    }

    private func firstByte(_ taskUUID: TaskUUID) { queue.bytesWritten(taskUUID) }

    /// One answer to a task that was sent.
    private nonisolated func received(_ answer: Answer, of uuid: TaskUUID) async {
        await keep(answer, for: [uuid])
        let reply = await ReplyDecoding.decode(answer)
        await took(answer, reply, of: uuid)
    }

    private func took(_ answer: Answer, _ reply: ServiceReply?, of uuid: TaskUUID) {
        guard let job = queue.job(of: uuid), let attempt = job.attempt(uuid) else { return }
        let reading: ReplyReading? =
            switch answer.occasion {
            case .send:
                ReplyReading(
                    answer, saying: reply, to: attempt, delivered: job.results.count { $0.taskUUID == uuid })
            // An error means something else to a question, also when its answer came late.
            case .collect: ReplyReading(reply, to: CollectQuestion(uuid, .getResponse))
            }
        guard let reading else { return }
        patience = Self.firstPatience
        apply(queue.answered(uuid, reading, now: clock.now(), random: &random))
    }

    private func ended(_ end: SendEnd, _ uuid: TaskUUID) {
        let now = clock.now()
        launched.remove(uuid)
        switch end {
        case .answered: apply(queue.sendEnded(uuid, nil, now: now, random: &random))
        case .notSent(let fault):
            apply(queue.notSent(uuid, fault, now: now))
            probe(after: nextPatience())
        case .refusedAtDoor(let errors): apply(queue.refusedAtDoor(uuid, errors, now: now, random: &random))
        case .lost(let fault):
            patience = Self.firstPatience
            apply(queue.sendEnded(uuid, .lost(fault), now: now, random: &random))
        }
    }

    // MARK: Questions

    func collect(_ questions: [CollectQuestion]) {
        guard phase == .running else { return }
        inBackground(.question) { engine in
            let outcome = await engine.service.collect(questions)
            var readings: [CollectQuestion: ReplyReading] = [:]
            for answer in outcome.answers {
                let mentioned = questions.filter { answer.mentions($0.taskUUID) || answer.httpStatus != nil }
                await engine.keep(answer, for: Array(Set(mentioned.map(\.taskUUID))))
                let reply = await ReplyDecoding.decode(answer)
                for question in mentioned {
                    guard let reading = Self.read(answer, reply, for: question, among: mentioned) else { continue }
                    readings[question] = reading
                }
            }
            await engine.collected(questions, readings)
        }
    }

    /// What an answer says to one question; nil when it answers another one.
    private static func read(
        _ answer: Answer, _ reply: ServiceReply?, for question: CollectQuestion, among all: [CollectQuestion]
    ) -> ReplyReading? {
        let others = all.filter { $0.taskUUID == question.taskUUID && $0 != question }
        guard case .frame = answer.channel, !others.isEmpty else {
            return ReplyReading(reply, to: question, beside: others)
        }
        // On a socket each question has a frame of its own, and the archive names itself in it.
        let kind: CollectQuestion.Kind = answer.mentions("getTaskDetails") ? .getTaskDetails : .getResponse
        return kind == question.kind ? ReplyReading(reply, to: question) : nil
    }

    private func collected(_ questions: [CollectQuestion], _ readings: [CollectQuestion: ReplyReading]) {
        apply(queue.collected(questions, readings, now: clock.now(), random: &random))
    }

    // MARK: What comes unasked

    func heard(_ event: ServiceEvent) async {
        guard phase == .running else { return }
        switch event {
        case .unasked(let answer):
            let reply = await ReplyDecoding.decode(answer)
            let uuids = Set(
                ((reply?.items.compactMap(\.taskUUID) ?? []) + (reply?.errors.compactMap(\.taskUUID) ?? []))
                    .compactMap { TaskUUID($0) }
            ).filter { queue.job(of: $0) != nil }
            await keep(answer, for: Array(uuids))
            for uuid in uuids {
                took(answer, reply, of: uuid)
                letGoIfDecided(uuid)
            }
        case .session(let session):
            guard let identity = queue.service else { return }
            apply([.write([.session(session, identity)], then: [])])
        case .notice(let text):
            transportNotice = text
            apply([])
        }
    }

    // MARK: Keeping

    /// Keeps an answer that may hold something that was paid for. When that fails, what it says is taken all the same.
    private nonisolated func keep(_ answer: Answer, for tasks: [TaskUUID]) async {
        guard !tasks.isEmpty, answer.mayHoldVerdicts else { return }
        do throws(StoreFailure) {
            try await spool.keep(answer, for: tasks)
        } catch {
            // The same disk is about to refuse the rows, and the queue stops with that reason.
        }
    }

    /// Reads what ended processes had kept and not yet made durable, or had not come to let go of.
    func readSpool(of adoption: Adoption) async {
        for job in adoption.jobs {
            for attempt in job.attempts {
                for answer in (try? await spool.kept(for: attempt.taskUUID)) ?? [] {
                    took(answer, await ReplyDecoding.decode(answer), of: attempt.taskUUID)
                }
                if attempt.hasVerdict { letGoIfDecided(attempt.taskUUID) }
            }
        }
        for file in adoption.files { await complete(file) }
    }

    /// Lets go of what was kept about a task whose verdict had been complete before: nothing else does. First all that
    /// was read in it becomes durable; bytes are kept until their file is there.
    private func letGoIfDecided(_ uuid: TaskUUID) {
        guard let job = queue.job(of: uuid), job.attempt(uuid)?.hasVerdict == true, !job.isKept(uuid) else { return }
        apply([.write([], then: [.forget([uuid])])])
    }

    /// Fetches or writes the file of a result whose process ended before it was there.
    private func complete(_ file: MissingFile) async {
        if let url = file.url { return fetch(file.result, url, file.format) }
        // The program may have ended between the renaming of the file and its row.
        if let path = await media.find(file.result) {
            return apply(queue.mediaChanged(file.result, .stored(path: path)))
        }
        for answer in (try? await spool.kept(for: file.taskUUID)) ?? [] {
            let reply = await ReplyDecoding.decode(answer)
            guard let item = reply?.item(named: file.imageUUID, of: file.taskUUID), case .bytes? = item.output else {
                continue
            }
            return keep(file.result, ReplyBytes(output: item.output, format: file.format))
        }
        let reason = "Easel ended before the file was written, and the answer that held it is gone"
        apply(queue.mediaChanged(file.result, .failed(reason: reason)))
    }
}

extension Answer {
    /// Whether a text occurs in the bytes.
    func mentions(_ text: String) -> Bool { bytes.range(of: Data(text.utf8)) != nil }

    func mentions(_ uuid: TaskUUID) -> Bool { mentions(uuid.text) }

    /// Whether an image or an error may be in it; acknowledgements and news of progress are not worth a sync.
    var mayHoldVerdicts: Bool {
        ["\"imageU", "\"imageB", "\"imageD", "\"error"].contains(where: mentions)
    }
}

/// Reading the bytes of answers. A large one takes many milliseconds of a core, so it is read on a thread of our own,
/// one at a time, which also bounds the memory.
enum ReplyDecoding {
    private static let large = 256 * 1024
    private static let queue = DispatchQueue(label: "easel.reply-decoding")

    static func decode(_ answer: Answer) async -> ServiceReply? {
        let decode: @Sendable () -> ServiceReply? = {
            ServiceReply(parsing: answer.bytes, httpStatus: answer.httpStatus)
        }
        guard answer.bytes.count > large else { return decode() }
        return await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: decode()) }
        }
    }
}
