import RunwareAPI

/// What the contract has and this build of the service refuses, so that nothing is ignored in silence.
enum NotYet {
    /// The refusal of the first such wish of a request that is legal otherwise; nil when all of it is honoured.
    static func refusal(of request: ImageRequest, taskUUID: TaskUUID) -> ServiceError? {
        let parameters = request.parameters
        if parameters.deliveryMethod == .async {
            var error = refusal(
                .deliveryMethod, "invalidDeliveryMethod",
                "Invalid value for 'deliveryMethod' parameter. This build of the local service answers sync only. "
                    + "Allowed values are: 'sync'.", taskUUID)
            error.allowedValues = ServiceError.jsonList(["sync"])
            return error
        }
        for (parameter, address) in [
            (Parameter.webhookURL, parameters.webhookURL), (.uploadEndpoint, parameters.uploadEndpoint),
        ]
        where address != nil {
            return refusal(
                parameter, "unsupportedParameter",
                "Unsupported use of '\(parameter.path)' parameter. This build of the local service sends nothing to "
                    + "other addresses.", taskUUID)
        }
        return nil
    }

    private static func refusal(
        _ parameter: Parameter, _ code: String, _ message: String, _ taskUUID: TaskUUID
    ) -> ServiceError {
        var error = ServiceError.refusal(code, message)
        error.parameters = [parameter.path]
        error.type = ParameterTable[parameter].domain.typeName
        error.documentation = ParameterTable[parameter].documentation
        error.taskType = "imageInference"
        error.taskUUID = taskUUID.text
        return error
    }
}
