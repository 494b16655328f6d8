/// `Engine` around the pure `JobQueue`, and the ports through which it reaches the world.
///
/// Here live ordering and exclusion, nothing else: no SQL, no sockets, no screen, no rule of the queue. Adapters
/// implement the ports; the studio and the command line hold an `Engine`.
package enum EngineCore {}
