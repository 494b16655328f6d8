package import EngineModel
package import RunwareAPI

/// What the text of the prompt pane means. Made once when the text changes, and then only looked at.
package enum PromptReading: Hashable, Sendable {
    /// A prompt that is sent as it stands, and which rule it breaks.
    case plain(Template, ParameterFault?)
    /// A text that expands, or leaves something out.
    case template(Template)
    /// A text that makes no sense as a template.
    case fault(TemplateFault)

    /// Reads a text.
    package init(_ text: String, lists: NamedLists = NamedLists()) {
        do {
            let template = try Template(text, lists: lists)
            self = template.isLiteral ? .plain(template, Self.fault(of: text)) : .template(template)
        } catch {
            self = .fault(error)
        }
    }

    /// The template, also of one plain prompt; nil when the text is none.
    package var template: Template? {
        switch self {
        case .plain(let template, _), .template(let template): template
        case .fault: nil
        }
    }

    /// Why a text cannot be sent as a prompt.
    package static func fault(of prompt: String) -> ParameterFault? {
        ParameterTable[.positivePrompt].validate(.text(prompt))
    }
}
