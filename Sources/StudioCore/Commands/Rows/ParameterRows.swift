extension CommandTable {
    /// The parameters pane.
    static let parameters: [CommandSpec] = [
        row(.decrease, "Parameters", .pane(.parameters), ["Left", "h"], "one step down", hint: "less"),
        row(.increase, "Parameters", .pane(.parameters), ["Right", "l", "Space"], "one step up", hint: "more"),
        row(.decreaseTen, "Parameters", .pane(.parameters), ["PageDown", "S-Left"], "ten steps down"),
        row(.increaseTen, "Parameters", .pane(.parameters), ["PageUp", "S-Right"], "ten steps up"),
        row(.minimum, "Parameters", .pane(.parameters), ["Home"], "the smallest value"),
        row(.maximum, "Parameters", .pane(.parameters), ["End"], "the largest value"),
        row(.previousControl, "Parameters", .pane(.parameters), ["Up", "k"], "the parameter above"),
        row(.nextControl, "Parameters", .pane(.parameters), ["Down", "j"], "the parameter below"),
        row(
            .typeValue, "Parameters", .pane(.parameters), ["Enter"], "type a value (digits start at once)", hint: "type"
        ),
        row(.reset, "Parameters", .pane(.parameters), ["r"], "back to the default", hint: "reset"),
        row(.resetAll, "Parameters", .pane(.parameters), ["R"], "all back to their defaults"),
        row(.drawSeed, "Parameters", .pane(.parameters), ["n"], "draw a new random seed", hint: "new seed"),
        row(.seedUp, "Parameters", .pane(.parameters), ["]"], "the seed one up"),
        row(.seedDown, "Parameters", .pane(.parameters), ["["], "the seed one down"),
        row(.lockRatio, "Parameters", .pane(.parameters), ["L"], "lock the ratio, or let it go", hint: "lock"),
        row(.swapSides, "Parameters", .pane(.parameters), ["x"], "swap width and height", hint: "swap"),
        row(.presets, "Parameters", .pane(.parameters), ["p"], "choose a preset", hint: "presets"),
        row(.savePreset, "Parameters", .pane(.parameters), ["S"], "keep these parameters as a preset"),
        row(.sendAnyway, "Parameters", .pane(.parameters), ["!"], "send the refused value as typed"),
    ]
}
