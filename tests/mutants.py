"""Plants faults in a copy of the project and prints how many tests catch each: none may survive.

    python -m tests.mutants            every fault
    python -m tests.mutants holiday    those whose story has the word

A fault is one replacement in one file. Each runs the tests that are about its room, not the whole suite.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
COPIED = ("analytics", "tests", "site", "notebooks", "mkdocs.yml", "pyproject.toml")
GOLDEN = ("tests/golden/test_stories.py",)
UNIT = ("tests/unit/obligations",)
CLOCK = ("tests/unit/clock", "tests/golden/clock", *GOLDEN)
SUMMARY = ("tests/unit/summary", "tests/unit/statistics", *GOLDEN)
VERDICT = "analytics/verdict/"
VERDICTS = ("tests/unit/verdict",)
INTAKE = ("tests/unit/intake",)
REPORT = ("tests/unit/report",)
CAUSES = ("tests/unit/causes", "tests/unit/statistics")
ENGINE = tuple(
    f"tests/unit/causes/test_{name}.py"
    for name in (
        "texts",
        "corpus",
        "linkage",
        "fold",
        "evidence",
        "weights",
        "members",
        "names",
        "sample_truth",
    )
)
WHY = tuple(f"tests/unit/causes/test_{name}.py" for name in ("why", "review", "corrections_obeyed"))


@dataclass(frozen=True)
class Fault:
    story: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...] = GOLDEN


OBLIGATIONS = "analytics/obligations/"
FAULTS = (
    Fault("exactly on target is missed", OBLIGATIONS + "judge.py", 'elapsed <= pl.col("window")', 'elapsed < pl.col("window")'),
    Fault("a day window's closing is too late", OBLIGATIONS + "judge.py", '<= last_on_time)', "< last_on_time)"),
    Fault("gross time judged for net", OBLIGATIONS + "judge.py", "outcome=_outcome(net, last", 'outcome=_outcome(pl.col("gross"), last'),
    Fault("the last instant on time is over", OBLIGATIONS + "judge.py", "(last_on_time < as_of)", "(last_on_time <= as_of)"),
    Fault("no evidence is late", OBLIGATIONS + "judge.py", 'pl.lit("not evidenced")', 'pl.lit("missed")'),
    Fault("an excluded obligation governs", OBLIGATIONS + "judge.py", 'pl.col("outcome") != "excluded"', 'pl.col("outcome") != "met"'),
    Fault("the first clause governs, not the strictest", OBLIGATIONS + "judge.py", 'pl.col("due_at"), pl.col("clause")', 'pl.col("clause"), pl.col("due_at")'),
    Fault("a clause left behind always stays", OBLIGATIONS + "judge.py", 'kept = clocks.filter(left.is_null() | ', "kept = clocks.filter(left.is_null() | pl.lit(value=True) | "),
    Fault("a clause left behind never stays", OBLIGATIONS + "judge.py", 'left.is_null() | (pl.col("last_on_time_at") < left).fill_null(value=False)', "left.is_null()"),
    Fault("impossible order is judged", OBLIGATIONS + "judge.py", 'return _is_early() & ~pl.col("clause_kind").is_in(EARLY_IS_MET)', "return _is_early() & pl.lit(value=False)"),
    Fault("a cancelled incident is judged", OBLIGATIONS + "exclusions.py", ".when(is_cancelled)", ".when(pl.lit(value=False))"),
    Fault("opened exactly at as_of is known", OBLIGATIONS + "known.py", 'tables.incidents.filter(pl.col("opened_at") < as_of)', 'tables.incidents.filter(pl.col("opened_at") <= as_of)'),
    Fault("as_of ignored for resolutions", OBLIGATIONS + "known.py", "pl.when(pl.col(name) < as_of).then(pl.col(name))", "pl.col(name)"),
    Fault("as_of ignored for the log", OBLIGATIONS + "known.py", '& (pl.col("at") < as_of))', '& (pl.col("at") != as_of))'),
    Fault("a later end of a pause is known", OBLIGATIONS + "known.py", 'pl.when(pl.col("resumed_at") < as_of).then(pl.col("resumed_at"))', 'pl.col("resumed_at")'),
    Fault("reopened exactly at the window begins anew", OBLIGATIONS + "episodes.py", '(pl.col("gap") > pl.duration', '(pl.col("gap") >= pl.duration'),
    Fault("never acknowledged by resolution", OBLIGATIONS + "episodes.py", 'pl.min_horizontal(found, resolved)', "found"),
    Fault("a stale resolution column counts", OBLIGATIONS + "episodes.py", "since.is_null() | (pl.col(name) >= since)", "since.is_null() | (pl.col(name) < since) | (pl.col(name) >= since)"),
    Fault("a resolved state counts though it was left", OBLIGATIONS + "episodes.py", 'pl.when(is_done).then(pl.col("entered_resolved_at"))', 'pl.col("entered_resolved_at")'),
    Fault("every version of a clause is in force", OBLIGATIONS + "candidates.py", '(pl.col("until_at").is_null() | (start < pl.col("until_at")))', "pl.lit(value=True)", UNIT),
    Fault("the security clause concerns everyone", OBLIGATIONS + "candidates.py", "pl.col(needs).is_null() | (pl.col(needs) == pl.col(fact).fill_null(value=False))", "pl.lit(value=True)"),
    Fault("the last notice counts, not the first", OBLIGATIONS + "messages.py", 'agg(notified_at=pl.col("at").min())', 'agg(notified_at=pl.col("at").max())'),
    Fault("a notice after as_of is known", OBLIGATIONS + "clocks.py", 'tables.notifications.filter(pl.col("at") < as_of)', "tables.notifications"),
    Fault("a stopped clock is judged again", OBLIGATIONS + "candidates.py", '| (pl.col("end") > entered)', "| pl.lit(value=True)"),
    Fault("a change in the row that stops a clock counts", OBLIGATIONS + "candidates.py", '| (pl.col("end") > entered)', '| (pl.col("end") >= entered)'),
    Fault("a duplicate is judged on its own", OBLIGATIONS + "exclusions.py", ".when(under.is_not_null())", ".when(pl.lit(value=False))"),
    Fault("the parent keeps its own start", OBLIGATIONS + "family.py", 'pl.min_horizontal("starts_at", "lent_start")', 'pl.col("starts_at")'),
    Fault("claimed relief excludes too", OBLIGATIONS + "exclusions.py", "is_in(contract.rules.relief_excludes)", 'is_in(["agreed", "claimed"])'),
    Fault("relief of the future is known", OBLIGATIONS + "exclusions.py", 'tables.relief.filter(pl.col("at") < as_of)', "tables.relief"),
    Fault("the post at the start fills a slot", OBLIGATIONS + "slots.py", "allow_exact_matches=False", "allow_exact_matches=True"),
    Fault("a slot due before the raise is owed", OBLIGATIONS + "slots.py", "entered.is_null() | (last >= entered)", "pl.lit(value=True)", UNIT),
    Fault("a security clock starts with the incident", OBLIGATIONS + "clocks.py", 'pl.max_horizontal("aware_at", "security_at")', 'pl.col("aware_at")'),
    Fault("a raise restarts the clock", OBLIGATIONS + "clocks.py", 'contract.rules.severity_raised == "from the change"', 'contract.rules.severity_raised != "from the change"'),
    Fault("lowerings are ignored", OBLIGATIONS + "severities.py", '!= "keeps the higher clause"', '== "keeps the higher clause"'),
    Fault("a minute's doubt is forgotten", OBLIGATIONS + "doubt.py", "distance.abs() < width", "distance.abs() < 0"),
    Fault("a pause over the stop counts whole", OBLIGATIONS + "deadlines.py", 'pl.min_horizontal("resumed_at", "stopped_at")', '"resumed_at"'),
    Fault("a resolution recorded later is known", OBLIGATIONS + "known.py", "read.filter(is_then).last()", "read.last()"),
    Fault("a later security nature is known", OBLIGATIONS + "known.py", 'pl.lit(None) if column == "is_security" else read.first()', "read.first()", ("tests/unit/obligations/test_known.py",)),
    Fault("a dropped pause", OBLIGATIONS + "deadlines.py", "    if pauses.is_empty():\n        none", "    if pauses.height >= 0:\n        none"),
    Fault("every pause counts for every clause", OBLIGATIONS + "deadlines.py", '.join(known_pauses(tables, as_of), on=["incident_id", "reason"])', '.join(known_pauses(tables, as_of), on="incident_id")'),
    Fault("a day window has grace", OBLIGATIONS + "deadlines.py", "last = time.first_instant if is_day_window else time.last_instant", "last = time.last_instant"),
    Fault("an hour window has no grace", OBLIGATIONS + "deadlines.py", "last = time.first_instant if is_day_window else time.last_instant", "last = time.first_instant"),
    Fault("gross attainment by the month of the net clock", "analytics/summary/attainment.py", "is_gross=True", "is_gross=False", UNIT),
    Fault("attainment by month opened", "analytics/summary/due.py", '(GROSS_COLUMNS if is_gross else MONTH_COLUMNS)[contract.rules.month]', '"period_opened"', SUMMARY),
    Fault("exactly at the target is missed", "analytics/summary/targets.py", 'passes = due - pl.col("n_met") <= n_allowed_late()', 'passes = due - pl.col("n_met") < n_allowed_late()', SUMMARY),
    Fault("the count holds at its volume no more", "analytics/summary/targets.py", 'due <= pl.col("up_to")', 'due < pl.col("up_to")', SUMMARY),
    Fault("either test passes", "analytics/summary/targets.py", "pl.when(due <= pl.col(\"up_to\")).then(by_count).otherwise(by_share)", "pl.max_horizontal(by_count, by_share)", SUMMARY),
    Fault("each severity is judged alone", "analytics/summary/attainment.py", 'pl.len().over("clause_id") == 1', 'pl.len().over("clause_id") >= 1', SUMMARY),
    Fault("a severity without a word has a row", "analytics/summary/attainment.py", "if each in mapped] or named", "] or named", SUMMARY),
    Fault("a buyer never told is left out", "analytics/summary/statutory.py", 'on=_KEY, how="left"', 'on=_KEY, how="inner"', SUMMARY),
    Fault("statutory time is elapsed time", "analytics/summary/statutory.py", 'time.worked(pl.col("due_at")) - time.worked(pl.col("until"))', 'pl.col("due_at") - pl.col("until")', SUMMARY),
    Fault("slots that flip both ways cancel out", "analytics/report/simulate.py", '_KEY = ["clause_id", "incident_id", "episode", "slot"]', '_KEY = ["clause_id", "incident_id"]', REPORT),
    Fault("one action twice is used twice", "analytics/intake/registers.py", "if source in _TWINS else fault", "if False else fault", INTAKE),
    Fault("a register's pause is dropped", "analytics/intake/read.py", "pl.concat([built.pauses, registers.pauses])", "built.pauses", INTAKE),
    Fault("pending counts as due", "analytics/summary/attainment.py", "due, gross = in_period & is_due(),", "due, gross = in_period,", SUMMARY),
    Fault("totals count every clause", "analytics/summary/attainment.py", "n_due_governing=(due & governs).sum()", "n_due_governing=due.sum()", SUMMARY),
    Fault("an open instant counts as met", "analytics/summary/attainment.py", "met & other & ~is_open", "met & other", SUMMARY),
    Fault("a claim counts as agreed", "analytics/summary/relief.py", '"agreed": ("agreed",)', '"agreed": ("agreed", "claimed")', SUMMARY),
    Fault("what stopped early is due this month", "analytics/summary/bases.py", '"n_stopped_due_this": in_stopped & (due == period)', '"n_stopped_due_this": in_stopped', SUMMARY),
    Fault("a quiet month keeps the run of points", VERDICT + "points.py", "failed_before = fails", "failed_before = fails or (failed_before and n_due == 0)", VERDICTS),
    Fault("a third failure counts three times", VERDICT + "points.py", "charged = points * 2 if", "charged = points * (3 if awards and awards[-1].is_doubled else 2) if", VERDICTS),
    Fault("a lower bound belongs to the band below", VERDICT + "points.py", "if share >= bound)", "if share > bound or bound == 0)", VERDICTS),
    Fault("half rounds to even", "analytics/contract/window.py", "floor(value * unit + Fraction(1, 2))", "round(value * unit)", VERDICTS),
    Fault("passing by count earns the band's points", VERDICT + "points.py", "0 if is_passed_by_count else points", "points", VERDICTS),
    Fault("the cap is forgotten", VERDICT + "credits.py", "min(before, cap)", "before", VERDICTS),
    Fault("pence are cut off", VERDICT + "credits.py", "int(round_half_up(share * charge * 100))", "int(share * charge * 100)", VERDICTS),
    Fault("the buyer's duty calls for a plan", VERDICT + "triggers.py", 'kpis.filter(pl.col("obliged") == "supplier")', "kpis", VERDICTS),
    Fault("a window of seven", VERDICT + "triggers.py", "max(0, place - of + 1)", "max(0, place - of)", VERDICTS),
    Fault("every failure counts as below the minimum", VERDICT + "triggers.py", 'bool(row["is_below_minimum"])', 'bool(row["verdict"] == "missed")', VERDICTS),
    Fault("five points below is not close", VERDICT + "ratings.py", "distance <= ratings.approaching_share", "distance < ratings.approaching_share", VERDICTS),
    Fault("failures by month of due alone", VERDICT + "failures.py", "in_month(contract, period)", '(pl.col("period_due") == period)', VERDICTS),
    Fault("P90 of nine", "analytics/summary/durations.py", "FEWEST_FOR_P90: Final = 10", "FEWEST_FOR_P90: Final = 9", SUMMARY),
    Fault("a negative duration enters the mean", "analytics/summary/durations.py", '(pl.col("gross") >= pl.duration(seconds=0))', "pl.lit(value=True)", SUMMARY),
    Fault("net is gross in the durations", "analytics/summary/durations.py", 'x=pl.col(clock)', 'x=pl.col("gross")', SUMMARY),
    Fault("resolved counts what was opened", "analytics/summary/volume.py", "(resolved == period)", "(opened == period)", SUMMARY),
    Fault("an episode counts as an incident", "analytics/summary/volume.py", '.group_by("incident_id", maintain_order=True)', '.group_by("incident_id", "episode", maintain_order=True)', SUMMARY),
    Fault("90 % of the normal for 95 %", "analytics/statistics/intervals.py", "1.959963984540054", "1.6448536269514722", SUMMARY),
    Fault("the rank above the nearest", "analytics/statistics/quantiles.py", 'percent / 100 * BELOW, "equiprobable"', '(percent + 5) / 100 * BELOW, "equiprobable"', SUMMARY),
    Fault("the buyer's duty counts against the supplier", "analytics/report/sentences.py", 'attainment.filter(pl.col("obliged") == "supplier")', "attainment", REPORT),
    Fault("open pauses end at once", "analytics/clock/pauses.py", 'pl.col("end").fill_null(OPEN))', 'pl.col("end").fill_null(pl.col("begin")))', CLOCK),
    Fault("a pause that begins when the window is used up is no grace", "analytics/clock/pauses.py", 'pl.col("net_before") <= pl.col("window")', 'pl.col("net_before") < pl.col("window")', CLOCK),
    Fault("holiday ignored", "analytics/clock/calendars.py", "shut.update(holidays)", "shut.update(())", CLOCK),
    Fault("closures of the contract ignored", "analytics/clock/calendars.py", "shut = set(closed)", "shut = set()", CLOCK),
    Fault("an opening that occurs twice takes the second", "analytics/clock/calendars.py", "fold=0)", "fold=1)", CLOCK),
    Fault("the day of the start counts as the first", "analytics/clock/working_time.py", 'side="right"', 'side="left"', CLOCK),
    Fault("due at the next opening, not at closing", "analytics/clock/working_time.py", "self._to_instant.at(worked - 1)", "self._to_instant.at(worked)", CLOCK),
    Fault("rows of one minute in the order of the file", "analytics/intake/audit.py", '"updated_at", "update_number", ROW', '"updated_at", ROW, "update_number"', INTAKE),
    Fault("a day apart is one episode", "analytics/causes/episodes.py", ".shift(1) < gap", ".shift(1) <= gap", CAUSES),
    Fault("an episode counts where it last opens", "analytics/causes/episodes.py", 'first_opened_at=pl.col("opened_at").first()', 'first_opened_at=pl.col("opened_at").last()', CAUSES),
    Fault("downtime begins at the opening", "analytics/causes/downtime.py", 'pl.coalesce(onset, "opened_at")', 'pl.col("opened_at")', CAUSES),
    Fault("downtime before the window counts", "analytics/causes/downtime.py", 'pl.max_horizontal("begin", pl.lit(low))', 'pl.col("begin")', CAUSES),
    Fault("an end after as_of is known", "analytics/causes/downtime.py", "end=resolved.cast(pl.Int64)", 'end=pl.col("resolved_at").cast(pl.Int64)', CAUSES),
    Fault("episodes make the signal", "analytics/causes/signal.py", 'pl.col("n_incidents") >= rule.at_least)', 'pl.col("n_episodes") >= rule.at_least)', CAUSES),
    Fault("a similar symptom is a signal", "analytics/causes/signal.py", "is_signal=is_cause & is_many", "is_signal=is_many", CAUSES),
    Fault("a young cause is tested", "analytics/causes/signal.py", "<= window_from - rule.history", "<= window_from", CAUSES),
    Fault("the first instant of the window is outside", "analytics/causes/signal.py", 'pl.col("opened_at") >= window_from', 'pl.col("opened_at") > window_from', CAUSES),
    Fault("why: a part is missing from the sum", "analytics/causes/fit.py", "+ sum(counts)) / THOUSAND", "+ sum(counts[1:])) / THOUSAND", WHY),
    Fault("why: the incident is among the others", "analytics/causes/why.py", "others = others[others != place]", "others = others[others >= 0]", WHY),
    Fault("why: words lose what their letters add", "analytics/causes/fit.py", "of_letters + of_words", "of_words", WHY),
    Fault("why: a field that one does not have conflicts", "analytics/causes/fit.py", "n_conflict = int((theirs != value).sum())", "n_conflict = int((theirs != value).fill_null(value=True).sum())", WHY),
    Fault("why: alike in order of id", "analytics/causes/why.py", '.sort("score", "opened_at", "incident_id"', '.sort("score", "incident_id", "opened_at"', WHY),
    Fault("why: more against than for is alike", "analytics/causes/why.py", 'pl.col("score") > 0', 'pl.col("score") > -100', WHY),
    Fault("why: what was decided is asked again", "analytics/causes/review.py", "or is_decided:", "or False:", WHY),
    Fault("why: what is kept apart is asked again", "analytics/causes/review.py", "keep &= ~both & ~np.isin(self._pair_of_groups(left, right), self._kept_apart())", "keep &= ~both", WHY),
    Fault("why: figures name what turned out to be security", "analytics/report/causes_data.py", "if security is not None:", "if security is None:", ("tests/unit/report/test_withholding.py",)),
    Fault("why: figures keep a name that may be its words", "analytics/report/withholding.py", 'name=pl.when(is_hidden)', 'name=pl.when(number.is_null() & pl.lit(value=False))', ("tests/unit/report/test_withholding.py",)),
    Fault("q is p", "analytics/statistics/multiplicity.py", "p_values[place] * n / rank", "p_values[place]", CAUSES),
    Fault("at the level is not shown", "analytics/causes/effect.py", "found.p_fewer <= LEVEL", "found.p_fewer < LEVEL", CAUSES),
    Fault("an episode at the change is before it", "analytics/causes/effect.py", '(opens < made)', '(opens <= made)', CAUSES),
    Fault("before reaches back before the data", "analytics/causes/effect.py", "pl.max_horizontal(made - rule.before, first)", "made - rule.before", CAUSES),
    Fault("as many after is consistent", "analytics/causes/effect.py", "n_after * before >= n_before * after", "n_after * before > n_before * after", CAUSES),
    Fault("quiet days gone by are forgotten", "analytics/statistics/poisson.py", "before, after + days * day)", "before, days * day)", CAUSES),
    Fault("a change of the future is made", "analytics/causes/changes.py", 'pl.when(pl.col("made_at") < as_of)', 'pl.when(pl.col("made_at").is_not_null())', CAUSES),
    Fault("engine: linkage forgets how large groups are", "analytics/causes/linkage.py", "weight[keep] += weight[gone]", "weight[keep] += 0", ENGINE),
    Fault("engine: only the nearest pair counts", "analytics/causes/linkage.py", "row = (weight[keep] * excess[keep] + weight[gone] * excess[gone]) / (weight[keep] + weight[gone])", "row = np.maximum(excess[keep], excess[gone])", ENGINE),
    Fault("engine: an umbrella binds", "analytics/causes/links.py", '(pl.col("most") * 2 < pl.col("n"))', '(pl.col("most") < 0)', ENGINE),
    Fault("engine: other records are no evidence", "analytics/causes/groups.py", "return np.where(both, (left == right).astype(float), chances)", "return chances", ENGINE),
    Fault("engine: the newer founder stays", "analytics/causes/lineage.py", "descending=[False, True, False, False]", "descending=[False, True, True, False]", ENGINE),
    Fault("engine: an older incident takes over the group", "analytics/causes/lineage.py", '"group", "is_founder", "opened", "incident_id", descending=[False, True, False, False]', '"group", "opened", "is_founder", "incident_id", descending=[False, False, True, False]', ENGINE),
    Fault("engine: merges are silent", "analytics/causes/lineage.py", 'log(known, at, "merged"', '(lambda *_: None)(known, at, "merged"', ENGINE),
    Fault("engine: splits are silent", "analytics/causes/lineage.py", 'log(known, at, "split"', '(lambda *_: None)(known, at, "split"', ENGINE),
    Fault("engine: a catch-all is a cause", "analytics/causes/texts.py", ".is_in(dull)", ".is_in([])", ENGINE),
    Fault("engine: a changed cause is not read again", "analytics/causes/known.py", '(pl.col("old") != pl.col("seen"))', 'pl.lit(value=False)', ENGINE),
    Fault("engine: a common component says as much as a rare one", "analytics/causes/evidence.py", "yield ((a == b) & known) * rarity", "yield ((a == b) & known) * 1.0", ENGINE),
    Fault("engine: what is unknown differs", "analytics/causes/evidence.py", "yield ((a != b) & known)", "yield (a != b)", ENGINE),
    Fault("engine: words alone make a cause", "analytics/causes/members.py", "REPEAT_ROOT_CAUSE if self._has_evidence(places) else SIMILAR_SYMPTOM", "REPEAT_ROOT_CAUSE", ENGINE),
    Fault("engine: free text names a cause unasked", "analytics/causes/names.py", "if name in columns]", "]", ENGINE),
)  # fmt: skip


def main(words: list[str]) -> int:
    chosen = [fault for fault in FAULTS if all(word in fault.story for word in words)]
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(tell, chosen))
    survivors = sum(caught == 0 for caught in results)
    print(f"{len(results) - survivors} caught, {survivors} survived")
    return 1 if survivors else 0


def tell(fault: Fault) -> int:
    caught = count_failures(fault)
    print(f"{'caught by' if caught else 'SURVIVED '} {caught:>3}  {fault.story}", flush=True)
    return caught


def count_failures(fault: Fault) -> int:
    """Run the tests of a fault in a copy that has it."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        copy = Path(folder)
        for name in COPIED:
            source = ROOT / name
            shutil.copytree(source, copy / name) if source.is_dir() else shutil.copy(source, copy / name)
        target = copy / fault.file
        text = target.read_text(encoding="utf-8")
        if text.count(fault.old) < 1 or fault.old == fault.new:
            raise SystemExit(f"{fault.story}: {fault.file} does not have the text to replace")
        target.write_text(text.replace(fault.old, fault.new), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "--no-header",
            "--tb=no",
            "-o",
            "testpaths=tests",
            *fault.tests,
        ]
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
        counts = re.findall(r"(\d+) (?:failed|errors?)", done.stdout)
        return sum(map(int, counts)) if counts else int(done.returncode not in (0, 5))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
