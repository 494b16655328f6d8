/// `Program`: the loop's client that turns events into actions, performs effects against the engine, and shows frames.
///
/// The one place where the studio meets time and the engine. No rule of the studio lives here, no drawing, no SQL and no
/// sockets.
package enum StudioRuntime {}
