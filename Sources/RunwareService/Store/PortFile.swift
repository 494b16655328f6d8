import Foundation
import Glibc

/// Where the service of a store listens, for other copies of the program that find the store in use.
struct PortFile {
    let path: String

    /// Written aside and renamed. A failure costs others the way to this service, never the service itself.
    func write(_ port: Int) {
        let line = Data("\(port)\n".utf8)
        let draft = path + ".new"
        guard FileManager.default.createFile(atPath: draft, contents: line, attributes: [.posixPermissions: 0o600])
        else { return }
        rename(draft, path)
    }

    /// The port written last; nil when there is none.
    func read() -> Int? {
        guard let data = FileManager.default.contents(atPath: path), data.count <= 6 else { return nil }
        let port = Int(String(decoding: data, as: UTF8.self).filter { !$0.isNewline })
        return port.flatMap { (1...65_535).contains($0) ? $0 : nil }
    }
}
