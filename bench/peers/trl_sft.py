"""TRL's SFTTrainer with packing into rows of 1024 tokens, 8 rows a step.

The strategy is "wrapped": rows are full, and attention crosses the borders between conversations. The
default, "bfd", keeps them apart with flash attention; without it, as on a CPU, it flattens a batch and
masks a square of all its tokens, which is slower.
"""

from common import StepTimer, main, trl_settings
from datasets import Dataset
from transformers import AutoModelForCausalLM
from trl import SFTConfig, SFTTrainer

ROW = 1024


def run(spec):
    timer = StepTimer(spec)
    config = SFTConfig(
        **trl_settings(spec, round(spec.tokens / ROW), spec.warm_up + spec.steps),
        packing=True,
        packing_strategy="wrapped",
        max_length=ROW,
    )
    SFTTrainer(
        model=AutoModelForCausalLM.from_pretrained(spec.model, dtype="float32"),
        args=config,
        train_dataset=Dataset.from_list([{"messages": row["messages"]} for row in spec.rows()]),
        processing_class=spec.tokenizer(),
        callbacks=[timer],
    ).train()
    return timer.measured()


main(run)
