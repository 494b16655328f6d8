/// What a prompt asks for, as far as the lexicon goes. Pure function of the text.
struct Scene {
    var colors: [Tint] = []
    var time: TimeOfDay?
    var lights: [Light] = []
    var weathers: [Weather] = []
    var places: [Place] = []
    var subject: Subject?
    var details: [Detail] = []
    /// A hash of all words, known or not: it moves the details.
    var flavour: UInt64 = 0xCBF2_9CE4_8422_2325

    init(prompt: String) {
        let words = Scene.words(of: prompt)
        var index = 0
        while index < words.count {
            for byte in words[index].utf8 { flavour = (flavour ^ UInt64(byte)) &* 0x100_0000_01B3 }
            flavour = (flavour ^ 0x20) &* 0x100_0000_01B3
            if index + 1 < words.count, let pair = Lexicon.meaning(of: words[index] + " " + words[index + 1]) {
                for byte in words[index + 1].utf8 { flavour = (flavour ^ UInt64(byte)) &* 0x100_0000_01B3 }
                take(pair)
                index += 2
                continue
            }
            if let meaning = Lexicon.meaning(of: words[index]) { take(meaning) }
            index += 1
        }
        infer()
    }

    func has(_ weather: Weather) -> Bool { weathers.contains(weather) }
    func has(_ light: Light) -> Bool { lights.contains(light) }
    func has(_ place: Place) -> Bool { places.contains(place) }
    func has(_ detail: Detail) -> Bool { details.contains(detail) }

    /// Lower-case ASCII words. Letters beyond ASCII stay as they are: Unicode tables differ between versions.
    private static func words(of prompt: String) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        for byte in prompt.utf8 {
            switch byte {
            case 0x41...0x5A: word.append(byte + 32)
            case 0x61...0x7A, 0x80...0xFF, 0x30...0x39: word.append(byte)
            default:
                if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
                word.removeAll(keepingCapacity: true)
            }
        }
        if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
        return words
    }

    private mutating func take(_ meaning: Meaning) {
        switch meaning {
        case .color(let hex): if colors.count < 4 { colors.append(Tint(hex: hex)) }
        case .light(let light): lights.append(light)
        case .weather(let weather): weathers.append(weather)
        case .place(let place): if !places.contains(place) { places.append(place) }
        case .time(let hour): time = time ?? hour
        case .subject(let thing):
            // "portrait of a heron": the figure is only a stand-in for something more definite.
            if subject == nil || subject == .figure { subject = thing }
        case .detail(let detail): details.append(detail)
        }
    }

    /// What words imply without saying it.
    private mutating func infer() {
        if time == nil {
            if has(.golden) { time = .dusk }
            if has(.moon) || has(.neon) || has(.stars) { time = .night }
        }
        // Boats float; a library on a barge is seen from outside.
        if subject == .boat && !has(.water) { places.insert(.water, at: 0) }
        if subject == .bird && places.isEmpty { places.append(.water) }
    }
}
