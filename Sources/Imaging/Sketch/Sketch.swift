/// One sketch in the making: the scene, its palette and composition, and the canvas the layers paint on, far to near.
struct Sketch {
    let canvas: Canvas
    let field: UnsafeBufferPointer<Int>
    let scene: Scene
    let hour: TimeOfDay
    let palette: Palette
    let seed: UInt64
    /// Row where the sky meets the ground.
    let horizon: Int
    /// Centre of sun or moon, in pixels; may lie below the horizon.
    let lightX: Int
    let lightY: Int
    /// Where the subject stands, in pixels.
    let focusX: Int
    /// Offsets every noise, so that each seed has clouds and hills of its own.
    let salt: Int

    var width: Int { canvas.width }
    var height: Int { canvas.height }

    init(request: SketchRequest, canvas: Canvas, field: UnsafeBufferPointer<Int>) {
        self.canvas = canvas
        self.field = field
        let scene = Scene(prompt: request.prompt)
        self.scene = scene
        seed = request.seed
        var form = Dice(request.seed)
        let usual: [TimeOfDay] = [.dawn, .morning, .dusk, .dusk, .noon]
        let drawn = usual[form.pick(0, usual.count - 1)]
        let usualHour: TimeOfDay =
            scene.has(.ember) || scene.has(.candle) || scene.has(.cavern)
            ? .dusk : (scene.has(.greenhouse) ? .morning : drawn)
        hour = scene.time ?? usualHour
        palette = Palette(scene: scene, hour: hour, dice: &form)
        let low = scene.has(.water) ? 46 : 56
        horizon = canvas.height * form.pick(low, low + 14) / 100
        // Light on one third, subject on the other.
        let side = form.side()
        lightX = canvas.width / 2 + side * canvas.width * form.pick(10, 34) / 100
        focusX = canvas.width / 2 - side * canvas.width * form.pick(6, 22) / 100
        let rise =
            switch hour {
            case .noon: form.pick(60, 85)
            case .morning: form.pick(35, 65)
            case .night: form.pick(45, 80)
            case .dawn, .dusk: form.pick(6, 30)
            }
        lightY = horizon - horizon * rise / 100
        salt = Int(form.next() >> 44)
    }

    /// Numbers for one layer. Layers do not share a stream: a word that adds one leaves the others where they were.
    /// With `detail` the other words of the prompt have a say.
    func dice(_ layer: UInt64, detail: Bool = false) -> Dice {
        Dice(seed ^ (layer &* 0xD6E8_FEB8_6659_FD93) ^ (detail ? scene.flavour : 0))
    }

    /// Paints everything and returns the finished RGBA bytes.
    mutating func paint() -> [UInt8] {
        paintSky()
        if scene.subject != .boat && scene.has(.greenhouse) {
            paintGreenhouse()
        } else if scene.subject != .boat && scene.has(.library) {
            paintLibrary()
        } else if scene.has(.cavern) {
            paintCavern()
        } else {
            paintLandscape()
            if scene.has(.workshop) { paintWorkshop() }
        }
        paintWeather()
        return finish()
    }

    private func paintLandscape() {
        paintDistance()
        let wet = scene.has(.water) || (scene.has(.city) && (scene.has(.rain) || scene.has(.reflections)))
        if scene.has(.city) { paintCity() }
        if wet { paintWater() } else { paintGround() }
        if scene.has(.village) { paintVillage() }
        if scene.has(.forest) { paintForest() }
        if !scene.has(.workshop) {
            paintSubject()
            paintForeground()
        }
        paintLanterns()
    }
}
