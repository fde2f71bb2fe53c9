"""Neurophysiology: what electromyography and nerve conduction studies say of a person, and who should have had them.

Rule. Denervation is acute or chronic denervation in any muscle; there is none where at least one muscle was examined and every
result says none. Conduction is abnormal if any nerve is outside the laboratory's limits; evoked potentials test pathways inside
the brain and cord and do not count. A muscle's denervation is explained where the examiner says so, and unexplained where the
examiner says so or where no nerve is abnormal. Lower motor neuron involvement is unexplained denervation of any muscle.

The groups overlap: somebody may have abnormal conduction that does not explain the denervation, so that no group is the
difference of two others.

Who was tested was suspected of it (muscle atrophy, weakness, reduced reflexes): shares among the tested are not the frequency in
NMOSD. `lower_motor_neuron_signs` at any visit call for both studies.

Source: He et al. 2022, doi not confirmed; abstract at
https://discovery.researcher.life/article/lower-motor-neuron-involvement-in-patients-with-neuromyelitis-optica-spectrum-disorders/e187c03d7cb7359fbbf053a2689b9daa
"""

import polars as pl

from nmosd.course.answers import answered
from nmosd.course.definitions import Definitions
from nmosd.course.keys import no_rows
from nmosd.course.neurophysiology.denervated_segments import lesions_at_segments
from nmosd.record import Record
from nmosd.record.vocabulary import vocabulary


def derive_neurophysiology(
    record: Record, imaging: pl.DataFrame, definitions: Definitions, *, reasons: bool = False
) -> pl.DataFrame:
    """Return one row per person with an electromyography, a conduction study or a sign that calls for them, sorted by patient.

    `imaging` is what `derive_imaging` returned. Every other column is true, false or null (cannot be told):

    - `electromyography_done`, `conduction_done`, `both_done`: false only where the record says not done;
    - `denervation`, `acute_denervation`, `chronic_denervation`, `abnormal_conduction`, `conduction_without_denervation`;
    - `explained`: there is denervation, and all of it is explained; false without denervation;
    - `lower_motor_neuron`: there is denervation that is not explained;
    - `matching_lesion`: lower motor neuron involvement with a lesion on MRI, of any date, at the segment of such a muscle;
    - `called_for`: a visit shows a sign; false where the signs were looked for and none was ever found;
    - `due_but_not_done`: called for, and the record says that neither study was done; null where it says nothing of them;
    - `due_without_result`: called for, and no result of either is on record, whatever the reason.

    With `reasons`, `rule` and `row_ids` say what denervation and involvement rest on, `lesion_rule` and `lesion_row_ids` (scans)
    the lesion, null and empty where there is no denervation to match; `conduction_row_ids` and `sign_row_ids` (visits) the rest.
    """
    nerves = _nerves(record)
    conduction = nerves.group_by("patient_id").agg(abnormal_conduction=_any("abnormal"), conduction_done=_done())
    muscles = _unexplained(_muscles(record), conduction)
    lesions = lesions_at_segments(muscles, record, imaging, definitions)
    muscles = muscles.join(lesions, on="row_id", how="left", maintain_order="left")
    found = muscles.group_by("patient_id").agg(
        electromyography_done=_done(),
        denervation=_any("denervated"),
        acute_denervation=_any("acute"),
        chronic_denervation=_any("chronic"),
        lower_motor_neuron=_any("unexplained"),
        matching_lesion=_any(pl.col("unexplained") & pl.col("lesion")),
    )
    visits = _visits_with_answers(record, definitions)
    signs = visits.group_by("patient_id").agg(called_for=pl.col("sign").any(ignore_nulls=False))
    told = _with_answers(_joined(found, conduction, signs.filter(pl.col("called_for"))), signs)
    if not reasons:
        return told.select(_COLUMNS)
    return _with_reasons(told, muscles, nerves, visits, record)


_COLUMNS = (
    "patient_id",
    "electromyography_done",
    "conduction_done",
    "both_done",
    "denervation",
    "acute_denervation",
    "chronic_denervation",
    "abnormal_conduction",
    "conduction_without_denervation",
    "explained",
    "lower_motor_neuron",
    "matching_lesion",
    "called_for",
    "due_but_not_done",
    "due_without_result",
)


def _meaning(column: str, vocabulary_name: str, attribute: str) -> pl.Expr:
    """Return what an attribute says of each word of a column; null where the word says nothing."""
    known = {name: term.attributes.get(attribute) for name, term in vocabulary(vocabulary_name).items()}
    return pl.col(column).cast(pl.String).replace_strict(known, default=None, return_dtype=pl.Boolean)


def _muscles(record: Record) -> pl.DataFrame:
    """Return the electromyographies, and results of one that stand beside another study; `done` is false where one was not."""
    rows = record.neurophysiology.with_columns(
        acute=_meaning("denervation", "denervation", "acute"), chronic=_meaning("denervation", "denervation", "chronic")
    )
    is_one = (pl.col("study") == "electromyography") | pl.col("acute").is_not_null()
    return rows.filter(is_one).select(
        "patient_id",
        "row_id",
        "segments",
        "acute",
        "chronic",
        denervated=pl.col("acute") | pl.col("chronic"),
        explained=answered("explained_by_conduction"),
        done=(pl.col("denervation") != "not done").fill_null(value=True),
    )


def _nerves(record: Record) -> pl.DataFrame:
    """Return the conduction studies, and results of one that stand beside an electromyography.

    A result without a study may be that of an evoked potential: `abnormal` and `done` are null.
    """
    study, conduction = pl.col("study").cast(pl.String), pl.col("conduction")
    beside = conduction.is_not_null() & (study.is_null() | (study == "electromyography"))
    rows = record.neurophysiology.filter((study == "nerve conduction") | beside)
    named = pl.when(study.is_not_null())
    return rows.select(
        "patient_id",
        "row_id",
        abnormal=named.then(_meaning("conduction", "conduction", "abnormal")),
        done=named.then((conduction != "not done").fill_null(value=True)),
    )


def _examined() -> pl.Expr:
    """Return whether a muscle or nerve may have been examined: what was not done says nothing of the others."""
    return pl.col("done").fill_null(value=True)


def _any(column: str | pl.Expr) -> pl.Expr:
    """Return whether any muscle or nerve examined shows it: false if all are known not to, null if none was examined."""
    shows = pl.col(column) if isinstance(column, str) else column
    return pl.when(_examined().any()).then(shows.filter(_examined()).any(ignore_nulls=False))


def _done() -> pl.Expr:
    return pl.col("done").any(ignore_nulls=False)


def _unexplained(muscles: pl.DataFrame, conduction: pl.DataFrame) -> pl.DataFrame:
    """Return the muscles with whether each shows denervation that is not explained; where no nerve is abnormal, none is."""
    nothing_explains = pl.when(~pl.col("abnormal_conduction")).then(pl.lit(value=False))
    explained = pl.coalesce("explained", nothing_explains)
    joined = muscles.join(conduction, on="patient_id", how="left", maintain_order="left")
    return joined.with_columns(unexplained=pl.col("denervated") & ~explained).drop("abnormal_conduction", "conduction_done")


def _visits_with_answers(record: Record, definitions: Definitions) -> pl.DataFrame:
    """Return the visits at which one of the signs was looked for, with whether any was found."""
    signs = definitions.lower_motor_neuron_signs
    if not signs:
        return record.visits.head(0).select("patient_id", "row_id", sign=pl.lit(value=False))
    looked_for = record.visits.select("patient_id", "row_id", *signs).filter(pl.any_horizontal(pl.col(signs).is_not_null()))
    return looked_for.select("patient_id", "row_id", sign=pl.any_horizontal(answered(sign) for sign in signs))


def _joined(*parts: pl.DataFrame) -> pl.DataFrame:
    """Return one row per person who is in any of the parts, with the columns of the first two."""
    people = pl.concat([part.select("patient_id") for part in parts]).unique().sort("patient_id")
    for part in parts[:2]:
        people = people.join(part, on="patient_id", how="left", maintain_order="left")
    return people


def _with_answers(people: pl.DataFrame, signs: pl.DataFrame) -> pl.DataFrame:
    denervation, neurons = pl.col("denervation"), pl.col("lower_motor_neuron")
    done, called_for = (pl.col("electromyography_done"), pl.col("conduction_done")), pl.col("called_for")
    return people.join(signs, on="patient_id", how="left", maintain_order="left").with_columns(
        both_done=done[0] & done[1],
        explained=denervation & ~neurons,
        conduction_without_denervation=pl.col("abnormal_conduction") & ~denervation,
        due_but_not_done=called_for & ~done[0] & ~done[1],
        due_without_result=called_for & denervation.is_null() & pl.col("abnormal_conduction").is_null(),
    )


def _with_reasons(
    told: pl.DataFrame, muscles: pl.DataFrame, nerves: pl.DataFrame, visits: pl.DataFrame, record: Record
) -> pl.DataFrame:
    unmatched = pl.when(pl.col("lower_motor_neuron").fill_null(value=True) & pl.col("denervation").fill_null(value=True))
    lesion = pl.col("matching_lesion")
    lesion_rule = pl.when(lesion).then(pl.lit("lesion_matches")).when(~lesion).then(pl.lit("no_lesion_there"))
    rows = (
        _deciding(muscles, "denervated", "row_ids"),
        _deciding(nerves, "abnormal", "conduction_row_ids"),
        _deciding(visits.with_columns(done=True), "sign", "sign_row_ids"),
        _deciding_scans(muscles),
    )
    for found in rows:
        told = told.join(found, on="patient_id", how="left", maintain_order="left")
    return told.select(
        *_COLUMNS,
        _rule().alias("rule"),
        unmatched.then(pl.lit("neurophysiology.") + lesion_rule.otherwise(pl.lit("lesion_unknown"))).alias("lesion_rule"),
        *(
            pl.col(name).fill_null(no_rows(record))
            for name in ("row_ids", "lesion_row_ids", "conduction_row_ids", "sign_row_ids")
        ),
    )


def _rule() -> pl.Expr:
    denervation, neurons = pl.col("denervation"), pl.col("lower_motor_neuron")
    name = (
        pl.when(neurons)
        .then(pl.lit("lower_motor_neuron"))
        .when(pl.col("explained"))
        .then(pl.lit("explained"))
        .when(denervation)
        .then(pl.lit("explanation_unknown"))
        .when(~denervation)
        .then(pl.lit("no_denervation"))
        .when(pl.col("electromyography_done"))
        .then(pl.lit("denervation_unknown"))
        .when(~pl.col("electromyography_done"))
        .then(pl.lit("not_done"))
        .otherwise(pl.lit("no_electromyography"))
    )
    return pl.lit("neurophysiology.") + name


def _deciding(rows: pl.DataFrame, finding: str, name: str) -> pl.DataFrame:
    """Return the rows that decided each person's answer: those that show the finding, else all."""
    shows = pl.col(finding).fill_null(value=False)
    return rows.group_by("patient_id").agg(
        pl.when(shows.any())
        .then(pl.col("row_id").filter(shows).sort().implode())
        .otherwise(pl.col("row_id").sort().implode())
        .alias(name)
    )


def _deciding_scans(muscles: pl.DataFrame) -> pl.DataFrame:
    """Return the scans that decided each person's lesion: of the muscles where one matches, else all that were looked at."""
    matches = (pl.col("lesion") & pl.col("unexplained")).fill_null(value=False)
    of_matches = (
        pl.when(matches.any()).then(pl.col("scan_row_ids").filter(matches).implode()).otherwise(pl.col("scan_row_ids").implode())
    )
    found = muscles.filter(_examined()).group_by("patient_id").agg(lesion_row_ids=of_matches)
    return (
        found.explode("lesion_row_ids")
        .explode("lesion_row_ids")
        .group_by("patient_id")
        .agg(pl.col("lesion_row_ids").drop_nulls().unique().sort())
    )
