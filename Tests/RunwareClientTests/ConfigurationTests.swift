import Foundation
import RunwareAPI
import Testing

@testable import RunwareClient

@Suite("The key")
struct APIKeyTests {
    @Test("no description, mirror or dump shows it")
    func redacted() throws {
        let key = try #require(APIKey(secret))
        let configuration = makeConfiguration(.runware)
        let environment = ServiceEnvironment.remote(.runware, key)
        var dumped = ""
        dump(key, to: &dumped)
        dump(configuration, to: &dumped)
        dump(environment, to: &dumped)
        let texts = [
            "\(key)", key.debugDescription, String(reflecting: key), "\(Mirror(reflecting: key).children.map { $0 })",
            "\(configuration)", String(reflecting: configuration), "\(environment)", String(reflecting: [key]), dumped,
        ]
        for text in texts { #expect(!text.contains("5b1f4a54")) }
        #expect("\(key)" == "<key>")
    }

    @Test(
        "spaces, control characters and other alphabets are refused",
        arguments: [
            "", "a b", "key\n", "\tkey", "k\u{0}y", "schlüssel", "k\u{200B}y", String(repeating: "k", count: 513),
        ])
    func refused(text: String) {
        #expect(APIKey(text) == nil)
    }

    @Test("a fingerprint is stable, salted and short, and differs between keys")
    func fingerprint() throws {
        let key = try #require(APIKey(secret))
        let other = try #require(APIKey(secret + "x"))
        #expect(key.fingerprint(salt: "a") == key.fingerprint(salt: "a"))
        #expect(key.fingerprint(salt: "a") != key.fingerprint(salt: "b"))
        #expect(key.fingerprint(salt: "a") != other.fingerprint(salt: "a"))
        let digits = key.fingerprint(salt: "a")
        #expect(digits.count == 12)
        // Jobs on disk are bound by this text: it must never change.
        #expect(digits == "328da2842174")
    }

    @Test("SipHash gives the values of its authors")
    func sipHash() {
        let hash = SipHash(key: (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908))
        #expect(hash.hash([]) == 0x726f_db47_dd0e_0e31)
        #expect(hash.hash(0..<8) == 0x93f5_f579_9a93_2462)
        #expect(hash.hash(0..<15) == 0xa129_ca61_49be_45e5)
    }
}

@Suite("The environment")
struct ServiceEnvironmentTests {
    private static let key = "RUNWARE_API_KEY"
    private static let base = "RUNWARE_BASE_URL"
    private static let socket = "RUNWARE_WS_BASE_URL"

    /// What an environment comes to, in words.
    private func reading(_ environment: [String: String], storedKey: APIKey? = nil) -> String {
        do throws(ServiceEnvironmentFault) {
            switch try ServiceEnvironment(environment, storedKey: storedKey) {
            case .inProcess: return "in process"
            case .loopback(let ends, let key):
                return "loopback \(ends.http) \(ends.socket) \(key == nil ? "no key" : "key")"
            case .remote(let ends, _): return "remote \(ends.http) \(ends.socket)"
            }
        } catch {
            #expect(!error.sentence.contains(secret))
            #expect(!"\(error)".contains(secret))
            return "\(error)"
        }
    }

    @Test("nothing set means the program's own service; set to nothing means not set")
    func nothing() {
        #expect(reading([:]) == "in process")
        #expect(reading([Self.key: "", Self.base: "", Self.socket: ""]) == "in process")
    }

    @Test("a key alone means the vendor")
    func keyAlone() throws {
        #expect(reading([Self.key: secret]) == "remote https://api.runware.ai/v1 wss://ws-api.runware.ai/v1")
        let stored = try #require(APIKey(secret))
        #expect(reading([:], storedKey: stored) == "remote https://api.runware.ai/v1 wss://ws-api.runware.ai/v1")
    }

    @Test(
        "addresses",
        arguments: [
            (["RUNWARE_BASE_URL": "https://h.example"], "remote https://h.example/v1 wss://h.example/v1"),
            (
                ["RUNWARE_BASE_URL": "HTTPS://H.example:8443/x/"],
                "remote https://h.example:8443/x wss://h.example:8443/x"
            ),
            (
                ["RUNWARE_BASE_URL": "http://127.0.0.1:7313"],
                "loopback http://127.0.0.1:7313/v1 ws://127.0.0.1:7313/v1 key"
            ),
            (["RUNWARE_BASE_URL": "http://[::1]:7313/v1"], "loopback http://[::1]:7313/v1 ws://[::1]:7313/v1 key"),
            (["RUNWARE_BASE_URL": "https://localhost"], "loopback https://localhost/v1 wss://localhost/v1 key"),
            (
                ["RUNWARE_WS_BASE_URL": "wss://ws-api.runware.ai/v1"],
                "remote https://api.runware.ai/v1 wss://ws-api.runware.ai/v1"
            ),
            (
                ["RUNWARE_WS_BASE_URL": "WSS://WS-API.runware.ai"],
                "remote https://api.runware.ai/v1 wss://ws-api.runware.ai/v1"
            ),
            (
                ["RUNWARE_WS_BASE_URL": "wss://ws-api.h.example/x"],
                "remote https://ws-api.h.example/x wss://ws-api.h.example/x"
            ),
            (
                ["RUNWARE_WS_BASE_URL": "ws://localhost:7313/v1"],
                "loopback http://localhost:7313/v1 ws://localhost:7313/v1 key"
            ),
            (
                ["RUNWARE_BASE_URL": "https://api.runware.ai", "RUNWARE_WS_BASE_URL": "wss://ws-api.runware.ai"],
                "remote https://api.runware.ai/v1 wss://ws-api.runware.ai/v1"
            ),
            (
                ["RUNWARE_BASE_URL": "http://localhost:1", "RUNWARE_WS_BASE_URL": "ws://localhost:2"],
                "loopback http://localhost:1/v1 ws://localhost:2/v1 key"
            ),
        ])
    func addresses(environment: [String: String], expected: String) {
        #expect(reading(environment.merging([Self.key: secret]) { $1 }) == expected)
    }

    @Test("a service on this machine needs no key here")
    func loopbackWithoutKey() {
        #expect(
            reading([Self.base: "http://localhost:7313"])
                == "loopback http://localhost:7313/v1 ws://localhost:7313/v1 no key")
    }

    @Test(
        "what cannot be meant is refused with the variable and the rule",
        arguments: [
            (["RUNWARE_BASE_URL": "h.example"], "badAddress", "RUNWARE_BASE_URL must be an http:// or https://"),
            (["RUNWARE_BASE_URL": "https://h.example/?a=b"], "badAddress", "RUNWARE_BASE_URL must"),
            (["RUNWARE_BASE_URL": "wss://h.example"], "badAddress", "RUNWARE_BASE_URL must"),
            (["RUNWARE_BASE_URL": secret], "badAddress", "RUNWARE_BASE_URL must"),
            (
                ["RUNWARE_WS_BASE_URL": "https://h.example"], "badAddress",
                "RUNWARE_WS_BASE_URL must be a ws:// or wss://"
            ),
            (["RUNWARE_WS_BASE_URL": "ws://"], "badAddress", "RUNWARE_WS_BASE_URL must"),
            (["RUNWARE_WS_BASE_URL": "wss://u:\(secret)@h.example"], "badAddress", "RUNWARE_WS_BASE_URL must"),
            (["RUNWARE_API_KEY": secret + " "], "badKey", "RUNWARE_API_KEY must be"),
            (["RUNWARE_API_KEY": secret + "\r\nX: y"], "badKey", "RUNWARE_API_KEY must be"),
            (
                ["RUNWARE_BASE_URL": "http://h.example"], "plainText",
                "RUNWARE_BASE_URL must use https (or wss) for h.example"
            ),
            (["RUNWARE_WS_BASE_URL": "ws://h.example"], "plainText", "RUNWARE_WS_BASE_URL must use https"),
            (
                ["RUNWARE_BASE_URL": "https://h.example", "RUNWARE_WS_BASE_URL": "wss://i.example"], "differentHosts",
                "must name the same host, not h.example and i.example"
            ),
            (
                ["RUNWARE_BASE_URL": "https://h.example", "RUNWARE_WS_BASE_URL": "ws://h.example"], "plainText",
                "RUNWARE_WS_BASE_URL must use https (or wss) for h.example"
            ),
            (
                ["RUNWARE_BASE_URL": "https://api.runware.ai", "RUNWARE_WS_BASE_URL": "wss://h.example"],
                "differentHosts", "must name the same host"
            ),
        ])
    func refused(environment: [String: String], kind: String, sentence: String) throws {
        let complete = [Self.key: secret].merging(environment) { $1 }
        #expect(reading(complete).hasPrefix(kind))
        do {
            _ = try ServiceEnvironment(complete)
            Issue.record("accepted")
        } catch {
            #expect(error.sentence.contains(sentence), "\(error.sentence)")
        }
    }

    @Test("the vendor's pair is derived both ways, with its port and path")
    func vendorPair() throws {
        #expect(ServiceEndpoints.runware.socket.description == "wss://ws-api.runware.ai/v1")
        #expect(ServiceEndpoints.runware.socket.httpAddress == .runware)
        let odd = try #require(SocketEndpoint("wss://ws-api.runware.ai:8443/v2"))
        #expect(odd.httpAddress.text == "https://api.runware.ai:8443/v2")
        #expect(SocketEndpoint(beside: odd.httpAddress) == odd)
        #expect(odd.path == "/v2")
        #expect(odd.authority == "ws-api.runware.ai:8443")
        #expect(SocketEndpoint("https://h.example") == nil)
    }

    @Test("the address to name elsewhere needs no key, and is never one to which a key travels in the clear")
    func addressAlone() throws {
        #expect(try ServiceEnvironment.address([:]) == .runware)
        #expect(try ServiceEnvironment.address([Self.base: "https://h.example/v1"]).text == "https://h.example/v1")
        #expect(try ServiceEnvironment.address([Self.base: "http://127.0.0.1:7313/v1"]).isLoopback)
        #expect(throws: ServiceEnvironmentFault.self) {
            try ServiceEnvironment.address([Self.base: "http://h.example/v1"])
        }
        #expect(throws: ServiceEnvironmentFault.self) { try ServiceEnvironment.address([Self.base: "-K/tmp/evil"]) }
    }

    @Test("a service elsewhere without a key is refused")
    func missingKey() {
        #expect(reading([Self.base: "https://h.example"]).hasPrefix("missingKey"))
        #expect(
            ServiceEnvironmentFault.missingKey(.baseURL, host: "h.example").sentence
                == "RUNWARE_BASE_URL names h.example, which needs a key: set RUNWARE_API_KEY")
    }
}

@Suite("Small readings of a reply")
struct ReplyPartTests {
    @Test("the three notations of a date mean the same second")
    func dates() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        ] {
            #expect(RetryAfter.secondsSince1970(text) == 784_111_777)
        }
        #expect(RetryAfter.secondsSince1970("Thu, 29 Feb 2024 23:59:59 GMT") == 1_709_251_199)
        #expect(RetryAfter.secondsSince1970("Thu, 01 Jan 1970 00:00:00 GMT") == 0)
    }

    @Test(
        "waits are whole seconds from 0 to a day, or unknown",
        arguments: [
            ("0", 0), ("120", 120), (" 7 ", 7), ("99999999999999999999", 86_400), ("-1", nil), ("1.5", nil), ("", nil),
            ("soon", nil), ("Sun, 06 Nov 1994 08:49:37 GMT", 0), ("Sun, 06 Nov 1994 25:49:37 GMT", nil),
            ("Fri, 01 Jan 2100 00:00:00 GMT", 86_400),
        ] as [(String, Int?)])
    func waits(text: String, expected: Int?) {
        let now = Date(timeIntervalSince1970: 1_700_000_000)
        #expect(RetryAfter.seconds(text, date: nil, now: now) == expected)
    }

    @Test("the key is taken out wherever it stands, in every form that JSON has for it, and nothing else")
    func redaction() throws {
        let odd = #"k"e\y/with/marks"#
        let key = try #require(APIKey(odd))
        let texts = [odd, #"k\"e\\y/with/marks"#, #"k\"e\\y\/with\/marks"#]
        for text in texts {
            for (before, after) in [("", ""), ("a", ""), ("", "b"), ("kk", "kk"), (text, text)] {
                let bytes = Data("\(before)\(text)\(after)".utf8)
                let expected = before == text ? "<key><key><key>" : "\(before)<key>\(after)"
                #expect(String(decoding: key.redacted(from: bytes), as: UTF8.self) == expected)
            }
        }
        let other = Data(odd.dropLast().utf8) + [0xFF, 0]
        #expect(key.redacted(from: other) == other)
        #expect(key.redacted(from: Data()) == Data())
        let slice = Data("xx\(odd)".utf8).dropFirst(2)
        #expect(key.redacted(from: slice) == Data("<key>".utf8))
        let short = try #require(APIKey("data"))
        #expect(short.redacted(from: Data("data".utf8)) == Data("data".utf8))
    }
}

@Suite("Departures")
struct DepartureTests {
    @Test("a request departs once, and not after it was withdrawn")
    func once() {
        let calls = Calls()
        let departure = Departure { calls.call() }
        #expect(departure.depart())
        #expect(!departure.depart())
        #expect(!departure.withdraw())
        #expect(calls.count == 1)
        let withdrawn = Departure { calls.call() }
        #expect(withdrawn.withdraw())
        #expect(!withdrawn.depart())
        #expect(calls.count == 1)
    }

    @Test("a struck or unknown ticket lets nothing through")
    func tickets() {
        let departures = Departures()
        let ticket = departures.list(Departure {})
        #expect(!departures.depart(ticket + "0"))
        departures.strike(ticket)
        #expect(!departures.depart(ticket))
    }
}
