package import StudioCore

/// Hands links to a program that shows them.
package protocol LinkOpener: Sendable {
    /// - Parameter url: an http or https address.
    func open(_ url: String) async -> LinkOpening
}
