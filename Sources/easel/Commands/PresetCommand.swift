import ArgumentParser
import Foundation
import RunwareAPI
import Settings
import StudioCore

/// `easel preset`: named sets of parameters, the same that the studio shows.
struct PresetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preset", abstract: "Keep, show and delete named sets of parameters.",
        discussion: """
            A preset is a file NAME.toml in $XDG_CONFIG_HOME/easel/presets with API names as keys.
              easel preset save poster width=896 height=1344 outputFormat=PNG
              easel run --preset poster --prompt "a red kite" seed=7
            """,
        subcommands: [Save.self, List.self, Show.self, Delete.self], defaultSubcommand: List.self)

    /// The library of the user's folder.
    static func library() throws(Refusal) -> PresetLibrary {
        PresetLibrary(folder: try Workshop.folders(ProcessInfo.processInfo.environment).presets)
    }

    /// The preset of that name; that there is none is a refusal.
    static func preset(_ name: String) throws(Refusal) -> Preset {
        let library = try library()
        let preset = try refusing { () throws(Diagnostic) in try library.read(name) }
        guard let preset else { throw Refusal(.usage, "there is no preset \(name); easel preset list shows them") }
        return preset
    }

    /// What is wrong with a file ends the command, with the place.
    private static func refusing<Value>(
        _ status: ExitStatus = .usage, _ work: () throws(Diagnostic) -> Value
    ) throws(Refusal) -> Value {
        do throws(Diagnostic) {
            return try work()
        } catch {
            throw Refusal(status, error.description)
        }
    }

    /// `easel preset save`
    struct Save: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Keep parameters under a name.")

        @Argument(help: "The name: \(FileStem.rule).")
        var name: String

        @Argument(
            help: ArgumentHelp("Parameters by API name; what is not named stays as it is.", valueName: "key=value"))
        var parameters: [String]

        @Flag(help: "Replace a preset of the same name.")
        var replace = false

        func run() throws {
            do throws(Refusal) {
                guard FileStem.isLegal(name) else {
                    throw Refusal(.usage, "a preset's name is made of \(FileStem.rule)")
                }
                let preset = Preset(name: name, values: try values())
                let library = try PresetCommand.library()
                let replace = replace
                let isKept = try refusing(.cannotWrite) { () throws(Diagnostic) in
                    try library.save(preset, replacing: replace)
                }
                guard isKept else {
                    throw Refusal(.cannotWrite, "there is a preset \(name); --replace replaces it")
                }
                Progress.say("kept: \(name) · \(preset.summary)")
            } catch {
                throw error.exit()
            }
        }

        private func values() throws(Refusal) -> [Parameter: ParameterValue] {
            var values: [Parameter: ParameterValue] = [:]
            for text in parameters {
                let (parameter, value) = try RunArguments.read(text)
                guard Preset.parameters.contains(parameter) else {
                    throw Refusal(.usage, "\(parameter.path) is none that a preset can hold")
                }
                if let fault = ParameterTable[parameter].validate(value) { throw Refusal(.validation, fault.message) }
                guard values.updateValue(value, forKey: parameter) == nil else {
                    throw Refusal(.usage, "\(parameter.path) is given twice")
                }
            }
            // Read back as it would be from the file, so that nothing is kept that could not be read.
            let preset = Preset(name: name, values: values)
            do throws(Diagnostic) {
                return try PresetFile.parse(PresetFile.text(of: preset), name: name, path: name).values
            } catch {
                throw Refusal(.validation, error.message)
            }
        }
    }

    /// `easel preset list`
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show all presets (the default).")

        func run() throws {
            do throws(Refusal) {
                let (presets, diagnostics) = try PresetCommand.library().list()
                for preset in presets { print("\(preset.name)  \(preset.summary)") }
                for diagnostic in diagnostics { Progress.say("easel: \(diagnostic)") }
                if presets.isEmpty, diagnostics.isEmpty { Progress.say("there are no presets yet") }
            } catch {
                throw error.exit()
            }
        }
    }

    /// `easel preset show`
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print a preset, a parameter a line.")

        @Argument var name: String

        func run() throws {
            do throws(Refusal) {
                for (parameter, value) in try PresetCommand.preset(name).entries {
                    print("\(parameter.path)=\(value)")
                }
            } catch {
                throw error.exit()
            }
        }
    }

    /// `easel preset delete`
    struct Delete: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Delete a preset.")

        @Argument var name: String

        func run() throws {
            do throws(Refusal) {
                let library = try PresetCommand.library()
                let name = name
                let wasThere = try refusing(.cannotWrite) { () throws(Diagnostic) in try library.delete(name) }
                guard wasThere else { throw Refusal(.usage, "there is no preset \(name)") }
                Progress.say("deleted: \(name)")
            } catch {
                throw error.exit()
            }
        }
    }
}
