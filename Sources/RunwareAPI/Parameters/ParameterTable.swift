/// The parameter table (contract 4.1). Sliders, validation on both sides, help, `key=value` and the order of members
/// in a request all read it.
package enum ParameterTable {
    /// All 20 rows, in the order in which a request names them.
    package static let rows: [ParameterSpec] = [
        ParameterSpec(
            parameter: .taskType, domain: .constant("imageInference"), required: true, serviceDefault: nil,
            initial: .text("imageInference"), sending: .always, unit: nil, dependency: nil,
            label: "Task", summary: "Says which kind of task this is."),
        ParameterSpec(
            parameter: .taskUUID, domain: .uuid, required: true, serviceDefault: nil, initial: nil, sending: .always,
            unit: nil, dependency: nil, label: "Task UUID", summary: "Identity of the attempt; made by the program."),
        ParameterSpec(
            parameter: .model, domain: .constant(RunwareModel.air), required: true, serviceDefault: nil,
            initial: .text(RunwareModel.air), sending: .always, unit: nil, dependency: nil,
            label: "Model", summary: "FLUX.1.1 [pro] by Black Forest Labs."),
        ParameterSpec(
            parameter: .positivePrompt, domain: .text(minimum: 2, maximum: 3000), required: true, serviceDefault: nil,
            initial: nil, sending: .always, unit: "characters", dependency: nil,
            label: "Prompt", summary: "What the picture shows."),
        ParameterSpec(
            parameter: .width, domain: .integer(minimum: 256, maximum: 1440, step: 32), required: true,
            serviceDefault: nil, initial: .integer(1024), sending: .always, unit: "pixels",
            dependency: .together(.height), label: "Width", summary: "Width of the picture."),
        ParameterSpec(
            parameter: .height, domain: .integer(minimum: 256, maximum: 1440, step: 32), required: true,
            serviceDefault: nil, initial: .integer(1024), sending: .always, unit: "pixels",
            dependency: .together(.width), label: "Height", summary: "Height of the picture."),
        ParameterSpec(
            parameter: .seed, domain: .integer(minimum: 0, maximum: Int128(SeedRange.maximum), step: 1),
            required: false, serviceDefault: nil, initial: nil, sending: .whenSet, unit: nil, dependency: nil,
            label: "Seed", summary: "Start of the random generator: the same seed repeats a picture."),
        ParameterSpec(
            parameter: .numberResults, domain: .integer(minimum: 1, maximum: 20, step: 1), required: false,
            serviceDefault: .integer(1), initial: .integer(1), sending: .whenNotDefault, unit: "images",
            dependency: nil, label: "Images", summary: "How many pictures to make, each with a seed of its own."),
        ParameterSpec(
            parameter: .outputType, domain: .choice(["URL", "base64Data", "dataURI"]), required: false,
            serviceDefault: .text("URL"), initial: .text("URL"), sending: .whenNotDefault, unit: nil,
            dependency: nil, label: "Output", summary: "How pictures arrive: as a link, or inside the answer."),
        ParameterSpec(
            parameter: .outputFormat, domain: .choice(["JPG", "PNG", "WEBP"]), required: false,
            serviceDefault: .text("JPG"), initial: .text("JPG"), sending: .whenNotDefault, unit: nil,
            dependency: nil, label: "Format", summary: "File format of the picture."),
        ParameterSpec(
            parameter: .outputQuality, domain: .integer(minimum: 20, maximum: 99, step: 1), required: false,
            serviceDefault: .integer(95), initial: .integer(95), sending: .whenNotDefault, unit: "quality points",
            dependency: nil, label: "Quality", summary: "Compression: more is finer and heavier. No effect on PNG."),
        ParameterSpec(
            parameter: .ttl, domain: .integer(minimum: 60, maximum: nil, step: 1), required: false,
            serviceDefault: nil, initial: nil, sending: .whenSet, unit: "seconds",
            dependency: .requires(.outputType, .text("URL")), label: "Link lives",
            summary: "Seconds until the service deletes the picture behind the link."),
        ParameterSpec(
            parameter: .includeCost, domain: .flag, required: false, serviceDefault: .flag(false),
            initial: .flag(true), sending: .whenNotDefault, unit: nil, dependency: nil,
            label: "Report cost", summary: "Asks for the price in each result."),
        ParameterSpec(
            parameter: .deliveryMethod, domain: .choice(["sync", "async"]), required: false,
            serviceDefault: .text("sync"), initial: .text("async"), sending: .always, unit: nil, dependency: nil,
            label: "Delivery", summary: "Wait for the answer, or take a receipt and ask later."),
        ParameterSpec(
            parameter: .webhookURL, domain: .address, required: false, serviceDefault: nil, initial: nil,
            sending: .whenSet, unit: nil, dependency: nil, label: "Webhook",
            summary: "Address that the service calls for each finished picture."),
        ParameterSpec(
            parameter: .uploadEndpoint, domain: .address, required: false, serviceDefault: nil, initial: nil,
            sending: .whenSet, unit: nil, dependency: nil, label: "Upload to",
            summary: "Address to which the service sends the file by PUT."),
        ParameterSpec(
            parameter: .safetyCheckContent, domain: .flag, required: false, serviceDefault: .flag(false),
            initial: .flag(false), sending: .whenNotDefault, unit: nil, dependency: .mirrors(.safetyMode),
            label: "Check content", summary: "Switches the platform's content check on."),
        ParameterSpec(
            parameter: .safetyMode, domain: .choice(["none", "fast"]), required: false,
            serviceDefault: .text("none"), initial: .text("none"), sending: .whenNotDefault, unit: nil,
            dependency: .mirrors(.safetyCheckContent), label: "Safety check",
            summary: "The platform's own content check: it flags pictures, it refuses none."),
        ParameterSpec(
            parameter: .promptUpsampling, domain: .flag, required: false, serviceDefault: .flag(false),
            initial: .flag(false), sending: .whenNotDefault, unit: nil, dependency: nil,
            label: "Upsampling", summary: "Lets the provider rewrite the prompt before drawing."),
        ParameterSpec(
            parameter: .safetyTolerance, domain: .integer(minimum: 0, maximum: 6, step: 1), required: false,
            serviceDefault: .integer(2), initial: .integer(2), sending: .whenNotDefault, unit: "level",
            dependency: nil, label: "Tolerance",
            summary: "Provider's moderation: 0 is the strictest, 6 the most lenient."),
    ]

    private static let byParameter: [Parameter: ParameterSpec] = Dictionary(
        uniqueKeysWithValues: rows.map { ($0.parameter, $0) })

    /// The row of a parameter. Every parameter has one; a test holds the table complete.
    package static subscript(parameter: Parameter) -> ParameterSpec {
        guard let row = byParameter[parameter] else { preconditionFailure("no row for \(parameter.path)") }
        return row
    }
}

/// Seeds are unsigned 64-bit numbers, never doubles (contract 8.5).
package enum SeedRange {
    /// The largest seed that the model's page allows: 2^63 as printed after rounding.
    package static let maximum: UInt64 = 9_223_372_036_854_776_000
    /// Above this a service that holds seeds as signed numbers may refuse them.
    package static let safeMaximum: UInt64 = 9_223_372_036_854_775_807
    /// The largest seed that the service draws by itself.
    package static let randomMaximum: UInt64 = 4_294_967_295
}
