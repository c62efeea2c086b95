"""Tiny SentencePiece models and the ids that SentencePiece itself gives, and transformers where it decides.

Each folder gets `tokenizer.model` and `expected.json`: {"text", "ids", "decoded"} of every case. `bpe-bytes` also
gets `legacy-false.json`: the ids of transformers' LlamaTokenizer with `"legacy": false`, special tokens parsed.
"""

import json
import os
import random
import tempfile
from pathlib import Path

import sentencepiece
from common import FIXTURES, write_json

CORPUS = """\
The quick brown fox jumps over the lazy dog, and the dog sleeps on in the warm sun of the afternoon.
She sells sea shells by the sea shore; the shells she sells are sea shells, I'm sure.
How are you today? I am fine, thank you. What is the answer to the question of the other day?
def f(x):    return x ** 2  # the square of the number x, which is 1.5 or 2024 or 100,000
Der schnelle braune Fuchs springt über den faulen Hund. Grüße aus München, schöne Straße!
Le renard brun saute par-dessus le chien paresseux; ça va très bien, n'est-ce pas?
Быстрая коричневая лиса прыгает через ленивую собаку. Привет, как дела?
敏捷的棕色狐狸跳过了懒狗。你好，世界。今天天气很好。
aaaa aaa aa a bbbb bb b abab ababab === --- ... !!! ??? (( )) [[ ]] {{ }}
    indented text    with    many    blanks    in    it
"""

TEXTS = [
    "", " ", "  ", "   ", "\n", "\n\n", "\t", " \n ", "a", " a", "  a", "a ", "a  ", "the dog", "the  dog   sleeps",
    "  two leading blanks", "trailing blank ", "a  b   c    d     e", "line\nline\n\nline\r\nline", "\tdef f(x):\n\t\treturn x",
    "Grüße, 世界! Привет", "über naïve façade ñ", "😀😃 family: 👨\u200d👩\u200d👧\u200d👦 flag: 🇩🇪", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
    "e\u0301 and é", "مرحبا שלום हिन्दी", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "abababababaabbabab", "========----", "▁", "▁a▁b", "a▁▁b",
    "<s>", "</s>", "<unk>", "<s>a</s>", "a <s> b", "<|end|>", "a<|end|>b", "a <|end|> b", "<0x0A>", "a<0x41>b", "<think>", "<think>a</think>",
    "a<think>b", "a <think> b", "<think> the dog", " <think>the", "<think><think>", "<thin", "1234567890 3.14159", "x = {'a': [1, 2.5e-3]}",
    "\u00a0no-break\u00a0blank", "\u3000wide", "zero\u200bwidth", "\x01\x7f", "\U0010ffff", "the\u2028dog", "it's; don't.", "ſtraße ﬁne Ⅷ ㍿",
]


def random_texts(n):
    rng = random.Random(1)
    words = CORPUS.split() + [" ", "  ", "   ", "\n", "\n\n", "\t", "<s>", "</s>", "<think>", "<|end|>", "▁", "😀", "ß", "世", "é", "a", "aa", "ab", "==="]
    for _ in range(n):
        text = "".join(rng.choice(words) + rng.choice(["", "", " "]) for _ in range(rng.randrange(1, 9)))
        yield text


def train(folder, corpus, **options):
    sentencepiece.SentencePieceTrainer.train(
        input=corpus, model_prefix=str(folder / "tokenizer"), model_type="bpe", normalization_rule_name="identity",
        remove_extra_whitespaces=False, control_symbols=["<|end|>"],
        num_threads=1, minloglevel=2, split_digits=True, allow_whitespace_only_pieces=True, **options,
    )
    (folder / "tokenizer.vocab").unlink()
    return sentencepiece.SentencePieceProcessor(model_file=str(folder / "tokenizer.model"))


def transformers_ids(folder, texts):
    """What AutoTokenizer makes of the folder's model with `legacy: false`."""
    from transformers import AutoTokenizer

    with tempfile.TemporaryDirectory() as model:
        model = Path(model)
        (model / "tokenizer.model").write_bytes((folder / "tokenizer.model").read_bytes())
        (model / "config.json").write_text(json.dumps({"model_type": "llama"}))
        config = {"tokenizer_class": "LlamaTokenizer", "legacy": False, "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}
        (model / "tokenizer_config.json").write_text(json.dumps(config))
        tokenizer = AutoTokenizer.from_pretrained(model)
        return [{"text": t, "ids": tokenizer.encode(t, add_special_tokens=False)} for t in texts]


def main():
    os.environ["HF_HUB_OFFLINE"] = "1"
    texts = TEXTS + list(random_texts(140))
    models = {
        "bpe-bytes": dict(vocab_size=540, byte_fallback=True, character_coverage=0.98),
        "bpe-no-prefix": dict(
            vocab_size=300, add_dummy_prefix=False, pad_id=3, bos_id=-1,
            user_defined_symbols=["<think>", "</think>", "▁▁▁"],
        ),
    }
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as corpus:
        corpus.write(CORPUS)
        corpus.flush()
        for name, options in models.items():
            folder = FIXTURES / "tokenizers" / name
            folder.mkdir(parents=True, exist_ok=True)
            sp = train(folder, corpus.name, **options)
            cases = [{"text": t, "ids": sp.encode(t), "decoded": sp.decode(sp.encode(t))} for t in texts]
            write_json(folder / "expected.json", {"cases": cases})
    folder = FIXTURES / "tokenizers/bpe-bytes"
    write_json(folder / "legacy-false.json", {"cases": transformers_ids(folder, texts)})


if __name__ == "__main__":
    main()
