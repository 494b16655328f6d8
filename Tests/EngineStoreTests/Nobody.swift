import EngineCore
import Foundation
import Glibc
import RunwareAPI

@testable import EngineStore

/// A user without rights beyond those of everybody, also when the tests are run by root: on Linux the identity that files
/// are checked against belongs to the thread.
enum Nobody {
    /// Opens a store as nobody; nil when that succeeds.
    static func opens(_ path: String) async -> StoreFailure? {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                if geteuid() == 0, !takeIdentity(65_534) {
                    continuation.resume(returning: nil)
                    return
                }
                do throws(StoreFailure) {
                    _ = try EngineStore.open(dataDirectory: path, ownerBits: TaskUUID(randomBits: 9, 9))
                    continuation.resume(returning: nil)
                } catch {
                    continuation.resume(returning: error)
                }
            }
        }
    }

    /// Calls setfsuid, whose header the Glibc module leaves out.
    private static func takeIdentity(_ user: UInt32) -> Bool {
        guard let symbol = dlsym(nil, "setfsuid") else { return false }
        typealias Function = @convention(c) (UInt32) -> Int32
        let setIdentity = unsafeBitCast(symbol, to: Function.self)
        _ = setIdentity(user)
        // It returns the identity before; asked a second time, the new one.
        return setIdentity(user) == Int32(user)
    }
}
