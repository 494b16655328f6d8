import Testing

/// The built executable, on a terminal of its own or without one, against its own local service. Everything a test
/// starts lives in a `Sandbox`: folders, port, processes.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ProgramTests {}
