import EngineCore
import EngineModel
import RunwareAPI
import RunwareService
import Testing

/// Every fault, in every way in which a task can travel: the job ends as the protocol says, every image that arrived
/// has its file, and nothing is drawn more often than it was asked for.
@Suite(.timeLimit(.minutes(10))) struct FaultMatrixTests {
    @Test(arguments: FaultCase.all)
    func `whatever goes wrong, nothing is lost or paid twice`(_ fault: FaultCase) async throws {
        let rig = try await Rig.make(transport: fault.transport, forgets: fault.forgets)
        var injected = Fault(fault.kind, at: fault.place)
        injected.delay = .milliseconds(5)
        rig.service.inject(injected)
        let prompt = "a kite in the wind"
        let job = try await rig.run(prompt: prompt, delivery: fault.delivery, images: fault.images)
        let expected = ExpectedEnd(fault)
        let headline = job.failure.map { FailureWords($0).headline }
        #expect(job.state == expected.state, "\(job.state), \(job.failure as Any)")
        #expect(job.results.count == expected.images)
        #expect(headline == expected.headline)
        #expect(rig.filesAreRight(job), "\(job.results.map(\.media))")
        let charged = await rig.charges(prompt)
        #expect(charged <= fault.images && charged >= job.results.count)
        #expect(Set(job.results.map(\.imageUUID)).count == job.results.count)
        await rig.close()
    }
}
