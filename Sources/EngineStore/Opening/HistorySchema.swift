import EngineModel
import GRDB
import RunwareAPI

extension StoreMigrations {
    /// Frozen. History by time, with the columns that it is filtered by in its own rows.
    ///
    /// The sequence of a row is its second, shifted by 12 bits, plus a number within the second; where a second is full,
    /// the next that is free. Both tables and the full-text index then yield the newest rows first, times are ranges of
    /// sequences, and what is imported takes its place among the older rows.
    static func historySchema(_ database: Database) throws {
        try database.execute(sql: leaving)
        try database.execute(sql: tables)
        try database.execute(sql: filling)
        try database.execute(sql: indexes)
        try database.execute(sql: triggers)
        try database.execute(sql: searching)
        try database.execute(sql: ledger)
        try fillChanges(database)
    }

    private static let leaving = """
        DROP TRIGGER results_enter_history;
        DROP TRIGGER failures_enter_history;
        DROP TRIGGER retries_leave_history;
        DROP TRIGGER history_enters_search;
        DROP TRIGGER history_leaves_search;
        DROP TRIGGER results_enter_ledger;
        DROP TABLE search;
        DROP VIEW searchable;
        DROP INDEX history_by_job;
        DROP INDEX one_row_without_result;
        DROP INDEX tags_by_name;
        ALTER TABLE history RENAME TO old_history;
        ALTER TABLE tags RENAME TO old_tags;
        """

    /// off_record: nothing of the job enters history. imported: nothing was spent here. changes: what is other than in
    /// the request that it was made from, the bits of `ChangeMarks`. erased: the UUIDs of jobs, results and tasks that
    /// were deleted for ever, so that nobody takes them for lost and late news of them are none.
    private static let tables = """
        ALTER TABLE jobs ADD COLUMN off_record INTEGER NOT NULL DEFAULT 0 CHECK (off_record IN (0, 1));
        ALTER TABLE jobs ADD COLUMN imported INTEGER NOT NULL DEFAULT 0 CHECK (imported IN (0, 1));
        ALTER TABLE jobs ADD COLUMN changes INTEGER;

        CREATE TABLE services (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL,
            simulated INTEGER NOT NULL CHECK (simulated IN (0, 1)),
            UNIQUE (key, simulated)
        ) STRICT;

        CREATE TABLE history (
            sequence INTEGER PRIMARY KEY,
            job INTEGER NOT NULL REFERENCES jobs (id),
            result INTEGER UNIQUE REFERENCES results (id),
            time INTEGER NOT NULL,
            state TEXT NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            seed TEXT,
            cost INTEGER,
            service INTEGER NOT NULL REFERENCES services (id),
            picked INTEGER NOT NULL DEFAULT 0 CHECK (picked IN (0, 1)),
            rating INTEGER CHECK (rating BETWEEN 1 AND 5),
            deleted_at INTEGER,
            note TEXT CHECK (note <> '')
        ) STRICT;

        CREATE TABLE tags (
            sequence INTEGER NOT NULL REFERENCES history (sequence) ON DELETE CASCADE,
            tag TEXT NOT NULL CHECK (tag <> ''),
            PRIMARY KEY (sequence, tag)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE erased (
            uuid TEXT PRIMARY KEY,
            erased_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    private static let filling = """
        INSERT INTO services (key, simulated) SELECT DISTINCT service, simulated FROM jobs;
        CREATE TEMP TABLE moved AS SELECT old, time,
            (time / 1000 << 12) + row_number() OVER (PARTITION BY time / 1000 ORDER BY old) - 1 AS sequence
            FROM (SELECT old_history.sequence AS old,
                max(coalesce(results.received_at, jobs.finished_at, jobs.submitted_at), 0) AS time
                FROM old_history JOIN jobs ON jobs.id = old_history.job
                LEFT JOIN results ON results.id = old_history.result);
        INSERT INTO history (sequence, job, result, time, state, width, height, seed, cost, service, picked, rating,
                deleted_at, note)
            SELECT moved.sequence, old_history.job, old_history.result, moved.time, jobs.state, jobs.width, jobs.height,
                CASE WHEN results.id IS NULL THEN jobs.seed ELSE results.seed END, results.cost, services.id,
                coalesce(ratings.starred, 0), ratings.rating, ratings.deleted_at, nullif(ratings.note, '')
            FROM moved JOIN old_history ON old_history.sequence = moved.old JOIN jobs ON jobs.id = old_history.job
            JOIN services ON services.key = jobs.service AND services.simulated = jobs.simulated
            LEFT JOIN results ON results.id = old_history.result
            LEFT JOIN ratings ON ratings.sequence = old_history.sequence;
        INSERT OR IGNORE INTO tags (sequence, tag)
            SELECT moved.sequence, lower(tag) FROM old_tags JOIN moved ON moved.old = old_tags.sequence;
        DROP TABLE moved;
        DROP TABLE old_tags;
        DROP TABLE ratings;
        DROP TABLE old_history;
        """

    /// Every index ends with the sequence, and so yields the newest rows of a value first.
    private static let indexes = """
        CREATE INDEX history_by_job ON history (job);
        CREATE UNIQUE INDEX one_row_without_result ON history (job) WHERE result IS NULL;
        CREATE INDEX history_by_seed ON history (seed) WHERE seed IS NOT NULL;
        CREATE INDEX history_by_size ON history (width, height);
        CREATE INDEX history_by_service ON history (service);
        CREATE INDEX history_not_done ON history (state) WHERE state <> 'done';
        CREATE INDEX history_picked ON history (sequence) WHERE picked = 1;
        CREATE INDEX history_rated ON history (sequence, rating) WHERE rating IS NOT NULL;
        CREATE INDEX history_noted ON history (sequence) WHERE note IS NOT NULL;
        CREATE INDEX history_in_bin ON history (sequence) WHERE deleted_at IS NOT NULL;
        CREATE INDEX tags_by_name ON tags (tag, sequence);
        CREATE INDEX jobs_off_record ON jobs (position) WHERE off_record = 1;
        CREATE INDEX jobs_by_parent ON jobs (parent) WHERE parent IS NOT NULL;
        """

    /// The sequence for a row of a time in milliseconds.
    static func sequence(at time: String) -> String {
        """
        (SELECT CASE
            WHEN last IS NULL THEN first
            WHEN last < first + 4095 THEN last + 1
            ELSE (SELECT taken.sequence + 1 FROM history AS taken WHERE taken.sequence >= last AND NOT EXISTS
                (SELECT 1 FROM history AS next WHERE next.sequence = taken.sequence + 1)
                ORDER BY taken.sequence LIMIT 1)
            END FROM (SELECT first, (SELECT max(sequence) FROM history
                WHERE sequence >= first AND sequence < first + 4096) AS last
                FROM (SELECT max(\(time), 0) / 1000 << 12 AS first)))
        """
    }

    private static let triggers = """
        CREATE TRIGGER results_enter_history AFTER INSERT ON results
            WHEN (SELECT off_record FROM jobs WHERE id = new.job) = 0
        BEGIN
            DELETE FROM history WHERE job = new.job AND result IS NULL;
            INSERT OR IGNORE INTO services (key, simulated) SELECT service, simulated FROM jobs WHERE id = new.job;
            INSERT INTO history (sequence, job, result, time, state, width, height, seed, cost, service)
                SELECT \(sequence(at: "new.received_at")), jobs.id, new.id, new.received_at, jobs.state, jobs.width,
                    jobs.height, new.seed, new.cost, services.id
                FROM jobs JOIN services ON services.key = jobs.service AND services.simulated = jobs.simulated
                WHERE jobs.id = new.job;
        END;
        CREATE TRIGGER failures_enter_history AFTER UPDATE OF state ON jobs
            WHEN new.off_record = 0 AND new.state IN ('failed', 'blocked', 'abandoned')
        BEGIN
            INSERT OR IGNORE INTO services (key, simulated) VALUES (new.service, new.simulated);
            INSERT INTO history (sequence, job, time, state, width, height, seed, service)
                SELECT \(sequence(at: "coalesce(new.finished_at, new.submitted_at)")), new.id,
                    coalesce(new.finished_at, new.submitted_at), new.state, new.width, new.height, new.seed, services.id
                FROM services WHERE key = new.service AND simulated = new.simulated
                    AND NOT EXISTS (SELECT 1 FROM history WHERE job = new.id);
        END;
        CREATE TRIGGER retries_leave_history AFTER UPDATE OF state ON jobs
            WHEN old.state IN ('failed', 'blocked', 'abandoned')
                AND new.state NOT IN ('failed', 'blocked', 'abandoned')
        BEGIN
            DELETE FROM history WHERE job = new.id AND result IS NULL;
        END;
        CREATE TRIGGER states_enter_history AFTER UPDATE OF state ON jobs WHEN new.state <> old.state
        BEGIN
            UPDATE history SET state = new.state WHERE job = new.id AND state <> new.state;
        END;
        CREATE TRIGGER services_enter_history AFTER UPDATE OF service, simulated ON jobs
            WHEN new.service <> old.service OR new.simulated <> old.simulated
        BEGIN
            INSERT OR IGNORE INTO services (key, simulated) VALUES (new.service, new.simulated);
            UPDATE history SET service = (SELECT id FROM services WHERE key = new.service AND simulated = new.simulated)
                WHERE job = new.id;
        END;
        """

    /// Beginnings of up to ten letters are looked up like words; longer ones are gathered from the words themselves.
    private static let searching = """
        CREATE VIEW searchable AS
            SELECT history.sequence AS sequence, jobs.prompt AS prompt FROM history JOIN jobs ON jobs.id = history.job;
        CREATE VIRTUAL TABLE search USING fts5 (prompt, content = 'searchable', content_rowid = 'sequence',
            tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8 9 10');
        INSERT INTO search (search) VALUES ('rebuild');
        CREATE TRIGGER history_enters_search AFTER INSERT ON history
        BEGIN
            INSERT INTO search (rowid, prompt) SELECT new.sequence, prompt FROM jobs WHERE id = new.job;
        END;
        CREATE TRIGGER history_leaves_search AFTER DELETE ON history
        BEGIN
            INSERT INTO search (search, rowid, prompt)
                SELECT 'delete', old.sequence, prompt FROM jobs WHERE id = old.job;
        END;
        """

    /// Nothing was spent here for what is imported; what was spent stays counted when its result is erased.
    private static let ledger = """
        CREATE TABLE erased_costs (
            id INTEGER PRIMARY KEY,
            received_at INTEGER NOT NULL,
            simulated INTEGER NOT NULL CHECK (simulated IN (0, 1)),
            cost INTEGER NOT NULL,
            estimated INTEGER NOT NULL CHECK (estimated IN (0, 1))
        ) STRICT;
        CREATE INDEX erased_costs_by_time ON erased_costs (received_at);
        CREATE TRIGGER results_enter_ledger AFTER INSERT ON results
            WHEN (SELECT imported FROM jobs WHERE id = new.job) = 0
        BEGIN
            INSERT INTO ledger (hour, simulated, cost, estimated, images)
                VALUES (new.received_at / 3600000, new.simulated, new.cost, new.cost * new.estimated, 1)
                ON CONFLICT (hour, simulated) DO UPDATE SET cost = cost + excluded.cost,
                    estimated = estimated + excluded.estimated, images = images + 1;
        END;
        CREATE TRIGGER results_leave_costs AFTER DELETE ON results
            WHEN (SELECT imported FROM jobs WHERE id = old.job) = 0
        BEGIN
            INSERT INTO erased_costs (received_at, simulated, cost, estimated)
                VALUES (old.received_at, old.simulated, old.cost, old.estimated);
        END;
        """

    private static func fillChanges(_ database: Database) throws {
        let children = try Row.fetchAll(database, sql: "SELECT id, request, parent FROM jobs WHERE parent IS NOT NULL")
        for child in children {
            guard let request = FrozenRequest.read(child["request"]),
                let changes = try ParentRecords(database: database).changes(
                    of: request, from: ResultID(child["parent"] as String))
            else { continue }
            try database.execute(
                sql: "UPDATE jobs SET changes = ? WHERE id = ?", arguments: [changes.rawValue, child["id"] as Int64])
        }
    }
}
