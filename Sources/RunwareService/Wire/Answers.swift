import RunwareAPI

/// The answer to `getTaskDetails`: the task as it was sent and what became of it (contract 3.3).
struct OutgoingDetails: Hashable, Sendable {
    var taskUUID: TaskUUID
    /// The task object as it was sent, as JSON text.
    var requestJSON: String
    var images: [OutgoingImage]
    var failures: [ServiceError]

    var jsonText: String {
        var response: [(String, String)] = []
        if !images.isEmpty || failures.isEmpty {
            response.append(("data", "[" + images.map(\.jsonText).joined(separator: ",") + "]"))
        }
        if !failures.isEmpty {
            let errors = failures.map { $0.jsonText(failed: true) }
            response.append(("errors", "[" + errors.joined(separator: ",") + "]"))
        }
        return JSONText.object([
            ("taskType", "\"getTaskDetails\""), ("taskUUID", JSONText.quoted(taskUUID.text)),
            ("request", "[" + requestJSON + "]"), ("response", JSONText.object(response)),
        ])
    }
}

/// What was spent and asked in a span of time.
struct Usage: Hashable, Sendable {
    /// Charged for images.
    var credits: Money
    /// Accepted tasks.
    var requests: Int

    var jsonText: String { JSONText.object([("credits", credits.jsonNumber), ("requests", String(requests))]) }
}

/// The answer to `accountManagement` with the operation `getDetails` (contract 9.1).
struct OutgoingAccount: Hashable, Sendable {
    var taskUUID: TaskUUID
    var organizationUUID: String
    var balance: Money
    /// Whether the balance is a bare number, as it was in 2025, instead of an object.
    var isBalancePlain: Bool
    var total: Usage
    var today: Usage
    var last7Days: Usage
    var last30Days: Usage

    var jsonText: String {
        let amount = JSONText.object([("amount", balance.jsonNumber), ("currency", "\"USD\"")])
        // The key itself stands nowhere: who asks knows it.
        let key = JSONText.object([
            ("name", "\"local\""), ("apiKey", "\"********\""), ("enabled", "true"),
            ("requests", String(total.requests)),
        ])
        return JSONText.object([
            ("taskType", "\"accountManagement\""), ("taskUUID", JSONText.quoted(taskUUID.text)),
            ("operation", "\"getDetails\""), ("organizationUUID", JSONText.quoted(organizationUUID)),
            ("organizationName", "\"Easel local service\""),
            ("balance", isBalancePlain ? balance.jsonNumber : amount), ("AIRSource", "\"easel\""), ("team", "[]"),
            ("apiKeys", "[" + key + "]"),
            (
                "usage",
                JSONText.object([
                    ("total", total.jsonText), ("today", today.jsonText), ("last7Days", last7Days.jsonText),
                    ("last30Days", last30Days.jsonText),
                ])
            ),
        ])
    }
}
