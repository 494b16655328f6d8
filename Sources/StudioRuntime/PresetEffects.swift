import StudioCore

extension UserFiles {
    /// Grants a wish: what became of it, or the sentence on why nothing did.
    func perform(_ wish: PresetWish) async -> Action {
        guard let presets else { return .failed("presets cannot be kept here") }
        do throws(UserFileFault) {
            switch wish {
            case .list: return .presets(.listed(await presets.list()))
            case .apply(let name):
                guard let preset = try await presets.read(name) else { return .failed(Self.gone(name)) }
                return .presets(.read(preset))
            case .save(let preset, let replacing):
                let isKept = try await presets.save(preset, replacing: replacing)
                return .presets(isKept ? .saved(preset.name) : .exists(preset))
            case .delete(let name):
                return try await presets.delete(name) ? .presets(.deleted(name)) : .failed(Self.gone(name))
            }
        } catch {
            return .failed(error.sentence)
        }
    }

    private static func gone(_ name: String) -> String {
        "the preset \(name) is gone: its file was removed or renamed; nothing is changed"
    }
}
