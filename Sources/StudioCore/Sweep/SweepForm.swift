package import EngineModel
package import RunwareAPI

/// The sweep that is being made: what varies across and down, the values as they are typed, and how many cells are
/// wanted. It stays as it is while it is closed.
package struct SweepForm: Hashable, Sendable {
    /// What an axis varies.
    package enum Choice: Hashable, Sendable {
        case nothing
        case parameter(Parameter)
        case fragment
    }

    /// An axis as it is typed.
    package struct Axis: Hashable, Sendable {
        package var choice: Choice
        /// The part of the prompt that is varied, when it is one.
        package var fragment = TextBuffer()
        /// One value a line, or ranges.
        package var values = TextBuffer()
    }

    /// Where the keys go.
    package enum Field: Int, CaseIterable, Hashable, Sendable {
        case across, acrossFragment, acrossValues, down, downFragment, downValues, subset
    }

    package var across = Axis(choice: .parameter(.seed))
    package var down = Axis(choice: .nothing)
    /// Digits of a number of random cells; empty means all.
    package var subset = TextBuffer()
    package var field = Field.acrossValues

    package init() {}

    /// The fields that make sense now, in the order in which they stand.
    package var fields: [Field] {
        Field.allCases.filter { field in
            switch field {
            case .acrossFragment: across.choice == .fragment
            case .downFragment: down.choice == .fragment
            case .downValues: down.choice != .nothing
            case .across, .acrossValues, .down, .subset: true
            }
        }
    }

    /// What each axis can vary, in the order in which it is chosen.
    package static let choices: [Choice] =
        [.fragment] + SweepAxis.sweepable.map(Choice.parameter)

    /// The sweep that stands here; the fault names what is missing.
    package func sweep() throws(SweepFault) -> Sweep {
        guard let columns = try Self.axis(across) else { throw .noValues }
        return try Sweep(columns: columns, rows: try Self.axis(down))
    }

    private static func axis(_ axis: Axis) throws(SweepFault) -> SweepAxis? {
        switch axis.choice {
        case .nothing: nil
        case .parameter(let parameter): try SweepAxis.read(axis.values.text, for: parameter)
        case .fragment: try SweepAxis.read(axis.values.text, forFragment: axis.fragment.text)
        }
    }

    /// How many cells are wanted; nil means all.
    package var wanted: Int? {
        guard let number = Int(Whitespace.trimmed(subset.text)), number > 0 else { return nil }
        return number
    }
}

extension SweepForm.Choice {
    /// The choice as the form calls it.
    package var label: String {
        switch self {
        case .nothing: "nothing"
        case .parameter(let parameter): ParameterTable[parameter].label
        case .fragment: "a part of the prompt"
        }
    }

    /// What may be written as values.
    package var rule: String {
        switch self {
        case .nothing: "one axis only"
        case .fragment: "one value a line; an empty line leaves the part out"
        case .parameter(let parameter):
            switch ParameterTable[parameter].domain {
            case .integer: "\(ParameterTable[parameter].rule); values, or first..last/step"
            default: ParameterTable[parameter].rule
            }
        }
    }
}

/// What a sweep makes now: its requests with their count and price, before anything is sent.
package struct SweepPlan: Hashable, Sendable {
    package let sweep: Sweep
    package let bases: [ImageRequest]
    package let cells: [Sweep.Cell]
    /// Cell by cell.
    package let requests: [ImageRequest]

    package var images: Int { requests.map(\.parameters.numberResults).reduce(0, +) }
    package var estimate: Money { requests.map(\.estimate).reduce(.zero, +) }

    /// More requests than one sweep may queue at once.
    package static let maximumRequests = 1000

    /// The sentence that says what it is: `4 × 3 cells: 24 images ≈ $0.96`.
    package func words(isSimulated: Bool) -> String {
        let grid = sweep.rows.map { "\(sweep.columns.values.count) × \($0.values.count)" } ?? "\(sweep.count)"
        let some = cells.count == sweep.count ? "" : "\(cells.count) of "
        let count = images == 1 ? "1 image" : "\(images) images"
        return "\(some)\(grid) cells: \(count) \(estimate.estimated(isSimulated: isSimulated))"
    }
}

/// Why nothing can be planned: a sentence.
package struct SweepRefusal: Error, Hashable, Sendable {
    package let sentence: String
}

extension StudioState {
    /// What the sweep form makes of the draft now.
    package var sweepPlan: Result<SweepPlan, SweepRefusal> {
        do throws(SweepFault) {
            let sweep = try sweep.sweep()
            let composition = self.composition
            guard composition.template != nil, composition.promptCount == 1 else {
                return .failure(
                    SweepRefusal(
                        sentence: composition.fault?.sentence
                            ?? "the prompt expands to \(composition.promptCount): a sweep varies one prompt"))
            }
            let bases: [ImageRequest]
            do throws(CompositionFault) {
                bases = try composition.requests()
            } catch {
                return .failure(SweepRefusal(sentence: error.sentence))
            }
            guard let base = bases.first else { return .failure(SweepRefusal(sentence: "there is nothing to vary")) }
            let wanted = self.sweep.wanted ?? sweep.count
            guard min(wanted, sweep.count) <= SweepPlan.maximumRequests else {
                return .failure(
                    SweepRefusal(
                        sentence:
                            "\(sweep.count) cells: at most \(SweepPlan.maximumRequests) are queued at once; want fewer, at random, below"
                    ))
            }
            // The same cells as long as the form stands: what is shown is what is sent.
            var seeds = SeedSequence(start: UInt64(sweep.count))
            let cells = sweep.randomCells(wanted) { Int(seeds.next() % UInt64($0)) }
            if let fault = sweep.fault(for: base, cells: cells) { throw fault }
            let record = SweepRecord(
                batch: BatchID(""), sweep: sweep, bases: bases, cells: cells, submittedAt: now)
            return .success(SweepPlan(sweep: sweep, bases: bases, cells: cells, requests: record.requests))
        } catch {
            return .failure(SweepRefusal(sentence: error.sentence))
        }
    }
}
