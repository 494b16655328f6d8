import EngineCore
import EngineModel
import RunwareAPI
import Testing

@testable import EngineStore

/// The order in which jobs stand survives the process that changed it.
@Suite("The order of the queue", .timeLimit(.minutes(5)))
struct OrderTests {
    @Test("jobs exchange their places, and those of another copy keep theirs")
    func order() async throws {
        let folder = try StoreFolder()
        var dice = Dice(80)
        let one = try await folder.open(owner: 1)
        let two = try await folder.open(owner: 2)
        let mine = (0..<3).map { _ in dice.job() }
        let others = (0..<2).map { _ in dice.job() }
        try await one.write([.submitted(mine[0])])
        try await two.write([.submitted(others[0])])
        try await one.write([.submitted(mine[1]), .submitted(mine[2])])
        try await two.write([.submitted(others[1])])
        // A job that is gone, and one that is another copy's, move nothing.
        try await one.write([.ordered([mine[2].id, others[1].id, JobID("gone"), mine[0].id, mine[1].id])])
        try await one.write([.ordered([mine[1].id, mine[0].id])])
        await one.close()
        await two.close()
        let next = try await folder.open(owner: 3)
        let adopted = try await next.adopt().jobs.map(\.id)
        #expect(adopted == [mine[2].id, others[0].id, mine[1].id, mine[0].id, others[1].id])
        await next.close()
    }
}
