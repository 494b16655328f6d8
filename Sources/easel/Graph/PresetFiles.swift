import Dispatch
import Settings
import StudioCore
import StudioRuntime

/// The presets of the user's folder, read and written one after another on a thread of their own.
struct PresetFiles: Presets {
    private let library: PresetLibrary
    private let queue = DispatchQueue(label: "easel.presets")

    init(_ library: PresetLibrary) {
        self.library = library
    }

    func list() async -> PresetShelf {
        let (presets, diagnostics) = await withCheckedContinuation { done in
            queue.async { [library] in done.resume(returning: library.list()) }
        }
        return PresetShelf(presets: presets, faults: diagnostics.map(\.description))
    }

    func read(_ name: String) async throws(UserFileFault) -> Preset? {
        try await work { library throws(Diagnostic) in try library.read(name) }
    }

    func save(_ preset: Preset, replacing: Bool) async throws(UserFileFault) -> Bool {
        try await work { library throws(Diagnostic) in try library.save(preset, replacing: replacing) }
    }

    func delete(_ name: String) async throws(UserFileFault) -> Bool {
        try await work { library throws(Diagnostic) in try library.delete(name) }
    }

    private func work<Value: Sendable>(
        _ body: @escaping @Sendable (PresetLibrary) throws(Diagnostic) -> Value
    ) async throws(UserFileFault) -> Value {
        let outcome: Result<Value, Diagnostic> = await withCheckedContinuation { done in
            queue.async { [library] in
                let outcome: Result<Value, Diagnostic>
                do throws(Diagnostic) {
                    outcome = .success(try body(library))
                } catch {
                    outcome = .failure(error)
                }
                done.resume(returning: outcome)
            }
        }
        do throws(Diagnostic) {
            return try outcome.get()
        } catch {
            throw UserFileFault(error.description)
        }
    }
}
