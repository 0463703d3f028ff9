"""The causes of a month as a page may show them: those whose change is watched too, security withheld."""

from __future__ import annotations

from functools import cached_property
from typing import Final

import polars as pl

from analytics.causes.episodes import episodes
from analytics.causes.find import Causes, rule_of
from analytics.causes.review import pairs_to_review
from analytics.causes.signal import SIMILAR_SYMPTOM
from analytics.charts import Figure
from analytics.report.withholding import WITHHELD, causes_holding, hidden_ids, keep_telling
from analytics.tables import Fragment

KINDS: Final = ("signal", "cause", "symptom", "watched")
MOST_PAIRS: Final = 10
_KNOWN: Final = (  # the allow-list: no words of people
    *("incident_id", "opened_at", "severity", "service", "component"),
    *("problem_id", "cause_code", "caused_by_change"),
)


class ShownCauses:
    """What may be said of the causes that are known at an instant.

    A change that worked leaves no incident in the window, and the forum must hear of it: so causes without
    one that a change addresses are here too.

    Args:
        causes: What `CauseHistory.at` returned.
        security: incident_id, is_security (null: the flag is empty), by anything recorded, also later.
        has_rule: Whether the contract says which incidents are security incidents.
    """

    def __init__(self, causes: Causes, security: pl.DataFrame, *, has_rule: bool) -> None:
        self.causes, self.rule = causes, rule_of(causes.contract)
        self.timezone = causes.contract.timezone
        self._hidden = hidden_ids(security, has_rule=has_rule)
        self.drawn: dict[tuple[str, str], Figure | Fragment] = {}  # by kind of figure and title

    @cached_property
    def known(self) -> pl.DataFrame:
        """Every incident of every group of two and more, with what was known of it at the instant."""
        return self.causes.groups.join(self.causes.incidents.select(_KNOWN), on="incident_id")

    @cached_property
    def names(self) -> pl.DataFrame:
        """How each cause is shown: cause_id, kind (one of `KINDS`), shown_id, anchor, name.

        Where its founder is withheld, so is the id. Where a member is, so is the name: it is made of what the
        members tell, and could be the words or the place of that one.
        """
        window = self.causes.table.select("cause_id", "name", kind=_kind())
        watched = self.causes.names.join(window, on="cause_id", how="anti").sort("cause_id")
        every = pl.concat([window, watched.select("cause_id", "name", kind=pl.lit("watched"))])
        found = every.with_row_index("number", offset=1)
        is_hidden = self._is_hidden("cause_id")
        holds_hidden = is_hidden | pl.col("cause_id").is_in(self._with_hidden_members.implode())
        return found.select(
            "cause_id",
            "kind",
            shown_id=pl.when(is_hidden).then(pl.lit(WITHHELD)).otherwise("cause_id"),
            anchor=pl.when(is_hidden).then(pl.format("cause-{}", "number")).otherwise(_anchor("cause_id")),
            name=pl.when(holds_hidden).then(pl.lit(f"Cause {WITHHELD}")).otherwise(_capitalised("name")),
        )

    @cached_property
    def table(self) -> pl.DataFrame:
        """The causes of the window, signals first: `Causes.table`, with shown_id, anchor and kind.

        Where a member is withheld, what would tell its day, its length or its place is null: see is_withheld.
        """
        hidden = self._with_hidden_members.to_list()
        withheld = pl.col("cause_id").is_in(hidden)
        shown = self.causes.table.drop("name", "kind").join(
            self.names, on="cause_id", how="left", maintain_order="left"
        )
        return shown.with_columns(*keep_telling(~withheld), is_withheld=withheld)

    @cached_property
    def _with_hidden_members(self) -> pl.Series:
        return causes_holding(self.known, self._hidden)

    @cached_property
    def effects(self) -> pl.DataFrame:
        """Whether each change made worked: `Causes.effects`, with shown_id and anchor; the latest first."""
        found = self._show(self.causes.effects.drop("name"))
        return found.sort("made_at", "change_id", "cause_id", descending=[True, False, False])

    @cached_property
    def waiting(self) -> pl.DataFrame:
        """Changes that were raised against a cause and have not been made: change_id and how it is shown."""
        return self._show(self.causes.links.filter(pl.col("made_at").is_null()))

    @cached_property
    def members(self) -> pl.DataFrame:
        """The incidents of every shown cause: `schema.MEMBERS`, severity; those withheld are left out."""
        facts = self.known.select("incident_id", "severity")
        found = self.causes.members.join(facts, on="incident_id", maintain_order="left")
        near = pl.col("next_cause_id")
        return (
            self._show(found)
            .filter(~self._is_hidden("incident_id"))
            .with_columns(
                next_cause_id=pl.when(self._is_hidden("next_cause_id")).then(pl.lit(WITHHELD)).otherwise(near)
            )
        )

    @cached_property
    def n_withheld(self) -> dict[str, int]:
        """How many members of each cause are withheld."""
        hidden = self.known.filter(self._is_hidden("incident_id"))
        return dict(hidden.group_by("cause_id").len().iter_rows())

    @cached_property
    def lineage(self) -> pl.DataFrame:
        """What became of ids: `schema.LINEAGE`, ids withheld where they must be."""
        ids = ("cause_id", "other_id")
        return self.causes.lineage.with_columns(
            pl.when(self._is_hidden(name)).then(pl.lit(WITHHELD)).otherwise(name).alias(name) for name in ids
        )

    @cached_property
    def pairs(self) -> pl.DataFrame:
        """The pairs most worth a look: `pairs_to_review`, without those that name what is withheld."""
        named = ("incident_id", "other_id", "cause_id", "other_cause_id")
        found = pairs_to_review(self.causes, MOST_PAIRS)
        return found.filter(~pl.any_horizontal(self._is_hidden(name) for name in named))

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """Decisions that could not be carried out; one that names what is withheld is not repeated."""
        hidden = tuple(self._hidden)
        quiet = f"causes.toml: a decision names an incident that is {WITHHELD}. It is not carried out."
        notes = (quiet if any(name in note for name in hidden) else note for note in self.causes.notes)
        return tuple(dict.fromkeys(notes))

    def chosen(self, most: int) -> list[str]:
        """Choose the causes that a figure draws: those with a change first, then signals, then others."""
        order = self.names.filter(pl.col("kind") != "symptom")["cause_id"].to_list()
        with_change = set(self.causes.links["cause_id"])
        signals = set(self.names.filter(pl.col("kind") == "signal")["cause_id"])
        first = [cause for cause in order if cause in with_change]
        return [*first, *(cause for cause in order if cause in signals - with_change)][:most]

    def marks(self, ids: list[str]) -> pl.DataFrame:
        """Give what a timeline draws of causes: place, cause_id, name, opened_at, severity; none withheld."""
        shown = self.known.filter(~self._is_hidden("incident_id"))
        return self._placed(ids, shown.select("cause_id", "opened_at", "severity"), "opened_at")

    def changes(self, ids: list[str]) -> pl.DataFrame:
        """Give the changes that a timeline draws: place, cause_id, name, change_id, made_at."""
        return self._placed(ids, self.causes.links.filter(pl.col("made_at").is_not_null()), "made_at")

    def episodes_by_month(self, ids: list[str]) -> pl.DataFrame:
        """Count episodes by the month of their first opening: place, cause_id, name, period, n_episodes."""
        month = pl.col("first_opened_at").dt.convert_time_zone(self.timezone).dt.strftime("%Y-%m")
        counted = episodes(self.known, self.rule.gap).group_by("cause_id", period=month)
        return self._placed(ids, counted.agg(n_episodes=pl.len().cast(pl.Int64)), "period")

    def _placed(self, ids: list[str], facts: pl.DataFrame, by: str) -> pl.DataFrame:
        """Give the facts of some causes in their order, each as it is shown."""
        order = pl.DataFrame({"cause_id": ids}, schema={"cause_id": pl.String}).with_row_index("place")
        named = order.join(self.names, on="cause_id").join(facts, on="cause_id")
        return named.sort("place", by).select(
            "place", pl.col("shown_id").alias("cause_id"), "name", *facts.drop("cause_id").columns
        )

    def _show(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame.join(self.names, on="cause_id", how="inner", maintain_order="left")

    def _is_hidden(self, column: str) -> pl.Expr:
        return pl.col(column).is_in(self._hidden.implode()).fill_null(value=False)


def _kind() -> pl.Expr:
    rest = pl.when(pl.col("kind") == SIMILAR_SYMPTOM).then(pl.lit("symptom")).otherwise(pl.lit("cause"))
    return pl.when("is_signal").then(pl.lit("signal")).otherwise(rest)


def _anchor(column: str) -> pl.Expr:
    """A place on a page: an id may hold anything, an anchor letters and figures."""
    return pl.format("cause-{}", pl.col(column).str.replace_all(r"[^A-Za-z0-9_.-]", "-"))


def _capitalised(column: str) -> pl.Expr:
    """Begin with a capital, and leave the rest as it is."""
    return pl.col(column).str.slice(0, 1).str.to_uppercase() + pl.col(column).str.slice(1)
