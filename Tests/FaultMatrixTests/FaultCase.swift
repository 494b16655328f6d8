import EngineCore
import EngineModel
import RunwareAPI
import RunwareService
import Testing

/// One cell of the matrix: what goes wrong, where, and how the task travels.
struct FaultCase: Hashable, Sendable, CustomTestStringConvertible {
    let kind: Fault.Kind
    let place: Fault.Place
    let delivery: DeliveryMethod
    let transport: ServiceTransport
    let images: Int
    /// Whether the service forgets UUIDs, so that nothing but the client keeps a task from being drawn twice.
    let forgets: Bool

    var testDescription: String {
        "\(kind.rawValue)@\(place.rawValue) \(delivery.rawValue) \(transport.rawValue) ×\(images)"
            + (forgets ? " forgetful" : "")
    }

    /// Whether one error leaves images undecided: a frame is no terminal answer.
    var isPartlyDecided: Bool { transport == .socket && images > 1 }

    /// Kinds that mean the same wherever the message stands; the others differ before and after acceptance.
    private static let acceptance: [(Fault.Kind, [Fault.Place])] = Fault.Kind.allCases.compactMap { kind in
        switch kind {
        case .forgetUUIDs: nil
        case .latency, .drop, .noAnswer: (kind, [.beforeAcceptance, .afterAcceptance])
        default: (kind, [.beforeAcceptance])
        }
    }

    /// Kinds that can strike a poll.
    private static let polls: [Fault.Kind] = [
        .latency, .unauthorized, .credits, .rateLimit, .rateLimitWait, .internalError, .unavailable, .gatewayTimeout,
        .badGateway, .drop, .truncatedJSON, .noAnswer, .duplicateItems, .outOfOrderItems, .slowTrickle,
    ]

    /// Kinds that can strike the download of a file.
    private static let downloads: [Fault.Kind] = [
        .latency, .internalError, .unavailable, .badGateway, .drop, .truncatedJSON, .noAnswer, .slowTrickle,
    ]

    static let all: [FaultCase] = {
        var cases: [FaultCase] = []
        for forgets in [false, true] {
            for transport in ServiceTransport.allCases {
                for images in [1, 4] {
                    for delivery in DeliveryMethod.allCases {
                        func add(_ kind: Fault.Kind, _ place: Fault.Place) {
                            cases.append(
                                FaultCase(
                                    kind: kind, place: place, delivery: delivery, transport: transport, images: images,
                                    forgets: forgets))
                        }
                        for (kind, places) in acceptance { for place in places { add(kind, place) } }
                        for kind in polls where delivery == .async { add(kind, .poll) }
                        for kind in downloads where delivery == .async && !forgets { add(kind, .download) }
                    }
                }
            }
        }
        return cases
    }()
}

/// How a job has to end, from the contract and product §5 alone.
struct ExpectedEnd: Hashable, Sendable {
    let state: JobState
    let images: Int
    /// The headline on the screen; nil where there is nothing to say.
    let headline: String?

    static func done(_ images: Int) -> ExpectedEnd { ExpectedEnd(state: .done, images: images, headline: nil) }
    static let unknown = ExpectedEnd(state: .uncertain, images: 0, headline: "fate unknown")

    init(state: JobState, images: Int, headline: String?) {
        self.state = state
        self.images = images
        self.headline = headline
    }

    init(_ fault: FaultCase) {
        let images = fault.images
        switch (fault.kind, fault.place) {
        // A fault on a question or a file is repeated until it is answered: the task goes on meanwhile.
        case (_, .poll), (_, .details), (_, .download): self = .done(images)
        case (.latency, _), (.duplicateItems, _), (.outOfOrderItems, _), (.slowTrickle, _): self = .done(images)
        // Verdicts that nothing is done about by itself.
        case (.credits, _), (.providerCredits, _):
            self = ExpectedEnd(state: .failed, images: 0, headline: "credit too low")
        case (.refusedContent, _):
            self = ExpectedEnd(state: .blocked, images: 0, headline: "blocked by moderation")
        case (.partialBatch, _) where images == 1:
            self = ExpectedEnd(state: .blocked, images: 0, headline: "blocked by moderation")
        case (.partialBatch, _):
            self = ExpectedEnd(state: .partial, images: images - 1, headline: "blocked by moderation")
        // A refused key names no task: over HTTP a verdict, on a socket nothing that is known of any task.
        case (.unauthorized, _) where fault.transport == .http:
            self = ExpectedEnd(state: .failed, images: 0, headline: "key refused")
        // An error that names the task is a verdict on one image of four on a socket: the rest is of unknown fate.
        case (.internalError, _) where fault.isPartlyDecided, (.unavailable, _) where fault.isPartlyDecided:
            self = fault.delivery == .async ? .done(images) : .unknown
        // Transient verdicts: tried again under a new UUID.
        case (.rateLimit, _), (.rateLimitWait, _), (.internalError, _), (.unavailable, _), (.providerTimeout, _):
            self = .done(images)
        // The answer is lost, the task is not.
        case (.truncatedJSON, _), (.drop, .afterAcceptance), (.noAnswer, .afterAcceptance): self = .done(images)
        // Nothing was accepted, and nothing says so: sent again by itself only where both questions are answered by an
        // explicit not-found, which over HTTP an unknown UUID never is, and never for a sync task.
        case (.unauthorized, _), (.gatewayTimeout, _), (.badGateway, _), (.drop, _), (.noAnswer, _):
            self = fault.delivery == .async && fault.transport == .socket ? .done(images) : .unknown
        case (.forgetUUIDs, _): self = .done(images)
        }
    }
}
