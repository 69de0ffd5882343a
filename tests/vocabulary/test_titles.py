"""Titles that a feed shouts, as readers see them."""

import pytest

from consortium.vocabulary.titles import label_of

SHOWN = {
    "MD - ANAESTHESIOLOGY": "MD Anaesthesiology",
    "MD/MS - OBSTETRICS & GYNAECOLOGY": "MD/MS Obstetrics & Gynaecology",
    "NBEMS-DIPLOMA - RADIO-DIAGNOSIS": "NBEMS-Diploma Radio-Diagnosis",
    "DIPLOMA - CHILD HEALTH": "Diploma Child Health",
    "GENERAL HOSPITAL - SUB DISTRICT HOSPITAL": "General Hospital - Sub District Hospital",
    "DIPLOMA IN ENT AND HIV CARE": "Diploma in ENT and HIV Care",
    "COLLEGE OF M.A. RANGOONWALA": "College of M.A. Rangoonwala",
    "HEPATITIS A": "Hepatitis A",
    "8TH FLOOR, PLOT 1A": "8th Floor, Plot 1A",
    "Use of AI - a primer": "Use of AI - a primer",
}


@pytest.mark.parametrize("stated", SHOWN)
def test_a_shouted_title_is_written_with_the_capitals_of_the_profile(stated: str) -> None:
    assert label_of(stated) == SHOWN[stated]
