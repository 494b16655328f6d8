import AsyncHTTPClient
package import EngineCore
import EngineModel
import Foundation
import NIOCore
import NIOHTTP1
import RunwareAPI

extension RunwareHTTPClient {
    /// Redirects that are followed for one file.
    private static let mostRedirects = 5

    package func fetch(_ url: String) async -> FetchOutcome {
        guard WebAddress.isValid(url) else { return .notALink }
        let deadline = NIODeadline.now() + TimeAmount(configuration.fetchTimeout)
        var link = url
        for _ in 0...Self.mostRedirects {
            guard let address = ServiceAddress(origin: link) else { return .notALink }
            do {
                let answer = try await http.whole(
                    HTTPClient.Request(
                        url: link, method: .GET, headers: ["User-Agent": configuration.userAgent]),
                    atMost: configuration.maximumFileBytes, deadline: deadline)
                switch answer.status.code {
                case 200: return .bytes(Data((answer.body ?? ByteBuffer()).readableBytesView))
                case 301, 302, 303, 307, 308:
                    guard let next = Self.next(answer.headers.first(name: "Location"), from: link) else {
                        return .failed(
                            ConnectionFault(.other, detail: "\(address.host) redirects to where no one follows"))
                    }
                    link = next
                case let status: return .refused(httpStatus: Int(status))
                }
            } catch {
                let faults = FaultReading(
                    address: address, connectTimeout: configuration.connectTimeout,
                    wholeTimeout: configuration.fetchTimeout, maximumBytes: configuration.maximumFileBytes)
                return .failed(faults.fault(error))
            }
        }
        return .failed(ConnectionFault(.other, detail: "more than \(Self.mostRedirects) redirects"))
    }

    /// Where a redirect leads: an http or https address, and from https to nothing less.
    private static func next(_ location: String?, from link: String) -> String? {
        guard let location, let base = URL(string: link),
            let target = URL(string: location, relativeTo: base)?.absoluteString, WebAddress.isValid(target)
        else { return nil }
        let isSecure = link.lowercased().hasPrefix("https://")
        return isSecure && !target.lowercased().hasPrefix("https://") ? nil : target
    }
}

extension ServiceAddress {
    /// The host and port of a link, for what is said about it.
    fileprivate init?(origin link: String) {
        guard let end = link.firstRange(of: "://") else { return nil }
        let authority = link[end.upperBound...].prefix { !"/?#".contains($0) }
        let place = authority.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).last ?? ""
        self.init(String(link[..<end.upperBound]) + String(place))
    }
}
