"""The open rounds of a centre as somebody with some roles finds them, without a page."""

import datetime
from types import SimpleNamespace

from django.urls import reverse

from distributions.overview.home import open_rounds
from distributions.overview.waiting import Turn
from distributions.rounds.figures import figures_of
from distributions.rounds.next_step import Facts, next_step


def turns_of(people: SimpleNamespace, *roles: str, today: datetime.date, second_person: bool = True) -> list[Turn]:
    found = []
    for round in open_rounds(people.centre):
        counted = figures_of(round)
        facts = Facts(
            state=round.state,
            prepared_as=round.prepared_as,
            date=round.date,
            today=today,
            roles=roles,
            planned=counted.planned,
            served=counted.served,
            missed=counted.missed,
            replaced=counted.replaced,
            second_person=second_person,
            open_reports=round.open_reports,
            note=round.last_note or "",
        )
        step = next_step(facts)
        url = reverse(step.view, args=[round.pk]) if step.view else ""
        found.append(Turn(round, counted, facts, step, url))
    return found
