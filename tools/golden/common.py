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


def write_rows(folder, data):
    """Rows of benchmarks: {place: {split: rows}}, a file of JSON lines a split."""
    for place, splits in data.items():
        for split, rows in splits.items():
            file = folder / place / f"{split}.jsonl"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def byte_level_tokenizer(text, size):
    """A tokenizer of bytes and what is frequent in a text, which puts <s> in front."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(
        [text],
        trainers.BpeTrainer(
            vocab_size=size,
            special_tokens=["<pad>", "<s>", "</s>"],
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A $B", special_tokens=[("<s>", 1)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", pad_token="<pad>"
    )
