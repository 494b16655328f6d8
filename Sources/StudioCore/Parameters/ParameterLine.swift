/// A line of the parameters pane's list.
package enum ParameterLine: Hashable, Sendable {
    case group(Control.Group)
    case control(Control)

    /// Rows from which on headings are worth their place.
    package static let rowsForHeadings = 12

    /// The lines of a list that shows so many rows at a time.
    package static func all(rows: Int) -> [ParameterLine] {
        guard rows >= rowsForHeadings else { return Control.allCases.map(ParameterLine.control) }
        return Control.Group.allCases.flatMap { group in
            [.group(group)] + Control.allCases.filter { $0.group == group }.map(ParameterLine.control)
        }
    }
}
