extension CommandTable {
    /// The queue pane.
    static let queue: [CommandSpec] = [
        row(.togglePause, "Queue", .pane(.queue), ["p"], "pause, or let the queue go on", hint: "pause/go on"),
        row(
            .cancelJob, "Queue", .pane(.queue), ["x", "Delete"], "cancel the job; says what that means", hint: "cancel"),
        row(
            .sendAgain, "Queue", .pane(.queue), ["S"], "send an uncertain job again; may be billed again",
            hint: "send again"),
        row(
            .collectNow, "Queue", .pane(.queue), ["c"], "ask what became of uncertain jobs; costs nothing",
            hint: "ask now"),
        row(.parallelismUp, "Queue", .pane(.queue), ["+"], "one more task at a time"),
        row(.parallelismDown, "Queue", .pane(.queue), ["-"], "one task fewer at a time"),
    ]
}
