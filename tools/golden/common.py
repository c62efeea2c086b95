"""What the scripts share: where fixtures go and how numbers are written."""

import json
import sys
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[2] / "core/src/test/resources/golden"


def write_json(path, value):
    """One key a line at the top, lists compact: small files, readable diffs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    body = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in value.items())
    path.write_text("{\n" + body + "\n}\n")
    print(f"{path.name}: {path.stat().st_size} bytes", file=sys.stderr)


def rounded(tensor):
    """A tensor as nested lists of numbers that restore the same float32."""

    def shorten(x):
        return [shorten(y) for y in x] if isinstance(x, list) else float(f"{x:.9g}")

    return shorten(tensor.tolist())


def readable(folder):
    """safetensors writes files that only their owner may read."""
    for file in folder.iterdir():
        file.chmod(0o644)
