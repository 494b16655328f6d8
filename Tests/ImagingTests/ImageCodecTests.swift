import Imaging
import Testing

@Suite("Image codec")
struct ImageCodecTests {
    @Test("A picture survives each format at the smallest and the widest size", arguments: ImageFormat.allCases)
    func roundTrip(format: ImageFormat) throws {
        for (width, height) in [(256, 256), (1440, 256)] {
            let image = sketch("a sailboat at dawn", width: width, height: height)
            let bytes = try ImageCodec.encode(image, as: format, quality: 95)
            #expect(ImageFormat.sniff(bytes) == format)
            #expect(try ImageCodec.inspect(bytes) == header(of: bytes, format, width, height))
            let back = try ImageCodec.decode(bytes, maxPixels: width * height)
            if format == .png {
                #expect(back == image)
            } else {
                #expect(back.width == width && back.height == height)
                #expect(difference(back, image) < 4)
            }
        }
    }

    private func header(of bytes: [UInt8], _ format: ImageFormat, _ width: Int, _ height: Int) throws -> ImageHeader {
        let found = try ImageCodec.inspect(bytes)
        #expect(found.format == format)
        #expect(found.width == width)
        #expect(found.height == height)
        return found
    }

    @Test("PNG keeps alpha")
    func alpha() throws {
        let pixels: [UInt8] = (0..<64).map { UInt8(($0 * 37) % 256) }
        let image = try #require(PixelImage(width: 4, height: 4, rgba: pixels))
        let bytes = try ImageCodec.encode(image, as: .png, quality: 50)
        #expect(try ImageCodec.decode(bytes, maxPixels: 16) == image)
    }

    @Test("More quality is a larger file, except for PNG")
    func quality() throws {
        let image = sketch("a forest at noon")
        for format in [ImageFormat.jpg, .webp] {
            let sizes = try [20, 60, 99].map { try ImageCodec.encode(image, as: format, quality: $0).count }
            #expect(sizes[0] < sizes[1] && sizes[1] < sizes[2])
        }
        #expect(
            try ImageCodec.encode(image, as: .png, quality: 20) == ImageCodec.encode(image, as: .png, quality: 99))
    }

    @Test("Quality outside of the API's range is refused", arguments: [-1, 0, 19, 100, Int.max])
    func qualityRange(quality: Int) {
        #expect(throws: ImagingError.qualityOutOfRange(quality)) {
            try ImageCodec.encode(sketch("x", width: 16, height: 16), as: .jpg, quality: quality)
        }
    }

    @Test("A side the format cannot carry is refused")
    func tooLong() throws {
        let image = try #require(PixelImage(width: 16384, height: 1, rgba: [UInt8](repeating: 9, count: 65536)))
        let error = #expect(throws: ImagingError.self) { try ImageCodec.encode(image, as: .webp, quality: 50) }
        #expect(error.map { if case .unsupported(.webp, _) = $0 { true } else { false } } == true)
    }

    @Test("Pixels that do not fill the size are no image")
    func wrongLength() {
        #expect(PixelImage(width: 2, height: 2, rgba: [UInt8](repeating: 0, count: 15)) == nil)
        #expect(PixelImage(width: 0, height: 0, rgba: []) == nil)
        #expect(PixelImage(width: -1, height: -4, rgba: [UInt8](repeating: 0, count: 16)) == nil)
        #expect(PixelImage(width: .max, height: .max, rgba: []) == nil)
    }
}
