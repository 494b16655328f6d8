import EngineModel
import RunwareAPI

/// The account behind the key.
extension Engine {
    /// Milliseconds between two questions for the balance at least, while jobs are under way.
    private static let balanceGap: Int64 = 10_000

    /// Balance and usage of the account.
    package func account() async -> AccountOutcome {
        let outcome = await service.account()
        learn(outcome)
        return outcome
    }

    /// Asks the service for a sign of life. Costs nothing.
    package func ping() async -> PingOutcome { await service.ping() }

    /// Asks for the balance after the first greeting, and when jobs have ended since; seldom, because it only decorates.
    func askBalance() {
        guard phase == .running, queue.service != nil else { return }
        let now = clock.now()
        if let asked = balanceAsked {
            guard accounts.finishedJobs != asked.finishedJobs else { return }
            let due = asked.at.adding(milliseconds: Self.balanceGap)
            guard now >= due || queue.jobs.isEmpty else { return setAlarm(due) }
        }
        balanceAsked = (now, accounts.finishedJobs)
        inBackground(.question) { engine in
            await engine.learn(engine.service.account())
            await engine.apply([])
        }
    }

    private func learn(_ outcome: AccountOutcome) {
        guard case .account(let details) = outcome, let amount = details.balance else { return }
        balance = Balance(amount: amount, currency: details.currency)
    }
}
