extension StoreMigrations {
    /// Frozen. Times are milliseconds since 1970 in UTC, money is micro-dollars, flags are 0 and 1; seeds are decimal
    /// text, because SQLite has no unsigned 64-bit integers.
    static let firstSchema = """
        PRAGMA application_id = 1164014444;

        -- request is the frozen truth; prompt (the expansion of template, when there is one), width, height, seed and
        -- number repeat it for lists and searches.
        CREATE TABLE jobs (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            uuid TEXT NOT NULL UNIQUE,
            state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'accepted', 'running', 'done', 'partial',
                'blocked', 'failed', 'held', 'cancelled', 'abandoned', 'uncertain')),
            request TEXT NOT NULL CHECK (json_valid(request)),
            request_hash INTEGER NOT NULL,
            prompt TEXT NOT NULL,
            width INTEGER NOT NULL CHECK (width > 0),
            height INTEGER NOT NULL CHECK (height > 0),
            seed TEXT CHECK (seed IS NULL OR (length(seed) BETWEEN 1 AND 20 AND seed NOT GLOB '*[^0-9]*')),
            number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 20),
            service TEXT NOT NULL,
            simulated INTEGER NOT NULL CHECK (simulated IN (0, 1)),
            name TEXT,
            parent TEXT,
            batch TEXT,
            template TEXT,
            owner TEXT,
            position REAL NOT NULL,
            failure TEXT CHECK (failure IS NULL OR json_valid(failure)),
            not_before INTEGER,
            submitted_at INTEGER NOT NULL,
            finished_at INTEGER
        ) STRICT;
        CREATE INDEX unfinished_jobs ON jobs (position)
            WHERE state IN ('queued', 'sending', 'accepted', 'running', 'held', 'uncertain');
        CREATE INDEX jobs_by_name ON jobs (name, service) WHERE name IS NOT NULL;
        CREATE INDEX jobs_by_request ON jobs (request_hash, service);
        CREATE TRIGGER requests_are_frozen BEFORE UPDATE OF uuid, request, request_hash, prompt, width, height, seed,
            number, submitted_at ON jobs
        BEGIN
            SELECT raise(ABORT, 'a submitted request is frozen');
        END;

        CREATE TABLE attempts (
            id INTEGER PRIMARY KEY,
            task_uuid TEXT NOT NULL UNIQUE,
            job INTEGER NOT NULL REFERENCES jobs (id),
            number INTEGER NOT NULL CHECK (number >= 1),
            asked INTEGER NOT NULL CHECK (asked BETWEEN 1 AND 20),
            started_at INTEGER NOT NULL,
            bytes_written INTEGER NOT NULL CHECK (bytes_written IN (0, 1)),
            has_verdict INTEGER NOT NULL CHECK (has_verdict IN (0, 1)),
            transport TEXT,
            session TEXT,
            UNIQUE (job, number)
        ) STRICT;

        -- task_uuid is what the service named and may be none of the attempts. cost is the table price when the
        -- service returned none, marked estimated.
        CREATE TABLE results (
            id INTEGER PRIMARY KEY,
            uuid TEXT NOT NULL UNIQUE,
            job INTEGER NOT NULL REFERENCES jobs (id),
            task_uuid TEXT NOT NULL,
            image_uuid TEXT NOT NULL,
            place INTEGER NOT NULL CHECK (place >= 0),
            url TEXT,
            seed TEXT CHECK (seed IS NULL OR (length(seed) BETWEEN 1 AND 20 AND seed NOT GLOB '*[^0-9]*')),
            cost INTEGER NOT NULL,
            estimated INTEGER NOT NULL CHECK (estimated IN (0, 1)),
            simulated INTEGER NOT NULL CHECK (simulated IN (0, 1)),
            nsfw INTEGER CHECK (nsfw IN (0, 1)),
            received_at INTEGER NOT NULL,
            media TEXT NOT NULL CHECK (media IN ('linked', 'pending', 'stored', 'failed')),
            path TEXT CHECK ((path IS NOT NULL) = (media = 'stored')),
            reason TEXT CHECK ((reason IS NOT NULL) = (media = 'failed')),
            UNIQUE (job, image_uuid)
        ) STRICT;
        CREATE INDEX results_by_time ON results (received_at);

        -- The order of history: a row per result, and one per job that ended without any. A sequence is never used
        -- again, so that pages stay where they are.
        CREATE TABLE history (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            job INTEGER NOT NULL REFERENCES jobs (id),
            result INTEGER UNIQUE REFERENCES results (id)
        ) STRICT;
        CREATE INDEX history_by_job ON history (job);
        CREATE UNIQUE INDEX one_row_without_result ON history (job) WHERE result IS NULL;
        CREATE TRIGGER results_enter_history AFTER INSERT ON results
        BEGIN
            DELETE FROM history WHERE job = new.job AND result IS NULL;
            INSERT INTO history (job, result) VALUES (new.job, new.id);
        END;
        CREATE TRIGGER failures_enter_history AFTER UPDATE OF state ON jobs
            WHEN new.state IN ('failed', 'blocked', 'abandoned')
        BEGIN
            INSERT INTO history (job) SELECT new.id WHERE NOT EXISTS (SELECT 1 FROM history WHERE job = new.id);
        END;
        CREATE TRIGGER retries_leave_history AFTER UPDATE OF state ON jobs
            WHEN old.state IN ('failed', 'blocked', 'abandoned')
                AND new.state NOT IN ('failed', 'blocked', 'abandoned')
        BEGIN
            DELETE FROM history WHERE job = new.id AND result IS NULL;
        END;

        -- One entry per row of history under its sequence: newest first then needs no sorting.
        CREATE VIEW searchable AS
            SELECT history.sequence AS sequence, jobs.prompt AS prompt FROM history JOIN jobs ON jobs.id = history.job;
        CREATE VIRTUAL TABLE search USING fts5 (prompt, content = 'searchable', content_rowid = 'sequence',
            tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5');
        CREATE TRIGGER history_enters_search AFTER INSERT ON history
        BEGIN
            INSERT INTO search (rowid, prompt) SELECT new.sequence, prompt FROM jobs WHERE id = new.job;
        END;
        CREATE TRIGGER history_leaves_search AFTER DELETE ON history
        BEGIN
            INSERT INTO search (search, rowid, prompt)
                SELECT 'delete', old.sequence, prompt FROM jobs WHERE id = old.job;
        END;

        CREATE TABLE ratings (
            sequence INTEGER PRIMARY KEY REFERENCES history (sequence) ON DELETE CASCADE,
            rating INTEGER CHECK (rating BETWEEN 1 AND 5),
            starred INTEGER NOT NULL DEFAULT 0 CHECK (starred IN (0, 1)),
            note TEXT,
            deleted_at INTEGER
        ) STRICT;
        CREATE TABLE tags (
            sequence INTEGER NOT NULL REFERENCES history (sequence) ON DELETE CASCADE,
            tag TEXT NOT NULL CHECK (tag <> ''),
            PRIMARY KEY (sequence, tag)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX tags_by_name ON tags (tag, sequence);

        CREATE TABLE notes (name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;

        -- What was spent, by the hour of UTC: a user's day begins in none of them the same. Deleting results takes
        -- nothing back.
        CREATE TABLE ledger (
            hour INTEGER NOT NULL,
            simulated INTEGER NOT NULL CHECK (simulated IN (0, 1)),
            cost INTEGER NOT NULL,
            images INTEGER NOT NULL,
            PRIMARY KEY (hour, simulated)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER results_enter_ledger AFTER INSERT ON results
        BEGIN
            INSERT INTO ledger (hour, simulated, cost, images)
                VALUES (new.received_at / 3600000, new.simulated, new.cost, 1)
                ON CONFLICT (hour, simulated) DO UPDATE SET cost = cost + excluded.cost, images = images + 1;
        END;
        """
}
