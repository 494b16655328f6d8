import Foundation
import RunwareAPI

/// The route that sets faults while the service runs: `POST` adds those of its body, one object or an array of them;
/// `DELETE` ends all. It is for this machine only and wants the key in its header.
enum ControlRoute {
    static let path: Substring = "/control/faults"
    /// Faults in one message at most.
    static let maximum = 100

    static func faults(in body: [UInt8]) throws(ServiceError) -> [Fault] {
        guard let json = try? JSONValue(parsing: Data(body)) else { throw .malformedJSON }
        let elements: [JSONValue] = if case .array(let several) = json { several } else { [json] }
        guard elements.count <= maximum else { throw .arrayTooLarge(maximum: maximum) }
        do throws(Fault.Unreadable) {
            var faults: [Fault] = []
            for element in elements { faults.append(try Fault(json: element)) }
            return faults
        } catch {
            throw .refusal("invalidFault", error.sentence)
        }
    }
}
