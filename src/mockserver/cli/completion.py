"""`mockserver completion`: the script that completes the words of this command in a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script for a shell.

    \b
    bash   eval "$(mockserver completion bash)"                          in ~/.bashrc
    zsh    eval "$(mockserver completion zsh)"                           in ~/.zshrc
    fish   mockserver completion fish > ~/.config/fish/completions/mockserver.fish
    """
    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(ctx.find_root().command, {}, "mockserver", "_MOCKSERVER_COMPLETE").source())
