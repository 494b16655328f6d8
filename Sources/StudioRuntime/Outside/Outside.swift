/// What the studio reaches beyond the terminal and the engine.
package struct Outside: Sendable {
    /// A clipboard better than the terminal's; nil when there is none.
    package var clipboard: (any Clipboard)?
    /// What shows links; nil when nothing does.
    package var opener: (any LinkOpener)?

    package init(clipboard: (any Clipboard)? = nil, opener: (any LinkOpener)? = nil) {
        self.clipboard = clipboard
        self.opener = opener
    }
}
