// easel-bench: what the program costs, measured against something that ran in the same minutes, because absolute times
// say more about the machine than about the program. It drives the built `easel` and a small C program (`curses-floor`,
// found like `easel` beside this program) on pseudo-terminals of 120x40, in turns: A B A B. Nothing is asserted on
// absolute numbers; targets are reported as met or not. Figures go to standard output as one JSON object, a table for
// people to standard error. It must never touch the user's own folders, key or network: everything lies in a temporary
// folder.
//
// The JSON object, schema 1:
//
//     schema     1
//     date       start, UTC, ISO 8601
//     machine    processors, kernel, memory and load averages, in one line
//     seconds    how long the whole took
//     measures   an array, one object a measure:
//       name     such as "typing.latency"; names stay, so that two files can be compared
//       about    what was measured, in words
//       unit     ms, µs, bytes, MB, wake-ups
//       rounds   how many values of each side there are
//       easel    {min, median, max, values}: one value a round, in order
//       floor    the same of the floor; absent when there is nothing to compare with
//       ratio    median of easel / median of floor; absent without a floor, or when the floor's median is 0
//       target   {of: "ratio" | "median", atMost, met}; absent when none was set
//       failure  why there are no values, or fewer rounds than wanted; absent when all went well
//
// It ends with 0 when everything could be measured, targets met or not, with 1 when something could not.

import Foundation
import Glibc

/// The program.
@main
struct Bench {
    static func main() {
        let start = Date()
        var report = Report(machine: Machine.line, date: start)
        do {
            let stage = try Stage()
            defer { stage.clear() }
            let suites: [(String, () throws -> [Measure])] = [
                ("first paint", { try FirstPaint(stage).measures() }),
                ("typing", { try Typing(stage).measures() }),
                ("sketch", { Sketching.measures() }),
                ("durable writes", { try DurableWrites(stage).measures() }),
            ]
            for (name, measures) in suites {
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

    private static func say(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}

/// Why something could not be measured.
struct BenchFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
