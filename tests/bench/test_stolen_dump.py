"""What somebody can make of a dump without the key."""

from bench.stolen_dump import candidates, rows, same_day, told

BEFORE = [
    "COPY public.families_member (id, sex, birth_date, nik_digest, nik_last4) FROM stdin;",
    "1\tP\t1982-10-17\t\\\\x00\t9491",
    "2\tL\t\\N\t\\\\x01\t9492",
    "3\tL\t1990-01-01\t\\N\t",
    "\\.",
    "4\tno row",
]
NOW = [
    "COPY public.families_member (id, sex, birth_year, birth_digest, nik_digest) FROM stdin;",
    "1\tP\t1983\t\\\\xaa\t\\\\x00",
    "2\t\t1984\t\\\\xaa\t\\\\x01",
    "3\tL\t\\N\t\\N\t\\\\x02",
    "\\.",
]


def test_with_the_date_and_four_digits_one_number_is_left():
    assert candidates(BEFORE) == [1, 36_500]
    assert told([1, 36_500]) == "2 people with a NIK; 1 have one candidate left; median 18,250, least 1."


def test_with_the_year_alone_a_year_of_serials_is_left():
    assert candidates(NOW) == [365 * 9999, 2 * 366 * 9999, 36_500 * 9999]
    assert list(same_day(NOW).values()) == [2]


def test_a_dump_without_people_says_so():
    assert told(candidates([])) == "No person in this dump has a NIK."
    assert list(rows(NOW, "families_family")) == []
