/// A place to draw a thing at: local coordinates in thousandths of its size, y upward from its foot.
struct Stand {
    /// Pixels.
    let x: Int
    let foot: Int
    let size: Int
    /// -1 looks left, 1 right.
    let facing: Int

    func at(_ localX: Int, _ localY: Int) -> Point {
        Point(x: x * 256 + facing * localX * size * 256 / 1000, y: foot * 256 - localY * size * 256 / 1000)
    }

    func points(_ pairs: [(Int, Int)]) -> [Point] {
        pairs.map { at($0.0, $0.1) }
    }

    /// A length in 1/256 pixel.
    func length(_ thousandths: Int) -> Int {
        max(160, thousandths * size * 256 / 1000)
    }
}

extension Sketch {
    /// The thing in the focus. Without one in the prompt, the place suggests it.
    func paintSubject() {
        var dice = dice(81)
        let ground = height - horizon
        let facing = lightX < focusX ? -1 : 1
        func stand(_ thousandths: Int, down: Int) -> Stand {
            Stand(x: focusX, foot: horizon + ground * down / 100, size: canvas.size(thousandths), facing: facing)
        }
        let fallback: Subject? =
            scene.has(.water)
            ? (scene.has(.fog) ? .boat : [.boat, .boat, .tower, .tree][dice.pick(0, 3)])
            : (scene.has(.village) || scene.has(.city) ? nil : [.tree, .figure, .tree][dice.pick(0, 2)])
        switch scene.subject ?? fallback {
        case .boat: paintBoat(stand(scene.places.count > 1 || scene.has(.canopy) ? 430 : 340, down: 40))
        case .bird: paintBird(stand(620, down: 74))
        case .violin: paintViolin(stand(620, down: 70))
        case .figure: paintFigure(stand(240, down: 34))
        case .tower: paintTower(stand(460, down: 10))
        case .tree, .flower: paintLoneTree(stand(560, down: 34))
        case .castle: paintCastle(stand(420, down: 6))
        case .bridge: paintBridge()
        case nil: break
        }
    }

    var reflects: Bool { scene.has(.water) }
}
