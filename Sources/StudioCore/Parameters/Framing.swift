import RunwareAPI

/// The area from which ratios are chosen: that of the last size which was set otherwise, so that going through the
/// ratios and back leads to where it began.
struct Framing: Hashable, Sendable {
    /// The size that was chosen.
    let size: FrameSize
    /// Pixels.
    let area: Int
}

/// Size as a whole: the ratio, its lock, and turning it.
extension ParametersState {
    /// The lock, while the size is one of its own.
    package var activeLock: RatioLock? {
        ratioLock.flatMap { $0.sizes.contains(values.size) ? $0 : nil }
    }

    /// One step further among the legal values of width or height; under a lock the other side follows.
    mutating func adjustSide(by steps: Int) -> Message? {
        guard let lock = activeLock else { return adjustTable(by: steps) }
        let before = values.size
        setSize(lock.size(before, movedBy: steps))
        guard values.size == before, abs(steps) < Self.farAway else { return nil }
        let word = steps > 0 ? "largest" : "smallest"
        return .info("\(before.width)×\(before.height) is the \(word) size of the locked ratio \(lock.ratio)")
    }

    /// Takes a typed side under a lock: the nearest size that has the ratio.
    mutating func moveLocked(_ parameter: Parameter, to typed: Int128) -> Message? {
        let side = { (size: FrameSize) in parameter == .width ? size.width : size.height }
        // Far beyond every side, so that differences cannot overflow.
        let value = Int(min(max(typed, -100_000), 100_000))
        guard let lock = activeLock, let size = lock.size(nearest: value, by: side) else { return nil }
        setSize(size)
        let shown = "\(size.width)×\(size.height)"
        guard Int128(side(size)) != typed else { return .info("\(shown): the ratio \(lock.ratio) is locked") }
        return .warning("\(typed) → \(shown): the nearest size of the locked ratio \(lock.ratio)" + offer(typed))
    }

    /// Goes so many ratios further, wider or more upright.
    mutating func adjustRatio(by steps: Int) -> Message? {
        let presets = AspectRatio.presets
        let current = AspectRatio(values.size)
        let place: Int
        if let preset = AspectRatio.preset(of: values.size), let index = presets.firstIndex(of: preset) {
            place = index + steps
            if !presets.indices.contains(place), abs(steps) == 1 {
                return .info("\(preset) is the \(steps > 0 ? "widest" : "most upright") ratio that is offered")
            }
        } else {
            let wider = presets.firstIndex { $0.isWider(than: current) } ?? presets.count
            place = steps > 0 ? wider - 1 + steps : wider + steps
        }
        setRatio(presets[min(max(place, 0), presets.count - 1)])
        return nil
    }

    /// Square again, and free.
    mutating func resetRatio() -> Message? {
        let wasLocked = activeLock != nil
        ratioLock = nil
        setRatio(AspectRatio(1, 1))
        return .info("Ratio is 1:1 again" + (wasLocked ? ", and free" : ""))
    }

    /// Keeps the ratio from now on, or lets it go.
    mutating func toggleLock() -> Message {
        if let lock = activeLock {
            ratioLock = nil
            return .info("the ratio \(lock.ratio) is free again")
        }
        guard values.size.isLegal else {
            return .info("a ratio is locked only at a legal size: reset the side that is sent anyway")
        }
        let lock = RatioLock(at: values.size)
        ratioLock = lock
        return .info("the ratio \(lock.ratio) is locked: width and height move together")
    }

    /// Turns the picture by a quarter; a lock turns with it.
    mutating func swapSides() -> Message? {
        let lock = activeLock
        values.swapSides()
        ratioLock = lock.map { RatioLock(AspectRatio($0.ratio.down, $0.ratio.across)) }
        snapped = nil
        return values.width == values.height ? .info("a square looks the same when it is turned") : nil
    }

    private mutating func setRatio(_ ratio: AspectRatio) {
        let area = framing.flatMap { $0.size == values.size ? $0.area : nil } ?? values.size.area
        let isLocked = activeLock != nil
        let size = ratio.size(near: area)
        setSize(size)
        framing = Framing(size: size, area: area)
        if isLocked { ratioLock = RatioLock(at: size) }
    }

    private mutating func setSize(_ size: FrameSize) {
        set(.width, .integer(Int128(size.width)))
        set(.height, .integer(Int128(size.height)))
    }
}
