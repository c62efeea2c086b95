"""Preference losses as TRL computes them, by calling its own methods on random log-probs.

A vocabulary of two makes any token log-prob possible: logits (p, log(1 - e^p)). So the loss can be differentiated with
respect to a token's log-prob, which for the first and the last token of a reply tells everything: only LD-DPO treats
them differently. `preference.json`:
  pairs: token log-probs of policy and reference, chosen then rejected, padded by 0 to the longest; lengths;
         alignment, WPO's mean over a reply of log p_t - log sum_v p_v^2
  losses: for each YAML section of ours the loss summed over pairs and its derivatives by the first and last token of
          each reply, chosen then rejected, as TRL has them
"""

from collections import defaultdict
from types import SimpleNamespace

import torch
import trl
from trl.experimental.bco.bco_trainer import BCOTrainer, RunningMoments
from trl.experimental.cpo import CPOTrainer
from trl.experimental.orpo.orpo_trainer import ORPOTrainer
from trl.trainer.dpo_trainer import DPOTrainer

from common import FIXTURES, write_json

PAIRS, LONGEST = 5, 9
ACCELERATOR = SimpleNamespace(
    device="cpu", gather=lambda x: x, gather_for_metrics=lambda x: x, unwrap_model=lambda x: x
)
SETTINGS = dict(
    aux_loss_enabled=False, precompute_ref_logps=False, ld_alpha=None, f_divergence_type="reverse_kl",
    f_alpha_divergence_coef=0.5, loss_types=["sigmoid"], loss_weights=[1.0], label_smoothing=0.0,
    use_weighting=False, beta=0.1,
)


def logits(log_probs):
    """Of tokens 0 and 1 at each position but the last, which predicts nothing: [rows, tokens + 1, 2]."""
    both = torch.stack([log_probs, torch.log(-torch.expm1(log_probs))], dim=-1)
    return torch.cat([both, torch.zeros_like(both[:, :1])], dim=1)


class Model(torch.nn.Module):
    is_gradient_checkpointing = False

    def __init__(self, log_probs):
        super().__init__()
        self.log_probs = log_probs

    def forward(self, **_):
        return SimpleNamespace(logits=logits(self.log_probs))


def batch(lengths):
    """A prompt of one token, then the reply, all of token 0."""
    ids = torch.zeros(2 * PAIRS, LONGEST + 1, dtype=torch.long)
    at = torch.arange(LONGEST + 1)
    mask = ((at >= 1) & (at <= lengths.view(-1, 1))).long()
    return {"input_ids": ids, "completion_mask": mask, "attention_mask": (at <= lengths.view(-1, 1)).long()}


def dpo(policy, reference, lengths, settings):
    model = Model(policy)
    fake = SimpleNamespace(
        **{**SETTINGS, **settings}, model=model, ref_model=Model(reference), accelerator=ACCELERATOR,
        args=SimpleNamespace(gradient_checkpointing=False, gradient_checkpointing_kwargs=None, discopop_tau=0.05),
        _metrics={"train": defaultdict(list)}, _total_train_tokens=0, _tp_size=1,
    )
    return DPOTrainer._compute_loss(fake, model, batch(lengths), False) * PAIRS


def mask(lengths):
    return (torch.arange(LONGEST) < lengths.view(-1, 1)).double()


def sums(log_probs, lengths):
    return (log_probs * mask(lengths)).sum(1).chunk(2)


def bco(policy, reference, lengths, settings):
    fake = SimpleNamespace(running=RunningMoments(ACCELERATOR), match_underlying_distribution=False, **settings)
    fake.running.update = lambda rewards: setattr(fake.running, "mean", rewards.mean())  # of this batch alone
    return BCOTrainer.bco_loss(fake, *sums(policy, lengths), *sums(reference, lengths), None, None)[0].sum()


def means(log_probs, lengths):
    chosen, rejected = lengths.chunk(2)
    return [s / n for s, n in zip(sums(log_probs, lengths), (chosen, rejected))]


def cpo(policy, _, lengths, settings):
    fake = SimpleNamespace(accelerator=ACCELERATOR, alpha=0.0, label_smoothing=0.0, **settings)
    inputs = (means if settings["loss_type"] == "simpo" else sums)(policy, lengths)
    losses = CPOTrainer.cpo_loss(fake, *inputs)[0]
    # concatenated_forward: cross entropy over every chosen token
    nll = -sums(policy, lengths)[0].sum() / lengths.chunk(2)[0].sum()
    return losses.sum() + PAIRS * settings.get("cpo_alpha", 0) * nll


def orpo(policy, _, lengths, settings):
    fake = SimpleNamespace(accelerator=ACCELERATOR, **settings)
    inputs = means(policy, lengths)
    return -inputs[0].sum() - ORPOTrainer.odds_ratio_loss(fake, *inputs)[0].sum()  # NLL by reply, as in the paper


LOSSES = [
    ("{type: dpo, beta: 0.1}", dpo, {}),
    ("{type: hinge, beta: 0.1}", dpo, {"loss_types": ["hinge"]}),
    ("{type: ipo, beta: 0.1}", dpo, {"loss_types": ["ipo"]}),
    ("{type: robust-dpo, beta: 0.1, label_smoothing: 0.1}", dpo, {"loss_types": ["robust"], "label_smoothing": 0.1}),
    ("{type: exo, beta: 0.1, label_smoothing: 0.1}", dpo, {"loss_types": ["exo_pair"], "label_smoothing": 0.1}),
    ("{type: nca, beta: 0.1}", dpo, {"loss_types": ["nca_pair"]}),
    ("{type: bco, beta: 0.1}", bco, {"beta": 0.1}),
    ("{type: sppo, beta: 0.1}", dpo, {"loss_types": ["sppo_hard"]}),
    ("{type: aot, beta: 0.1, label_smoothing: 0.1}", dpo, {"loss_types": ["aot"], "label_smoothing": 0.1}),
    ("{type: aot-unpaired, beta: 0.1}", dpo, {"loss_types": ["aot_unpaired"]}),
    ("{type: apo-zero, beta: 0.1}", dpo, {"loss_types": ["apo_zero"]}),
    ("{type: apo-down, beta: 0.1}", dpo, {"loss_types": ["apo_down"]}),
    ("{type: discopop, beta: 0.1}", dpo, {"loss_types": ["discopop"]}),
    ("{type: length-normalised-dpo, beta: 2.0}", dpo, {"loss_types": ["sigmoid_norm"], "beta": 2.0}),
    ("{type: length-desensitised-dpo, beta: 0.1, tail_weight: 0.3}", dpo, {"ld_alpha": 0.3}),
    ("{type: wpo, beta: 0.1}", dpo, {"use_weighting": True}),
    ("{type: f-dpo, beta: 0.1, divergence: reverse-kl}", dpo, {}),
    ("{type: f-dpo, beta: 0.1, divergence: forward-kl}", dpo, {"f_divergence_type": "forward_kl"}),
    ("{type: f-dpo, beta: 0.1, divergence: js}", dpo, {"f_divergence_type": "js_divergence"}),
    ("{type: f-dpo, beta: 0.1, divergence: alpha, alpha: 0.7}", dpo,
     {"f_divergence_type": "alpha_divergence", "f_alpha_divergence_coef": 1 - 0.7, "float32": True}),
    ("{type: weighted-sum, losses: [{weight: 0.7, loss: {type: dpo, beta: 0.1}},"
     " {weight: 1.5, loss: {type: chosen-nll, over: batch}}]}", dpo,
     {"loss_types": ["sigmoid", "sft"], "loss_weights": [0.7, 1.5]}),
    ("{type: chosen-nll, over: batch}", dpo, {"loss_types": ["sft"]}),
    ("{type: simpo, beta: 2.0, gamma: 1.0}", cpo, {"loss_type": "simpo", "beta": 2.0, "simpo_gamma": 1.0}),
    ("{type: cpo, beta: 0.1, nll_weight: 0.5}", cpo, {"loss_type": "sigmoid", "beta": 0.1, "cpo_alpha": 0.5}),
    ("{type: orpo, lambda: 0.1}", orpo, {"beta": 0.1, "float32": True}),
]


def entry(yaml, function, settings, policy, reference, lengths):
    settings = dict(settings)
    dtype = torch.float32 if settings.pop("float32", False) else torch.float64
    policy = policy.detach().to(dtype).clone().requires_grad_()
    loss = function(policy, reference.to(dtype), lengths, settings)
    loss.backward()
    last = policy.grad.gather(1, (lengths - 1).view(-1, 1)).squeeze(1)
    return {
        "loss": yaml, "sum": loss.item(), "by_first": policy.grad[:, 0].tolist(), "by_last": last.tolist(),
        # exo_pair holds its label smoothing in float32
        "tolerance": 1e-5 if dtype == torch.float32 else 1e-7 if "exo" in yaml else 1e-10,
    }


def alignment(policy, lengths):
    p = torch.exp(policy)
    certainty = torch.log(p**2 + (1 - p) ** 2)
    return (((policy - certainty) * mask(lengths)).sum(1) / lengths).tolist()


if __name__ == "__main__":
    assert trl.__version__ == "1.13.0"
    torch.manual_seed(12)
    lengths = torch.randint(2, LONGEST + 1, (2 * PAIRS,))
    lengths[0] = lengths[PAIRS]  # one pair without a tail
    policy, reference = (
        (-3 * torch.rand(2 * PAIRS, LONGEST, dtype=torch.float64) - 0.02) for _ in range(2)
    )
    write_json(FIXTURES / "preference.json", {
        "policy": (policy * mask(lengths)).tolist(),
        "reference": (reference * mask(lengths)).tolist(),
        "tokens": lengths.tolist(),
        "alignment": alignment(policy, lengths),
        "losses": [entry(*loss, policy, reference, lengths) for loss in LOSSES],
    })
