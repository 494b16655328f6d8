/// The studio as values: its state, the actions that change it, the effects it asks for, the command table and the
/// layout of the screen.
///
/// Pure: no I/O, no clock, no concurrency, no drawing. A key press is `reduce(.key, &state)` and a list of `Effect`
/// values that compare with `==`.
package enum StudioCore {}
