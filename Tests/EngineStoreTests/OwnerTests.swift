import EngineCore
import EngineModel
import Foundation
import GRDB
import Glibc
import RunwareAPI
import Testing

@testable import EngineStore

@Suite("Owners of jobs")
struct OwnerTests {
    @Test("a job of a living copy is never adopted")
    func living() async throws {
        let folder = try StoreFolder()
        let (first, second) = (try await folder.open(owner: 1), try await folder.open(owner: 2))
        var dice = Dice(20)
        let job = dice.job()
        try await first.write([.submitted(job)])
        #expect(try await second.adopt().jobs.isEmpty)
        #expect(try await first.adopt().jobs.isEmpty)
        #expect(try await second.stored(job.id) == job)
        try await first.write([.sending(job.id, dice.attempt())])
    }

    @Test("the unfinished jobs of a copy that is gone are taken over, oldest place first, and nothing else")
    func gone() async throws {
        let folder = try StoreFolder()
        var dice = Dice(21)
        let first = try await folder.open(owner: 1)
        let jobs = (0..<4).map { _ in dice.job() }
        let attempt = dice.attempt()
        let (finished, _) = dice.delivered(dice.job())
        try await first.write(jobs.map(JournalEntry.submitted) + finished)
        try await first.write([.sending(jobs[1].id, attempt), .changed(jobs[3].failed())])
        try await first.execute("UPDATE jobs SET position = 0.5 WHERE uuid = '\(jobs[2].id)'")
        await first.close()

        let second = try await folder.open(owner: 2)
        var sending = jobs[1]
        sending.state = .sending
        sending.attempts = [attempt]
        #expect(try await second.adopt().jobs == [jobs[2], jobs[0], sending])
        #expect(try await second.adopt().jobs.isEmpty)
        let third = try await folder.open(owner: 3)
        #expect(try await third.adopt().jobs.isEmpty)
        try await second.write([.sending(jobs[0].id, dice.attempt())])
    }

    @Test("every unfinished state is adopted, no final one")
    func states() async throws {
        let folder = try StoreFolder()
        var dice = Dice(22)
        let first = try await folder.open(owner: 1)
        var expected: [JobID] = []
        for state in JobState.allCases {
            var job = dice.job()
            job.state = state
            try await first.write([.submitted(job)])
            if !state.isFinal { expected.append(job.id) }
        }
        await first.close()
        #expect(try await folder.open(owner: 2).adopt().jobs.map(\.id) == expected)
    }

    @Test("jobs without an owner, or with one that cannot be, are adopted")
    func ownerless() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open(owner: 1)
        var dice = Dice(23)
        let (none, strange) = (dice.job(), dice.job())
        try await store.write([.submitted(none), .submitted(strange)])
        try await store.execute("UPDATE jobs SET owner = NULL WHERE uuid = '\(none.id)'")
        try await store.execute("UPDATE jobs SET owner = '../../x' WHERE uuid = '\(strange.id)'")
        #expect(try await store.adopt().jobs == [none, strange])
    }

    @Test("a copy that lost its job to another does not send it")
    func lost() async throws {
        let folder = try StoreFolder()
        let (first, second) = (try await folder.open(owner: 1), try await folder.open(owner: 2))
        var dice = Dice(24)
        let job = dice.job()
        try await first.write([.submitted(job)])
        first.owner.release()
        #expect(try await second.adopt().jobs == [job])
        await #expect(throws: StoreFailure.self) { try await first.write([.sending(job.id, dice.attempt())]) }
        #expect(try await second.stored(job.id) == job)
        #expect(!FileManager.default.fileExists(atPath: folder.sentLog))
    }

    @Test("lock files of copies that are gone are removed, those of the living stay")
    func staleFiles() async throws {
        let folder = try StoreFolder()
        let (first, second) = (try await folder.open(owner: 1), try await folder.open(owner: 2))
        let third = try await folder.open(owner: 3)
        await first.close()
        _ = try await second.adopt()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.data + "/owners")
        #expect(
            Set(names) == ["gate", second.owner.owner.text + ".lock", third.owner.owner.text + ".lock"])
    }

    @Test("no child inherits a lock or any other file of the store")
    func closeOnExec() async throws {
        let folder = try StoreFolder()
        let store = try await folder.open()
        let root = try #require(
            realpath(folder.data, nil).map { path in
                defer { free(path) }
                return String(cString: path)
            })
        var names: Set<String> = []
        for entry in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            guard let descriptor = Int32(entry),
                let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + entry),
                path.hasPrefix(root + "/")
            else { continue }
            names.insert((path as NSString).lastPathComponent)
            #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0, "\(path)")
        }
        #expect(names.isSuperset(of: [store.owner.owner.text + ".lock", "easel.sqlite"]), "\(names)")
        await store.close()
    }

    @Test("a job whose request this version cannot read stays for the version that wrote it")
    func unreadable() async throws {
        let folder = try StoreFolder()
        let first = try await folder.open(owner: 1)
        var dice = Dice(25)
        let (job, strange) = (dice.job(), dice.job())
        try await first.write([.submitted(job), .submitted(strange)])
        try await first.execute(
            """
            DROP TRIGGER requests_are_frozen;
            UPDATE jobs SET request = '{"positivePrompt":"fox","width":512,"height":512,"tomorrow":1}'
                WHERE uuid = '\(strange.id)'
            """)
        await first.close()
        let second = try await folder.open(owner: 2)
        #expect(try await second.adopt().jobs == [job])
        #expect(try await second.number("SELECT count(*) FROM jobs WHERE owner = '\(first.owner.owner)'") == 1)
    }
}
