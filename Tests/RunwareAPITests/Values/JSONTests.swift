import Foundation
import RunwareAPI
import Testing

@Suite("JSON of unknown shape")
struct JSONTests {
    private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Data(text.utf8)) }

    @Test("keeps whole numbers exact and never rounds a fraction into one")
    func numbers() throws {
        #expect(try json("9223372036854776000") == .integer(9_223_372_036_854_776_000))
        #expect(try json("18446744073709551616") == .integer(18_446_744_073_709_551_616))
        #expect(try json("-9223372036854775809") == .integer(-9_223_372_036_854_775_809))
        #expect(try json("170141183460469231731687303715884105727") == .integer(.max))
        #expect(try json("1.0") == .integer(1))
        #expect(try json("-0") == .integer(0))
        #expect(try json("1e3") == .integer(1000))
        for text in ["0.5", "0.99999999999999999999", "4294967296.00000000001", "1e50"] {
            #expect(try json(text).typeName == "number", "\(text)")
        }
    }

    @Test("of a number beyond every range or half an emoji loses that value, not its neighbours")
    func unusableValues() throws {
        let value = try json(#"{"big":1e400,"half":"cut \ud83d","fine":"x"}"#)
        #expect(value["big"] == .number(.nan))
        #expect(value["half"] == .text("\u{FFFD}"))
        #expect(value["fine"]?.string == "x")
        #expect(value.jsonText == #"{"big":null,"fine":"x","half":"\#u{FFFD}"}"#)
    }

    @Test("that is written wrongly in one place loses that value, not its neighbours")
    func wrongPlaces() throws {
        for wrong in ["01", "1.", "1e", "-", "1.5.5", "1e400", "1-1"] {
            #expect(try json("[\(wrong),7]") == .array([.number(.nan), .integer(7)]), "\(wrong)")
        }
        for wrong in [#"\x"#, #"\u12"#, #"\u12zz"#, #"\ude00"#, #"\ud83d\u0041"#, "\u{01}"] {
            #expect(try json("[\"a\(wrong)\",7]") == .array([.text("\u{FFFD}"), .integer(7)]), "\(wrong)")
        }
        let noUTF8 = Data(Array(#"{"a":""#.utf8) + [0xFF] + Array(#"","b":7}"#.utf8))
        #expect(try JSONValue(parsing: noUTF8) == .object(["a": .text("\u{FFFD}"), "b": .integer(7)]))
        #expect(try json("[1,]") == .array([.integer(1)]))
        #expect(try json(#"{"a":1,"a":2}"#) == .object(["a": .integer(1)]))
        #expect(try json("\u{FEFF}[1]") == .array([.integer(1)]))
    }

    @Test("escapes are resolved, pairs to one scalar")
    func escapes() throws {
        #expect(try json(#""\"\\\/\b\f\n\r\t\u00e9\ud83e\ude81""#) == .text("\"\\/\u{08}\u{0C}\n\r\té🪁"))
    }

    @Test("prices are exact, however they are written")
    func prices() throws {
        for (text, number) in [
            ("0.04", "0.04"), ("-2.5", "-2.5"), ("0.0016900", "0.00169"), ("12.000001", "12.000001"), ("4e-2", "0.04"),
            ("123456789012345.678", "123456789012345.678"),
        ] {
            #expect(try json(text) == .number(try #require(Decimal(string: number))), "\(text)")
        }
    }

    @Test("is written as it was read, with sorted members")
    func roundTrip() throws {
        let text = #"{"a":[1,-2.5,true,false,null,"é\n\"\\"],"b":{},"c":[]}"#
        #expect(try json(text).jsonText == text)
        #expect(try json(#"{ "b" : 1 , "a" : { } }"#).jsonText == #"{"a":{},"b":1}"#)
        #expect(try json("[1]")["a"] == nil)
        #expect(try json("1").string == nil)
    }

    @Test(
        "names its types",
        arguments: [
            ("null", "null"), ("true", "boolean"), ("1", "integer"), ("1.5", "number"), (#""""#, "string"),
            ("[]", "array"), ("{}", "object"),
        ])
    func typeNames(_ text: String, _ name: String) throws {
        #expect(try json(text).typeName == name)
    }

    /// Foundation's decoder traps on exactly 513 opening brackets; the guard has to come first.
    @Test("nested too deep is refused, closed or cut", arguments: [65, 511, 512, 513, 514, 100_000])
    func deep(_ levels: Int) {
        for (open, close) in [("[", "]"), (#"{"a":"#, "}"), (#"[{"data":"#, "}]")] {
            let cut = String(repeating: open, count: levels)
            #expect(throws: DecodingError.self) { try json(cut) }
            #expect(throws: DecodingError.self) { try json(cut + "1" + String(repeating: close, count: levels)) }
            #expect(ServiceReply(parsing: Data(cut.utf8)) == nil)
            #expect(ServiceReply(parsing: Data((#"{"data":"# + cut).utf8)) == nil)
        }
    }

    @Test("nested up to the limit is read, and brackets in strings are no nesting")
    func deepEnough() throws {
        let limit = JSONGuard.deepest
        _ = try json(String(repeating: "[", count: limit) + String(repeating: "]", count: limit))
        let brackets = String(repeating: #"[{\"\\"#, count: 1000)
        #expect(try json("[\"\(brackets)\"]") == .array([.text(String(repeating: #"[{"\"#, count: 1000))]))
        #expect(JSONGuard.accepts(Data(String(repeating: "[],", count: 1000).utf8)))
    }

    @Test(
        "in other encodings than UTF-8 is refused, since its brackets cannot be counted",
        arguments: [String.Encoding.utf16LittleEndian, .utf16BigEndian, .utf32LittleEndian, .utf32BigEndian])
    func encodings(_ encoding: String.Encoding) throws {
        let hidden = "[\"\u{2200}\"," + String(repeating: "[", count: 512)
        for text in ["[1]", hidden] {
            let data = try #require(text.data(using: encoding))
            #expect(throws: DecodingError.self) { try JSONValue(parsing: data) }
        }
    }

    @Test(
        "that is none is refused", arguments: ["", " ", "{", "[1", "\"", "nul", "{\"a\":}", "[1]x", "<html>", "\u{0}"])
    func broken(_ text: String) {
        #expect(throws: DecodingError.self) { try json(text) }
    }
}
