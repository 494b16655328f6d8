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
        row(.moveJobUp, "Queue", .pane(.queue), ["K", "S-Up"], "send the waiting job earlier"),
        row(.moveJobDown, "Queue", .pane(.queue), ["J", "S-Down"], "send the waiting job later"),
        row(.moveJobToFront, "Queue", .pane(.queue), ["t"], "send the waiting job before all others"),
        row(.duplicateJob, "Queue", .pane(.queue), ["d"], "queue the job's request once more", hint: "duplicate"),
        row(.retryJob, "Queue", .pane(.queue), ["r"], "try the failed job again", hint: "try again"),
        row(.retryFailed, "Queue", .pane(.queue), ["R"], "try all failed jobs of this session again"),
        row(.clearPending, "Queue", .pane(.queue), ["X"], "clear away all jobs that wait; asks first"),
        row(.showJob, "Queue", .pane(.queue), ["Enter"], "show all that is known of the job"),
    ]
}
