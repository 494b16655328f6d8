/// Every scope the views ask a theme for. This is the one list; a scope that is missing in the shipped theme fails.
let askedScopes = """
    default
    header header.brand header.service header.simulated header.spend header.notice header.offrecord
    footer footer.key footer.hint
    pane.border pane.border.focused pane.title pane.title.focused
    prompt.text prompt.placeholder prompt.counter prompt.counter.over prompt.over prompt.found
    prompt.selection
    parameter.group parameter.label parameter.value parameter.value.changed parameter.rule parameter.disabled
    parameter.cursor parameter.input parameter.value.anyway parameter.frame
    slider.track slider.filled slider.knob slider.knob.focused
    queue.text queue.clock queue.advice
    state.queued state.sending state.accepted state.running state.done state.partial state.blocked state.failed
    state.held state.cancelled state.abandoned state.uncertain
    history.text history.selected history.time history.size history.seed history.cost history.day
    history.mark history.marked history.change history.tag history.stale
    result.label result.value result.url result.words
    search.text search.hint
    message.info message.warning message.error
    diff.added diff.removed
    picker.match popup popup.border popup.title
    help.group help.key help.text
    submit.price submit.blocked
    """.split(whereSeparator: \.isWhitespace).map(String.init)
