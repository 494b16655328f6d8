// easel-bench: what the program costs, measured against something that ran in the same minutes, because absolute times
// say more about the machine than about the program. It drives the built `easel` and a small C program (`curses-floor`,
// found like `easel` beside this program) on pseudo-terminals of 120x40, in turns: A B A B; our client and the official
// Python SDK likewise, against `easel serve` on loopback. Nothing is asserted on absolute numbers; targets are reported
// as met or not. Figures go to standard output as one JSON object, a table for people to standard error. It must never
// touch the user's own folders, key or network: everything lies in a temporary folder.
//
//     easel-bench [PYTHON SCRIPT]     measures; the words name a Python that has the SDK, and Tests/SDK/bench.py
//                                     EASEL_BENCH=client measures only the suite of that name;
//                                     EASEL_BENCH_RESULTS=20000 makes the long history shorter
//     easel-bench client|bare|engine …
//                                     one side of a measure in a process of its own: ClientLoad, BareLoad, EngineLoad
//
// The JSON object, schema 3:
//
//     schema     3
//     date       start, UTC, ISO 8601
//     machine    processors, kernel, memory and load averages, in one line
//     seconds    how long the whole took
//     measures   an array, one object a measure:
//       name     such as "typing.latency"; names stay, so that two files can be compared
//       about    what was measured, in words
//       unit     ms, µs, bytes, MB, wake-ups, 1/s, per job
//       rounds   how many values of each side there are
//       easel    {min, median, p95, max, values}: one value a round, in order
//       floor    the same of what it is held against, which `about` names; absent when there is no such thing
//       ratio    median of easel / median of floor; absent without a floor, or when the floor's median is 0
//       target   {of: "ratio" | "median" | "p95", atMost | atLeast, met}; absent when none was set, `met` when none was tried
//       withoutFloor  why the floor was left out, where one is wanted; absent otherwise
//       failure  why there are no values, or fewer rounds than wanted; absent when all went well
//
// It ends with 0 when everything could be measured, targets met or not, with 1 when something could not.

import Foundation
import Glibc

/// The program.
@main
struct Bench {
    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        do {
            switch words.first {
            case "client": try ClientLoad.run(Array(words.dropFirst())).hand()
            case "bare": try BareLoad.run(Array(words.dropFirst())).hand()
            case "engine": try EngineLoad.run(Array(words.dropFirst())).hand()
            default: measure(words.count == 2 ? ClientComparison.SDK(python: words[0], script: words[1]) : nil)
            }
        } catch {
            say("\(error)")
            exit(1)
        }
    }

    private static func measure(_ sdk: ClientComparison.SDK?) {
        let start = Date()
        var report = Report(machine: Machine.line, date: start)
        do {
            let stage = try Stage()
            defer { stage.clear() }
            let suites: [(String, () throws -> [Measure])] = [
                ("first paint", { try FirstPaint(stage).measures() }),
                ("typing", { try Typing(stage).measures() }),
                ("editing", { try Editing(stage).measures() }),
                ("typing while jobs run", { try TypingWhileJobsRun(stage).measures() }),
                ("sketch", { Sketching.measures() }),
                ("durable writes", { try DurableWrites(stage).measures() }),
                ("long history", { try LongHistory(stage).measures() }),
                ("long history on screen", { try LongHistoryScreen(stage).measures() }),
                ("client", { try ClientComparison(stage, sdk: sdk).measures() }),
                ("engine", { try EngineRate(stage).measures() }),
            ]
            for (name, measures) in suites where isWanted(name) {
                say("measuring \(name) …")
                do {
                    report.measures += try measures()
                } catch {
                    report.measures.append(Measure(name, unit: "", about: "not measured", failure: "\(error)"))
                }
            }
        } catch {
            report.measures.append(Measure("start", unit: "", about: "not measured", failure: "\(error)"))
        }
        report.seconds = rounded(Date().timeIntervalSince(start))
        say(report.table)
        print(report.json)
        exit(report.measures.contains { $0.failure != nil } ? 1 : 0)
    }

    /// With a name in EASEL_BENCH only that is measured.
    private static func isWanted(_ name: String) -> Bool {
        ProcessInfo.processInfo.environment["EASEL_BENCH"].map { $0 == name } ?? true
    }
}

/// Tells people something, apart from the figures.
func say(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}

/// Why something could not be measured.
struct BenchFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
