"""What the peers' scripts share: the spec they read, the clock, the round they write."""

import json
import os
import sys
import time
from itertools import islice

import datasets
import torch
import transformers
import trl

datasets.disable_progress_bars()
datasets.disable_caching()


class Spec:
    """As dev.murmur.bench.table.Spec writes it."""

    def __init__(self, path):
        with open(path) as file:
            self.__dict__.update(json.load(file))
        self.dtype = torch.float32 if self.precision == "float32" else torch.bfloat16

    def rows(self):
        with open(self.data) as file:
            return [json.loads(line) for line in islice(file, self.data_rows)]

    def tokenizer(self, **settings):
        return transformers.AutoTokenizer.from_pretrained(self.model, **settings)


def trl_settings(spec, batch, steps):
    """What every trainer of TRL's gets: nothing but steps under the clock.

    No gradient checkpointing (TRL's default turns it on: less memory, a third more time). bf16 is the
    trainer's autocast over float32 weights, which is what `bf16=True` does.
    """
    return {
        "output_dir": spec.folder,
        "use_cpu": True,
        "bf16": spec.precision == "bfloat16",
        "per_device_train_batch_size": batch,
        "max_steps": steps,
        "learning_rate": 1e-6,
        "gradient_checkpointing": False,
        "save_strategy": "no",
        "logging_strategy": "no",
        "report_to": "none",
        "disable_tqdm": True,
        "dataloader_pin_memory": False,
        "seed": 1,
    }


class Stopwatch:
    def __init__(self):
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def stop(self, tokens):
        return {
            "seconds": time.perf_counter() - self.wall,
            "cpu_seconds": time.process_time() - self.cpu,
            "tokens": tokens,
        }


class StepTimer(transformers.TrainerCallback):
    """Times a trainer's optimiser steps."""

    def __init__(self, spec):
        self.spec, self.steps = spec, []

    def on_step_begin(self, args, state, control, **kwargs):
        self.watch = Stopwatch()

    def on_step_end(self, args, state, control, **kwargs):
        self.steps.append(self.watch.stop(self.spec.tokens))

    def measured(self):
        return self.steps[self.spec.warm_up :]


def peak_mb():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1024


def repeated(spec, work, warm_up=None):
    """Runs `work`, which returns how many tokens it did, as often as the spec says."""
    for _ in range(spec.warm_up):
        (warm_up or work)()
    steps = []
    for _ in range(spec.steps):
        watch = Stopwatch()
        steps.append(watch.stop(work()))
    return steps


def main(run):
    torch.manual_seed(1)
    transformers.logging.disable_progress_bar()
    steps = run(Spec(sys.argv[1]))
    versions = f"torch {torch.__version__}, transformers {transformers.__version__}, trl {trl.__version__}"
    with open(sys.argv[2] + ".tmp", "w") as file:
        json.dump({"steps": steps, "peak_mb": peak_mb(), "versions": versions}, file, indent=1)
    os.replace(sys.argv[2] + ".tmp", sys.argv[2])
