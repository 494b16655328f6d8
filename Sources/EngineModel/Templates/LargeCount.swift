/// Numbers that may be far too large to act on, in words.
package enum LargeCount {
    /// `12`, `48,000`; from a billion on the power of ten: `10^9`, `more than 10^30`.
    package static func words(_ count: UInt128) -> String {
        guard count >= 1_000_000_000 else { return grouped(String(count)) }
        let digits = String(count)
        let power = "10^\(digits.count - 1)"
        return digits.first == "1" && digits.dropFirst().allSatisfy { $0 == "0" } ? power : "more than \(power)"
    }

    private static func grouped(_ digits: String) -> String {
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }
}
