extension StoreMigrations {
    /// Frozen. What the user wrote on the row of a job without an image outlives that row: it is kept while the job is
    /// tried again and goes to the row that comes next, its first image or the failed job once more. Whether the row lay
    /// in the bin is not kept: what comes is new. A job whose trying again was cancelled comes back for its marks.
    ///
    /// took_marks: the row took over what was written on the row without an image, and stands for it.
    static let keptMarksSchema = """
        CREATE TABLE kept_marks (
            job INTEGER PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
            picked INTEGER NOT NULL CHECK (picked IN (0, 1)),
            rating INTEGER CHECK (rating BETWEEN 1 AND 5),
            note TEXT CHECK (note <> ''),
            tags TEXT NOT NULL CHECK (json_valid(tags))
        ) STRICT;
        ALTER TABLE history ADD COLUMN took_marks INTEGER NOT NULL DEFAULT 0 CHECK (took_marks IN (0, 1));

        DROP TRIGGER results_enter_history;
        DROP TRIGGER failures_enter_history;
        DROP TRIGGER retries_leave_history;
        CREATE TRIGGER results_enter_history AFTER INSERT ON results
            WHEN (SELECT off_record FROM jobs WHERE id = new.job) = 0
        BEGIN
            \(keepingMarks(of: "new.job"))
            INSERT OR IGNORE INTO services (key, simulated) SELECT service, simulated FROM jobs WHERE id = new.job;
            INSERT INTO history (sequence, job, result, time, state, width, height, seed, cost, service, picked, rating,
                    note, took_marks)
                SELECT \(sequence(at: "new.received_at")), jobs.id, new.id, new.received_at, jobs.state, jobs.width,
                    jobs.height, new.seed, new.cost, services.id, coalesce(kept_marks.picked, 0), kept_marks.rating,
                    kept_marks.note, kept_marks.job IS NOT NULL
                FROM jobs JOIN services ON services.key = jobs.service AND services.simulated = jobs.simulated
                LEFT JOIN kept_marks ON kept_marks.job = jobs.id WHERE jobs.id = new.job;
            \(movingTags(of: "new.job"))
        END;
        CREATE TRIGGER failures_enter_history AFTER UPDATE OF state ON jobs
            WHEN new.off_record = 0 AND (new.state IN ('failed', 'blocked', 'abandoned')
                OR new.state = 'cancelled' AND EXISTS (SELECT 1 FROM kept_marks WHERE job = new.id
                    AND (picked = 1 OR rating IS NOT NULL OR note IS NOT NULL OR tags <> '[]')))
        BEGIN
            INSERT OR IGNORE INTO services (key, simulated) VALUES (new.service, new.simulated);
            INSERT INTO history (sequence, job, time, state, width, height, seed, service, picked, rating, note)
                SELECT \(sequence(at: "coalesce(new.finished_at, new.submitted_at)")), new.id,
                    coalesce(new.finished_at, new.submitted_at), new.state, new.width, new.height, new.seed, services.id,
                    coalesce(kept_marks.picked, 0), kept_marks.rating, kept_marks.note
                FROM services LEFT JOIN kept_marks ON kept_marks.job = new.id
                WHERE services.key = new.service AND services.simulated = new.simulated
                    AND NOT EXISTS (SELECT 1 FROM history WHERE job = new.id);
            \(movingTags(of: "new.id"))
        END;
        CREATE TRIGGER retries_leave_history AFTER UPDATE OF state ON jobs
            WHEN old.state IN ('failed', 'blocked', 'abandoned', 'cancelled')
                AND new.state NOT IN ('failed', 'blocked', 'abandoned', 'cancelled')
        BEGIN
            \(keepingMarks(of: "new.id"))
        END;
        """

    /// Takes the row of a job without an image away, and keeps what was written on it.
    private static func keepingMarks(of job: String) -> String {
        """
        INSERT INTO kept_marks (job, picked, rating, note, tags)
            SELECT job, picked, rating, note,
                (SELECT json_group_array(tag) FROM tags WHERE tags.sequence = history.sequence)
            FROM history WHERE job = \(job) AND result IS NULL;
        DELETE FROM history WHERE job = \(job) AND result IS NULL;
        """
    }

    /// Ends the keeping: the only row of the job, which has the other marks already, gets the tags.
    private static func movingTags(of job: String) -> String {
        """
        INSERT INTO tags (sequence, tag)
            SELECT history.sequence, kept_tags.value FROM kept_marks JOIN history ON history.job = kept_marks.job
                JOIN json_each(kept_marks.tags) AS kept_tags WHERE kept_marks.job = \(job);
        DELETE FROM kept_marks WHERE job = \(job);
        """
    }
}
