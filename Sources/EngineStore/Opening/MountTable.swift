import Foundation
import Glibc

/// The kernel's list of mounts, read for one question: whether a folder lies on a network. SQLite's write-ahead log may
/// seem to work there and loses what another machine writes.
struct MountTable: Sendable {
    /// Mount points with the kind of their file system, in the order of mounting.
    private let mounts: [(point: String, kind: String)]

    /// The mounts of this process; none where there is no such list.
    static var current: MountTable {
        MountTable((try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)) ?? "")
    }

    /// Reads lines of `/proc/<pid>/mountinfo`: the fifth field is the mount point, the first after a lone `-` the kind.
    init(_ text: String) {
        mounts = text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count > 5, let dash = fields.firstIndex(of: "-"), dash + 1 < fields.endIndex else {
                return nil
            }
            return (Self.unescaped(fields[4]), String(fields[dash + 1]))
        }
    }

    /// Whether the mount that holds a path is a network's. Symbolic links are followed when the path exists.
    func isOnNetwork(_ path: String) -> Bool {
        let path = Self.resolved(path)
        var best: (length: Int, kind: String) = (-1, "")
        for mount in mounts where Self.holds(mount.point, path) && mount.point.utf8.count >= best.length {
            // Of two mounts on one point the later one is seen.
            best = (mount.point.utf8.count, mount.kind)
        }
        return Self.networkKinds.contains(best.kind)
    }

    private static let networkKinds: Set = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "glusterfs", "fuse.sshfs",
        "fuse.glusterfs", "fuse.ceph", "fuse.rclone", "davfs", "fuse.davfs2",
    ]

    private static func holds(_ point: String, _ path: String) -> Bool {
        point == "/" || path == point || path.hasPrefix(point + "/")
    }

    private static func resolved(_ path: String) -> String {
        guard let found = realpath(path, nil) else { return path }
        defer { free(found) }
        return String(cString: found)
    }

    /// Spaces and the like stand as three octal digits after a backslash.
    private static func unescaped(_ field: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(field.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), rest.count >= 3,
                let code = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8)
            {
                bytes.append(code)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
