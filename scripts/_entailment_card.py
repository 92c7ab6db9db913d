"""The card of the entailment model: what it was made from, how, and how well it does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_TEMPLATE = Path(__file__).with_name("entailment") / "card.md"


def write_card(pack: Path, measures: dict[str, Any]) -> None:
    """Fill the measures into the template and write the pack's README.md."""
    rows = [
        f"| {name.replace('_', ' ')} | {item['pairs']} | {item['accuracy']:.3f} | "
        + " | ".join(f"{value:.3f}" for value in item["recall"].values())
        + " |"
        for name, item in measures.items()
    ]
    size = (pack / "onnx" / "model_quantized.onnx").stat().st_size / 1e6
    text = _TEMPLATE.read_text("utf-8")
    text = text.replace("{{MEASURES}}", "\n".join(rows)).replace("{{SIZE}}", f"{size:.1f} MB")
    (pack / "README.md").write_text(text, "utf-8")
