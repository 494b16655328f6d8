import EngineCore
import EngineModel
import RunwareAPI
import TestSupport
import Testing

@testable import EngineStore

@Suite("Two copies", .timeLimit(.minutes(5)))
struct TwoCopiesTests {
    private func expectWhole(_ store: EngineStore) async throws {
        #expect(try await store.check() == "ok")
        // Fails when index and content differ.
        try await store.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
        #expect(try await store.number("SELECT count(*) FROM pragma_foreign_key_check") == 0)
    }

    @Test("1,000 actions in turn leave a whole database, and both see the same", arguments: [UInt64(1), 2])
    func inTurn(seed: UInt64) async throws {
        let folder = try StoreFolder()
        let stores = [try await folder.open(owner: 1), try await folder.open(owner: 2)]
        var copies = stores.enumerated().map { SeededActions($1, seed: seed * 10 + UInt64($0)) }
        var dice = Dice(seed)
        for _ in 0..<1000 { try await copies[Int.random(in: 0...1, using: &dice)].step() }
        let views = [try await StoreView.lines(of: stores[0]), try await StoreView.lines(of: stores[1])]
        #expect(views[0] == views[1] && views[0].count > 500)
        #expect(try await stores[0].number("SELECT count(*) FROM jobs") == copies.map(\.jobs).reduce(0, +))
        #expect(try await stores[0].number("SELECT count(*) FROM results") == copies.map(\.results).reduce(0, +))
        // Nobody takes over what the living own.
        for store in stores { #expect(try await store.adopt().jobs.isEmpty) }
        for store in stores { try await expectWhole(store) }
    }

    @Test("1,000 actions at the same time as well")
    func atOnce() async throws {
        let folder = try StoreFolder()
        let stores = [try await folder.open(owner: 1), try await folder.open(owner: 2)]
        let written = try await withThrowingTaskGroup(of: Int.self) { group in
            for (place, store) in stores.enumerated() {
                group.addTask {
                    var copy = SeededActions(store, seed: 31 + UInt64(place))
                    for _ in 0..<500 { try await copy.step() }
                    return copy.jobs
                }
            }
            return try await group.reduce(0, +)
        }
        let views = [try await StoreView.lines(of: stores[0]), try await StoreView.lines(of: stores[1])]
        #expect(views[0] == views[1] && views[0].count > 500)
        #expect(try await stores[1].number("SELECT count(*) FROM jobs") == written)
        for store in stores { try await expectWhole(store) }
    }
}
