/// tmux's own buffer, which tmux hands on to the terminal around it where that can be.
package struct TmuxClipboard: Clipboard {
    private let environment: [String: String]
    private let program: String
    private let patience: Double

    /// Nil when the studio does not run inside tmux.
    ///
    /// - Parameter patience: seconds that tmux may take.
    package init?(environment: [String: String], program: String = "tmux", patience: Double = 2) {
        guard environment["TMUX"]?.isEmpty == false else { return nil }
        self.environment = environment
        self.program = program
        self.patience = patience
    }

    /// False as well when this tmux is older than 3.2 and knows no `-w`.
    package func take(_ text: String) async -> Bool {
        let load = ShortProgram(
            words: [program, "load-buffer", "-w", "-"], environment: environment, input: Array(text.utf8),
            patience: patience)
        return await load.run() == .exited(0)
    }
}
