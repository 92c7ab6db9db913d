"""Where a configured model lies."""

from __future__ import annotations

from pathlib import Path

from selaras.embedding.ports.errors import ModelUnusable


def locate(name: str, models_dir: Path, *, allow_download: bool) -> Path:
    """The folder of a model: a path, a pack in ``models_dir``, or a name that was downloaded.

    Raises:
        ModelUnusable: MODEL_MISSING.
    """
    for folder in (Path(name), models_dir / name):
        if folder.is_dir():
            return folder.resolve()
    return _downloaded(name, models_dir, allow_download=allow_download)


def _downloaded(name: str, models_dir: Path, *, allow_download: bool) -> Path:
    from huggingface_hub import snapshot_download  # noqa: PLC0415
    from huggingface_hub.errors import (  # noqa: PLC0415
        HfHubHTTPError,
        HFValidationError,
        LocalEntryNotFoundError,
    )

    try:
        return Path(snapshot_download(name, local_files_only=not allow_download))
    except (HFValidationError, LocalEntryNotFoundError, HfHubHTTPError, OSError) as error:
        raise ModelUnusable(
            "MODEL_MISSING",
            f"there is no model {name!r}: not a folder, not in {models_dir}, and not downloaded "
            "(SELARAS_EMBEDDING_ALLOW_DOWNLOAD permits that)",
            metadata={"model": name},
        ) from error
