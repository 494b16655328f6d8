/// Why the local service did not start.
package enum ServiceStartFailure: Error, Hashable, Sendable {
    /// Someone else listens on this port.
    case portInUse(Int)
    /// The port could not be opened for another reason.
    case cannotListen(port: Int, reason: String)
    /// Another service runs on the store of this path.
    case storeInUse(String)
    /// Folder, database or lock cannot be opened.
    case cannotOpenStore(path: String, reason: String)
    /// The given key is empty, too long, or holds something that a header cannot carry.
    case invalidKey
    /// The kept key can be neither read nor written.
    case cannotKeepKey(path: String, reason: String)
}
