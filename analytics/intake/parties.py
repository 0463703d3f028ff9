"""Two parties' exports of the same incidents: matched by id, every difference listed, none settled here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from analytics.contract.model import Contract
from analytics.intake.built import Built, nothing
from analytics.intake.precision import MINUTE
from analytics.schema import DIFFERENCES, DISPUTED_FIELDS, DISPUTES, INCIDENTS, INSTANT

PARTY: Final = "party_number"
_STOPS: Final = ("acknowledged_at", "resolved_at", "closed_at")
_COMPARED: Final = (
    *(name for name, dtype in INCIDENTS.items() if dtype == INSTANT),
    *("severity", "kind"),
)


@dataclass(frozen=True)
class Parties:
    """Whose account each file is.

    Args:
        names: The file's label to the party that the contract declares.
        columns: The file's label to our names of the columns that it has.
        minutes: The files whose instants are whole minutes.
    """

    names: Mapping[str, str]
    columns: Mapping[str, frozenset[str]]
    minutes: frozenset[str]

    @classmethod
    def of(
        cls, contract: Contract, columns: Mapping[str, frozenset[str]], minutes: frozenset[str]
    ) -> Parties:
        """Take what the contract declares."""
        names = {export.label: export.party for export in contract.exports if export.party}
        return cls(names, columns, minutes)

    def number(self) -> pl.Expr:
        """Number the parties of rows in the order of the contract; files without one are the first."""
        if not self.names:
            return pl.lit(0, pl.Int64)
        order = {name: i for i, name in enumerate(dict.fromkeys(self.names.values()))}
        numbers = {file: order[name] for file, name in self.names.items()}
        return pl.col("file").replace_strict(numbers, default=0, return_dtype=pl.Int64)

    def is_of_other(self, rows: pl.DataFrame, incidents: pl.DataFrame) -> pl.Series:
        """Say of rows whether another party tells of their incident than the one that is used."""
        used = incidents.select("incident_id", used="source")
        both = rows.select("incident_id", "file").join(
            used, on="incident_id", how="left", maintain_order="left"
        )
        own, other = (
            both[name].replace_strict(dict(self.names), default=None, return_dtype=pl.String)
            for name in ("used", "file")
        )
        return (own != other).fill_null(value=False)

    def compare(self, incidents: pl.DataFrame, others: pl.DataFrame) -> Built:
        """Compare the rows that are used with another party's rows of the same incidents.

        Args:
            incidents: `schema.INCIDENTS`: what is used.
            others: Typed rows of the other party.

        Returns:
            Nothing but the differences, and as disputes those that a clock reads.
        """
        if others.is_empty():
            return nothing()
        pairs = others.join(incidents, on="incident_id", suffix=" used", maintain_order="left")
        found = [self._differing(pairs, name) for name in _COMPARED if name in others.columns]
        differences = pl.concat(found).sort("incident_id", "field", maintain_order=True)
        if differences.is_empty():
            return nothing()
        disputes = differences.filter(_is_dispute(_unresolved(pairs)))
        told = _many(differences["incident_id"].n_unique(), "incident differs", "incidents differ")
        instants = _many(disputes.height, "instant is", "instants are")
        note = (
            f"{told} between the exports of two parties, in "
            f"{_many(differences.height, 'fact', 'facts')}: the first party's are used"
        )
        if disputes.height:
            note += f"; {instants} treated as disputed, and the figures show a range"
        left = differences.join(disputes, on=["incident_id", "field"], how="anti")
        if left.height:
            note += f"; of {', '.join(left['field'].unique().sort())} no figure shows a range"
        return replace(
            nothing(),
            differences=differences.drop("other_at").select(list(DIFFERENCES)),
            disputes=_as_disputes(disputes),
            notes=(note,),
        )

    def _differing(self, pairs: pl.DataFrame, name: str) -> pl.DataFrame:
        other = pl.col(name)
        own = pl.col(f"{name} used") if f"{name} used" in pairs.columns else pl.lit(None, INCIDENTS[name])
        shown = [
            value.dt.strftime("%Y-%m-%dT%H:%M:%S%.fZ") if INCIDENTS[name] == INSTANT else value
            for value in (own, other)
        ]
        has = [
            pl.col(file).is_in([label for label, columns in self.columns.items() if name in columns])
            for file in ("source", "file")
        ]
        return pairs.filter(self._differ(own, other, name), *has).select(
            "incident_id",
            pl.lit(name).alias("field"),
            pl.col("source").alias("file"),
            shown[0].alias("value"),
            pl.col("file").alias("other_file"),
            shown[1].alias("other_value"),
            pl.col("file")
            .replace_strict(dict(self.names), default=None, return_dtype=pl.String)
            .alias("party"),
            (other if INCIDENTS[name] == INSTANT else pl.lit(None, INSTANT)).alias("other_at"),
        )

    def _differ(self, own: pl.Expr, other: pl.Expr, name: str) -> pl.Expr:
        """Instants of a file of whole minutes are the same within their minute."""
        if INCIDENTS[name] != INSTANT:
            return own.ne_missing(other)
        is_coarse = pl.any_horizontal(pl.col(f).is_in(sorted(self.minutes)) for f in ("source", "file"))
        coarse = [value.cast(pl.Int64) // MINUTE for value in (own, other)]
        return pl.when(is_coarse).then(coarse[0].ne_missing(coarse[1])).otherwise(own.ne_missing(other))

    def note_alone(self, rows: pl.DataFrame) -> tuple[str, ...]:
        """Name the incidents that only one of two parties lists."""
        if len(set(self.names.values())) < 2:
            return ()
        n_parties = pl.col(PARTY).n_unique().over("incident_id")
        alone = rows.filter(n_parties == 1, pl.col("file").is_in(list(self.names)))
        return tuple(
            _alone(len(ids), party)
            for party in dict.fromkeys(self.names.values())
            if len(
                ids := alone.filter(
                    pl.col("file").is_in([file for file, name in self.names.items() if name == party])
                )["incident_id"]
            )
        )


def _unresolved(pairs: pl.DataFrame) -> pl.Series:
    """The incidents that one of the two accounts gives no resolution: there a closing may stand for it."""
    names = [name for name in ("resolved_at", "resolved_at used") if name in pairs.columns]
    is_open = pl.any_horizontal(pl.lit(len(names) < 2), *(pl.col(name).is_null() for name in names))
    return pairs.filter(is_open)["incident_id"].unique()


def _is_dispute(unresolved: pl.Series) -> pl.Expr:
    """Instants that a clock reads; a stop that by the other account has not come about is one too."""
    field = pl.col("field")
    is_closing = (field == "closed_at") & pl.col("incident_id").is_in(unresolved.implode())
    is_known = pl.col("other_value").is_not_null() | field.is_in(_STOPS)
    return (field.is_in(DISPUTED_FIELDS) | is_closing) & is_known


def _many(n: int, one: str, many: str) -> str:
    return f"{n:,} {one if n == 1 else many}"


def _as_disputes(differences: pl.DataFrame) -> pl.DataFrame:
    reason = pl.format("differs in {}", "other_file")
    return differences.with_columns(at="other_at", reason=reason).select(
        pl.col(name).cast(dtype) for name, dtype in DISPUTES.items()
    )


def _alone(n: int, party: str) -> str:
    if n == 1:
        return f"1 incident is only in the {party}'s export, and is used"
    return f"{n:,} incidents are only in the {party}'s export, and are used"
