"""May this plan be applied as it stands, or must a person see it first (DESIGN, decisions 2 and 3)?"""

from typing import NamedTuple

from courses.feeds.plan import Plan
from courses.feeds.record import Problem

REFUSED_SHARE = TITLES_SHARE = 0.2
REFUSED_LEAST = TITLES_LEAST = 2
WITHDRAWN_SHARE = 0.1
WITHDRAWN_LEAST = 1
_STAYS = "is not in the feed and stays, as was decided when a run asked"
_STAY = "are not in the feed and stay, as was decided when a run asked"
_AFTER_ALL = (
    "What has ended after all can be withdrawn on the page of that run. "
    "They are asked about again once others are missing too."
)


class Verdict(NamedTuple):
    """`holds_all`: nothing may be written. `withdraw` and `hold`: which absent courses go, and which wait.

    The message is two lines: what was seen, and what a person is asked.
    """

    holds_all: bool
    withdraw: list[int]
    hold: list[int]
    message: str


def judge(plan: Plan, kept_by_decision: set[int]) -> Verdict:
    """`kept_by_decision` are absent courses of which a person or time decided that they stay."""
    whole = _whole_run(plan)
    absent = list(plan.absent)
    if _ids_moved(plan):
        return Verdict(True, [], absent, whole)
    asked = [key for key in absent if key not in kept_by_decision]
    if not asked or len(absent) <= withdrawals_allowed(plan.stated_before):
        return _judge_few(plan, asked, whole)
    message = (
        f"{len(absent)} of {plan.stated_before} courses{_where(plan)} are no longer in the feed.\nThey stay until a "
        "person confirms that they are to be withdrawn, or keeps them."
    )
    return Verdict(bool(whole), [], absent, whole or message)


def those_that_stay(plan: Plan, verdict: Verdict) -> list[Problem]:
    """Tells of the absent courses that neither go nor wait: a decision lasts, and is not to be forgotten."""
    count = len(plan.absent) - len(verdict.withdraw) - len(verdict.hold)
    if not count:
        return []
    value, reason = ("1 course", _STAYS) if count == 1 else (f"{count} courses", _STAY)
    return [Problem("", "", "", value, reason, _AFTER_ALL, "note")]


def _judge_few(plan: Plan, absent: list[int], whole: str) -> Verdict:
    """They go, but for those that may be rows without an id (`plan._sort_absent`)."""
    unsure = set(plan.unsure)
    hold = [key for key in absent if key in unsure]
    withdraw = [key for key in absent if key not in unsure]
    return Verdict(bool(whole), withdraw, hold, whole or (_may_be_there(len(hold), plan.nameless) if hold else ""))


def _may_be_there(courses: int, rows: int) -> str:
    told = "1 course is" if courses == 1 else f"{courses} courses are"
    nameless = (
        "1 row has no id and may be one of them" if rows == 1 else f"{rows} rows have no id and may be some of them"
    )
    return (
        f"{told} no longer in the feed, but {nameless}.\nHave the id stated in every row and read it again; until "
        "then they stay, unless a person confirms that they are to be withdrawn."
    )


def _where(plan: Plan) -> str:
    scope = plan.scope
    return f" whose {scope.which}" if scope.kind == "part" else ""


def withdrawals_allowed(stated: int) -> float:
    return max(WITHDRAWN_LEAST, WITHDRAWN_SHARE * stated)


def refuses_too_many(refused: int, read: int) -> bool:
    return refused > max(REFUSED_LEAST, REFUSED_SHARE * read)


def _whole_run(plan: Plan) -> str:
    """Why nothing of the run may be written yet; empty where nothing speaks against it."""
    if refuses_too_many(plan.refused, plan.read):
        rest = ", or confirm that the rest is to be applied" if plan.refused < plan.read else ""
        return (
            f"{plan.refused} of {plan.read} rows were refused.\nNothing was changed: look at its problems, then mend "
            f"the feed or its profile and read it again{rest}."
        )
    if plan.retitled > max(TITLES_LEAST, TITLES_SHARE * plan.known):
        return (
            f"{plan.retitled} of {plan.known} known ids now have another title. A serial number may be used as id and "
            "rows may have shifted.\nNothing was changed: name other id columns in the profile, or confirm."
        )
    if _ids_moved(plan):
        return (
            f"{plan.moved} of {plan.stated_before} courses are no longer under their ids, and as many with the same "
            "code and title came under new ones. The college's system may have changed its ids.\nNothing was changed: "
            "give the courses their new ids, and they keep their addresses; or apply it as it stands, and they are "
            "withdrawn and others take their place."
        )
    return ""


def _ids_moved(plan: Plan) -> bool:
    """As many as would be held if they were to be withdrawn."""
    return plan.moved > withdrawals_allowed(plan.stated_before)
