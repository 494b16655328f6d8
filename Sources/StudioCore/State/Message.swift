/// What the message line says, until the next key that says something else.
package struct Message: Hashable, Sendable {
    package enum Kind: Hashable, Sendable { case info, warning, error }
    package let kind: Kind
    package let text: String

    package static func info(_ text: String) -> Message { Message(kind: .info, text: text) }
    package static func warning(_ text: String) -> Message { Message(kind: .warning, text: text) }
    package static func error(_ text: String) -> Message { Message(kind: .error, text: text) }
}
