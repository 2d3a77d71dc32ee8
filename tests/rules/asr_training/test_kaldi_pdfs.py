"""Each unit has a pdf for its first step and one for the rest; silence has one."""

from asr.training.kaldi_format import pdf_count, rest_pdf, start_pdf


def test_every_pdf_belongs_to_one_unit() -> None:
    used = [{start_pdf(unit), rest_pdf(unit)} for unit in range(5)]
    assert sorted(pdf for pdfs in used for pdf in pdfs) == list(range(pdf_count(5)))


def test_silence_has_one_pdf() -> None:
    assert start_pdf(0) == rest_pdf(0) == 0
