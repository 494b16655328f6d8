/// What a word of a prompt means for a sketch.
enum Meaning: Equatable {
    case color(Int)
    case light(Light)
    case weather(Weather)
    case place(Place)
    case time(TimeOfDay)
    case subject(Subject)
    case detail(Detail)
}

/// Where a prompt's light comes from, beyond sun and moon.
enum Light: Equatable {
    case golden, candle, neon, moon, rim, ember, soft
}

/// What the air is full of.
enum Weather: Equatable {
    case clear, rain, snow, fog, storm, cloudy
}

/// Where the sketch plays.
enum Place: Equatable {
    case water, mountain, forest, desert, canyon, city, village, greenhouse, library, workshop, cavern, volcano, meadow
}

/// The hour of the palette.
enum TimeOfDay: Equatable {
    case dawn, morning, noon, dusk, night
}

/// What stands in the focus.
enum Subject: Equatable {
    case boat, bird, violin, figure, tower, tree, castle, bridge, flower
}

/// Small things that ask for nothing else.
enum Detail: Equatable {
    case lanterns, canopy, stars, fireflies, reflections
}

/// The words a sketch understands: data, looked up by a lower-case ASCII word or pair of words.
enum Lexicon {
    /// The meaning of one word or of two words joined by a space. Nil: the word only flavours the details.
    static func meaning(of word: String) -> Meaning? {
        if let found = table[word] { return found }
        for ending in ["es", "s", "y", "ing"] where word.count > ending.count + 2 && word.hasSuffix(ending) {
            if let found = table[String(word.dropLast(ending.count))] { return found }
        }
        return nil
    }

    private static let table: [String: Meaning] = {
        var table: [String: Meaning] = [:]
        for (words, meaning) in rows {
            for word in words.split(separator: ",") { table[String(word)] = meaning }
        }
        return table
    }()

    private static let rows: [(String, Meaning)] = [
        ("amber,honey,topaz", .color(0xF0A030)), ("gold,golden,brass,gilded", .color(0xE8B84A)),
        ("copper,bronze,rust,rusty", .color(0xC0683A)), ("orange,tangerine,apricot,peach", .color(0xF0803A)),
        ("coral,salmon", .color(0xF0705A)), ("crimson,scarlet,red,ruby,vermilion,blood", .color(0xC8202E)),
        ("rose,pink,blush", .color(0xE888A0)), ("magenta,fuchsia", .color(0xE03098)),
        ("plum,aubergine,wine,burgundy", .color(0x7A2F6A)), ("purple,violet,amethyst", .color(0x7040B8)),
        ("lavender,lilac,mauve", .color(0xB098D8)), ("indigo,midnight", .color(0x303890)),
        ("cobalt,sapphire,ultramarine", .color(0x1F4FC0)), ("blue,azure,cerulean", .color(0x3A80D0)),
        ("cyan,aqua,turquoise,teal", .color(0x20A8A8)), ("jade,emerald,malachite,viridian", .color(0x1FA070)),
        ("green,verdant,mossy,moss", .color(0x4C9040)), ("olive,sage", .color(0x8A9050)),
        ("lime,chartreuse", .color(0xA0D030)), ("yellow,lemon,saffron,ochre", .color(0xE8C030)),
        ("ivory,cream,pearl,bone", .color(0xF0E8D0)), ("white,pale,porcelain", .color(0xECEEF0)),
        ("silver,grey,gray,slate,pewter", .color(0x98A0AC)), ("black,obsidian,onyx,ink,inky", .color(0x20222C)),
        ("brown,umber,sepia,mahogany,walnut", .color(0x7A4C2C)),

        ("golden hour,sunlit,sunlight,sunny,glowing", .light(.golden)),
        ("candle,candlelight,candlelit,lamplight,torch,torchlight,firelight", .light(.candle)),
        ("neon,cyberpunk,led,hologram,holographic", .light(.neon)),
        ("moon,moonlight,moonlit,full moon", .light(.moon)),
        ("rim,rim light,backlit,backlight,silhouette,contre jour", .light(.rim)),
        ("ember,ember light,forge,molten,smouldering,smoldering,lava light", .light(.ember)),
        ("soft,diffuse,overcast light,gentle", .light(.soft)),

        ("rain,raining,drizzle,wet,downpour,monsoon", .weather(.rain)),
        ("snow,snowing,snowfall,winter,blizzard,frost,ice,icy,frozen", .weather(.snow)),
        ("fog,foggy,mist,haze,hazy,smoke,smoky,steam", .weather(.fog)),
        ("storm,thunder,lightning,tempest,thunderstorm", .weather(.storm)),
        ("cloud,overcast,gloomy", .weather(.cloudy)), ("clear,cloudless,crisp,bright", .weather(.clear)),

        (
            "water,sea,ocean,lake,river,canal,harbour,harbor,bay,coast,beach,lagoon,pond,shore,marsh,venice,fjord,island",
            .place(.water)
        ),
        ("mountain,alp,peak,alpine,summit,highland,valley,himalaya", .place(.mountain)),
        ("forest,wood,woodland,jungle,grove,pine,birch,redwood", .place(.forest)),
        ("desert,dune,sahara,sand", .place(.desert)), ("canyon,mesa,gorge,badland,cliff,ravine", .place(.canyon)),
        ("city,skyline,street,downtown,tokyo,york,metropolis,skyscraper,alley,urban", .place(.city)),
        ("village,town,hamlet,cottage,house,cabin,farm,monastery", .place(.village)),
        ("greenhouse,conservatory,orangery,glasshouse,botanical,terrarium", .place(.greenhouse)),
        ("library,librarie,bookshop,archive,cathedral,church,nave,hall,museum,interior,palace", .place(.library)),
        ("workshop,atelier,studio,kitchen,room,laboratory,smithy,foundry", .place(.workshop)),
        ("cavern,cave,grotto,underground,mine", .place(.cavern)),
        ("volcano,volcanic,lava,magma,crater", .place(.volcano)),
        ("meadow,field,hill,prairie,garden,pasture,steppe,vineyard", .place(.meadow)),

        ("dawn,sunrise,daybreak", .time(.dawn)), ("morning", .time(.morning)),
        ("noon,midday,day,daylight,afternoon,summer", .time(.noon)),
        ("dusk,sunset,twilight,evening,gloaming", .time(.dusk)),
        ("night,nighttime,nocturnal,starlit", .time(.night)),

        ("boat,barge,ship,sail,sailboat,gondola,ferry,raft,canoe,junk", .subject(.boat)),
        ("bird,heron,crane,stork,egret,ibis,flamingo,swan", .subject(.bird)),
        ("violin,cello,guitar,lute,fiddle,viola,instrument,luthier", .subject(.violin)),
        (
            "person,man,woman,girl,boy,child,traveler,traveller,wanderer,monk,astronaut,figure,portrait,knight,king,queen",
            .subject(.figure)
        ),
        ("lighthouse,tower,minaret,pagoda,spire,obelisk", .subject(.tower)),
        ("tree,oak,willow,maple,cherry,bonsai,cypress", .subject(.tree)),
        ("castle,fortress,temple,citadel,ruin", .subject(.castle)),
        ("bridge,viaduct,aqueduct", .subject(.bridge)),
        ("flower,tulip,poppy,lily,lotus,orchid,blossom,bouquet", .subject(.flower)),

        ("lantern,lamp,streetlight,light,window", .detail(.lanterns)),
        ("canopy,canopie,awning,tent,market,bazaar,parasol", .detail(.canopy)),
        ("star,starry,galaxy,cosmic,milky way,nebula", .detail(.stars)),
        ("firefly,fireflie,spark,magic,magical,fairy,enchanted", .detail(.fireflies)),
        ("reflection,mirror,glass,glassy,puddle", .detail(.reflections)),
    ]
}
