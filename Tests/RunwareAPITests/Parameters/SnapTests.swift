import RunwareAPI
import Testing

@Suite("Snapping a number")
struct SnapTests {
    /// Every row that snaps, with its range as the contract gives it, not as the table does.
    static let rows: [(parameter: Parameter, legal: [Int128])] = [
        (.width, Array(stride(from: 256, through: 1440, by: 32))),
        (.height, Array(stride(from: 256, through: 1440, by: 32))),
        (.numberResults, Array(1...20)),
        (.outputQuality, Array(20...99)),
        (.safetyTolerance, Array(0...6)),
    ]

    @Test("gives the nearest legal value, ties down, for every number from -10,000 to 10,000", arguments: rows)
    func nearest(_ parameter: Parameter, _ legal: [Int128]) throws {
        let spec = ParameterTable[parameter]
        for typed in Int128(-10_000)...10_000 {
            // The first of the sorted values with the smallest distance is the lower one of a tie.
            let expected = try #require(legal.min { ($0 - typed).magnitude < ($1 - typed).magnitude })
            let snap = try #require(spec.snap(typed))
            guard snap.value == expected, (snap.reason == nil) == (typed == expected) else {
                Issue.record("\(parameter.path) \(typed): \(snap) instead of \(expected)")
                return
            }
            let again = try #require(spec.snap(snap.value))
            guard again.value == snap.value, again.reason == nil else {
                Issue.record("\(parameter.path) \(snap.value) does not stay")
                return
            }
            guard (spec.validate(.integer(typed)) == nil) == (typed == expected) else {
                Issue.record("\(parameter.path) \(typed): validation and snapping disagree")
                return
            }
        }
    }

    static let outermost: [Int128] = [
        .min, .min + 1, .max, .max - 1, Int128(UInt64.max), Int128(UInt64.max) + 1, Int128(Int64.max),
        Int128(Int64.min), -Int128(UInt64.max),
    ]

    @Test("stops at the ends for the largest and smallest numbers there are", arguments: rows)
    func extremes(_ parameter: Parameter, _ legal: [Int128]) throws {
        for typed in Self.outermost {
            let snap = try #require(ParameterTable[parameter].snap(typed))
            #expect(snap.value == (typed < 0 ? legal.first : legal.last))
            let reason = try #require(snap.reason)
            #expect(reason.contains(String(typed)))
            #expect(reason.contains(String(snap.value)))
            let fault = try #require(ParameterTable[parameter].validate(.integer(typed)))
            #expect(fault.reason == .outOfRange)
            #expect(fault.nearest == .integer(snap.value))
        }
    }

    @Test("leaves a number without an upper end alone above its lower one")
    func openRange() throws {
        let ttl = ParameterTable[.ttl]
        #expect(ttl.snap(59)?.value == 60)
        #expect(ttl.snap(.min)?.value == 60)
        #expect(ttl.snap(60) == ttl.snap(60))
        #expect(ttl.snap(.max)?.value == .max)
        #expect(ttl.snap(.max)?.reason == nil)
        #expect(ttl.stops == nil)
        for typed in (Int128(-10_000)...10_000).map(\.self) + [0, Int128(UInt64.max)] {
            let snap = try #require(ttl.snap(typed))
            guard snap.value == max(typed, 60), ttl.snap(snap.value)?.value == snap.value,
                ttl.snap(snap.value)?.reason == nil,
                (ttl.validate(.integer(typed)) == nil) == (typed >= 60)
            else {
                Issue.record("ttl \(typed): \(snap)")
                return
            }
        }
    }

    @Test("ties go down, and the reason says from where to where")
    func ties() throws {
        let snap = try #require(ParameterTable[.width].snap(1008))
        #expect(snap.value == 992)
        #expect(snap.reason == "1008 → 992: width moves in steps of 32, 256–1440, step 32")
        #expect(ParameterTable[.width].snap(1009)?.value == 1024)
        #expect(ParameterTable[.width].snap(720)?.value == 704)
    }

    @Test("never touches a seed, nor what is no number", arguments: Parameter.allCases)
    func others(_ parameter: Parameter) {
        let snaps: Set<Parameter> = [.width, .height, .numberResults, .outputQuality, .safetyTolerance, .ttl]
        for typed in Self.outermost + [0, 1, 33] {
            #expect((ParameterTable[parameter].snap(typed) != nil) == snaps.contains(parameter))
        }
    }

    @Test("counts the stops of a slider")
    func stops() {
        #expect(ParameterTable[.width].stops == 38)
        #expect(ParameterTable[.height].stops == 38)
        #expect(ParameterTable[.numberResults].stops == 20)
        #expect(ParameterTable[.outputQuality].stops == 80)
        #expect(ParameterTable[.safetyTolerance].stops == 7)
        #expect(ParameterTable[.seed].stops == nil)
    }
}
