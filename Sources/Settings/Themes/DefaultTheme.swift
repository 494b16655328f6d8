/// The theme that is part of the program, for when no theme file is found.
package enum DefaultTheme {
    /// What `themes/easel.toml` holds, byte by byte; a test compares the two. After a change of the file, copy it here.
    package static let toml = #"""
        # The default theme of Easel, and the manual of theme files.
        #
        # A theme of your own is a file NAME.toml in $XDG_CONFIG_HOME/easel/themes (usually
        # ~/.config/easel/themes); write  theme = "NAME"  into config.toml to use it. NAME is made of letters,
        # digits, "-" and "_". What is wrong in the file is reported with line and key, and only that entry is
        # left out.
        #
        #   name = "Night shift"      What the theme is called; without it, the name of the file.
        #   inherits = "easel"        Optional: begins with everything another theme says. Your palette entries
        #                             replace its colours wherever it uses them, your styles replace its styles.
        #
        #   [palette]                 Names for colours, each given for two kinds of terminal:
        #   amber = { c256 = 172, c16 = "yellow" }
        #       c256   number in the palette of 256 colours, or "default"
        #       c16    black, red, green, yellow, blue, magenta, cyan, white, each also as brightblack …
        #              brightwhite, or "default"
        #     One of the two is enough: the other is then the nearest colour. "default" is the terminal's own
        #     colour, and a palette name that always exists.
        #
        #   [styles]                  Scopes, and how they look:
        #   "pane.title" = { fg = "amber", bold = true, mono = ["bold"] }
        #       fg, bg   names from the palette
        #       bold, dim, italic, underline, reverse   true switches on, false switches off
        #       mono     what is switched on where there are no colours (NO_COLOR, plain terminals);
        #                without it, the same as with colours
        #     A scope with dots is a patch on the scopes before its dots: "pane.title.focused" is laid over
        #     "pane.title", that over "pane", and all over "default". It may also be written as a table,
        #     [styles.pane.title]. Scopes the program does not ask for do no harm.

        name = "Easel"

        # Mid-tone accents, readable on black and on white alike; the terminal keeps its own background. Cool is
        # under way or well, warm wants a look. Nothing depends on telling red from green or from amber: states of
        # one warmth differ in weight, slant or line as well.
        [palette]
        amber = { c256 = 172, c16 = "yellow" }  # what the hand is on, what wants a look
        blue = { c256 = 68, c16 = "cyan" }      # focus, keys, work under way; the 16 colours' blue is too dark
        teal = { c256 = 37, c16 = "green" }     # done
        red = { c256 = 167, c16 = "red" }       # failed
        muted = { c256 = 245, c16 = "default" } # secondary text
        line = { c256 = 242, c16 = "default" }  # rules and tracks
        bar = { c256 = 237, c16 = "blue" }      # behind the selected row; every accent is readable on it
        ink = { c256 = 255, c16 = "brightwhite" }

        [styles]
        default = {}

        header = {}
        "header.brand" = { fg = "amber", bold = true }
        "header.service" = { fg = "muted" }
        "header.simulated" = { fg = "amber", italic = true }
        "header.spend" = { bold = true }
        "header.notice" = { fg = "amber" }
        "header.offrecord" = { reverse = true, bold = true }

        footer = { fg = "muted", mono = [] }
        "footer.key" = { fg = "blue", bold = true }
        "footer.hint" = { fg = "muted", mono = ["dim"] }

        "pane.border" = { fg = "line", mono = ["dim"] }
        "pane.border.focused" = { fg = "blue", dim = false, mono = ["bold"] }
        "pane.title" = { fg = "muted" }
        "pane.title.focused" = { fg = "blue", bold = true }

        "prompt.text" = {}
        "prompt.placeholder" = { fg = "muted", italic = true, mono = ["dim"] }
        "prompt.counter" = { fg = "muted" }
        "prompt.counter.over" = { fg = "red", bold = true, mono = ["bold", "reverse"] }
        "prompt.over" = { fg = "red", underline = true }
        "prompt.found" = { fg = "amber", bold = true, mono = ["bold", "underline"] }
        "prompt.selection" = { reverse = true }

        "parameter.group" = { fg = "blue", bold = true }
        "parameter.label" = {}
        "parameter.value" = {}
        "parameter.value.changed" = { bold = true }
        "parameter.value.anyway" = { fg = "red", bold = true, mono = ["bold", "reverse"] }
        "parameter.frame" = { fg = "line", mono = ["dim"] }
        "parameter.rule" = { fg = "muted", mono = ["dim"] }
        "parameter.disabled" = { fg = "line", italic = true, mono = ["dim"] }
        "parameter.cursor" = { fg = "amber", bold = true, mono = ["reverse"] }
        "parameter.input" = { fg = "amber", underline = true }

        "slider.track" = { fg = "line", mono = ["dim"] }
        "slider.filled" = { fg = "blue" }
        "slider.knob" = { fg = "blue", bold = true }
        "slider.knob.focused" = { fg = "amber", bold = true, mono = ["bold", "reverse"] }

        "queue.text" = {}
        "queue.clock" = { fg = "muted" }
        "queue.advice" = { fg = "muted" }

        # Waiting
        "state.queued" = { dim = true }
        "state.held" = { fg = "muted", italic = true, mono = ["bold", "italic"] }
        "state.cancelled" = { dim = true, italic = true }
        # Under way, and done
        "state.sending" = { fg = "blue", italic = true }
        "state.accepted" = { fg = "blue", italic = true }
        "state.running" = { fg = "blue", bold = true }
        "state.done" = { fg = "teal" }
        # Wanting a look
        "state.partial" = { fg = "amber", mono = ["underline"] }
        "state.abandoned" = { fg = "amber", italic = true, mono = ["dim", "underline"] }
        "state.uncertain" = { fg = "amber", bold = true, mono = ["bold", "underline"] }
        "state.blocked" = { fg = "red", underline = true, mono = ["reverse"] }
        "state.failed" = { fg = "red", bold = true, underline = true, mono = ["bold", "reverse"] }

        "history.text" = {}
        "history.selected" = { fg = "ink", bg = "bar", bold = true, mono = ["reverse"] }
        "history.time" = { fg = "muted" }
        "history.size" = { fg = "muted" }
        "history.seed" = { fg = "muted" }
        "history.cost" = { fg = "muted" }
        "history.day" = { fg = "blue", bold = true }
        "history.mark" = { fg = "amber", bold = true }
        "history.marked" = { fg = "amber", bold = true }
        "history.change" = { fg = "teal", mono = ["bold"] }
        "history.tag" = { fg = "blue", italic = true, mono = ["underline"] }
        "history.stale" = { fg = "muted", italic = true, mono = ["dim"] }

        "result.label" = { fg = "muted", mono = ["dim"] }
        "result.value" = {}
        "result.url" = { fg = "blue", underline = true }
        "result.words" = { italic = true }

        "search.text" = {}
        "search.hint" = { fg = "muted", italic = true, mono = ["dim"] }

        "message.info" = { fg = "blue" }
        "message.warning" = { fg = "amber", bold = true }
        "message.error" = { fg = "red", bold = true, underline = true, mono = ["bold", "reverse"] }

        "picker.match" = { fg = "amber", bold = true, mono = ["bold", "underline"] }

        "diff.added" = { fg = "teal", underline = true }
        "diff.removed" = { fg = "red", italic = true, mono = ["dim"] }

        popup = {}
        "popup.border" = { fg = "blue" }
        "popup.title" = { fg = "blue", bold = true }

        "help.group" = { fg = "amber", bold = true }
        "help.key" = { fg = "blue", bold = true }
        "help.text" = {}

        "submit.price" = { bold = true }
        "submit.blocked" = { fg = "red", bold = true }

        """#

    /// The theme itself; a test holds that it has no faults. Its text inherits from nothing.
    package static let file: ThemeFile =
        ThemeFile.parse(toml, path: "themes/easel.toml") { _ in nil }.0
        ?? ThemeFile(name: "Easel", path: "themes/easel.toml", palette: [:], styles: [:])

    /// The theme, if this is its name.
    package static func file(named name: ThemeName) -> ThemeFile? {
        name == .standard ? file : nil
    }
}
