/// The engine's words as values: jobs, attempts, results, the ledger, snapshots, the `JobQueue` machine and queries over
/// history.
///
/// Pure: values in, values out. No I/O, no clock, no randomness, no concurrency; time and identities come in as
/// arguments, and what has to happen outside leaves as `QueueAction` values.
package enum EngineModel {}
