import Foundation
import Settings
import Testing

@Suite struct ListLibraryTests {
    private let folder: TemporaryFolder
    private let library: ListLibrary

    init() throws {
        folder = try TemporaryFolder()
        library = ListLibrary(folder: folder.path)
    }

    private func fault(_ name: String) throws -> Diagnostic {
        try #require(throws: Diagnostic.self) { try library.entries(of: name) }
    }

    @Test func `a list is its lines without blanks and comments, each taken literally`() throws {
        try folder.write(
            "\u{FEFF}red\r\n\n  deep blue\t\n# a comment\n   # another\n{a|b} __c__\n\\# hash\n日本\n\\#\n red # not\nred",
            to: "colour.txt")
        let entries = ["red", "deep blue", "{a|b} __c__", "# hash", "日本", "#", "red # not", "red"]
        #expect(try library.entries(of: "colour") == entries)
        try folder.write("\n#\n", to: "none.txt")
        #expect(try library.entries(of: "none") == [])
    }

    @Test func `no name leads out of the folder`() throws {
        try folder.write("secret", to: "secret.txt")
        let inner = ListLibrary(folder: folder.path + "/lists")
        try folder.write("a", to: "lists/a.txt")
        #expect(try inner.entries(of: "a") == ["a"])
        for name in ["../secret", "../lists/a", "", ".", "a.txt", "/etc/passwd", "a\u{0}", "é", "a/../a"] {
            #expect(try inner.entries(of: name) == nil, "\(name)")
        }
        #expect(try inner.entries(of: "b") == nil)
    }

    @Test func `a link to a file is followed, and what is no file is refused by name`() throws {
        let target = try folder.write("linked", to: "elsewhere/list")
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: folder.path + "/link.txt", withDestinationPath: target)
        #expect(try library.entries(of: "link") == ["linked"])
        try manager.createDirectory(atPath: folder.path + "/folder.txt", withIntermediateDirectories: true)
        #expect(mkfifo(folder.path + "/pipe.txt", 0o600) == 0)
        try manager.createSymbolicLink(atPath: folder.path + "/zero.txt", withDestinationPath: "/dev/zero")
        for name in ["folder", "pipe", "zero"] {
            let fault = try fault(name)
            #expect(fault.description.contains(folder.path + "/\(name).txt"))
        }
        try manager.createSymbolicLink(
            atPath: folder.path + "/loop.txt", withDestinationPath: folder.path + "/loop.txt")
        #expect(try fault("loop").description.contains("loop.txt"))
    }

    @Test func `a file that is no text, or too large, is refused with the reason`() throws {
        try folder.write(Data([0x61, 0x0A, 0xFF, 0x0A]), to: "bytes.txt")
        #expect(try fault("bytes").description == "\(folder.path)/bytes.txt:2: the file is not UTF-8 text")
        let line = String(repeating: "x", count: 99) + "\n"
        try folder.write(String(repeating: line, count: 10_485), to: "fits.txt")
        #expect(try library.entries(of: "fits")?.count == 10_485)
        try folder.write(String(repeating: line, count: 10_486), to: "large.txt")
        #expect(try fault("large").message == "the file is larger than 1024 KiB")
    }
}
