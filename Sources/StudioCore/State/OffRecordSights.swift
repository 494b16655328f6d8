import EngineModel
import TerminalUI

/// What the user has had before their eyes of what ended off the record: only that may go from the disk (product §6).
package struct OffRecordSights: Hashable, Sendable {
    /// Images whose link, or whose file where there is no link, stood whole on the screen.
    var images: Set<ResultID> = []
    /// Jobs that the engine was told to be shown, and how many images they had then.
    var told: [JobID: Int] = [:]

    package init() {}
}

extension StudioState {
    /// A frame stands on the screen: jobs of which every image has been shown by now may go. What ended without an
    /// image has nothing to lose, and what the user took off the list is not waited for.
    mutating func tookIn() -> [Effect] {
        sights.images.formUnion(imagesInSight)
        let shown = engine.offRecord.filter { job in
            sights.told[job.id] != job.results.count
                && (queue.dismissed.contains(job.id) || job.results.allSatisfy { sights.images.contains($0.id) })
        }
        for job in shown { sights.told[job.id] = job.results.count }
        return shown.isEmpty ? [] : [.shown(shown.map(\.id))]
    }

    /// Ended jobs off the record with images that nobody has seen.
    private var unseenOffRecord: [Job] { engine.offRecord.filter { sights.told[$0.id] != $0.results.count } }

    /// How many images off the record nobody has seen.
    package var unseenImages: Int {
        unseenOffRecord.flatMap(\.results).count { !sights.images.contains($0.id) }
    }

    /// Leaves at once, the draft being kept. What nobody has seen is shown by the next start.
    func leave() -> [Effect] { [.saveDraft(draftOnRecord), .quit] }

    /// Leaves because the user said so, who was told that what nobody has seen goes too.
    func leaveForgetting() -> [Effect] {
        let unseen = unseenOffRecord.map(\.id)
        return (unseen.isEmpty ? [] : [.shown(unseen)]) + leave()
    }

    /// The images off the record that the screen shows, with nothing over them.
    private var imagesInSight: [ResultID] {
        guard overlay == nil, layout.width != .tooSmall else { return [] }
        let said = layout.wholeMessage(message)
        let read = factsInSight
        return engine.offRecord.flatMap(\.results).filter { result in
            guard let trace = offRecordTrace(of: result).map({ CellText.sanitized($0, keepingNewlines: false) }) else {
                return false
            }
            return read.contains(trace) || said.hasSuffix(" " + trace)
        }.map(\.id)
    }

    /// What the result pane tells of a job off the record, as far as it stands there whole.
    private var factsInSight: Set<String> {
        let inside = layout.inside(.result)
        guard !inside.isEmpty, let entry = result.shown, entry.job.origin.isOffRecord else { return [] }
        // A message of several rows lies over the end of the pane.
        let end = min(inside.maxRow, layout.messageRect(message).minRow)
        let visible = result.offset..<(result.offset + max(end - inside.minRow, 0))
        return wholeFacts(entry, columns: inside.width, now: now, offsets: utcOffsets, lines: visible)
    }
}
