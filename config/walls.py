"""The walls that the database itself keeps, as operations for migrations.

They are plain SQL on purpose: triggers that are made by a library can be switched off by the library's settings over
the application's own connection. Refusals raise ``check_violation`` and carry the name of the wall as the constraint,
so that pages and tests know them by name.
"""

from collections.abc import Iterable, Mapping

from django.db.migrations.operations import RunSQL

# Temporary tables are otherwise found first: a session could hide a real table behind one of its own making.
OWN_TABLES = " SET search_path = public, pg_temp"


def referable(*tables: str) -> RunSQL:
    """Let rows of these tables be referred to together with their centre."""
    return RunSQL(
        [f"ALTER TABLE {table} ADD CONSTRAINT {table}_of_centre UNIQUE (centre_id, id)" for table in tables],
        [f"ALTER TABLE {table} DROP CONSTRAINT {table}_of_centre" for table in tables],
    )


def same_centre(*references: tuple[str, str, str], cascade: tuple[tuple[str, str], ...] = ()) -> RunSQL:
    """Make composite foreign keys ``(centre_id, column)`` for references ``(table, column, target)``.

    A row of another centre can't even be referred to. The keys are checked at once, not at commit: the error then names
    the statement that caused it.
    """
    forward, backward = [], []
    for table, column, target in references:
        name = f"{table}_{column}_same_centre"
        on_delete = " ON DELETE CASCADE" if (table, column) in cascade else ""
        forward.append(
            f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (centre_id, {column})"
            f" REFERENCES {target} (centre_id, id){on_delete}"
        )
        backward.append(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    return RunSQL(tuple(forward), tuple(backward))


def append_only(*tables: str) -> RunSQL:
    """Refuse UPDATE, DELETE and TRUNCATE on these tables, whoever asks."""
    forward = [
        """
        CREATE OR REPLACE FUNCTION refuse_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
                USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only';
        END $$
        """
    ]
    backward = []
    for table in tables:
        forward.append(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_append_only()"
        )
        backward.append(f"DROP TRIGGER {table}_append_only ON {table}")
    return RunSQL(tuple(forward), tuple(backward))


def never_truncated(*tables: str) -> RunSQL:
    """Refuse TRUNCATE on tables whose rows may change one by one."""
    forward = [
        """
        CREATE OR REPLACE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is never emptied', TG_TABLE_NAME
                USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_never_truncated';
        END $$
        """
    ]
    backward = []
    for table in tables:
        forward.append(
            f"CREATE TRIGGER {table}_never_truncated BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()"
        )
        backward.append(f"DROP TRIGGER {table}_never_truncated ON {table}")
    return RunSQL(tuple(forward), tuple(backward))


def stays(table: str, *columns: str) -> RunSQL:
    """Refuse to move a row of ``table`` to another centre, or to other owners than ``columns`` name.

    Composite keys are checked when the statement ends, so one statement could move a row together with all that hangs
    on it; and a trigger that asks for the state of a row's round would be asked about the new one.
    """
    name = f"{table}_stays_where_it_is"
    moved = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in ("centre_id", *columns))
    return RunSQL(
        [
            f"""
            CREATE OR REPLACE FUNCTION refuse_move() RETURNS trigger LANGUAGE plpgsql{OWN_TABLES} AS $$
            BEGIN
                RAISE EXCEPTION 'a row of % stays where it belongs', TG_TABLE_NAME
                    USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME;
            END $$
            """,
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {table}"
            f" FOR EACH ROW WHEN ({moved}) EXECUTE FUNCTION refuse_move()",
        ],
        [f"DROP TRIGGER {name} ON {table}"],
    )


def trigger(name: str, table: str, when: str, body: str, *, definer: bool = False) -> RunSQL:
    """Make the trigger function ``name`` with a PL/pgSQL ``body``, and fire it on ``table`` as ``when`` says.

    ``when`` is the clause from BEFORE/AFTER to FOR EACH …, with ``{table}`` for the table. A ``definer`` function runs
    with the rights of the tables' owner: it may write columns that the application may not.
    """
    security = " SECURITY DEFINER" if definer else ""
    return RunSQL(
        [
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql{security}{OWN_TABLES}"
            f" AS $body$\n{body}\n$body$",
            f"CREATE TRIGGER {name} {when.format(table=table)} EXECUTE FUNCTION {name}()",
        ],
        [f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()"],
    )


def other_check(name: str, table: str, condition: str, before: str) -> RunSQL:
    """Let the CHECK ``name`` say another condition than ``before``."""
    drop, add = f"ALTER TABLE {table} DROP CONSTRAINT {name}", f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK"
    return RunSQL([drop, f"{add} ({condition})"], [drop, f"{add} ({before})"])


def check(name: str, table: str, condition: str, *, old_rows: bool = True) -> RunSQL:
    """Make the CHECK ``name`` on ``table``, where the ORM can't say the condition.

    Without ``old_rows`` it holds for what is written from now on; a row of before is set right when it next changes.
    """
    valid = "" if old_rows else " NOT VALID"
    return RunSQL(
        [f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({condition}){valid}"],
        [f"ALTER TABLE {table} DROP CONSTRAINT {name}"],
    )


def known_words(words: Mapping[str, Mapping[str, str]]) -> RunSQL:
    """Let a column hold the words that are chosen from: by table and column, the words with a space between.

    ``-`` stands for no word. Another word than these is one that the code knows nothing about: a page that shows the
    row would never open. A number is written as it is.
    """
    forward, backward = [], []
    for table, columns in words.items():
        for column, known in columns.items():
            name = f"{table}_{column}_is_known"
            assert len(name) < 64, f"PostgreSQL would cut {name} short"
            listed = ", ".join(f"'{'' if word == '-' else word}'" for word in known.split())
            forward.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({column}::text IN ({listed}))")
            backward.append(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    return RunSQL(tuple(forward), tuple(backward))


# Of a column, as ``pg_attribute a`` has it: days may be births.
_IN_OUR_TIME = """format(
                   CASE a.atttypid WHEN 'date'::regtype THEN $c$%I BETWEEN '1900-01-01' AND '2100-12-31'$c$
                                   ELSE $c$%I BETWEEN '2000-01-01Z' AND '2100-12-31Z'$c$ END,
                   a.attname)"""


def moments_in_our_time(room: str) -> RunSQL:
    """Keep every moment in the tables of ``room``, and every day in its history, between 2000 (births: 1900) and 2100.

    ``infinity`` is a moment to PostgreSQL and none to Python: one line of it in a table that is only added to, and the
    page that lists them would never open again. What the history copied before days had bounds stays as it is.

    It holds for the columns that are there, once a room; a column that comes later is for ``moment_in_our_time``.
    """
    columns = f"""
        SELECT c.relname AS tab, c.relname LIKE '%event' AS history,
               string_agg({_IN_OUR_TIME}, ' AND ' ORDER BY a.attnum) AS condition
          FROM pg_class c
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname ~ '^{room}_'
           AND (a.atttypid = 'timestamptz'::regtype OR a.atttypid = 'date'::regtype AND c.relname LIKE '%event')
           AND NOT EXISTS (SELECT FROM pg_constraint k
                            WHERE k.conrelid = c.oid AND a.attnum = ANY (k.conkey) AND k.conname ~ '_in_our_time$')
         GROUP BY c.relname
    """
    made = f"""
        SELECT c.relname AS tab FROM pg_class c
          JOIN pg_constraint k ON k.conrelid = c.oid AND k.conname = c.relname || '_moments_in_our_time'
         WHERE c.relnamespace = 'public'::regnamespace AND c.relname ~ '^{room}_'
    """
    each = "DO $$ DECLARE one record; BEGIN FOR one IN {} LOOP EXECUTE {}; END LOOP; END $$"
    name = "one.tab || '_moments_in_our_time'"
    valid = "CASE WHEN one.history THEN ' NOT VALID' ELSE '' END"
    added = f"format('ALTER TABLE %I ADD CONSTRAINT %I CHECK (%s)%s', one.tab, {name}, one.condition, {valid})"
    dropped = f"format('ALTER TABLE %I DROP CONSTRAINT %I', one.tab, {name})"
    return RunSQL(each.format(columns, added), each.format(made, dropped))


def moment_in_our_time(table: str, column: str) -> RunSQL:
    """The same bounds for one moment, or one day of a history, that a later migration adds to ``table``.

    It is the CHECK ``<table>_<column>_in_our_time``, beside the one that the columns of the first day have together.
    """
    name = f"{table}_{column}_in_our_time"
    assert len(name) < 64, f"PostgreSQL would cut {name} short"
    added = f"""
        DO $$ BEGIN EXECUTE (
            SELECT format('ALTER TABLE {table} ADD CONSTRAINT {name} CHECK (%s)', {_IN_OUR_TIME})
              FROM pg_attribute a WHERE a.attrelid = '{table}'::regclass AND a.attname = '{column}'
        ); END $$
    """
    return RunSQL(added, f"ALTER TABLE {table} DROP CONSTRAINT {name}")


def sealed(column: str, shortest: int, longest: int | None = None, *, formats: tuple[int, ...] = (1,)) -> str:
    """The condition that a column holds what ``centres.encryption.seal`` gives for so many bytes of text.

    A format, a key version from 1 on (0 is the digest root), and besides the text header, nonce and tag: 33 bytes.
    """
    known = ", ".join(f"'\\x{form:02}'" for form in formats)
    length = f"= {shortest + 33}" if shortest == longest else f">= {shortest + 33}"
    if longest is not None and longest != shortest:
        length += f" AND octet_length({column}) <= {longest + 33}"
    return (
        f"substring({column} FOR 1) IN ({known}) AND substring({column} FROM 2 FOR 4) > '\\x00000000'"
        f" AND octet_length({column}) {length}"
    )


def bound(name: str, table: str, column: str) -> RunSQL:
    """Refuse to write what is sealed for no row (format 1): copied from an old row, it would open everywhere."""
    return trigger(
        name,
        table,
        f"BEFORE INSERT OR UPDATE OF {column} ON {{table}} FOR EACH ROW WHEN (substring(NEW.{column} FOR 1) = '\\x01')",
        f"""
        BEGIN
            IF TG_OP = 'INSERT' OR OLD.{column} IS DISTINCT FROM NEW.{column} THEN
                RAISE EXCEPTION 'what is sealed is bound to its row'
                    USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
            END IF;
            RETURN NEW;
        END
        """,
    )


def changes_as_one(name: str, table: str, cipher: str, digest: str, beside: str = "") -> RunSQL:
    """Refuse to change a cipher without its digest, a digest without its cipher, or what stands ``beside`` alone.

    The history holds the digest: a number whose cipher changed alone would be another with no trace.
    """
    alone = f"OLD.{beside} IS DISTINCT FROM NEW.{beside} AND OLD.{digest} IS NOT DISTINCT FROM NEW.{digest}"
    return trigger(
        name,
        table,
        "BEFORE UPDATE ON {table} FOR EACH ROW WHEN ("
        f"(OLD.{cipher} IS DISTINCT FROM NEW.{cipher}) <> (OLD.{digest} IS DISTINCT FROM NEW.{digest})"
        f"{f' OR ({alone})' if beside else ''})",
        f"""
        BEGIN
            RAISE EXCEPTION 'a number changes with its digest'
                USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
        END
        """,
    )


def says(name: str, table: str, *columns: str) -> RunSQL:
    """Make the CHECK ``name``: each of these texts is more than spaces, of rows that are written from now on.

    ``readable`` asks for more, and takes the place of these.
    """
    return check(name, table, _more_than_spaces(columns), old_rows=False)


def _more_than_spaces(columns: Iterable[str]) -> str:
    return " AND ".join(f"{column} ~ '\\S'" for column in columns)


def readable(
    name: str, table: str, *required: str, optional: Iterable[str] = (), instead_of_says: bool = False
) -> RunSQL:
    """Make the CHECK ``name``: of each text something is seen when it is printed, of rows written from now on.

    An ``optional`` text may also be empty: other walls say when. What is seen, ``config.readable`` says.
    """
    asked = [f"has_something_to_read({column})" for column in required]
    asked += [f"({column} = '' OR has_something_to_read({column}))" for column in optional]
    drop = f"ALTER TABLE {table} DROP CONSTRAINT {name}"
    add = f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({{}}) NOT VALID"
    if instead_of_says:
        return RunSQL([drop, add.format(" AND ".join(asked))], [drop, add.format(_more_than_spaces(required))])
    return RunSQL([add.format(" AND ".join(asked))], [drop])


def begins_with(name: str, table: str, *columns: str) -> RunSQL:
    """Refuse new rows that have none of these texts, which only an erasure may empty."""
    empty = " AND ".join(f"NEW.{column} = ''" for column in columns)
    return trigger(
        name,
        table,
        f"BEFORE INSERT ON {{table}} FOR EACH ROW WHEN ({empty})",
        f"""
        BEGIN
            RAISE EXCEPTION 'a row of % begins with its name', TG_TABLE_NAME
                USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
        END
        """,
    )


# The days that there are: of a text, Python makes no other.
IS_A_DAY = r"""
    CREATE FUNCTION is_a_day(said text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT CASE WHEN said ~ '^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' THEN
            substr(said, 9, 2)::int <= CASE
                WHEN substr(said, 6, 2) IN ('04', '06', '09', '11') THEN 30
                WHEN substr(said, 6, 2) <> '02' THEN 31
                WHEN left(said, 4)::int % 4 = 0 AND (left(said, 4)::int % 100 <> 0 OR left(said, 4)::int % 400 = 0)
                    THEN 29
                ELSE 28
            END
        ELSE false END
    $$
"""
# Of JSON, each number, and where asked each text that looks like a day: PostgreSQL writes out 1e5000, of which Python
# makes no number.
CAN_BE_READ = r"""
    CREATE FUNCTION can_be_read(said jsonb, with_days boolean) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
        SET search_path = public, pg_temp AS $$
        SELECT NOT EXISTS (
            SELECT FROM jsonb_path_query(said, 'strict $.**') AS part
             WHERE CASE jsonb_typeof(part)
                   WHEN 'number' THEN abs((part #>> '{}')::numeric) >= 1e15
                   WHEN 'string' THEN
                       with_days AND NOT is_a_day(part #>> '{}')
                       AND part #>> '{}' ~ '^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$'
                   ELSE false END
        )
    $$
"""
# Sixteen digits without a letter between, or ten that nothing sets apart: a NIK, a No. KK, a phone number. Days and
# places on the map are none.
# What a form refuses besides (``centres.personal_numbers``) can't be told by the database from the number of a decree.
HOLDS_A_NUMBER = r"""
    CREATE FUNCTION holds_a_number(said text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT bare ~ '[0-9]{10}'
            OR regexp_replace(bare,
                 '(0?[1-9]|[12][0-9]|3[01]) ?[-/. ] ?(0?[1-9]|1[0-2]) ?[-/. ] ?(19|20)[0-9]{2}'
                 '|(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}',
                 ' x ', 'g') ~ '[0-9]([^[:alnum:]]*[0-9]){15}'
          FROM regexp_replace(said, '-?[0-9]{1,2}[.,][0-9]{3,15} ?[,;/ ] ?-?[0-9]{2,3}[.,][0-9]{3,15}', ' ', 'g') bare
    $$
"""


# Asks the rows of before of every such wall that holds for them, since the walls themselves are not asked again when
# their function says more than it did.
TEXTS_ASKED_AGAIN = r"""
    DO $$
    DECLARE
        wall record;
        found text;
    BEGIN
        FOR wall IN SELECT conname, conrelid::regclass AS tab, pg_get_expr(conbin, conrelid) AS condition
                      FROM pg_constraint WHERE conname LIKE '%\_texts\_hold\_no\_number' AND convalidated
                     ORDER BY conname
        LOOP
            EXECUTE format(
                'SELECT string_agg(id::text, '', '' ORDER BY id) FROM'
                ' (SELECT id FROM %s WHERE NOT (%s) ORDER BY id LIMIT 20) against', wall.tab, wall.condition)
               INTO found;
            IF found IS NOT NULL THEN
                RAISE EXCEPTION 'Rows of % are against the wall %: id %', wall.tab, wall.conname, found
                    USING ERRCODE = 'check_violation', CONSTRAINT = wall.conname, TABLE = wall.tab::text;
            END IF;
        END LOOP;
    END $$
"""


def no_number(table: str, model: str, *columns: str, old_rows: bool = True) -> RunSQL:
    """Make the CHECK ``<model>_texts_hold_no_number``: nobody's number stands in these texts, in clear.

    Rows that never change are asked from now on.
    """
    condition = " AND ".join(f"NOT holds_a_number({column})" for column in columns)
    return check(f"{model}_texts_hold_no_number", table, condition, old_rows=old_rows)


def has_happened(name: str, table: str, *, days: tuple[str, ...] = (), moments: tuple[str, ...] = ()) -> RunSQL:
    """Refuse to write days and moments that are still to come, with a day for clocks that go wrong and for zones.

    A row that was wrong before is let be while these columns stay as they are.
    """
    late = [f"NEW.{column} > (now() + interval '1 day') AT TIME ZONE 'Asia/Jayapura'" for column in days]
    late += [f"NEW.{column} > now() + interval '1 day'" for column in moments]
    written, before = (", ".join(f"{row}.{column}" for column in (*days, *moments)) for row in ("NEW", "OLD"))
    return trigger(
        name,
        table,
        f"AFTER INSERT OR UPDATE ON {{table}} FOR EACH ROW WHEN ({' OR '.join(late)})",
        f"""
        BEGIN
            IF TG_OP = 'INSERT' OR ROW({before}) IS DISTINCT FROM ROW({written}) THEN
                RAISE EXCEPTION 'what is recorded has happened'
                    USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
            END IF;
            RETURN NULL;
        END
        """,
    )


def done_by(name: str, table: str, actor: str, moment: str, *roles: str, strangers: bool = False) -> RunSQL:
    """Refuse new rows of ``table`` whose ``actor`` held none of ``roles`` in their centre on the day of ``moment``.

    Pages ask for the same roles, see ``centres/roles.py``. It is asked once for all who act in a statement. With
    ``strangers``, who never had a role anywhere is let be: a command, or an import by nobody who signs in.
    """
    return trigger(
        name,
        table,
        "AFTER INSERT ON {table} REFERENCING NEW TABLE AS added FOR EACH STATEMENT",
        _who_may(name, f"SELECT DISTINCT {actor} AS person, centre_id, {moment} AS at FROM added", roles, strangers),
    )


def decided_by(name: str, table: str, actor: str, moment: str, *roles: str, strangers: bool = False) -> RunSQL:
    """The same for changes of who decided about a row, and when."""
    acts = f"""
        SELECT DISTINCT n.{actor} AS person, n.centre_id, n.{moment} AS at FROM after_it n JOIN before_it o USING (id)
         WHERE (n.{actor}, n.{moment}) IS DISTINCT FROM (o.{actor}, o.{moment}) AND n.{actor} IS NOT NULL"""
    return trigger(
        name,
        table,
        "AFTER UPDATE ON {table} REFERENCING OLD TABLE AS before_it NEW TABLE AS after_it FOR EACH STATEMENT",
        _who_may(name, acts, roles, strangers),
    )


def _who_may(name: str, acts: str, roles: Iterable[str], strangers: bool) -> str:
    listed = ", ".join(f"'{role}'" for role in roles)
    known = "EXISTS (SELECT FROM centres_membership m WHERE m.user_id = a.person) AND " if strangers else ""
    return f"""
        BEGIN
            IF EXISTS (SELECT FROM ({acts}) a
                        WHERE {known}NOT role_held(a.person, a.centre_id, a.at, ARRAY[{listed}])) THEN
                RAISE EXCEPTION 'who does this has a role for it'
                    USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
            END IF;
            RETURN NULL;
        END
        """


def seen_in_history(name: str, table: str, *columns: str) -> RunSQL:
    """Refuse a change of ``columns`` that the history does not hold: its own triggers can be switched off.

    They are named ``pgtrigger_…`` and run in the order of the names, so ``name`` has to come after.
    """
    assert name > "pgtrigger_"
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    same = " AND ".join(f"last.{column} IS NOT DISTINCT FROM NEW.{column}" for column in columns)
    return trigger(
        name,
        table,
        f"AFTER UPDATE ON {{table}} FOR EACH ROW WHEN ({changed})",
        f"""
        BEGIN
            IF NOT EXISTS (SELECT FROM (SELECT * FROM {table}event WHERE pgh_obj_id = NEW.id
                                         ORDER BY pgh_id DESC LIMIT 1) last
                            WHERE {same}) THEN
                RAISE EXCEPTION 'the history of % does not hold this change', TG_TABLE_NAME
                    USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
            END IF;
            RETURN NULL;
        END
        """,
    )
