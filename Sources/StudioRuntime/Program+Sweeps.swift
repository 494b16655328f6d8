import EngineCore
import EngineModel
import Foundation
import RunwareAPI
import StudioCore

/// Sweeps: kept under the batch of their jobs before any of these is queued, so that what is missing can be made later.
extension Program {
    /// Under which names sweeps are kept; the time makes them sort.
    private static let notePrefix = "sweep/"
    /// How many sweeps are shown to choose from.
    private static let shownSweeps = 200

    func submitSweep(_ plan: SweepPlan, _ parent: ResultID?) async {
        let record = SweepRecord(
            batch: await engine.newBatch(), sweep: plan.sweep, bases: plan.bases, cells: plan.cells,
            submittedAt: clock.now())
        do throws(StoreFailure) {
            try await library.saveNote(Self.noteName(of: record), record.jsonText)
        } catch {
            answer(.failed("nothing was queued and nothing sent: \(error.sentence)"))
            return
        }
        await submit(plan.requests, of: record, parent)
    }

    func continueSweep(_ record: SweepRecord, _ requests: [ImageRequest]) async {
        await submit(requests, of: record, nil)
        loadSweep(record)
    }

    private func submit(_ requests: [ImageRequest], of record: SweepRecord, _ parent: ResultID?) async {
        let origin = JobOrigin(parent: parent, batch: record.batch)
        do throws(SubmitFailure) {
            answer(.queued(try await engine.submit(requests.map { Submission($0, origin: origin) }).count))
        } catch {
            answer(.failed(error.sentence))
        }
    }

    func loadSweeps() {
        inBackground { program in
            do throws(StoreFailure) {
                let kept = try await program.library.notes(beginning: Self.notePrefix, limit: Self.shownSweeps)
                let records = kept.reversed().compactMap { text in
                    (try? JSONValue(parsing: Data(text.utf8))).flatMap(SweepRecord.init)
                }
                program.answer(.sweeps(records))
            } catch {
                program.answer(.failed(error.sentence))
            }
        }
    }

    func loadSweep(_ record: SweepRecord) {
        inBackground { program in
            do throws(StoreFailure) {
                // Each request may have been made more than once.
                let jobs = try await program.library.jobs(
                    of: record.batch, limit: 4 * SweepPlan.maximumRequests)
                program.answer(.sweepProgress(SweepProgress(record, jobs: jobs)))
            } catch {
                program.answer(.failed(error.sentence))
            }
        }
    }

    private static func noteName(of record: SweepRecord) -> String {
        let time = String(record.submittedAt.milliseconds)
        return notePrefix + String(repeating: "0", count: max(15 - time.count, 0)) + time + "/" + record.batch.text
    }
}
