"""``rapallo completion``: the script that makes a shell complete verbs and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from rapallo.cli.verb import Verb

__all__ = ["completion"]

SHELLS = ("bash", "zsh", "fish")


@click.command(
    cls=Verb,
    short_help="Print what makes a shell complete verbs and options.",
    examples=("rapallo completion bash", "rapallo completion zsh", "rapallo completion fish"),
)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print what makes a shell complete verbs and options.

    Put `eval "$(rapallo completion bash)"` into ~/.bashrc, the same with zsh into ~/.zshrc, or
    write the fish script to ~/.config/fish/completions/rapallo.fish.
    """
    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"there is no completion for {shell}")
    click.echo(found(ctx.find_root().command, {}, "rapallo", "_RAPALLO_COMPLETE").source())
