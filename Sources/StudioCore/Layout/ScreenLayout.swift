package import TerminalUI

/// Where everything stands on a screen of a size: shared by the reducer, which scrolls, and the views, which draw.
package struct ScreenLayout: Hashable, Sendable {
    /// How much fits.
    package enum Width: Hashable, Sendable { case tooSmall, narrow, medium, wide }

    package let width: Width
    package let header: Rect
    package let message: Rect
    package let footer: Rect
    /// The panes that show, with their borders.
    package let panes: [Pane: Rect]

    /// The smallest screen that shows a pane.
    package static let smallest = Size(width: 40, height: 12)

    package init(size: Size, focus: Pane) {
        let screen = Rect(column: 0, row: 0, width: size.width, height: size.height)
        width = Self.width(of: size)
        guard width != .tooSmall else {
            header = screen
            message = Rect(column: 0, row: 0, width: 0, height: 0)
            footer = message
            panes = [:]
            return
        }
        let (top, belowTop) = screen.splitTop(1)
        let (aboveFooter, bottom) = belowTop.splitBottom(1)
        let (body, messageRow) = aboveFooter.splitBottom(1)
        header = top
        footer = bottom
        message = messageRow
        switch width {
        case .tooSmall, .narrow: panes = [focus: body]
        case .medium: panes = Self.medium(body, focus: focus)
        case .wide: panes = Self.wide(body)
        }
    }

    /// The inside of a pane, within its border; empty when it does not show.
    package func inside(_ pane: Pane) -> Rect {
        panes[pane]?.inset(horizontal: 1, vertical: 1) ?? Rect(column: 0, row: 0, width: 0, height: 0)
    }

    private static func width(of size: Size) -> Width {
        if size.width < smallest.width || size.height < smallest.height { return .tooSmall }
        if size.width < 80 || size.height < 20 { return .narrow }
        return size.width < 120 || size.height < 28 ? .medium : .wide
    }

    private static func medium(_ body: Rect, focus: Pane) -> [Pane: Rect] {
        let (left, right) = body.splitLeft(body.width / 2)
        let (prompt, parameters) = left.splitTop(max(left.height * 2 / 5, 7))
        let (queue, list) = right.splitTop(min(max(right.height / 4, 4), 8))
        var panes: [Pane: Rect] = [.prompt: prompt, .parameters: parameters, .queue: queue]
        panes[focus == .result ? .result : .history] = list
        return panes
    }

    private static func wide(_ body: Rect) -> [Pane: Rect] {
        let (strip, rest) = body.splitTop(min(max(body.height / 6, 5), 8))
        let (left, right) = rest.splitLeft(rest.width * 9 / 20)
        let (prompt, parameters) = left.splitTop(max(left.height * 2 / 5, 8))
        let (history, result) = right.splitTop(right.height / 2)
        return [.queue: strip, .prompt: prompt, .parameters: parameters, .history: history, .result: result]
    }
}
