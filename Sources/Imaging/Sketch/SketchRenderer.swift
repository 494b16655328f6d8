/// Draws sketches: what the local service returns in place of the model's pictures. A pure function of the request.
///
/// The seed alone decides the composition, so a changed prompt keeps hills and horizon where they were; the words
/// decide place, hour, weather, light and colours; a hash of all words moves the small things.
package enum SketchRenderer {
    /// The sketch of a request, opaque. 20 to 40 ms of one core for 1024 x 768 when optimised.
    package static func render(_ request: SketchRequest) -> PixelImage {
        let width = request.width
        let height = request.height
        var cells = [Int](repeating: 0, count: width * height)
        let rgba = cells.withUnsafeMutableBufferPointer { cells in
            withUnsafeTemporaryAllocation(of: Int.self, capacity: width + 2) { coverage in
                coverage.initialize(repeating: 0)
                guard let pixels = cells.baseAddress, let scratch = coverage.baseAddress else { return [UInt8]() }
                let canvas = Canvas(width: width, height: height, cells: pixels, coverage: scratch)
                return CloudField.shared.values.withUnsafeBufferPointer { field in
                    var sketch = Sketch(request: request, canvas: canvas, field: field)
                    return sketch.paint()
                }
            }
        }
        return PixelImage(checkedWidth: width, height: height, rgba: rgba)
    }
}
