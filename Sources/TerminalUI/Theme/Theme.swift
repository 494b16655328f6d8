/// Styles by dotted scope. "pane.border.focused" is the style of "default", overlaid by those of "pane",
/// "pane.border" and "pane.border.focused", as far as the theme has them.
package struct Theme: Hashable, Sendable {
    /// What the user calls it.
    package let name: String
    /// The styles as written, each a patch on its parent's.
    package let styles: [String: Style]

    /// A theme from patches by scope.
    package init(name: String, styles: [String: Style]) {
        self.name = name
        self.styles = styles
    }

    /// The style of a scope, all its parents' patches included.
    package func style(_ scope: String) -> Style {
        var style = styles["default"] ?? .plain
        guard scope != "default" else { return style }
        for index in scope.indices where scope[index] == "." {
            if let patch = styles[String(scope[..<index])] { style = style.patched(by: patch) }
        }
        if let patch = styles[scope] { style = style.patched(by: patch) }
        return style
    }
}
