/// Syntax of addresses that are handed to the service or to the network.
package enum WebAddress {
    /// An address as it may be shown and handed on: presigned upload and webhook addresses are credentials by their
    /// query, which is left out.
    package static func withoutSecrets(_ text: String) -> String {
        guard let start = text.firstIndex(where: { "?#".contains($0) }) else { return withoutUser(text) }
        return withoutUser(String(text[..<start])) + leftOutQuery
    }

    private static let leftOutQuery = "?…"

    /// Whether a text is what `withoutSecrets` leaves of an address that had secrets. It is shown and kept; it is no
    /// address that anything could be sent to.
    package static func isWithoutSecrets(_ text: String) -> Bool {
        let isCut = text.hasSuffix(leftOutQuery)
        let whole = isCut ? String(text.dropLast(leftOutQuery.count)) : text
        let filled = whole.replacing("://…@", with: "://", maxReplacements: 1)
        return (isCut || filled != whole) && !filled.contains(where: { "?#".contains($0) }) && isValid(filled)
    }

    private static func withoutUser(_ text: String) -> String {
        guard let scheme = text.firstRange(of: "://") else { return text }
        let authority = text[scheme.upperBound...].prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return text }
        return text[..<scheme.upperBound] + "…" + text[at...]
    }

    /// Whether a text is an absolute http or https address with a host and only characters an address may hold.
    package static func isValid(_ text: String) -> Bool {
        let lowered = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: { lowered.hasPrefix($0) }) else { return false }
        guard text.utf8.count <= 2048,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"<>\"\\^`{|}".utf8.contains($0) })
        else { return false }
        let authority = lowered.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        let place = authority.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).last ?? ""
        return hostAndPort(String(place)) != nil
    }

    /// Splits `host`, `host:port` or `[IPv6]:port` in lower case; the brackets are taken off. Nil when it is neither.
    static func hostAndPort(_ authority: String) -> (host: String, port: Int?)? {
        var host = Substring(authority)
        var rest = Substring()
        var allowed = "abcdefghijklmnopqrstuvwxyz0123456789.-_"
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[..<end].dropFirst()
            rest = authority[end...].dropFirst()
            allowed = "abcdef0123456789.:"
            guard host.contains(":") else { return nil }
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            rest = authority[colon...]
        }
        guard !host.isEmpty, host.allSatisfy(allowed.contains) else { return nil }
        guard !rest.isEmpty else { return (String(host), nil) }
        let digits = rest.dropFirst()
        guard rest.first == ":", digits.count <= 5, digits.allSatisfy(\.isWholeNumber), let port = Int(digits),
            (1...65_535).contains(port)
        else { return nil }
        return (String(host), port)
    }
}
