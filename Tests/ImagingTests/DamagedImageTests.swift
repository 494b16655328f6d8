import Imaging
import Testing

@Suite("Damaged and hostile images")
struct DamagedImageTests {
    @Test("A file cut anywhere is an error, never a picture", arguments: ImageFormat.allCases)
    func cut(format: ImageFormat) throws {
        let bytes = try ImageCodec.encode(sketch("rain", width: 48, height: 32), as: format, quality: 80)
        for length in stride(from: bytes.count - 1, through: 0, by: -7) {
            #expect(throws: ImagingError.self, "\(length) of \(bytes.count)") {
                try ImageCodec.decode(Array(bytes.prefix(length)), maxPixels: 10_000)
            }
        }
    }

    @Test("Bytes that are no image are of unknown format")
    func garbage() {
        #expect(throws: ImagingError.unknownFormat) { try ImageCodec.decode([], maxPixels: 100) }
        #expect(throws: ImagingError.unknownFormat) { try ImageCodec.inspect(Array("<html>".utf8)) }
    }

    @Test("A bare signature is damaged")
    func signatureOnly() {
        for head: [UInt8] in [[0xFF, 0xD8, 0xFF], [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]] {
            let error = #expect(throws: ImagingError.self) { try ImageCodec.inspect(head) }
            #expect(error.map { if case .damaged = $0 { true } else { false } } == true)
        }
    }

    @Test("Mutated files end in a picture within the bound or in a typed error", arguments: ImageFormat.allCases)
    func mutations(format: ImageFormat) throws {
        let whole = try ImageCodec.encode(sketch("storm", width: 24, height: 16), as: format, quality: 70)
        var random = SeededGenerator(state: 2026)
        var refused = 0
        for _ in 0..<1500 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            do throws(ImagingError) {
                let image = try ImageCodec.decode(bytes, maxPixels: 4096)
                #expect(image.width * image.height <= 4096)
                #expect(image.rgba.count == image.width * image.height * 4)
            } catch {
                refused += 1
            }
        }
        #expect(refused > 100)
    }

    @Test("A header that claims too many pixels is refused before memory is taken")
    func bomb() throws {
        // A sound PNG header for 30000 x 30000 (its checksum included) and nothing behind it.
        let head: [UInt8] = [
            0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0x75, 0x30, 0, 0,
            0x75, 0x30, 8, 6, 0, 0, 0,
        ]
        let bytes = head + checksum(Array(head[12...]))
        #expect(throws: ImagingError.tooLarge(width: 30000, height: 30000, limit: 4_000_000)) {
            try ImageCodec.decode(bytes, maxPixels: 4_000_000)
        }
        // One pixel less than the picture has.
        let small = try ImageCodec.encode(sketch("x", width: 20, height: 20), as: .webp, quality: 50)
        #expect(throws: ImagingError.tooLarge(width: 20, height: 20, limit: 399)) {
            try ImageCodec.decode(small, maxPixels: 399)
        }
    }

    /// CRC-32 as PNG has it, most significant byte first.
    private func checksum(_ bytes: [UInt8]) -> [UInt8] {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1 }
        }
        crc = ~crc
        return [24, 16, 8, 0].map { UInt8(crc >> $0 & 255) }
    }
}
