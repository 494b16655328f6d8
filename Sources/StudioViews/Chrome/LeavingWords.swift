import StudioCore

extension Canvas {
    /// What leaving means now: for tasks on their way, and for images off the record that nobody has seen.
    var leavingWords: [String] {
        let (tasks, unseen) = (state.inFlightCount, state.unseenImages)
        let images =
            unseen == 1 ? "1 image off the record was not seen" : "\(unseen) images off the record were not seen"
        let lookAgain =
            "\(CommandTable.key(for: .focusQueue) ?? "") and Enter show \(unseen == 1 ? "its link" : "the links")."
        guard tasks > 0 else {
            guard unseen > 0 else { return ["Everything has arrived.", "", "q  leave now", "Esc  stay"] }
            let what = unseen == 1 ? "it is" : "they are"
            return ["\(images) yet.", lookAgain, "", "q  leave now: \(what) deleted for ever", "Esc  stay"]
        }
        let words = ["\(tasks == 1 ? "1 task is" : "\(tasks) tasks are") on the way and may already be billed."]
        let keys = ["", "w  wait for them, then leave", "q  leave now: they are kept as uncertain", "Esc  stay"]
        return words + (unseen == 0 ? [] : ["\(images): q deletes \(unseen == 1 ? "it" : "them").", lookAgain]) + keys
    }
}
