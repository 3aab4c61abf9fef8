import os

import pytest

from plateocr.errors import CheckpointError
from plateocr.framing.framer import DEFAULT_FRAMING
from plateocr.onnx_session import open_session, single_threaded_sessions


def threads_of(session):
    return session.get_session_options().intra_op_num_threads


def test_one_thread_in_the_block_and_all_cores_else():
    usual = threads_of(open_session(DEFAULT_FRAMING))
    with single_threaded_sessions():
        assert threads_of(open_session(DEFAULT_FRAMING)) == 1
    assert threads_of(open_session(DEFAULT_FRAMING)) == usual == 0


def test_what_is_no_network_is_one_sentence(tmp_path):
    (tmp_path / "model.onnx").write_bytes(os.urandom(64))
    with pytest.raises(CheckpointError, match="missing or corrupted"):
        open_session(tmp_path / "model.onnx")
