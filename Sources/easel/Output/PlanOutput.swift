import RunwareAPI

extension RunOutput {
    /// What would be sent: a line each, how much of it and the price, or the requests as a JSON array.
    static func plan(_ requests: [ImageRequest], format: Run.Format) -> String {
        guard format == .table else {
            return "[" + requests.map(\.withoutSecrets.jsonText).joined(separator: ",\n ") + "]"
        }
        let images = requests.map(\.parameters.numberResults).reduce(0, +)
        let price = requests.map(\.estimate).reduce(.zero, +)
        let what = requests.count == 1 ? "1 request" : "\(requests.count) requests"
        let rows = requests.map { request in
            let parameters = request.parameters
            return [
                "\(parameters.width)x\(parameters.height)", parameters.seed.map(String.init) ?? "random",
                String(parameters.numberResults), clean(request.prompt),
            ]
        }
        return aligned([["SIZE", "SEED", "IMAGES", "PROMPT"]] + rows)
            + "\n\(what), \(images == 1 ? "1 image" : "\(images) images") ≈ \(price); nothing was sent"
    }
}
