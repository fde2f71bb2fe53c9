"""One person's page and terminal view: what is on record, what was derived from it by which rule, and what is open."""

from nmosd.report.patient.page import write_patient_page
from nmosd.report.patient.terminal import patient_text
from nmosd.report.patient.view import PatientView, patient_view

__all__ = ["PatientView", "patient_text", "patient_view", "write_patient_page"]
