/// A tag and how many rows have it.
package struct TagCount: Hashable, Sendable {
    package let tag: String
    package let count: Int

    package init(tag: String, count: Int) {
        self.tag = tag
        self.count = count
    }
}
