/// One row of the parameter table: everything the program knows of a parameter.
package struct ParameterSpec: Hashable, Sendable {
    package let parameter: Parameter
    package let domain: ParameterDomain
    /// Whether the service refuses a request without it.
    package let required: Bool
    /// The value that the service uses when the parameter is absent.
    package let serviceDefault: ParameterValue?
    /// The value that a new draft starts with here; nil leaves it unset.
    package let initial: ParameterValue?
    package let sending: ParameterSending
    /// Unit of a number, in the plural: `pixels`, `seconds`.
    package let unit: String?
    package let dependency: ParameterDependency?
    /// What the user calls it on a screen.
    package let label: String
    /// What it does, in one line.
    package let summary: String

    /// The allowed values in words: `256–1440, step 32`.
    package var rule: String {
        switch domain {
        case .constant(let text): "always \(text)"
        case .uuid: "a version 4 UUID"
        case .text(let minimum, let maximum): "\(minimum)–\(maximum) characters"
        case .integer(let minimum, nil, _): "\(minimum) or more"
        case .integer(let minimum, let maximum?, 1): "\(minimum)–\(maximum)"
        case .integer(let minimum, let maximum?, let step): "\(minimum)–\(maximum), step \(step)"
        case .choice(let words): words.joined(separator: ", ")
        case .flag: "true or false"
        case .address: "an http or https address"
        }
    }

    /// Page of this parameter (anchor rule of contract 5.1).
    package var documentation: String {
        RunwareModel.documentation + "#request-"
            + parameter.path.lowercased().split(separator: ".").joined(separator: "-")
    }
}
