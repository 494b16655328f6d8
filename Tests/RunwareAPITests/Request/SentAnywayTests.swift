import Foundation
import RunwareAPI
import Testing

@Suite("Sending anyway")
struct SentAnywayTests {
    private func request(_ change: (inout Parameters) throws -> Void) rethrows -> ImageRequest {
        var parameters = Parameters()
        parameters.seed = 7
        try change(&parameters)
        return ImageRequest(prompt: "a red kite", parameters: parameters)
    }

    private func members(_ json: String) throws -> [String: JSONValue] {
        guard case .object(let members) = try JSONValue(parsing: Data(json.utf8)) else { return [:] }
        return members
    }

    @Test("is for five parameters; seeds, counts and prompts are none of them")
    func which() throws {
        #expect(
            Set(Parameters.sendableAnyway) == [.width, .height, .outputQuality, .ttl, .safetyTolerance])
        for parameter in Parameter.allCases where !Parameters.sendableAnyway.contains(parameter) {
            for number in [Int128(21), -1, Int128(SeedRange.maximum) + 1] {
                // A small number is a seed as good as any.
                if parameter == .seed, number == 21 { continue }
                var parameters = Parameters()
                #expect(throws: ParameterFault.self) { try parameters.insist(on: parameter, number) }
                #expect(parameters == Parameters(), "\(parameter.path)")
            }
        }
    }

    @Test(
        "is written on the wire and in the frozen record, and read back from it alone",
        arguments: [
            (Parameter.width, Int128(1500), #""width":1500"#), (.height, 1, #""height":1,"#),
            (.outputQuality, 100, #""outputQuality":100"#), (.ttl, 59, #""ttl":59"#),
            (.safetyTolerance, 99_999, #""safetyTolerance":99999"#),
        ])
    func record(_ parameter: Parameter, _ number: Int128, _ wire: String) throws {
        let request = try request { try $0.insist(on: parameter, number) }
        #expect(request.faults.isEmpty && request.parameters.sentAnyway == [parameter])
        #expect(request.jsonText.contains(wire))
        let task = ImageInference(taskUUID: TaskUUID(randomBits: 1, 2), request: request)
        #expect(task.body.contains(wire))
        #expect(try ImageRequest.read(members(request.jsonText), rules: .frozen).request == request)
        for rules in [ImageRequest.ReadingRules.wire, .file] {
            let read = try members(task.jsonText)
            #expect(throws: ParameterFault.self) { try ImageRequest.read(read, rules: rules) }
        }
        #expect(request.parameters.anywayWords == "\(parameter.name) \(number)")
    }

    @Test(
        "leaves every other rule in force",
        arguments: ["0", "-32", "100000", "99999999999999999999", "1e9", "\"1500\""])
    func others(_ width: String) throws {
        let text = #"{"positivePrompt":"a kite","width":\#(width),"height":1024}"#
        let members = try members(text)
        #expect(throws: ParameterFault.self) { try ImageRequest.read(members, rules: .frozen) }
        var insisted = try request { try $0.insist(on: .width, 1500) }
        insisted.parameters.height = 1000
        #expect(insisted.faults.map(\.parameter) == [.height])
        insisted.parameters.outputType = .dataURI
        insisted.parameters.height = 1024
        insisted.parameters.ttl = 60
        #expect(insisted.faults.map(\.parameter) == [.ttl])
    }

    @Test("ends with the next legal value, and swaps with its side")
    func ends() throws {
        var parameters = Parameters()
        try parameters.insist(on: .width, 1500)
        parameters.swapSides()
        #expect(parameters.sentAnyway == [.height] && parameters.height == 1500 && parameters.width == 1024)
        try parameters.set(.height, to: .integer(992))
        #expect(parameters.sentAnyway.isEmpty)
        try parameters.insist(on: .height, 1024)
        #expect(parameters.sentAnyway.isEmpty)
        #expect(parameters == Parameters())
        try parameters.insist(on: .width, 1500)
        parameters.width = 1024
        #expect(parameters.sentAnyway.isEmpty && parameters.settled == Parameters())
    }
}
