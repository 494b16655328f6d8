/// What a terminal tells the program, in one ordered stream.
package enum TerminalEvent: Hashable, Sendable {
    /// A key press.
    case key(KeyEvent)
    /// Text pasted at once: no control characters but "\n" and tabs.
    case paste(String)
    /// The paste before this was longer than what is kept of one: so many bytes at its end are lost.
    case pasteCut(bytes: Int)
    /// The screen has this size from now on.
    case resized(Size)
    /// Somebody outside asks the program to stop or to step aside.
    case interrupted(Interruption)
    /// The program runs again after a stop, its own or one it could not notice: somebody else may have used the
    /// terminal meanwhile, so it is released and claimed again.
    case resumed
    /// The terminal is gone: nothing more will come, nothing can be shown.
    case closed
}

/// The signals a program hears of.
package enum Interruption: Hashable, Sendable {
    /// SIGTERM: save and leave; the process is ended from outside the loop after two seconds at most.
    case terminate
    /// SIGHUP: the line is gone.
    case hangUp
    /// SIGINT sent by somebody (Ctrl-C is a key).
    case interrupt
    /// SIGTSTP sent by somebody (Ctrl-Z is a key): release the terminal and stop.
    case suspend
}
