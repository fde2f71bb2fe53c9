"""What the record says of preventive treatment, as spans of days: rows of `therapies`, and doses."""

import polars as pl

from nmosd.course.days import with_days
from nmosd.course.definitions import Definitions
from nmosd.course.keys import no_rows
from nmosd.course.treatment.windows import effect_windows
from nmosd.record import Record

END = pl.Enum(["stopped", "ongoing", "lapsed", "unknown"])


def spans(record: Record, people: pl.DataFrame, definitions: Definitions, *, reasons: bool = False) -> pl.DataFrame:
    """Return one row per span of treatment, in any order.

    A row of `therapies` is one span, from its start (or its first dose on record) to its stop, or where it is ongoing to the end
    of the person's follow-up. Where a drug is given in doses and dated doses of a row are on record, they take its place: the
    start and every dose is a span of one day, whose effect lapses unless another dose follows. A dose that names no row belongs
    to the row of the same drug that began last before it and was not over; else it is a span of its own.

    `from_day`; `known_day`, the last day that is certain; `until_day`, the last day (null: the end is unknown). `end` says why
    it ended (unknown as well where the stop on record certainly lies before the start), `doses` how many doses it holds;
    `imprecise`: some date of this person's treatment is not exact. `row_id` is the row that it comes from; with `reasons`,
    `row_ids` are all that it rests on.
    """
    stated = _stated(record, people, definitions)
    doses = _doses(record, stated, definitions)
    counted = (
        doses.filter(pl.col("therapy").is_not_null())
        .group_by("therapy")
        .agg(
            pl.len().alias("doses_on_record"),
            pl.col("from_day").min().alias("first_dose_day"),
            pl.col("from_day").max().alias("last_dose_day"),
        )
    )
    rows = stated.join(counted, left_on="row_id", right_on="therapy", how="left", maintain_order="left").with_columns(
        by_doses=pl.col("in_doses") & pl.col("doses_on_record").is_not_null()
    )
    parts = (_whole(rows.filter(~pl.col("by_doses"))), _first_days(rows.filter("by_doses")), _given(doses, rows))
    vague = pl.concat([dated.filter("imprecise").select("patient_id") for dated in (stated, doses)])["patient_id"].unique()
    found = pl.concat([part.select(_SPAN) for part in parts]).with_columns(imprecise=pl.col("patient_id").is_in(vague.implode()))
    return _with_row_ids(found, doses, rows, record) if reasons else found


_SPAN = (
    "patient_id",
    "drug",
    "from_day",
    "until_day",
    "known_day",
    "end",
    "stop_day",
    "stop_reason",
    "effect_days",
    "doses",
    "row_id",
)


def _with_row_ids(found: pl.DataFrame, doses: pl.DataFrame, rows: pl.DataFrame, record: Record) -> pl.DataFrame:
    """Add the row of each span and the doses that it holds."""
    whole = rows.filter(~pl.col("by_doses")).select(therapy="row_id")
    held = doses.join(whole, on="therapy", how="semi").group_by("therapy").agg(pl.col("row_id").alias("held"))
    joined = found.join(held, left_on="row_id", right_on="therapy", how="left", maintain_order="left")
    own = pl.concat_list("row_id") if found.height else no_rows(record)
    return joined.with_columns(row_ids=own.list.concat(pl.coalesce("held", no_rows(record)))).drop("held")


def _stated(record: Record, people: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Return the rows of `therapies` with their days, how each ended, and what is known of the drug."""
    columns = ("row_id", "patient_id", "drug", "start_earliest", "start_latest", "stop_earliest", "stop_latest")
    dated = with_days(record.therapies.select(*columns, "ongoing", "stop_reason"), "start", "stop", definitions=definitions)
    contacts = _follow_up_end(record, people)
    dated = dated.join(contacts, on="patient_id", how="left", maintain_order="left")
    goes_on = pl.col("ongoing") == "yes"
    if definitions.blank_stop_means == "ongoing":
        goes_on |= pl.col("ongoing").is_null()
    goes_on = goes_on.fill_null(value=False)
    impossible = (pl.col("stop_latest_day") < pl.col("start_earliest_day")).fill_null(value=False)
    end = (
        pl.when(impossible)
        .then(pl.lit("unknown"))
        .when(pl.col("stop_day").is_not_null())
        .then(pl.lit("stopped"))
        .when(goes_on)
        .then(pl.lit("ongoing"))
        .otherwise(pl.lit("unknown"))
    )
    imprecise = pl.any_horizontal(
        pl.col("start_earliest_day") < pl.col("start_latest_day"),
        pl.col("stop_earliest_day") < pl.col("stop_latest_day"),
        (end == "ongoing") & pl.col("vague_end"),
    )
    return _with_windows(dated, definitions).with_columns(end=end.cast(END), imprecise=imprecise.fill_null(value=False))


def _follow_up_end(record: Record, people: pl.DataFrame) -> pl.DataFrame:
    """Return the last day of follow-up of each person, and whether its date is not exact."""
    vague = pl.any_horizontal(pl.col(f"{name}_earliest") < pl.col(f"{name}_latest") for name in ("last_contact", "death"))
    exactness = record.patients.select("patient_id", vague_end=vague.fill_null(value=False))
    ends = people.select("patient_id", follow_up_end=pl.min_horizontal("last_contact_day", "death_day"))
    return ends.join(exactness, on="patient_id", how="left", maintain_order="left")


def _with_windows(frame: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    windows = effect_windows(definitions)

    def of_drug(values: dict[str, object], dtype: type[pl.DataType]) -> pl.Expr:
        return pl.col("drug").replace_strict(values, default=None, return_dtype=dtype)

    return frame.with_columns(
        of_drug({name: window.in_doses for name, window in windows.items()}, pl.Boolean).fill_null(value=False).alias("in_doses"),
        of_drug({name: window.effect_days for name, window in windows.items()}, pl.Int32).alias("effect_days"),
    )


def _doses(record: Record, stated: pl.DataFrame, definitions: Definitions) -> pl.DataFrame:
    """Return the dated doses with the row of `therapies` that each belongs to (null: none)."""
    given = record.therapy_doses.select("row_id", "patient_id", "therapy", "drug", "given_earliest", "given_latest")
    dated = with_days(given, "given", definitions=definitions).filter(pl.col("given_day").is_not_null())
    named = stated.select(therapy="row_id", drug_of_row="drug")
    dated = dated.join(named, on="therapy", how="left", maintain_order="left").with_columns(
        pl.coalesce("drug_of_row", "drug").alias("drug")
    )
    by_time = dated.filter(pl.col("therapy").is_null() & pl.col("drug").is_not_null()).sort("patient_id", "given_day", "row_id")
    rows = stated.filter(pl.col("start_day").is_not_null() & pl.col("drug").is_not_null()).sort(
        "patient_id", "start_day", "row_id"
    )
    candidates = by_time.select("row_id", "patient_id", "drug", "given_day").join(
        rows.select("patient_id", "drug", "start_day", "stop_day", found="row_id"),
        on=["patient_id", "drug"],
        maintain_order="left_right",
    )
    open_then = (pl.col("start_day") <= pl.col("given_day")) & (pl.col("given_day") <= pl.col("stop_day")).fill_null(value=True)
    found = candidates.filter(open_then).unique("row_id", keep="last", maintain_order=True).select("row_id", "found")
    placed = dated.join(found, on="row_id", how="left", maintain_order="left").select(
        "row_id",
        "patient_id",
        "drug",
        therapy=pl.coalesce("therapy", "found"),
        from_day="given_day",
        imprecise=pl.col("given_earliest_day") < pl.col("given_latest_day"),
    )
    return _with_windows(placed, definitions)


def _whole(rows: pl.DataFrame) -> pl.DataFrame:
    begun = pl.coalesce("start_day", "first_dose_day")
    evidence = pl.max_horizontal("start_day", "last_dose_day")
    until = (
        pl.when(pl.col("end") == "stopped")
        .then(pl.max_horizontal("start_day", "first_dose_day", "stop_day"))
        .when(pl.col("end") == "ongoing")
        .then(pl.when(pl.col("follow_up_end").is_not_null()).then(pl.max_horizontal(evidence, "follow_up_end")))
    )
    return rows.with_columns(
        from_day=begun,
        until_day=until.cast(pl.Int32),
        known_day=pl.coalesce(until, evidence).cast(pl.Int32),
        doses=pl.col("doses_on_record").fill_null(0),
    )


def _first_days(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the first days of the rows whose doses are on record: a start is a first dose."""
    only_one = pl.col("start_day") >= pl.col("last_dose_day")
    return rows.filter(pl.col("start_day").is_not_null()).with_columns(
        from_day="start_day",
        until_day="start_day",
        known_day="start_day",
        doses=pl.lit(0, pl.UInt32),
        end=pl.when(only_one).then("end").otherwise(pl.lit("lapsed", END)),
        stop_day=pl.when(only_one).then("stop_day"),
        stop_reason=pl.when(only_one).then("stop_reason"),
    )


def _given(doses: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the doses that are spans: all but those of a row that is a span itself."""
    of_rows = rows.select("end", "stop_day", "stop_reason", "last_dose_day", "by_doses", therapy="row_id")
    joined = doses.join(of_rows, on="therapy", how="left", maintain_order="left")
    own = pl.col("therapy").is_null()
    last = pl.col("from_day") == pl.col("last_dose_day")
    return joined.filter(own | pl.col("by_doses")).with_columns(
        until_day=pl.when(pl.col("in_doses")).then("from_day"),
        known_day="from_day",
        end=pl.when(own).then(pl.lit("unknown", END)).when(last).then("end").otherwise(pl.lit("lapsed", END)),
        stop_day=pl.when(last).then("stop_day"),
        stop_reason=pl.when(last).then("stop_reason"),
        doses=pl.lit(1, pl.UInt32),
    )
