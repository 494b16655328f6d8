import Imaging
import Testing

@Suite("Image formats")
struct ImageFormatTests {
    @Test("Each format is known by its first bytes")
    func sniffing() {
        #expect(ImageFormat.sniff([0xFF, 0xD8, 0xFF, 0xE0]) == .jpg)
        #expect(ImageFormat.sniff([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) == .png)
        #expect(ImageFormat.sniff(Array("RIFF\0\0\0\0WEBPVP8 ".utf8)) == .webp)
    }

    @Test("Other and short bytes are no format")
    func strangers() {
        #expect(ImageFormat.sniff([]) == nil)
        #expect(ImageFormat.sniff([0xFF, 0xD8]) == nil)
        #expect(ImageFormat.sniff(Array("RIFF\0\0\0\0WAVEfmt ".utf8)) == nil)
        #expect(ImageFormat.sniff(Array("RIFF\0\0\0\0WEB".utf8)) == nil)
        #expect(ImageFormat.sniff(Array("GIF89a".utf8)) == nil)
        #expect(ImageFormat.sniff(Array("<!doctype html>".utf8)) == nil)
    }

    @Test("Names and media types are those of the contract")
    func names() {
        #expect(ImageFormat.allCases.map(\.name) == ["JPG", "PNG", "WEBP"])
        #expect(ImageFormat.allCases.map(\.mimeType) == ["image/jpeg", "image/png", "image/webp"])
        #expect(ImageFormat.allCases.map(\.fileExtension) == ["jpg", "png", "webp"])
    }
}
