import GRDB
import RunwareAPI

/// The shape of the store, step by step. A step that was ever released is frozen.
enum ServiceMigrations {
    /// What a new store may spend.
    static let firstBalance = Money(microDollars: 100_000_000)

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 tasks and results") { database in
            try database.execute(
                sql: """
                    CREATE TABLE service (
                        id INTEGER PRIMARY KEY CHECK (id = 1),
                        storeID TEXT NOT NULL,
                        chosenPort INTEGER,
                        balance INTEGER NOT NULL
                    ) STRICT;
                    CREATE TABLE task (
                        taskUUID TEXT NOT NULL UNIQUE,
                        request TEXT NOT NULL,
                        accepted INTEGER NOT NULL,
                        finished INTEGER
                    ) STRICT;
                    CREATE INDEX unfinishedTask ON task (accepted) WHERE finished IS NULL;
                    CREATE TABLE result (
                        imageUUID TEXT NOT NULL PRIMARY KEY,
                        taskUUID TEXT NOT NULL REFERENCES task (taskUUID),
                        position INTEGER NOT NULL,
                        seed TEXT NOT NULL,
                        prompt TEXT NOT NULL,
                        width INTEGER NOT NULL,
                        height INTEGER NOT NULL,
                        format TEXT NOT NULL,
                        quality INTEGER NOT NULL,
                        created INTEGER NOT NULL,
                        expires INTEGER,
                        charged INTEGER NOT NULL,
                        UNIQUE (taskUUID, position)
                    ) STRICT;
                    """)
            var random = SystemRandomNumberGenerator()
            try database.execute(
                sql: "INSERT INTO service (id, storeID, chosenPort, balance) VALUES (1, ?, NULL, ?)",
                arguments: [
                    TaskUUID(randomBits: random.next(), random.next()).text, firstBalance.microDollars,
                ])
        }
        return migrator
    }
}
