import Dispatch
import EngineModel
import Settings
import StudioRuntime

/// Named lists read from their files, on a thread of their own.
struct ListFiles: PromptLists {
    private let library: ListLibrary
    private let queue = DispatchQueue(label: "easel.lists")

    init(_ folders: Folders) {
        library = ListLibrary(folder: folders.lists)
    }

    func lists(named names: [String]) async -> NamedLists {
        await withCheckedContinuation { answer in
            queue.async { answer.resume(returning: read(names)) }
        }
    }

    /// Reads them now.
    func read(_ names: [String]) -> NamedLists {
        var lists = NamedLists()
        for name in names {
            do {
                lists[name] = try library.entries(of: name).map { .entries($0) } ?? .missing
            } catch {
                lists[name] = .unreadable("\(error)")
            }
        }
        return lists
    }
}
