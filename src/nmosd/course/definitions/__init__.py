"""Everything arguable about the derivations, in one frozen object.

The settings, what they mean, their bounds and their sources are data: a file of `settings/` for each subject declares them with
the values of the preset `default`, `presets/` lists what the other presets change, `sources.toml` holds the citations. Attacks
merge when their onsets differ by *less than* `merge_before_days`: 31 in the SAkura trials, where day 30 still merges, and 30
under McDonald, where it separates.
"""

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Self, cast

from nmosd.course.definitions.checks import Value, checked
from nmosd.errors import DefinitionsError
from nmosd.nearest import nearest_or_all

__all__ = ["Definitions", "Setting", "Source", "settings_of", "sources"]


@dataclass(frozen=True)
class Source:
    """Where a value comes from: citation, DOI and address where they are known, and whether it was read."""

    citation: str
    mark: str
    doi: str | None = None
    url: str | None = None
    read_where: str | None = None


@dataclass(frozen=True)
class Setting:
    """One setting of some definitions, with its reason.

    `source` is the key of the source (None where the value was chosen by whoever runs the study), `citation` and `doi` what
    `sources.toml` says of it; `mark` is read, recalled, inferred or chosen.
    """

    name: str
    value: Value
    unit: str | None
    meaning: str
    source: str | None
    citation: str
    doi: str | None
    mark: str


@cache
def _file(path: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__name__).joinpath(path).read_text("utf-8"))


@cache
def _settings() -> dict[str, dict[str, Any]]:
    """Return what is declared for each setting, in the order of the fields of `Definitions`."""
    declared: dict[str, dict[str, Any]] = {}
    for subject in sorted(entry.name for entry in files(__name__).joinpath("settings").iterdir()):
        declared |= _file(f"settings/{subject}")
    names = [field.name for field in dataclasses.fields(Definitions) if field.name != "based_on"]
    return {name: declared[name] for name in names}


def settings_of(subject: str) -> tuple[str, ...]:
    """Return the names of the settings that the file of a subject declares, such as `criteria`."""
    return tuple(_file(f"settings/{subject}.toml"))


def _changed(preset: str) -> dict[str, dict[str, Any]]:
    return {} if preset == "default" else _file(f"presets/{preset}.toml")


@cache
def sources() -> Mapping[str, Source]:
    """Return the sources of the definitions by key."""
    return {key: Source(**entry) for key, entry in _file("sources.toml").items()}


def _declared(name: str) -> Any:
    """Make a dataclass field whose default is what `settings/` declares for it."""
    return field(default_factory=lambda: _frozen(_settings()[name]["value"]))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True)
class Definitions:
    """Every rule of the derivations that can be argued about; `Definitions()` is the preset `default`.

    What each setting means, its unit, bounds and source stand in `definitions/settings/` and come back from `explain()`.

    Raises:
        DefinitionsError: a value that is out of range or not allowed.

    >>> Definitions().merge_before_days
    30
    >>> Definitions.preset("sakura").replace(date_reading="earliest").merge_before_days
    31
    """

    merge_before_days: int = _declared("merge_before_days")
    widest_date_in_windows: int = _declared("widest_date_in_windows")
    date_reading: str = _declared("date_reading")
    not_attacks: tuple[str, ...] = _declared("not_attacks")
    negative_adequate_from_days: int = _declared("negative_adequate_from_days")
    antibody_lowering_groups: tuple[str, ...] = _declared("antibody_lowering_groups")
    undated_acute_treatment_within_days: int = _declared("undated_acute_treatment_within_days")
    b_cell_classes: tuple[str, ...] = _declared("b_cell_classes")
    b_cell_effect_days: int = _declared("b_cell_effect_days")
    borderline_settled_by_negative: bool = _declared("borderline_settled_by_negative")
    aqp4_positive_tiers: tuple[str, ...] = _declared("aqp4_positive_tiers")
    inadequate_negative_counts: bool = _declared("inadequate_negative_counts")
    mog_other_assays_count: bool = _declared("mog_other_assays_count")
    # Attacks: certainty, severity, kind; the form of the course.
    certainty_rule: str = _declared("certainty_rule")
    attack_hours: int = _declared("attack_hours")
    exact_attack_hours_suffice: bool = _declared("exact_attack_hours_suffice")
    objective_change_from: str = _declared("objective_change_from")
    objective_change_scores: str = _declared("objective_change_scores")
    attack_examined_within_days: int = _declared("attack_examined_within_days")
    severity_rule: str = _declared("severity_rule")
    area_postrema_from_hours: int = _declared("area_postrema_from_hours")
    area_postrema_as_stated: bool = _declared("area_postrema_as_stated")
    monophasic_after_years: int = _declared("monophasic_after_years")
    # Diagnosis: labels, harmful drugs.
    labels_of_the_disease: tuple[str, ...] = _declared("labels_of_the_disease")
    wrong_labels: tuple[str, ...] = _declared("wrong_labels")
    harmful_evidence: tuple[str, ...] = _declared("harmful_evidence")
    # Imaging and cerebrospinal fluid: what belongs to an attack, limits.
    scan_days_after_onset: int = _declared("scan_days_after_onset")
    scan_days_before_onset: int = _declared("scan_days_before_onset")
    extensive_cord_segments: int = _declared("extensive_cord_segments")
    csf_days_after_onset: int = _declared("csf_days_after_onset")
    pleocytosis_above: int = _declared("pleocytosis_above")
    marked_pleocytosis_above: int = _declared("marked_pleocytosis_above")
    neutrophils_above: int = _declared("neutrophils_above")
    kappa_without_limit: str = _declared("kappa_without_limit")
    kappa_general_limit_tenths: int = _declared("kappa_general_limit_tenths")
    # Vision: the scale of acuity, stable examinations, layers of the retina.
    acuity_conversion: str = _declared("acuity_conversion")
    blindness_threshold: str = _declared("blindness_threshold")
    vision_unstable_days: int = _declared("vision_unstable_days")
    nerve_fibre_difference_from: int = _declared("nerve_fibre_difference_from")
    ganglion_cell_difference_from: int = _declared("ganglion_cell_difference_from")
    nerve_fibre_swollen_days: int = _declared("nerve_fibre_swollen_days")
    # Disability: scores, confirmed worsening, milestones, opticospinal impairment.
    edss_unstable_days: int = _declared("edss_unstable_days")
    edss_walking_rules: str = _declared("edss_walking_rules")
    walking_unstated: str = _declared("walking_unstated")
    edss_from_systems_counts: bool = _declared("edss_from_systems_counts")
    edss_mismatch_half_points: int = _declared("edss_mismatch_half_points")
    worsening_steps: str = _declared("worsening_steps")
    confirmation_days: int = _declared("confirmation_days")
    confirmation_early_days: int = _declared("confirmation_early_days")
    confirmation_late_days: int = _declared("confirmation_late_days")
    worsening_held_days: int = _declared("worsening_held_days")
    worsening_onset_unstable_days: int = _declared("worsening_onset_unstable_days")
    worsening_reference: str = _declared("worsening_reference")
    new_reference_after_attack: bool = _declared("new_reference_after_attack")
    worsening_events: str = _declared("worsening_events")
    attack_associated_days: int = _declared("attack_associated_days")
    independence_windows: str = _declared("independence_windows")
    milestone_confirmation_days: int = _declared("milestone_confirmation_days")
    milestone_unstable_days: int = _declared("milestone_unstable_days")
    opticospinal_scotoma_unstated: str = _declared("opticospinal_scotoma_unstated")
    opticospinal_hand_motion: int = _declared("opticospinal_hand_motion")
    opticospinal_beyond_20_800: int = _declared("opticospinal_beyond_20_800")
    # Recovery from an attack, and its treatment.
    recovery_value: str = _declared("recovery_value")
    recovery_target_days: int = _declared("recovery_target_days")
    recovery_from_days: int = _declared("recovery_from_days")
    recovery_until_days: int = _declared("recovery_until_days")
    value_before_attack_within_days: int = _declared("value_before_attack_within_days")
    unimpaired_before_onset_attack: bool = _declared("unimpaired_before_onset_attack")
    acute_treatment_within_days: int = _declared("acute_treatment_within_days")
    # Preventive treatment.
    blank_stop_means: str = _declared("blank_stop_means")
    treatment_lag_days: int = _declared("treatment_lag_days")
    lag_by_drug: bool = _declared("lag_by_drug")
    effect_window_percent: int = _declared("effect_window_percent")
    same_episode_within_days: int = _declared("same_episode_within_days")
    same_line_within_days: int = _declared("same_line_within_days")
    bridging_classes: tuple[str, ...] = _declared("bridging_classes")
    bridging_at_most_days: int = _declared("bridging_at_most_days")
    failure_definition: str = _declared("failure_definition")
    # Neurophysiology.
    lower_motor_neuron_signs: tuple[str, ...] = _declared("lower_motor_neuron_signs")
    longest_cord_lesion_is_the_only_one: bool = _declared("longest_cord_lesion_is_the_only_one")
    # Coexisting diseases.
    not_coexisting_autoimmunity: tuple[str, ...] = _declared("not_coexisting_autoimmunity")
    cancer_near_onset_days: int = _declared("cancer_near_onset_days")
    oldest_onset_age: int = _declared("oldest_onset_age")
    pulse_dose_above_grams: int = _declared("pulse_dose_above_grams")
    exchanges_above: int = _declared("exchanges_above")
    # cell therapy and pregnancy
    cell_therapy_edss_before_days: int = _declared("cell_therapy_edss_before_days")
    cell_therapy_edss_after_days: int = _declared("cell_therapy_edss_after_days")
    trimester_days: int = _declared("trimester_days")
    pregnancy_before_days: int = _declared("pregnancy_before_days")
    postpartum_early_days: int = _declared("postpartum_early_days")
    postpartum_late_days: int = _declared("postpartum_late_days")
    # Criteria: what counts for all of them; IPND 2015; warnings.
    criteria_certainties: tuple[str, ...] = _declared("criteria_certainties")
    without_attacks: str = _declared("without_attacks")
    required_lesion_on: str = _declared("required_lesion_on")
    ipnd_requirements_of: str = _declared("ipnd_requirements_of")
    ipnd_brain_lesion_with_optic_neuritis: bool = _declared("ipnd_brain_lesion_with_optic_neuritis")
    ipnd_atrophy_unstated: str = _declared("ipnd_atrophy_unstated")
    ipnd_atrophy_is_extensive_myelitis: bool = _declared("ipnd_atrophy_is_extensive_myelitis")
    child_below_age: int = _declared("child_below_age")
    nadir_too_fast_hours: int = _declared("nadir_too_fast_hours")
    worsening_too_long_days: int = _declared("worsening_too_long_days")
    red_flag_diseases: tuple[str, ...] = _declared("red_flag_diseases")
    # Criteria: McDonald 2024.
    labels_of_multiple_sclerosis: tuple[str, ...] = _declared("labels_of_multiple_sclerosis")
    mcdonald_antibodies_needed: tuple[str, ...] = _declared("mcdonald_antibodies_needed")
    mcdonald_unstated_is_typical: bool = _declared("mcdonald_unstated_is_typical")
    mcdonald_region_from: str = _declared("mcdonald_region_from")
    mcdonald_lesions_of_nmosd_count: bool = _declared("mcdonald_lesions_of_nmosd_count")
    mcdonald_optic_nerve_unanswered: str = _declared("mcdonald_optic_nerve_unanswered")
    mcdonald_negative_optic_nerve: str = _declared("mcdonald_negative_optic_nerve")
    mcdonald_negative_fluid: str = _declared("mcdonald_negative_fluid")
    central_vein_lesions_from: int = _declared("central_vein_lesions_from")
    central_vein_few_lesions_below: int = _declared("central_vein_few_lesions_below")
    mcdonald_more_evidence_for: tuple[str, ...] = _declared("mcdonald_more_evidence_for")
    mcdonald_older_from_age: int = _declared("mcdonald_older_from_age")
    diseases_with_brain_lesions: tuple[str, ...] = _declared("diseases_with_brain_lesions")
    # Criteria: MOGAD 2023.
    mogad_clear_titre: int = _declared("mogad_clear_titre")
    mogad_low_titre: int = _declared("mogad_low_titre")
    mogad_titre_before_call: bool = _declared("mogad_titre_before_call")
    mogad_live_titre: str = _declared("mogad_live_titre")
    mogad_positive_without_titre: str = _declared("mogad_positive_without_titre")
    mogad_unstated_assay: str = _declared("mogad_unstated_assay")
    mogad_borderline: str = _declared("mogad_borderline")
    mogad_csf_without_serum: bool = _declared("mogad_csf_without_serum")
    mogad_fluid_not_tested: str = _declared("mogad_fluid_not_tested")
    mogad_negative_after_lowering: str = _declared("mogad_negative_after_lowering")
    mogad_supporting_features_of: str = _declared("mogad_supporting_features_of")
    mogad_area_postrema_is_brainstem: bool = _declared("mogad_area_postrema_is_brainstem")
    mogad_diencephalon_is_cerebral: bool = _declared("mogad_diencephalon_is_cerebral")
    mogad_labels: tuple[str, ...] = _declared("mogad_labels")
    based_on: str = "default"

    def __post_init__(self) -> None:
        if self.based_on not in self.presets():
            raise DefinitionsError(_no_such("preset", self.based_on, self.presets()))
        for name, declared in _settings().items():
            object.__setattr__(self, name, checked(name, getattr(self, name), declared))

    @classmethod
    def presets(cls) -> tuple[str, ...]:
        """Return the names of the presets, `default` first.

        >>> Definitions.presets()[0], "sakura" in Definitions.presets()
        ('default', True)
        """
        return ("default", *sorted(entry.name.removesuffix(".toml") for entry in files(__name__).joinpath("presets").iterdir()))

    @classmethod
    def preset(cls, name: str) -> Self:
        """Return the definitions that a trial or a consensus paper used.

        Raises:
            DefinitionsError: no preset has that name; the message says which come near.
        """
        if name not in cls.presets():
            raise DefinitionsError(_no_such("preset", name, cls.presets()))
        changes = {key: _frozen(entry["value"]) for key, entry in _changed(name).items()}
        return cls(based_on=name, **changes)

    def replace(self, **changes: object) -> Self:
        """Return the same definitions with some settings changed.

        Raises:
            DefinitionsError: a setting that does not exist, or a value that is out of range.
        """
        names = tuple(_settings())
        for name in changes:
            if name not in names:
                raise DefinitionsError(_no_such("setting", name, names))
        return dataclasses.replace(self, **cast("dict[str, Any]", changes))

    def explain(self) -> tuple[Setting, ...]:
        """Return every setting with its unit, meaning, source and mark, in the order of their declaration.

        A value that its preset does not hold was chosen by whoever runs the study: its source is None, its mark `chosen`.
        """
        return tuple(self._explain(name, declared) for name, declared in _settings().items())

    def _explain(self, name: str, declared: dict[str, Any]) -> Setting:
        entry = _changed(self.based_on).get(name, declared)
        value = getattr(self, name)
        if value != _frozen(entry["value"]):
            return Setting(name, value, declared.get("unit"), declared["meaning"], None, "chosen for this study", None, "chosen")
        source = sources()[entry["source"]]
        return Setting(
            name,
            value,
            declared.get("unit"),
            declared["meaning"],
            entry["source"],
            source.citation,
            source.doi,
            entry["mark"],
        )


def _no_such(what: str, name: object, allowed: tuple[str, ...]) -> str:
    """Say in one sentence that a name does not exist, which comes nearest, or which there are."""
    return f"The definitions have no {what} {name!r}{nearest_or_all(str(name), allowed, 'there are')}"
