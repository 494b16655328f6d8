import Foundation
import RunwareAPI
import Testing

@Suite("A service address")
struct ServiceAddressTests {
    static let normalised = [
        ("https://api.runware.ai/v1", "https://api.runware.ai/v1", 443),
        ("https://api.runware.ai", "https://api.runware.ai/v1", 443),
        ("HTTPS://API.Runware.AI:443/v1/", "https://api.runware.ai/v1", 443),
        ("http://Example.org:80", "http://example.org/v1", 80),
        ("http://example.org:443", "http://example.org:443/v1", 443),
        ("https://example.org:0443//", "https://example.org/v1", 443),
        ("http://127.0.0.1:8080/API/x///", "http://127.0.0.1:8080/API/x", 8080),
        ("http://[::1]:9000", "http://[::1]:9000/v1", 9000), ("http://[2001:DB8::1]/v1", "http://[2001:db8::1]/v1", 80),
        ("http://my_host.lan:1", "http://my_host.lan:1/v1", 1), ("http://h:65535", "http://h:65535/v1", 65535),
    ]

    @Test("is normalised to one text", arguments: normalised)
    func normalises(_ base: String, _ text: String, _ port: Int) throws {
        let address = try #require(ServiceAddress(base))
        #expect(address.text == text)
        #expect(address.description == text)
        #expect(address.port == port)
        #expect(address.isSecure == text.hasPrefix("https"))
        #expect(ServiceAddress(text) == address)
    }

    static let refused = [
        "", "api.runware.ai", "ftp://api.runware.ai", "https://", "https:///v1", "https://user@host/v1",
        "https://user:secret@host", "https://host/v1?key=1", "https://host/#x", "https://host:0", "https://host:65536",
        "https://host:+80", "https://host:", "https://host:8a", "https://host:1:2", "https://::1/", "https://[::1",
        "https://[::1]x", "https://[host]/", "https://[]/", "https://ho st/", "https://höst/", "https://host/\n",
        "https://host\\@evil", "wss://host/v1", " https://host", "https://ho%73t", "https://host:٨٠", "https://a,b",
        "https://host:999999999999999999999", "javascript:https://x", "https://[::1%25eth0]/",
    ]

    @Test("is nothing else than http or https, host and path", arguments: refused)
    func refuses(_ base: String) {
        #expect(ServiceAddress(base) == nil)
    }

    @Test(
        "knows this machine",
        arguments: [
            "http://localhost", "http://LOCALHOST:1", "http://127.0.0.1", "http://127.255.0.9:8", "https://[::1]",
        ])
    func loopback(_ base: String) throws {
        #expect(try #require(ServiceAddress(base)).isLoopback)
    }

    static let remote = [
        "http://127.0.0.1.evil.com", "http://127.evil.com", "http://127.0.0.evil", "http://localhost.evil.com",
        "http://evil-localhost", "http://evil.localhost", "http://127.0.0.999", "http://127..0.0.1",
        "http://127.0.0.01",
        "http://1270.0.0.1", "http://0.0.0.0", "http://[::2]", "http://128.0.0.1", "http://api.runware.ai",
        "http://127.1",
    ]

    @Test("takes no stranger for this machine", arguments: remote)
    func notLoopback(_ base: String) throws {
        #expect(try !#require(ServiceAddress(base)).isLoopback)
    }

    @Test("of the vendor and of a local service are what their texts say")
    func fixed() {
        #expect(ServiceAddress("https://api.runware.ai/v1") == .runware)
        #expect(ServiceAddress("http://127.0.0.1:7777/v1") == ServiceAddress(loopbackPort: 7777))
        #expect(ServiceAddress(loopbackPort: 7777).isLoopback)
        #expect(!ServiceAddress.runware.isLoopback)
    }
}

@Suite("A web address for the service to call")
struct WebAddressTests {
    @Test(
        "may hold path, query and a user name",
        arguments: [
            "https://example.org", "http://example.org/a?b=c&d=%2F#e", "HTTPS://user:pw@example.org:8443/x",
            "http://[::1]:80/",
            "https://bucket.s3.amazonaws.com/k?X-Amz-Signature=ab~!*'();:@$,[]",
        ])
    func valid(_ text: String) {
        #expect(WebAddress.isValid(text))
        #expect(ParameterTable[.webhookURL].validate(.text(text)) == nil)
    }

    @Test(
        "needs scheme, host and printable ASCII",
        arguments: [
            "", "example.org", "ftp://example.org", "https://", "https:///x", "https://@/x", "https://:80",
            "https://a b",
            "https://a/\u{1B}[2J", "https://a/\"", "https://é.org", "file:///etc/passwd", "https://a:99999",
            "https://a:x/",
            "https://" + String(repeating: "a", count: 2048),
        ])
    func invalid(_ text: String) {
        #expect(!WebAddress.isValid(text))
        #expect(ParameterTable[.uploadEndpoint].validate(.text(text))?.reason == .notAddress)
    }
}

@Suite("A task UUID")
struct TaskUUIDTests {
    @Test("is read in either case and kept in lower case")
    func reads() {
        #expect(TaskUUID("0C6A1D1E-5B1F-4A54-9A57-0B7A5C1F7F10")?.text == "0c6a1d1e-5b1f-4a54-9a57-0b7a5c1f7f10")
        for variant in "89abAB" { #expect(TaskUUID("0c6a1d1e-5b1f-4a54-\(variant)a57-0b7a5c1f7f10") != nil) }
    }

    static let refused = [
        "", "kite", "0c6a1d1e-5b1f-1a54-9a57-0b7a5c1f7f10", "0c6a1d1e-5b1f-5a54-9a57-0b7a5c1f7f10",
        "0c6a1d1e-5b1f-4a54-7a57-0b7a5c1f7f10", "0c6a1d1e-5b1f-4a54-ca57-0b7a5c1f7f10",
        "{0c6a1d1e-5b1f-4a54-9a57-0b7a5c1f7f10}", "0c6a1d1e5b1f4a549a570b7a5c1f7f10",
        "0c6a1d1e-5b1f-4a54-9a57-0b7a5c1f7f1", "0c6a1d1e-5b1f-4a54-9a57-0b7a5c1f7f100",
        "0c6a1d1e-5b1f-4a54-9a57-0b7a5c1f7f1g", "0c6a1d1e_5b1f-4a54-9a57-0b7a5c1f7f10",
        "00000000-0000-0000-0000-000000000000", " 0c6a1d1e-5b1f-4a54-9a57-0b7a5c1f7f1",
        "0c6a1d1e-5b1f-4a54-9a57-0b7a5c1f7fé",
    ]

    @Test("is strictly of version 4", arguments: refused)
    func refuses(_ text: String) {
        #expect(TaskUUID(text) == nil)
    }

    @Test("keeps all 122 random bits and sets the other six")
    func randomBits() {
        #expect(TaskUUID(randomBits: 0, 0).text == "00000000-0000-4000-8000-000000000000")
        #expect(TaskUUID(randomBits: .max, .max).text == "ffffffff-ffff-4fff-bfff-ffffffffffff")
        #expect(
            TaskUUID(randomBits: 0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3210).text
                == "01234567-89ab-4def-bedc-ba9876543210")
        var seen: Set<String> = [TaskUUID(randomBits: 0, 0).text]
        for bit in 0..<64 {
            seen.insert(TaskUUID(randomBits: 1 << bit, 0).text)
            seen.insert(TaskUUID(randomBits: 0, 1 << bit).text)
        }
        #expect(seen.count == 123)
        var random = SeededRandom(seed: 3)
        for _ in 0..<1000 {
            let made = TaskUUID(randomBits: random.next(), random.next())
            #expect(TaskUUID(made.text) == made)
        }
    }
}

@Suite("Money")
struct MoneyTests {
    private func money(_ text: String) throws -> Money? {
        Money(dollars: try #require(Decimal(string: text, locale: Locale(identifier: "en_US_POSIX"))))
    }

    static let exact = [
        ("0", Int64(0), "0", "$0.00"), ("0.04", 40_000, "0.04", "$0.04"), ("0.00169", 1690, "0.00169", "$0.00169"),
        ("1e-3", 1000, "0.001", "$0.001"), ("12", 12_000_000, "12", "$12.00"), ("0.5", 500_000, "0.5", "$0.50"),
        ("0.0000004", 0, "0", "$0.00"), ("0.0000005", 1, "0.000001", "$0.000001"),
        ("0.040000000000000001", 40_000, "0.04", "$0.04"),
        ("999999999.999999", 999_999_999_999_999, "999999999.999999", "$999999999.999999"),
    ]

    @Test("is exact to the micro-dollar", arguments: exact)
    func amounts(_ text: String, _ micro: Int64, _ json: String, _ shown: String) throws {
        let amount = try #require(try money(text))
        #expect(amount.microDollars == micro)
        #expect(amount.jsonNumber == json)
        #expect(amount.description == shown)
    }

    @Test("refuses what is no price", arguments: ["-0.04", "1000000000", "1e30", "1e127", "999999999.9999999"])
    func refuses(_ text: String) throws {
        #expect(try money(text) == nil)
    }

    @Test(
        "reads what people type, and nothing else",
        arguments: [
            ("5", 5_000_000), ("5.12", 5_120_000), ("$0.5", 500_000), ("0", 0), ("0.000001", 1), ("007", 7_000_000),
            ("", nil), ("$", nil), (".5", nil), ("5.", nil), ("5,12", nil), ("-5", nil), ("+5", nil), ("1e3", nil),
            ("5.1.2", nil), ("0.0000001", nil), ("1000000000", nil), ("５", nil), ("5 ", nil), ("$$5", nil),
        ] as [(String, Int64?)])
    func typed(_ text: String, _ micro: Int64?) {
        #expect(Money(text: text)?.microDollars == micro)
        if let amount = Money(text: text) { #expect(Money(text: amount.typed) == amount) }
    }

    @Test("refuses not-a-number")
    func notANumber() {
        #expect(Money(dollars: .nan) == nil)
    }

    @Test("sums without loss and shows debts")
    func sums() {
        let sum = (0..<1000).reduce(Money.zero) { sum, _ in sum + RunwareModel.pricePerImage }
        #expect(sum.jsonNumber == "40")
        #expect((Money.zero - sum).jsonNumber == "-40")
        #expect((Money.zero - RunwareModel.pricePerImage).description == "-$0.04")
        #expect(Money(microDollars: .min).description == "-$9223372036854.775808")
        #expect(Money(microDollars: 1) < Money(microDollars: 2))
    }
}
