import ArgumentParser
import EngineCore
import EngineModel
import EngineStore
import Foundation
import Glibc
import RunwareAPI
import RunwareClient

/// `easel history`: looking at what was made, and taking it along.
struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Search what was made, and take it along.",
        discussion: """
            A query is what the studio's filter takes: words of the prompt, "words in a row", and fields. What can be \
            said of how rows are shown stands in `easel history list --help`.

              easel history                                 the newest 50
              easel history lighthouse 'star:>=4' -F jsonl
              easel history --totals                        what was spent
              easel history export 'is:picked' -o picked.jsonl
              easel history import picked.jsonl

            Reading takes part in nothing: no job is taken over and nothing is sent, also while a studio is open.
            """,
        subcommands: [List.self, Export.self, Import.self], defaultSubcommand: List.self)

    /// `easel history list`
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show rows, the newest first (the default).")

        /// How rows are printed; json and jsonl are records, also of jobs that have not ended.
        enum Format: String, ExpressibleByArgument, CaseIterable { case table, json, jsonl }

        @Argument(help: ArgumentHelp("Words and fields that all have to fit.", valueName: "query"))
        var query: [String] = []

        @Option(name: [.customShort("F"), .long], help: "How rows are printed: table, json or jsonl.")
        var format = Format.table

        @Option(help: ArgumentHelp("At most so many rows; 0 is all.", valueName: "n"))
        var limit = 50

        @Flag(help: "Print what was spent today and ever instead, simulated money apart.")
        var totals = false

        func validate() throws {
            guard limit >= 0 else { throw ValidationError("--limit \(limit) is not allowed: 0 or more") }
            guard !totals || query.isEmpty else {
                throw ValidationError("--totals counts everything: give no query with it")
            }
        }

        func run() throws {
            do throws(Refusal) {
                if totals { return try printTotals() }
                let (query, format, limit) = (try HistoryReading.query(query), format, limit == 0 ? Int.max : limit)
                try HistoryReading.run { store throws(Refusal) in
                    try await Listing(store: store, query: query, limit: limit).print(format)
                }
            } catch {
                throw error.exit()
            }
        }

        private func printTotals() throws(Refusal) {
            let format = format
            try HistoryReading.run { store throws(Refusal) in
                let clock = SystemEngineClock()
                let today = clock.startOfDay(clock.now())
                let totals = try await Refusal.storing { () throws(StoreFailure) in
                    try await store.totals(since: today)
                }
                let text =
                    format == .table
                    ? TotalsOutput.table(day: totals.day, allTime: totals.allTime)
                    : TotalsOutput.json(day: totals.day, allTime: totals.allTime)
                _ = try StandardOutput.write(text)
            }
        }
    }

    /// `easel history export`
    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write records of rows, the oldest first.",
            discussion: """
                A record is one line of JSON and can be imported elsewhere. Credentials in webhook and upload addresses \
                stay here; rows of jobs that have not ended are left out. --as request and --as curl write the requests \
                alone, one for each job, under fresh UUIDs.
                """)

        @Argument(help: ArgumentHelp("Words and fields that all have to fit.", valueName: "query"))
        var query: [String] = []

        @Option(name: [.short, .long], help: ArgumentHelp("Write to a file of this name.", valueName: "file"))
        var output: String?

        @Option(name: .customLong("as"), help: "What is written: jsonl, request or curl.")
        var kind = ExportKind.jsonl

        @Flag(help: "Replace a file that is there.")
        var force = false

        func run() throws {
            do throws(Refusal) {
                let (query, kind, output, force) = (try HistoryReading.query(query), kind, output, force)
                let address = try Self.address()
                try HistoryReading.run { store throws(Refusal) in
                    try await Exporting(store: store, query: query, kind: kind, address: address)
                        .run(to: output, replacing: force)
                }
            } catch {
                throw error.exit()
            }
        }

        /// Where curl lines send to.
        private static func address() throws(Refusal) -> String {
            do {
                return try ServiceEnvironment.address(ProcessInfo.processInfo.environment).text
            } catch {
                throw Refusal(.usage, error.sentence)
            }
        }
    }

    /// `easel history import`
    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take in records that export wrote: all of them or, with one fault, none.",
            discussion: """
                Imported rows are a record: nothing of them is ever sent or collected, and what they cost is not counted \
                as spent here. What is known already stays as it is; a job that was imported before gets the images that \
                it lacks, one of your own does not, and they are counted as left out. Files of images are not in the \
                records; copy the folder images beside them.
                """)

        @Argument(help: "The file; - reads standard input.")
        var file: String

        func run() throws {
            do throws(Refusal) {
                let lines = RecordLines(try bytes())
                do throws(RecordFault) {
                    // Before the store is opened: a file with a fault holds up nobody.
                    _ = try lines.check()
                } catch {
                    throw Refusal(.validation, ImportFailure.record(error).sentence)
                }
                let count = try HistoryReading.run { store throws(Refusal) in try await Self.take(lines, store) }
                Progress.say(count.words)
            } catch {
                throw error.exit()
            }
        }

        private func bytes() throws(Refusal) -> Data {
            let input = file == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: file)
            let reason = String(cString: strerror(errno))
            guard let input else { throw Refusal(.usage, "\(file) cannot be read: \(reason)") }
            do {
                return try input.readToEnd() ?? Data()
            } catch {
                throw Refusal(.usage, "\(file) is no file that can be read")
            }
        }

        private static func take(_ lines: RecordLines, _ store: EngineStore) async throws(Refusal) -> ImportCount {
            do throws(ImportFailure) {
                return try await store.take(lines)
            } catch {
                if case .record = error { throw Refusal(.validation, error.sentence) }
                throw Refusal(.cannotWrite, error.sentence)
            }
        }
    }
}

extension ExportKind: ExpressibleByArgument {}
