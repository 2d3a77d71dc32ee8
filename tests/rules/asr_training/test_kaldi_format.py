"""What the trainer writes for Kaldi can be read back, and its numbering is the one the graphs use."""

import struct

import numpy as np
import pytest

from asr.graphs.phones import SILENCE_PHONE, Position, forward_id, loop_id, phone, phone_count, unit_of
from asr.training.kaldi_format import (
    config_lines,
    final_mdl,
    integers,
    matrix,
    read_matrix,
    token,
    transition_model,
    vector,
)


def test_a_matrix_comes_back_within_half_a_step_of_its_range() -> None:
    values = np.random.default_rng(3).normal(size=(7, 11)).astype(np.float32)
    found = read_matrix(matrix(values))
    assert found.shape == (7, 11)
    assert np.abs(found - values).max() <= (values.max() - values.min()) / 255 * 0.51


def test_a_matrix_of_one_value_comes_back() -> None:
    assert np.allclose(read_matrix(matrix(np.full((2, 3), 1.5, np.float32))), 1.5)


def test_what_is_no_matrix_is_refused_with_what_was_found() -> None:
    with pytest.raises(ValueError, match="expected it to start with b'CM3 ', found b'FM"):
        read_matrix(b"FM \x04")


def test_an_integer_vector_has_a_bare_length() -> None:
    assert integers([5, -1]) == b"\x04" + struct.pack("<iii", 2, 5, -1)


def test_a_float_vector_has_a_prefixed_length() -> None:
    assert vector(np.array([0.5], np.float32)) == b"FV \x04" + struct.pack("<if", 1, 0.5)


@pytest.mark.parametrize("units", [2, 3, 66])
def test_every_phone_belongs_to_one_unit_and_every_unit_but_silence_has_four(units: int) -> None:
    owners = [unit_of(number) for number in range(1, phone_count(units) + 1)]
    assert owners == [0] + [unit for unit in range(1, units) for _ in Position]
    assert phone(units - 1, Position.SINGLETON) == phone_count(units)


def test_transition_ids_are_two_a_phone_from_one() -> None:
    ids = [identity for number in range(1, 10) for identity in (loop_id(number), forward_id(number))]
    assert ids == list(range(1, 19))
    assert loop_id(SILENCE_PHONE) == 1


def test_the_transition_model_has_a_log_probability_for_each_id_and_a_zero_before() -> None:
    encoded = transition_model(3)
    tail = encoded[encoded.index(token("<LogProbs>")) + len(token("<LogProbs>")) :]
    assert struct.unpack_from("<i", tail, 4)[0] == 2 * phone_count(3) + 1


def test_the_network_config_ends_with_an_empty_line_and_reads_seven_frames() -> None:
    text = config_lines(2)
    assert text.endswith("objective=linear\n\n")
    first = text.splitlines()[1]
    assert [f"Offset(input, {frames})" in first for frames in (-4, -3, -1, 3, 4)] == [False, True, True, True, False]


def test_the_file_starts_as_binary_and_ends_with_the_priors() -> None:
    maps = [
        (np.ones((4, 210), np.float32), np.zeros(4, np.float32)),
        (np.ones((3, 4), np.float32), np.zeros(3, np.float32)),
    ]
    encoded = final_mdl(maps, np.array([0.5, 0.25, 0.25]))
    assert encoded.startswith(b"\x00B<TransitionModel> ")
    assert encoded.endswith(token("<Priors>") + vector(np.array([0.5, 0.25, 0.25], np.float32)))
