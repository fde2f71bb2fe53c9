"""Write the tables of an invented cohort that has the published counts of a study, always the same bytes.

Run it from anywhere: `python examples/emg_study/build.py [folder]`. Nobody in these tables exists. The counts of `published.csv`
are the study's; who has what beyond them is made up, and only as much of it as the software needs to count.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
TITLE = "Invented people with the published counts of the study of 59 people by He et al."
MUSCLES = (("deltoid", "C5; C6"), ("first dorsal interosseous", "C8; T1"), ("tibialis anterior", "L4; L5"))
NERVES = ("median", "ulnar", "peroneal")

Row = dict[str, str]


def people() -> Iterator[tuple[str, str, str, str]]:
    """Give denervation, whether it is explained, conduction, and the MRI lesion, for each of the 59.

    Seven people have abnormal conduction: in four it explains the denervation, two have none, so one has denervation that it does
    not explain. That one is inferred from the published counts.
    """
    for number in range(4):
        yield ("acute", "chronic", "acute and chronic", "chronic")[number], "yes", ("axonal", "demyelinating")[number % 2], ""
    yield "chronic", "no", "axonal", "cord"
    for number in range(8):
        yield ("acute", "chronic")[number % 2], "no", "normal", ("cord", "cord", "brainstem")[number] if number < 3 else "none"
    for number in range(2):
        yield "none", "", ("axonal", "demyelinating")[number], ""
    for _ in range(44):
        yield "none", "", "normal", ""


def tables() -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {"patients": [], "visits": [], "neurophysiology": [], "mri_scans": []}
    for number, (denervation, explained, conduction, lesion) in enumerate(people(), start=1):
        who = f"E{number:02d}"
        muscle, segments = ("tongue", "brainstem") if lesion == "brainstem" else MUSCLES[number % 2 if lesion else number % 3]
        sign = ("muscle_atrophy", "reduced_reflexes")[number % 2]
        test = {"patient_id": who, "indication": "lower motor neuron involvement suspected"}
        rows["patients"].append({"patient_id": who, "source": "invented", "note": "Nobody. Invented to match published counts."})
        rows["visits"].append({"patient_id": who, "muscle_atrophy": "", "reduced_reflexes": "", sign: "yes"})
        rows["neurophysiology"] += [
            test
            | {"study": "electromyography", "structure": muscle, "segments": segments, "denervation": denervation}
            | {"conduction": "", "explained_by_conduction": explained},
            test
            | {"study": "nerve conduction", "structure": NERVES[number % 3], "segments": "", "denervation": ""}
            | {"conduction": conduction, "explained_by_conduction": ""},
        ]
        rows["mri_scans"] += scans(who, segments, lesion)
    return rows


def scans(who: str, segments: str, lesion: str) -> Iterator[Row]:
    """Give the scan of somebody with lower motor neuron involvement; the study's other people have none here."""
    blank = {"cord_lesion": "", "cord_first_segment": "", "cord_last_segment": "", "brainstem_lesion": ""}
    if lesion == "brainstem":
        yield {"patient_id": who, "region": "brain"} | blank | {"brainstem_lesion": "yes"}
    elif lesion:
        first, last = segments.split("; ") if lesion == "cord" else ("", "")
        answer = {"cord_lesion": "yes" if lesion == "cord" else "no", "cord_first_segment": first, "cord_last_segment": last}
        yield {"patient_id": who, "region": "spinal cord"} | blank | answer


def build(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    about = [{"title": TITLE, "calendar": "absolute", "synthetic": "yes"}]
    for name, rows in {"about": about, **tables()}.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "tables")
