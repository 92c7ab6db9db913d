"""Structured logs: one event name, the rest as fields; the text of drafts is never logged.

A line that is written inside a span has its ``trace_id`` and ``span_id``. Tracebacks never show
the values of local variables: those are texts of drafts and keys.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog
from structlog.dev import ConsoleRenderer, plain_traceback

from selaras.kit import tracing
from selaras.kit.settings import LogSettings


def _add_trace(
    _logger: Any, _method: str, fields: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    ids = tracing.current_ids()
    if ids is not None:
        fields["trace_id"], fields["span_id"] = ids
    return fields


_FIELDS: tuple[structlog.typing.Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    _add_trace,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
)


def _renderer(*, json_lines: bool) -> Any:
    if json_lines:
        return structlog.processors.JSONRenderer()
    return ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain_traceback)


def _be_safe() -> None:
    """Before :func:`configure`, and without it: the library's own default prints local variables.

    A script or a test that imports a service and configures nothing must not show them either.
    """
    if not structlog.is_configured():
        structlog.configure(processors=[*_FIELDS, _renderer(json_lines=False)])


_be_safe()


def configure(settings: LogSettings, *, service: str) -> None:
    """Set up logging of the whole process to standard error. Call once, in ``main``."""
    level = logging.getLevelNamesMapping()[settings.level.upper()]
    renderer = _renderer(json_lines=settings.json_lines)
    structlog.configure(
        processors=[*_FIELDS, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    structlog.contextvars.bind_contextvars(service=service)
    _adopt_libraries(renderer, level, service)


def _adopt_libraries(renderer: Any, level: int, service: str) -> None:
    """Libraries log through the standard module; their chatter is kept at warnings."""

    def name_service(
        _logger: Any, _method: str, fields: structlog.typing.EventDict
    ) -> structlog.typing.EventDict:
        # Libraries log from threads of their own too, where no context is bound.
        fields.setdefault("service", service)
        return fields

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*_FIELDS[:-1], name_service, _add_module],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                renderer,
            ],
        )
    )
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[handler])


def _add_module(
    _logger: Any, _method: str, fields: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    fields["module"] = fields["_record"].name
    return fields


def get_logger(name: str) -> structlog.typing.FilteringBoundLogger:
    """Logger of a module."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(module=name)
    return logger
