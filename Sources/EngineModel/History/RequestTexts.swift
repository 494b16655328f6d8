package import RunwareAPI

/// A request as it may be handed on: credentials in addresses are left out, and a fresh UUID makes it a task of its own.
package enum RequestTexts {
    /// The body of an API request: an array of one task.
    package static func apiRequest(_ request: ImageRequest, taskUUID: TaskUUID) -> String {
        ImageInference(taskUUID: taskUUID, request: request.withoutSecrets).body
    }

    /// A line for a POSIX shell that sends it by curl; the key is named, never written.
    ///
    /// - Parameter address: the base URL of the HTTP service, as the service's status names it.
    package static func curl(_ request: ImageRequest, taskUUID: TaskUUID, address: String) -> String {
        let body = apiRequest(request, taskUUID: taskUUID)
        return "curl -sS \(quoted(address)) -H 'Content-Type: application/json' "
            + "-H \"Authorization: Bearer $RUNWARE_API_KEY\" -d \(quoted(body))"
    }

    /// A word of a POSIX shell in which nothing is syntax.
    package static func quoted(_ text: String) -> String {
        "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
