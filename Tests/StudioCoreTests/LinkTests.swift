import EngineModel
import Foundation
import RunwareAPI
@testable import StudioCore
import TerminalUI
import TestSupport
import Testing

@Suite struct LinkTests {
    @Test(arguments: [
        "file:///etc/passwd", "javascript:alert(1)", "-e", "https://x.example/a b", "https://x.example/\u{1B}[2J",
        "http://", "ftp://x.example/",
    ])
    func `only http and https links are handed to a program`(url: String) throws {
        var state = Sample.studio([Sample.made(1, url: url)])
        #expect(state.press("o").isEmpty)
        let rows = try #require(state.page).rows(columns: 120)
        #expect(rows.contains { $0.text.contains("It is no http or https address") })
    }

    @Test func `what is sent of a link that the service named steers nothing`() throws {
        let entry = Sample.made(1, url: "https://x.example/\nrm -rf ~\u{1B}[2J\u{202E}")
        for keys in [["y", "u"], ["Enter", "y"], ["o", "y"]] {
            var state = Sample.studio([entry])
            for key in keys.dropLast() { state.press(key) }
            let last = keys.last ?? ""
            #expect(
                state.press(last) == [.results(.send("https://x.example/ rm -rf ~[2J", name: "URL"))], "\(keys)")
        }
    }

    @Test func `what became of it is said`() throws {
        let url = "https://im.example/1.jpg"
        var state = Sample.studio([Sample.made(1, url: url)])
        #expect(state.press("o") == [.results(.open(url))])
        _ = reduce(.results(.opened(url, .handed(to: "firefox"))), &state)
        #expect(state.message == .info("handed to firefox: \(url)") && state.overlay == nil)
        _ = reduce(.results(.opened(url, .nothingHere)), &state)
        let rows = try #require(state.page).rows(columns: 120).map(\.text)
        #expect(rows.first == url && rows.contains { $0.contains("BROWSER is not set") })
        _ = reduce(.results(.opened(url, .failed("firefox: there is no such program"))), &state)
        #expect(state.message?.text == "it was not opened: firefox: there is no such program")
    }

    @Test func `a link to this machine seen over SSH shows the tunnel`() throws {
        let ssh = ["SSH_CONNECTION": "203.0.113.7 50122 198.51.100.4 2222", "USER": "ada"]
        let url = "http://127.0.0.1:7313/image/1.jpg"
        var state = Sample.studio([Sample.made(1, url: url)])
        state.surroundings = Surroundings(environment: ssh)
        #expect(state.press("o").isEmpty)
        let rows = try #require(state.page).rows(columns: 120).filter(\.isWhole).map(\.text)
        #expect(rows == [url, "ssh -L 7313:127.0.0.1:7313 -p 2222 ada@198.51.100.4"])
        // A browser here can show it.
        state.press("Esc")
        state.surroundings = Surroundings(environment: ssh.merging(["DISPLAY": ":10"]) { $1 })
        #expect(state.press("o") == [.results(.open(url))])
    }

    @Test(
        arguments: [
            ("http://127.0.0.1:7313/a", "1.1.1.1 1 2.2.2.2 22", "ada", "ssh -L 7313:127.0.0.1:7313 ada@2.2.2.2"),
            ("http://[::1]:7313/a", "1.1.1.1 1 2001:db8::2 22", "ada", "ssh -L 7313:[::1]:7313 ada@2001:db8::2"),
            ("http://localhost/a?x#y", "1.1.1.1 1 2.2.2.2 22", "", "ssh -L 80:localhost:80 2.2.2.2"),
            ("https://im.runware.ai/a", "1.1.1.1 1 2.2.2.2 22", "ada", nil),
            ("http://127.0.0.1:7313/a", "", "ada", nil),
            ("http://127.0.0.1:7313/a", "1.1.1.1 1 $(reboot) 22", "ada", nil),
            (
                "http://127.0.0.1:7313/a", "1.1.1.1 1 2.2.2.2 22", "-oProxy",
                "ssh -L 7313:127.0.0.1:7313 2.2.2.2"
            ),
            ("http://127.0.0.1:7313/a", "1.1.1.1 1 2.2.2.2 22", "a;b", "ssh -L 7313:127.0.0.1:7313 2.2.2.2"),
        ] as [(String, String, String, String?)])
    func `the tunnel is made of what can be trusted`(url: String, connection: String, user: String, line: String?) {
        let surroundings = Surroundings(environment: ["SSH_CONNECTION": connection, "USER": user])
        #expect(surroundings.tunnel(to: url) == line)
    }

    @Test func `a page fills its rows and loses nothing`() {
        var random = SeededGenerator(seed: 3)
        let alphabet = Array("abc/?=&日🎨e\u{301}").map(String.init)
        for _ in 0..<500 {
            let text = (0..<Int.random(in: 1...300, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? ""
            }.joined()
            let columns = Int.random(in: 2...120, using: &random)
            let rows = PlainPage(title: "URL", parts: [.whole(text)]).rows(columns: columns)
            #expect(rows.map(\.text).joined() == text)
            #expect(rows.allSatisfy { CellText.width(of: $0.text) <= columns && $0.isWhole })
            // No row ends where the next character would have fitted.
            for (row, next) in zip(rows, rows.dropFirst()) {
                let first = next.text.first.map { CellText.width(of: $0) } ?? 0
                #expect(CellText.width(of: row.text) + first > columns)
            }
        }
    }

    @Test func `a page scrolls between its ends and is closed by Esc, q and Enter`() throws {
        for key in ["Esc", "q", "Enter", "C-c"] {
            var state = Sample.studio([Sample.made(1)], 40, 12)
            state.press("r", "G", "Down")
            let page = try #require(state.page)
            #expect(page.offset == page.rows(columns: 40).count - PlainPage.height(in: state.size))
            state.press("PageUp", "g", "Up")
            #expect(state.page?.offset == 0)
            state.press(key)
            #expect(state.overlay == nil, "\(key)")
        }
    }

    @Test func `indented JSON is the same JSON`() throws {
        let entry = Sample.made(1, prompt: "a \"b\" {c: [d, e]} \\ \n f,") { $0.promptUpsampling = true }
        let compact = entry.job.request.jsonText
        let text = IndentedJSON.text(compact)
        #expect(try JSONValue(parsing: .init(text.utf8)) == JSONValue(parsing: .init(compact.utf8)))
        #expect(text.contains("\n    \"bfl\": {\n      \"promptUpsampling\": true\n    }"))
        #expect(
            IndentedJSON.text(#"{"a":[],"b":{},"c":[1,2]}"#)
                == "{\n  \"a\": [],\n  \"b\": {},\n  \"c\": [\n    1,\n    2\n  ]\n}")
    }
}

@Suite struct DetailsTests {
    private func facts(_ entry: HistoryEntry, later: Int64 = 0) -> [String: String] {
        let lines = resultFacts(entry, now: Sample.noon.adding(milliseconds: later), offsets: UTCOffsets(minutes: 60))
        return Dictionary(lines.map { ($0.label, $0.text) }) { first, _ in first }
    }

    @Test func `times, tasks and marks are there`() {
        var entry = Sample.made(5)
        #expect(
            facts(entry)["Time"]
                == "submitted 13:00:00 → sent 13:00:00 → received 13:00:08 · 8.4 s")
        #expect(facts(entry)["Task"] == entry.job.attempts[0].taskUUID.text)
        #expect(facts(entry)[""] == "sent 13:00:00 · 1 of 1 delivered")
        #expect(facts(entry, later: 86_400_000)["Time"]?.hasPrefix("submitted 11-22 13:00:00") == true)
        var job = entry.job
        var second = Attempt(taskUUID: TaskUUID(randomBits: 1, 1), asked: 1, seed: 4, startedAt: Sample.noon)
        second.errors = [ServiceError(code: "timeoutProvider", message: "")]
        job.attempts.append(second)
        let row = HistoryRow(
            id: entry.row.id, cursor: entry.row.cursor, state: .done, time: Sample.noon, excerpt: "", width: 1,
            height: 1,
            seed: 5, cost: nil, isSimulated: true,
            marks: HistoryMarks(rating: 3, isPicked: true, tags: ["a", "b"], note: "so so"), changes: [.prompt, .width])
        entry = HistoryEntry(row: row, job: job, result: entry.result)
        let all = facts(entry)
        #expect(all["Task 2"] == second.taskUUID.text && all["Task"] == nil)
        #expect(all["Marks"] == "3 of 5 · picked" && all["Tags"] == "a, b" && all["Note"] == "so so")
        #expect(all["Changed"] == "prompt, width; w compares it with what it was made from")
        let lines = resultFacts(entry, now: Sample.noon).map(\.text)
        #expect(
            lines.contains(
                "begun 12:00:00 · 0 of 1 delivered · with seed 4 for what was missing · timeoutProvider · no verdict"))
    }

    @Test func `the words of a link's lifetime hold exactly as long as is said`() throws {
        for seconds in [60, 119, 120, 121, 3600, 7199, 7200, 7201, 90_000, 172_799, 172_800, 200_000, 400_000] {
            let entry = Sample.made(1) { $0.ttl = seconds }
            let lifetime = try #require(LinkLifetime(entry))
            let received = try #require(entry.result).receivedAt
            var now = received.adding(milliseconds: 1)
            var steps = 0
            while let wait = lifetime.wait(now: now) {
                let words = lifetime.words(now: now)
                #expect(wait > 0, "\(seconds), \(words)")
                #expect(lifetime.words(now: now.adding(milliseconds: wait - 1)) == words)
                #expect(lifetime.words(now: now.adding(milliseconds: wait)) != words)
                now = now.adding(milliseconds: wait)
                steps += 1
                guard wait > 0, steps < 1000 else { break }
            }
            #expect(lifetime.words(now: now) == "expired")
            #expect(now == received.adding(milliseconds: Int64(seconds) * 1000))
        }
        #expect(LinkLifetime(Sample.made(1)) == nil)
    }

    @Test func `a lifetime beyond all times is a century`() throws {
        let lifetime = try #require(LinkLifetime(Sample.made(1) { $0.ttl = .max }))
        #expect(lifetime.words(now: Sample.noon) == "expires in 36525 d")
        let wait = try #require(lifetime.wait(now: Timestamp(milliseconds: 0)))
        #expect(wait > 0)
    }
}
