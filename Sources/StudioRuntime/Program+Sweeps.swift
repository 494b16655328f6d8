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

    /// The batch of a sweep's jobs; a new sweep is kept under it first. Nil for all other jobs, and off the record, where
    /// no sweep is kept.
    func batch(of origin: SubmissionOrigin) async throws(SubmitFailure) -> BatchID? {
        switch origin.sweep {
        case _ where origin.isOffRecord: return nil
        case nil: return nil
        case .rest(let record)?: return record.batch
        case .new(let plan)?:
            let record = SweepRecord(
                batch: await engine.newBatch(), sweep: plan.sweep, bases: plan.bases, cells: plan.cells,
                submittedAt: clock.now())
            do throws(StoreFailure) {
                try await library.saveNote(Self.noteName(of: record), record.jsonText)
            } catch {
                throw .notDurable(error.sentence)
            }
            return record.batch
        }
    }

    func loadSweeps() {
        inBackground { program in
            do throws(StoreFailure) {
                let kept = try await program.library.notes(beginning: Self.notePrefix, limit: Self.shownSweeps)
                var records: [SweepRecord] = []
                for text in kept.reversed() {
                    guard let json = try? JSONValue(parsing: Data(text.utf8)), let record = SweepRecord(json: json)
                    else { continue }
                    // One that was not agreed to has no jobs.
                    let jobs = try await program.library.jobs(of: record.batch, limit: 1)
                    if !jobs.isEmpty { records.append(record) }
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
