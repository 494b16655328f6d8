import EngineCore
import EngineModel
import Foundation
import Glibc
import RunwareAPI
import Synchronization

/// Files of images, written on threads of their own and side by side: a disk makes several durable as fast as one.
final class MediaFiles: Sendable {
    let folder: DataFolder
    private let queue = DispatchQueue(label: "easel.store.media", attributes: .concurrent)
    /// Folders of months whose name is on the disk for certain.
    private let durableMonths = Mutex<Set<String>>([])

    init(folder: DataFolder) {
        self.folder = folder
    }

    /// Writes a file for a result and returns its path below the data folder.
    func store(
        _ bytes: Data, for result: ResultID, format: OutputFormat, month: String
    ) async throws(StoreFailure) -> String {
        let outcome: Result<String, StoreFailure> = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(
                    returning: Result { () throws(StoreFailure) in
                        try self.write(bytes, name: result.text, ending: format.fileEnding, month: month)
                    })
            }
        }
        return try outcome.get()
    }

    /// The file that was given its final name for a result, in whatever month; a name is given to whole files only, but
    /// for the empty claim on a file system without links.
    func find(_ result: ResultID) async -> String? {
        await withCheckedContinuation { continuation in
            queue.async {
                let months = (try? FileManager.default.contentsOfDirectory(atPath: self.folder.images)) ?? []
                let names = OutputFormat.allCases.map { "\(result.text).\($0.fileEnding)" }
                let found = months.sorted().reversed().lazy.flatMap { month in names.map { "images/\(month)/\($0)" } }
                    .first { Disk.holdsSomething(self.folder.path + "/" + $0) }
                continuation.resume(returning: found)
            }
        }
    }

    /// Deletes files below the folder of images. Returns those that are gone, by this or before; what is none of ours is
    /// left alone and counts as gone.
    func remove(_ paths: [String]) async -> [String] {
        if paths.isEmpty { return [] }
        return await withCheckedContinuation { continuation in
            queue.async {
                let gone = paths.filter { path in
                    guard path.hasPrefix("images/"), !path.split(separator: "/").contains("..") else { return true }
                    return unlink(self.folder.path + "/" + path) == 0 || errno == ENOENT
                }
                continuation.resume(returning: gone)
            }
        }
    }

    private func write(_ bytes: Data, name: String, ending: String, month: String) throws(StoreFailure) -> String {
        let monthFolder = folder.images + "/" + month
        guard name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }), !name.isEmpty else {
            throw .cannotWrite(path: monthFolder, reason: "\(name.debugDescription) is no name for a file")
        }
        try makeDurable(month)
        var generator = SystemRandomNumberGenerator()
        let temporary = "\(monthFolder)/.\(name)-\(generator.next()).part"
        try fill(temporary, with: bytes)
        // The temporary name goes in any case; after the rename there is none.
        defer { unlink(temporary) }
        var copy = 1
        while true {
            let file = "\(name)\(copy == 1 ? "" : "-\(copy)").\(ending)"
            let place = monthFolder + "/" + file
            if try Disk.rename(temporary, to: place) || holds(place, bytes) {
                try Disk.syncFolder(monthFolder)
                return "images/\(month)/\(file)"
            }
            copy += 1
        }
    }

    /// Makes the folder of a month. An earlier run may have made it and ended before its name was on the disk, so each
    /// run syncs that once.
    private func makeDurable(_ month: String) throws(StoreFailure) {
        let path = folder.images + "/" + month
        let isThere = access(path, F_OK) == 0
        try Disk.makeFolder(path)
        if isThere, durableMonths.withLock({ $0.contains(month) }) { return }
        try Disk.syncFolder(folder.images)
        durableMonths.withLock { _ = $0.insert(month) }
    }

    private func fill(_ path: String, with bytes: Data) throws(StoreFailure) {
        let file = try Disk.open(path, O_WRONLY | O_CREAT | O_EXCL)
        defer { close(file) }
        do throws(StoreFailure) {
            try Disk.write(bytes, to: file, path: path)
            try Disk.sync(file, path: path)
        } catch {
            unlink(path)
            throw error
        }
    }

    /// Whether the file that is there has these very bytes: the program ended after writing it and before saying so.
    private func holds(_ path: String, _ bytes: Data) -> Bool {
        (try? Data(contentsOf: URL(filePath: path))) == bytes
    }
}

extension OutputFormat {
    /// The usual ending of file names, without a dot.
    var fileEnding: String {
        switch self {
        case .jpg: "jpg"
        case .png: "png"
        case .webp: "webp"
        }
    }
}

extension Disk {
    /// Whether there is a file with at least one byte.
    static func holdsSomething(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFREG && information.st_size > 0
    }

    /// Gives a file its final name unless that name is taken. False when it is taken.
    static func rename(_ path: String, to place: String) throws(StoreFailure) -> Bool {
        // link never replaces; the old name is removed by the caller.
        if link(path, place) == 0 { return true }
        switch errno {
        case EEXIST: return false
        case EPERM, EOPNOTSUPP, EMLINK, ENOSYS: return try claimAndRename(path, to: place)
        default: throw failure(place)
        }
    }

    /// For file systems without links: only who made the empty file at the name renames over it.
    static func claimAndRename(_ path: String, to place: String) throws(StoreFailure) -> Bool {
        let claim = Glibc.open(place, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard claim >= 0 else {
            if errno == EEXIST { return false }
            throw failure(place)
        }
        close(claim)
        guard Glibc.rename(path, place) == 0 else { throw failure(place) }
        return true
    }
}
