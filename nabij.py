"""``nabij``: the command of the installed package.

``nabij serve`` starts the web application, as ``python app.py`` does. All other commands are those
of ``python -m loaders``.
"""

from __future__ import annotations

import typer

from loaders import __main__ as loaders

commands = typer.Typer(
    help="Nabij: serve the web application; build, import, inspect and check its data.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@commands.command()
def serve() -> None:
    """Serve the web application; NABIJ_HOST and NABIJ_PORT say where."""
    import app

    raise typer.Exit(app.main())


commands.add_typer(loaders.app)


def main() -> None:
    """Run the command line and exit."""
    loaders.main(commands=commands, program="nabij")


if __name__ == "__main__":
    main()
