import EngineModel
import RunwareAPI

/// What runs beside the queue: background tasks, time, and the question who the service is.
extension Engine {
    /// Starts a task that `idle` counts; `shutDown` cancels sends and questions and waits for all.
    func inBackground(_ kind: Work, _ work: @escaping @Sendable (Engine) async -> Void) {
        let number = nextBackground
        nextBackground += 1
        let task: Task<Void, Never>
        if kind != .file, let executor = service.executor {
            task = Task(executorPreference: executor) {
                await work(self)
                await self.ended(number)
            }
        } else {
            // On the engine itself, so that sends begin in their order.
            task = Task {
                await work(self)
                self.ended(number)
            }
        }
        background[number] = (task, kind)
    }

    private func ended(_ number: UInt64) {
        background[number] = nil
        wakeIfIdle()
    }

    // MARK: Time

    func setAlarm(_ time: Timestamp) {
        guard phase == .running else { return }
        if let alarm, alarm.time <= time { return }
        alarm?.task.cancel()
        alarm = (
            time,
            Task { [clock] in
                guard (try? await clock.sleep(until: time)) != nil else { return }
                self.rang(time)
            }
        )
    }

    private func rang(_ time: Timestamp) {
        if alarm?.time == time { alarm = nil }
        guard phase == .running else { return }
        apply(queue.tick(now: clock.now(), random: &random))
        fetchDue()
        askBalance()
    }

    func nextPatience() -> Int64 {
        defer { patience = min(patience * 2, Self.longestPatience) }
        return patience
    }

    /// Asks the service who it is, after a wait in milliseconds.
    func probe(after wait: Int64 = 0) {
        guard probing == nil, phase == .running else { return }
        probes += 1
        let number = probes
        let task = Task { [clock, service] in
            if wait > 0 {
                let due = clock.now().adding(milliseconds: wait)
                guard (try? await clock.sleep(until: due)) != nil, self.isAsked(number) else { return }
            }
            self.probed(await service.identify(), number)
        }
        probing = Probe(number: number, isAsking: wait == 0, task: task)
    }

    /// Whether the question whose wait is over is still to be asked.
    private func isAsked(_ number: UInt64) -> Bool {
        guard probing?.number == number else { return false }
        probing?.isAsking = true
        return true
    }

    private func probed(_ answer: Identification, _ number: UInt64) {
        guard probing?.number == number else { return }
        probing = nil
        defer { wakeIfIdle() }
        switch answer {
        case .known(let status):
            learn(status)
            guard let identity = status.identity else {
                return silent(ConnectionFault(.other, detail: "the service did not say who it is"))
            }
            let unresolved = ServiceIdentity.unresolved(status.address)
            apply(queue.serviceKnown(identity, resolving: unresolved, now: clock.now(), random: &random))
            askBalance()
            let sessions = inherited.filter { $0.service == identity }.map(\.session)
            inherited = []
            if let session = sessions.first { inBackground(.question) { await $0.service.resume(session: session) } }
        case .unreachable(let status, let fault):
            learn(status)
            silent(fault)
        }
        lifeWaiters.wake(.answered)
    }

    /// Takes what the service said of itself; jobs that were queued before the first answer are bound to its address.
    private func learn(_ status: ServiceStatus) {
        self.status = status
        isAnswered = true
        let waiting = unbound
        unbound = []
        if !waiting.isEmpty { apply(queue.bound(waiting, to: .unresolved(status.address))) }
    }

    private func silent(_ fault: ConnectionFault) {
        queue.unreachable(fault)
        apply(queue.tick(now: clock.now(), random: &random))
        probe(after: nextPatience())
    }
}
