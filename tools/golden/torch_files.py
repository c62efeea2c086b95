"""Small files of torch.save: tensors laid out in every way that a state dict can hold them.

`torch-files/mixed.bin` is read by Murmur, `expected.json` says what torch.load reads in it: dtype, shape, values.
`torch-files/sharded/` has two shards and their index, as transformers writes them for large models.
`legacy.bin` (before PyTorch 1.6; holds addresses, so other bytes each time), `protocol4.bin` and `module.bin` (a pickled module) are refused.
"""

import json
from collections import OrderedDict

import torch

from common import FIXTURES, write_json

FOLDER = FIXTURES / "torch-files"


def mixed():
    matrix = torch.randn(3, 4)
    shared = torch.randn(5, 2)
    state = OrderedDict(
        float32=matrix,
        transposed=matrix.t(),
        column=matrix[:, 1],
        slice=shared[1:4],
        tied=shared,
        every_second=torch.arange(10.0)[1::2],
        parameter=torch.nn.Parameter(torch.randn(2, 2)),
        float64=torch.randn(2, dtype=torch.float64),
        bfloat16=torch.randn(2, 3).to(torch.bfloat16),
        float16=torch.randn(3).to(torch.float16),
        int64=torch.tensor([-1, 2**40]),
        int32=torch.tensor([[-5]], dtype=torch.int32),
        uint8=torch.tensor([0, 255], dtype=torch.uint8),
        bool=torch.tensor([True, False, True]),
        scalar=torch.tensor(2.5),
        empty=torch.zeros(0, 3),
        expanded=torch.arange(3).expand(1, -1),
        nonascii_ü=torch.ones(1),
    )
    state._metadata = OrderedDict({"": {"version": 1}, "layer": {"version": 2}})
    return state


def described(state):
    return {
        name: {"dtype": str(t.dtype).removeprefix("torch."), "shape": list(t.shape), "values": t.double().flatten().tolist()}
        for name, t in state.items()
    }


def sharded(folder):
    folder.mkdir(exist_ok=True)
    shards = {
        "pytorch_model-00001-of-00002.bin": {"a": torch.randn(2, 2), "b": torch.randn(3)},
        "pytorch_model-00002-of-00002.bin": {"c": torch.randn(4)},
    }
    for name, state in shards.items():
        torch.save(state, folder / name)
    weight_map = {tensor: name for name, state in shards.items() for tensor in state}
    index = {"metadata": {"total_size": 44}, "weight_map": weight_map}
    (folder / "pytorch_model.bin.index.json").write_text(json.dumps(index, indent=2) + "\n")
    return {tensor: value for state in shards.values() for tensor, value in state.items()}


if __name__ == "__main__":
    torch.manual_seed(0)
    FOLDER.mkdir(parents=True, exist_ok=True)
    torch.save(mixed(), FOLDER / "mixed.bin")
    loaded = torch.load(FOLDER / "mixed.bin", weights_only=True)
    small = {"a": torch.ones(2)}
    torch.save(small, FOLDER / "legacy.bin", _use_new_zipfile_serialization=False)
    torch.save(small, FOLDER / "protocol4.bin", pickle_protocol=4)
    torch.save(torch.nn.Linear(1, 1), FOLDER / "module.bin")
    write_json(FOLDER / "expected.json", {"mixed": described(loaded), "sharded": described(sharded(FOLDER / "sharded"))})
