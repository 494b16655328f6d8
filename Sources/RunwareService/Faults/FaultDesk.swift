import RunwareAPI

/// Decides what goes wrong with a message, whatever the transport.
struct FaultDesk: Sendable {
    let book: FaultBook
    let store: ServiceDatabase

    /// What a transport has to do, in this order: wait, then either end the message or send it damaged.
    struct Order: Sendable {
        var delay = Duration.zero
        /// Nil performs the message.
        var end: End?
        var damage: [Fault] = []
    }

    /// How a message ends without being answered as it should.
    enum End: Sendable {
        case refusal([ServiceError], retryAfter: Int?)
        case page
        case drop
        case silence
    }

    /// The order for a message at the places before it is performed.
    func order(for tasks: [SentTask]) async -> Order {
        var order = Order()
        for place in [Fault.Place.beforeAcceptance, .poll, .details] {
            apply(await take(place, tasks), tasks, place, to: &order)
        }
        return order
    }

    /// The order for a message whose tasks are accepted.
    func orderAfterAcceptance(of tasks: [SentTask]) async -> Order {
        var order = Order()
        apply(await take(.afterAcceptance, tasks), tasks, .afterAcceptance, to: &order)
        return order
    }

    /// The order for the download of an image with this prompt.
    func orderForDownload(prompt: String) -> Order {
        var order = Order()
        apply(book.take(at: .message(.download), prompts: [prompt]), [], .download, to: &order)
        return order
    }

    private func apply(_ faults: [Fault], _ tasks: [SentTask], _ place: Fault.Place, to order: inout Order) {
        for fault in faults {
            switch fault.kind {
            case .latency: order.delay += fault.delay
            case .badGateway: order.end = order.end ?? .page
            case .drop: order.end = order.end ?? .drop
            case .noAnswer: order.end = order.end ?? .silence
            case .truncatedJSON, .duplicateItems, .outOfOrderItems, .slowTrickle: order.damage.append(fault)
            default:
                let concerned = tasks.compactMap { Self.identity($0, at: place) }
                guard let errors = fault.refusal(of: concerned) else { continue }
                order.end = order.end ?? .refusal(errors, retryAfter: fault.retryAfter)
            }
        }
    }

    private func take(_ place: Fault.Place, _ tasks: [SentTask]) async -> [Fault] {
        let concerned = tasks.filter { Self.identity($0, at: place) != nil }
        guard !concerned.isEmpty else { return [] }
        var prompts: [String] = []
        if book.asksForPrompt(at: .message(place)) {
            for task in concerned {
                if let prompt = await prompt(of: task) { prompts.append(prompt) }
            }
        }
        return book.take(at: .message(place), prompts: prompts)
    }

    private func prompt(of task: SentTask) async -> String? {
        switch task {
        case .imageInference(_, let members): members["positivePrompt"]?.string
        case .question(let question): (try? await store.task(question.taskUUID))??.task.request.prompt
        default: nil
        }
    }

    /// Type and UUID of a task that a fault at this place concerns; nil for every other task.
    private static func identity(_ task: SentTask, at place: Fault.Place) -> (taskType: String, taskUUID: TaskUUID)? {
        switch (place, task) {
        case (.beforeAcceptance, .imageInference(let taskUUID, _)),
            (.afterAcceptance, .imageInference(let taskUUID, _)):
            ("imageInference", taskUUID)
        case (.poll, .question(.response(let taskUUID))): ("getResponse", taskUUID)
        case (.details, .question(.details(let taskUUID))): ("getTaskDetails", taskUUID)
        default: nil
        }
    }
}
