package import RunwareAPI

extension ParameterFault {
    /// The sentence as the screen says it: the parameter goes by the name that its control bears.
    package var words: String {
        guard let parameter, message.hasPrefix(name) else { return message }
        return ParameterTable[parameter].label + message.dropFirst(name.count)
    }
}
