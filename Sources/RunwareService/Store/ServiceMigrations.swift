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
        migrator.registerMigration("2 outcomes") { try $0.execute(sql: outcomes) }
        return migrator
    }

    /// Tasks get a row number of their own, for a service that forgets UUIDs accepts one several times. `sequence`
    /// numbers the outcomes of a task, images and failures together, in the order in which they came about.
    private static let outcomes = """
        CREATE TABLE newTask (
            id INTEGER PRIMARY KEY,
            taskUUID TEXT NOT NULL,
            request TEXT NOT NULL,
            accepted INTEGER NOT NULL,
            finished INTEGER
        ) STRICT;
        INSERT INTO newTask SELECT rowid, taskUUID, request, accepted, finished FROM task;
        CREATE TABLE newResult (
            id INTEGER PRIMARY KEY,
            imageUUID TEXT NOT NULL UNIQUE,
            taskID INTEGER NOT NULL REFERENCES task (id),
            position INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            seed TEXT NOT NULL,
            prompt TEXT NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            format TEXT NOT NULL,
            quality INTEGER NOT NULL,
            created INTEGER NOT NULL,
            expires INTEGER,
            charged INTEGER NOT NULL,
            UNIQUE (taskID, position)
        ) STRICT;
        INSERT INTO newResult
            SELECT NULL, imageUUID, task.rowid, position, position, seed, prompt, width, height, format, quality,
                created, expires, charged
            FROM result JOIN task USING (taskUUID) ORDER BY created, result.rowid;
        DROP TABLE result;
        DROP TABLE task;
        ALTER TABLE newTask RENAME TO task;
        ALTER TABLE newResult RENAME TO result;
        CREATE INDEX taskByUUID ON task (taskUUID);
        CREATE INDEX taskByAcceptance ON task (accepted);
        CREATE INDEX unfinishedTask ON task (accepted) WHERE finished IS NULL;
        CREATE INDEX resultByCreation ON result (created);
        CREATE TABLE failure (
            taskID INTEGER NOT NULL REFERENCES task (id),
            position INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            error TEXT NOT NULL,
            PRIMARY KEY (taskID, position)
        ) STRICT;
        """
}
