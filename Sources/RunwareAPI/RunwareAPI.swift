/// The contract with the Runware API for FLUX.1.1 [pro] as values: the parameter table, requests, replies,
/// errors and their categories, snapping and validation.
///
/// Everything here is pure: no I/O, no clock, no randomness, no knowledge of transports, queues or screens. Both the
/// client and the local service read the same table, so a rule stands in one place only.
package enum RunwareModel {
    /// AIR identifier of FLUX.1.1 [pro] (contract 1).
    package static let air = "bfl:2@1"
    /// Name of the model as its vendor writes it.
    package static let name = "FLUX.1.1 [pro]"
    /// Published price of one image, one flat tier (contract 1).
    package static let pricePerImage = Money(microDollars: 40_000)
    /// Page of the model; anchors of single parameters are appended (contract 5.1).
    package static let documentation = "https://runware.ai/docs/models/bfl-flux-1-1-pro"
}
