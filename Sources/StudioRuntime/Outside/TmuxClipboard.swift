/// tmux's own buffer, which tmux hands on to the terminal around it where that can be.
package struct TmuxClipboard: Clipboard {
    private let environment: [String: String]
    private let program: String

    /// Nil when the studio does not run inside tmux.
    package init?(environment: [String: String], program: String = "tmux") {
        guard environment["TMUX"]?.isEmpty == false else { return nil }
        self.environment = environment
        self.program = program
    }

    /// False as well when this tmux is older than 3.2 and knows no `-w`.
    package func take(_ text: String) async -> Bool {
        let load = ShortProgram(
            words: [program, "load-buffer", "-w", "-"], environment: environment, input: Array(text.utf8))
        return await load.run() == .exited(0)
    }
}
