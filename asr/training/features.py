"""MFCC frames as the recogniser computes them, and the text of its mfcc.conf."""

import numpy as np
from numpy.typing import NDArray

from asr.training.channel import TELEPHONE_HZ

COEFFICIENTS = 30
LOW_HZ, HIGH_HZ = 60, 3800
FRAME_SHIFT_S = 0.01
FRAME_CENTRE_S = 0.0125  # snip_edges: frame t covers 10t..10t+25 ms
SUBSAMPLING = 3  # vosk counts time in units of 3 frames, whatever the model says

MFCC_CONF = f"""--sample-frequency={TELEPHONE_HZ}
--use-energy=false
--num-mel-bins={COEFFICIENTS}
--num-ceps={COEFFICIENTS}
--low-freq={LOW_HZ}
--high-freq={HIGH_HZ}
--dither=0
"""


def mfcc(samples: NDArray[np.int16]) -> NDArray[np.float32]:
    """Give (frames, COEFFICIENTS) for 8 kHz samples; frames may be 0."""
    import kaldi_native_fbank  # noqa: PLC0415 - training extra only

    options = kaldi_native_fbank.MfccOptions()
    options.frame_opts.samp_freq = TELEPHONE_HZ
    options.frame_opts.dither = 0.0
    options.frame_opts.snip_edges = True
    options.mel_opts.num_bins = COEFFICIENTS
    options.mel_opts.low_freq = LOW_HZ
    options.mel_opts.high_freq = HIGH_HZ
    options.num_ceps = COEFFICIENTS
    options.use_energy = False
    computer = kaldi_native_fbank.OnlineMfcc(options)
    computer.accept_waveform(TELEPHONE_HZ, samples.astype(np.float32).tolist())
    computer.input_finished()
    count = computer.num_frames_ready
    if count == 0:
        return np.zeros((0, COEFFICIENTS), np.float32)
    return np.stack([np.asarray(computer.get_frame(index)) for index in range(count)]).astype(np.float32)
