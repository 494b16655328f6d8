package import RunwareAPI

/// How a sweep is kept: the axes as values, the bases as frozen requests, the cells by number.
extension SweepRecord {
    package var jsonText: String {
        JSONText.object([
            ("batch", JSONText.quoted(batch.text)),
            ("submittedAt", String(submittedAt.milliseconds)),
            ("columns", Self.json(sweep.columns)),
            ("rows", sweep.rows.map(Self.json) ?? "null"),
            ("bases", "[" + bases.map(\.jsonText).joined(separator: ",") + "]"),
            (
                "cells",
                "[" + cells.map { String($0.row * sweep.columns.values.count + $0.column) }.joined(separator: ",") + "]"
            ),
        ])
    }

    /// Reads a kept sweep; nil when it is none, or one of a newer version of the program.
    package init?(json: JSONValue) {
        guard let batch = json["batch"]?.string, case .integer(let time)? = json["submittedAt"],
            let columns = json["columns"].flatMap(Self.axis), case .array(let bases)? = json["bases"],
            case .array(let cells)? = json["cells"]
        else { return nil }
        let rows = json["rows"].flatMap(Self.axis)
        guard let sweep = try? Sweep(columns: columns, rows: rows) else { return nil }
        let requests = bases.compactMap { base -> ImageRequest? in
            guard case .object(let members) = base else { return nil }
            return try? ImageRequest.read(members, rules: .frozen).request
        }
        let numbers = cells.compactMap { cell -> Int? in
            guard case .integer(let number) = cell, (0..<Int128(sweep.count)).contains(number) else { return nil }
            return Int(number)
        }
        guard requests.count == bases.count, !requests.isEmpty, numbers.count == cells.count else { return nil }
        self.init(
            batch: BatchID(batch), sweep: sweep, bases: requests, cells: numbers.map(sweep.cell(at:)),
            submittedAt: Timestamp(milliseconds: Int64(clamping: time)))
    }

    private static func json(_ axis: SweepAxis) -> String {
        let subject =
            switch axis.subject {
            case .parameter(let parameter): ("parameter", JSONText.quoted(parameter.path))
            case .fragment(let fragment): ("fragment", JSONText.quoted(fragment))
            }
        return JSONText.object([subject, ("values", "[" + axis.values.map(\.jsonText).joined(separator: ",") + "]")])
    }

    private static func axis(_ json: JSONValue) -> SweepAxis? {
        guard case .array(let kept)? = json["values"] else { return nil }
        let values = kept.compactMap { value -> ParameterValue? in
            switch value {
            case .text(let text): .text(text)
            case .integer(let number): .integer(number)
            case .flag(let flag): .flag(flag)
            default: nil
            }
        }
        guard values.count == kept.count else { return nil }
        if let fragment = json["fragment"]?.string {
            return values.allSatisfy { if case .text = $0 { true } else { false } }
                ? SweepAxis(.fragment(fragment), values) : nil
        }
        guard let parameter = json["parameter"]?.string.flatMap(Parameter.init),
            SweepAxis.sweepable.contains(parameter),
            values.allSatisfy({ ParameterTable[parameter].validate($0) == nil })
        else { return nil }
        return SweepAxis(.parameter(parameter), values)
    }
}
