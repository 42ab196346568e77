"""How far two codings of the same texts agree: :func:`agree`."""

from rapallo.analysis.agreement.answer import Agreement, agree

__all__ = ["Agreement", "agree"]
