"""Which of our own instructions AlpacaEval shows the other way round.

alpaca_eval draws it with Python's own generator, keyed by a text (alpaca_eval 0.6.6,
annotators' random_seeded_choice with seed 0). Standard library only; Python 3.8 to 3.13 agree.

    python tools/golden/alpaca_order.py > core/src/test/resources/golden/alpaca-order.json
"""

import json
import random

INSTRUCTIONS = [
    "Why is the sky blue?",
    "Name three rivers.",
    "Schreibe einen Satz über Käse.",
    "2 + 2?",
    "",
    "Write a haiku about rain\nand one about sun.",
    "🙂 means what?",
] + [f"Question number {n}, please." for n in range(60)]


def is_switched(instruction):
    generator = random.Random("is_switched_outputs" + instruction + "0")
    return generator.choices([False, True], k=1)[0]


print(json.dumps([{"instruction": i, "switched": is_switched(i)} for i in INSTRUCTIONS], indent=1))
