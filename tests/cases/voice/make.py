#!/usr/bin/env python3
"""Makes heard.txt: what onnxruntime gives for a synthetic voice of 1024 windows. Needs numpy and onnxruntime.

The same voice is made by `src/machine/voice_model.rs`, which holds its own answers against these.
"""
import pathlib

import numpy as np
import onnxruntime

HERE = pathlib.Path(__file__).parent
MODEL = HERE.parents[2] / "resources/models/silero_vad_16k_sequence.onnx"
WINDOWS = 1024

t = np.arange(WINDOWS * 512 + 64) / 16000.0
pitch = 130 + 25 * np.sin(2 * np.pi * 0.9 * t) + 10 * np.sin(2 * np.pi * 4.3 * t)
phase = 2 * np.pi * np.cumsum(pitch) / 16000.0
first = 550 + 250 * np.sin(2 * np.pi * 1.7 * t)
second = 1500 + 500 * np.sin(2 * np.pi * 1.1 * t)
sound = np.zeros(t.size)
for k in range(1, 30):
    f = k * pitch
    near = np.exp(-(((f - first) / 180) ** 2)) + 0.5 * np.exp(-(((f - second) / 250) ** 2))
    near += 0.2 * np.exp(-(((f - 2700) / 300) ** 2)) + 0.02
    sound += near * np.sin(k * phase) * (f < 7500)
gate = np.clip(np.sin(2 * np.pi * 2.1 * t) * 3 + 0.8, 0, 1) * (np.sin(2 * np.pi * 0.11 * t) > -0.3)
sound = (0.12 * sound * gate).astype("f4")
windows = np.stack([sound[at * 512 : at * 512 + 576] for at in range(WINDOWS)])

session = onnxruntime.InferenceSession(str(MODEL))
h = c = np.zeros((1, 1, 128), "f4")
heard = []
for at in range(0, WINDOWS, 32):
    some, h, c = session.run(None, {"input": windows[at : at + 32], "h": h, "c": c})
    heard.extend(some)
(HERE / "heard.txt").write_text("".join(f"{one:.6f}\n" for one in heard))
