import ArgumentParser

/// The command line: arguments, output formats, exit codes, and the wiring of the other targets. No rule of the
/// engine or the studio lives here.
@main
struct Easel: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "easel",
        abstract: "A terminal studio for FLUX.1.1 [pro] on the Runware API.",
        discussion: """
            Without a command the studio opens: write a prompt, tune the parameters, queue requests, watch results come.

            Without RUNWARE_API_KEY everything works too: Easel then starts a local service that draws sketches \
            instead of calling the model, and says so.

            FIRST STEPS
              easel                          open the studio; F1 shows all keys
              easel run --prompt "a red kite over dunes" width=1344 height=768
              easel run --request kite.json  send a request from a file
              easel collect                  finish what was sent; sends nothing
              easel history lighthouse       what was made; export, import, --totals
              easel preset list              sets of parameters; run --preset NAME
              easel account                  balance and usage; login keeps a key
              easel serve                    run the local service alone

            ENVIRONMENT
              RUNWARE_API_KEY     the key; never shown, logged or stored
              RUNWARE_BASE_URL    another service, for example http://127.0.0.1:7313
              RUNWARE_WS_BASE_URL its socket, when it cannot be derived from the other
              XDG_DATA_HOME       where the history lies (default ~/.local/share)
              NO_COLOR            no colours

            EXIT STATUS
              0 done, 64 usage, 65 illegal request, 66 blocked content, 67 partial,
              69 service or port unavailable, 70 internal, 73 cannot write,
              74 uncertain, 75 transient failure, 76 credit too low, 77 key refused
            """,
        version: "easel \(EaselVersion.text)",
        subcommands: [
            Studio.self, Run.self, Collect.self, Resume.self, ResultOf.self, HistoryCommand.self, PresetCommand.self,
            Account.self,
            Ping.self, Serve.self,
            Version.self,
        ],
        defaultSubcommand: Studio.self)
}

/// The version of the program.
enum EaselVersion {
    static let text = "0.1.0"
}

/// `easel version`
struct Version: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print the version.")

    func run() {
        print("easel \(EaselVersion.text)")
    }
}
