"""What the database needs so that entries can be searched by their words: created, dropped and rebuilt here.

SQLite: an FTS5 table that reads its text from the entries and is kept in step by triggers. PostgreSQL: a generated
column with a GIN index, and a small one of the title alone: thousands of those are ranked in the time that tens of
the large ones take, which stand outside their rows. Either way whoever writes an entry has indexed it, in the same
transaction.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

# One trigger for updates: of two the order is not defined, and a text put in before the old one is taken out is lost.
# FTS5's default tokenizer cuts words of Indic scripts at their vowel signs, hence Mn and Mc.
SQLITE_CREATE = """
CREATE VIRTUAL TABLE IF NOT EXISTS search_text USING fts5(
    title, summary, words, content='search_entry', content_rowid='id',
    tokenize="porter unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'");
CREATE TRIGGER IF NOT EXISTS search_text_insert AFTER INSERT ON search_entry WHEN NOT new.gone BEGIN
    INSERT INTO search_text(rowid, title, summary, words) VALUES (new.id, new.title, new.summary, new.words);
END;
CREATE TRIGGER IF NOT EXISTS search_text_update AFTER UPDATE OF title, summary, words, gone ON search_entry BEGIN
    INSERT INTO search_text(search_text, rowid, title, summary, words)
    SELECT 'delete', old.id, old.title, old.summary, old.words WHERE NOT old.gone;
    INSERT INTO search_text(rowid, title, summary, words)
    SELECT new.id, new.title, new.summary, new.words WHERE NOT new.gone;
END;
CREATE TRIGGER IF NOT EXISTS search_text_delete AFTER DELETE ON search_entry WHEN NOT old.gone BEGIN
    INSERT INTO search_text(search_text, rowid, title, summary, words)
    VALUES ('delete', old.id, old.title, old.summary, old.words);
END;
"""
SQLITE_DROP = """
DROP TRIGGER IF EXISTS search_text_insert;
DROP TRIGGER IF EXISTS search_text_update;
DROP TRIGGER IF EXISTS search_text_delete;
DROP TABLE IF EXISTS search_text;
"""

# English stems without PostgreSQL's stop list, which holds "who" and "how"; stop words are left out of the query.
# Punctuation becomes space first: the default parser reads "ANA-1204" as a word and a negative number.
_PUNCTUATION = "!\"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~"
_SPACED = f"to_tsvector('search_english', translate(%s, '{_PUNCTUATION}', repeat(' ', 32)))"
POSTGRESQL_CREATE = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_ts_config WHERE cfgname = 'search_english') THEN
        CREATE TEXT SEARCH DICTIONARY search_stem (TEMPLATE = snowball, LANGUAGE = english);
        CREATE TEXT SEARCH CONFIGURATION search_english (COPY = simple);
        ALTER TEXT SEARCH CONFIGURATION search_english
            ALTER MAPPING FOR asciiword, word, numword WITH search_stem;
    END IF;
END $$;
ALTER TABLE search_entry ADD COLUMN IF NOT EXISTS vector tsvector GENERATED ALWAYS AS (
    setweight({_SPACED.replace("%s", "title")}, 'A') ||
    setweight({_SPACED.replace("%s", "summary || ' ' || words")}, 'B')) STORED;
ALTER TABLE search_entry ADD COLUMN IF NOT EXISTS title_vector tsvector GENERATED ALWAYS AS (
    {_SPACED.replace("%s", "title")}) STORED;
CREATE INDEX IF NOT EXISTS search_entry_vector ON search_entry USING gin (vector) WHERE NOT gone;
-- A vector stands outside its row, which the planner does not know: for a common word it would read them all.
CREATE OR REPLACE FUNCTION search_matching(asked tsquery, ranked tsquery)
RETURNS TABLE (id bigint, "group" bigint, facet_set_id bigint, kind varchar, source_id bigint, stated_at timestamptz,
               score real)
LANGUAGE sql STABLE ROWS 5000 SET enable_seqscan = off SET jit = off AS $search$
    SELECT e.id, e."group", e.facet_set_id, e.kind, e.source_id, e.stated_at,
           CASE WHEN ranked IS NULL THEN 0 ELSE ts_rank('{{1, 1, 1, 1}}', e.title_vector, ranked, 1) END
    FROM search_entry e WHERE NOT e.gone AND e.vector @@ asked
$search$;
CREATE SEQUENCE IF NOT EXISTS search_entry_version;
"""  # noqa: S608 -- constants of this module
POSTGRESQL_DROP = """
DROP FUNCTION IF EXISTS search_matching;
ALTER TABLE search_entry DROP COLUMN IF EXISTS vector, DROP COLUMN IF EXISTS title_vector;
DROP TEXT SEARCH CONFIGURATION IF EXISTS search_english;
DROP TEXT SEARCH DICTIONARY IF EXISTS search_stem;
DROP SEQUENCE IF EXISTS search_entry_version;
"""


def create(connection: BaseDatabaseWrapper) -> None:
    """Make what is missing; harmless where all is there."""
    if connection.vendor == "sqlite":
        _run_statements(connection, SQLITE_CREATE)
    else:
        _run(connection, POSTGRESQL_CREATE)


def drop(connection: BaseDatabaseWrapper) -> None:
    if connection.vendor == "sqlite":
        _run_statements(connection, SQLITE_DROP)
    else:
        _run(connection, POSTGRESQL_DROP)


def rebuild(connection: BaseDatabaseWrapper) -> None:
    """Make the index anew from the entries, in one transaction of the caller's."""
    if connection.vendor == "sqlite":
        drop(connection)
        create(connection)
        # Not FTS5's own 'rebuild': that would index entries that are gone as well.
        _run(
            connection,
            "INSERT INTO search_text(rowid, title, summary, words)"
            " SELECT id, title, summary, words FROM search_entry WHERE NOT gone",
        )
    else:
        create(connection)
        _run(connection, "REINDEX INDEX search_entry_vector")


def _run_statements(connection: BaseDatabaseWrapper, script: str) -> None:
    # Not executescript(): it would commit the caller's transaction.
    statement = ""
    for line in script.strip().splitlines(keepends=True):
        statement += line
        if line.rstrip().endswith(";") and ("BEGIN" not in statement or line.startswith("END;")):
            _run(connection, statement)
            statement = ""


def _run(connection: BaseDatabaseWrapper, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
