import Foundation

/// One value a round.
struct Values: Encodable {
    let min: Double
    let median: Double
    /// What nineteen in twenty are not above.
    let p95: Double
    let max: Double
    let values: [Double]

    /// - Parameter values: at least one.
    init?(_ values: [Double]) {
        let sorted = values.sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        let middle = sorted.count / 2
        let median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
        (self.min, self.median, self.max) = (rounded(first), rounded(median), rounded(last))
        p95 = rounded(sorted[(sorted.count * 95 + 99) / 100 - 1])
        self.values = values.map(rounded)
    }
}

/// What was hoped for.
struct Target: Encodable {
    enum Subject: String, Encodable { case ratio, median, p95 }
    let of: Subject
    var atMost: Double?
    var atLeast: Double?
    var met: Bool?

    static func ratio(_ limit: Double) -> Target { Target(of: .ratio, atMost: limit) }
    static func leastRatio(_ limit: Double) -> Target { Target(of: .ratio, atLeast: limit) }
    static func median(_ limit: Double) -> Target { Target(of: .median, atMost: limit) }
    static func p95(_ limit: Double) -> Target { Target(of: .p95, atMost: limit) }

    /// The same with the judgement on a value.
    func judging(_ value: Double?) -> Target {
        var judged = self
        judged.met = value.map { value in
            (atMost.map { value <= $0 } ?? true) && (atLeast.map { value >= $0 } ?? true)
        }
        return judged
    }
}

/// One measure, as the report carries it.
struct Measure: Encodable {
    let name: String
    let about: String
    let unit: String
    let rounds: Int
    let easel: Values?
    let floor: Values?
    let ratio: Double?
    let target: Target?
    let withoutFloor: String?
    let failure: String?

    init(
        _ name: String, unit: String, about: String, easel: [Double] = [], floor: [Double] = [], target: Target? = nil,
        withoutFloor: String? = nil, failure: String? = nil
    ) {
        self.name = name
        self.unit = unit
        self.about = about
        self.easel = Values(easel)
        self.floor = Values(floor)
        rounds = easel.count
        ratio =
            if let own = self.easel, let floor = self.floor, floor.median > 0 {
                rounded(own.median / floor.median)
            } else { nil }
        let judged: Double? =
            switch target?.of {
            case .ratio: ratio
            case .p95: self.easel?.p95
            case .median, nil: self.easel?.median
            }
        self.target = target?.judging(judged)
        self.withoutFloor = withoutFloor
        self.failure = failure ?? (easel.isEmpty ? "no round succeeded" : nil)
    }
}

/// Everything that was measured.
struct Report: Encodable {
    let schema = 3
    let date: String
    let machine: String
    var seconds = 0.0
    var measures: [Measure] = []

    init(machine: String, date: Date) {
        self.machine = machine
        self.date = date.formatted(.iso8601)
    }

    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { preconditionFailure("figures that are no numbers") }
        return String(decoding: data, as: UTF8.self)
    }

    /// Columns of name, medians with their ranges, ratio and target.
    var table: String {
        var rows = [["MEASURE", "UNIT", "EASEL", "(MIN–P95–MAX)", "FLOOR", "(MIN–P95–MAX)", "RATIO", "TARGET", ""]]
        for measure in measures {
            var row = [measure.name, measure.unit]
            for values in [measure.easel, measure.floor] {
                row +=
                    values.map { [short($0.median), "(\(short($0.min))–\(short($0.p95))–\(short($0.max)))"] } ?? [
                        "–", "",
                    ]
            }
            row.append(measure.ratio.map { short($0) + "x" } ?? "–")
            row.append(measure.target.map(words) ?? "")
            row.append(measure.failure ?? measure.target?.met.map { $0 ? "met" : "MISSED" } ?? "")
            rows.append(row)
        }
        let widths = (0..<9).map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            row.enumerated().map { column, text in
                let space = String(repeating: " ", count: widths[column] - text.count)
                return [2, 4, 6].contains(column) ? space + text : text + space
            }.joined(separator: "  ")
        }
        return "\(machine)\n" + lines.joined(separator: "\n")
    }

    private func words(_ target: Target) -> String {
        let limits = [("≤", target.atMost), ("≥", target.atLeast)]
        return limits.compactMap { sign, limit in
            limit.map { "\(sign) \(short($0))" + (target.of == .ratio ? "x" : target.of == .p95 ? " (p95)" : "") }
        }.joined(separator: ", ")
    }

    private func short(_ value: Double) -> String {
        value >= 100 ? String(Int(value.rounded())) : String((value * 100).rounded() / 100)
    }
}

/// To three places: more is noise.
func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

/// The machine in a line.
enum Machine {
    static var line: String {
        let model = field("model name", in: "/proc/cpuinfo") ?? "unknown processor"
        let memory = (field("MemTotal", in: "/proc/meminfo")?.split(separator: " ").first).flatMap { Int($0) } ?? 0
        let load = text("/proc/loadavg").split(separator: " ").prefix(3).joined(separator: " ")
        let kernel = text("/proc/sys/kernel/osrelease").split(separator: "\n").first ?? ""
        let processors = ProcessInfo.processInfo.activeProcessorCount
        return "\(processors) x \(model), \(memory / 1_048_576) GB, Linux \(kernel), load \(load)"
    }

    /// A whole file of /proc; empty when it cannot be read.
    static func text(_ path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }

    /// The text behind the colon of a line that begins so.
    static func field(_ name: String, in path: String) -> String? {
        text(path).split(separator: "\n").first { $0.hasPrefix(name) }?.split(separator: ":").last
            .map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
