"""Commands for the mail itself: doctor, send-test, and dkim new."""

from pathlib import Path
from typing import Annotated

import typer

from pressflow.cli.shared import JsonOption, NewsroomOption, SlugArgument, count, open_newsroom, say, say_json

HERE = Path()
dkim = typer.Typer(help="The keys that sign letters.", no_args_is_help=True, rich_markup_mode=None)


def send_test(
    slug: SlugArgument,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", help="One of mail.test_addresses; may be repeated. Default: all of them."),
    ] = None,
    json: JsonOption = False,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Send a release to colleagues, to see how it looks.

    Only to the test addresses in the settings; the subject begins with [TEST], and nothing is recorded.

    Example: pressflow send-test heat-pump --to kim.berger@example.org
    """
    import asyncio

    from pressflow import clock, proofing
    from pressflow.channels.smtp import SmtpChannel

    room = open_newsroom(newsroom)
    channel = SmtpChannel(room.settings.mail.main_relay)
    sent = asyncio.run(proofing.send_test(room, room.find(slug), tuple(to or ()), channel, clock.now()))
    if json:
        say_json(sent)
        return
    for proof in sent:
        say(f"{proof.address}: {proof.subject}\n  {proof.reply}")


def doctor(
    resolver: Annotated[
        str, typer.Option("--resolver", help="The DNS server to ask, as in 9.9.9.9.", show_default="this machine's")
    ] = "",
    json: JsonOption = False,
    newsroom: NewsroomOption = HERE,
) -> None:
    """See whether letters can leave and will be believed.

    It says what to change.

    Looks at the DNS, the relay, the keys, the clock and the disk; changes nothing and sends nothing. Status 1 where
    something must be changed.

    Example: pressflow doctor
    """
    from pressflow import clock
    from pressflow.doctor import Verdict, clock_of, examine
    from pressflow.doctor import resolver as dns_server

    room = open_newsroom(newsroom)
    answers = []
    for answer in examine(room, dns_server(resolver), clock.now(), clock_of(room.publisher.base_url)):
        answers.append(answer)
        if not json:
            advice = f"\n{'':9} -> {answer.advice}" if answer.advice else ""
            say(f"{answer.verdict:8} {answer.subject}: {answer.found}{advice}")
    wrong = sum(answer.verdict == Verdict.WRONG for answer in answers)
    say_json(answers) if json else say(f"\n{count(wrong, 'thing')} to change" if wrong else "\nnothing must be changed")
    raise typer.Exit(1 if wrong else 0)


@dkim.callback()
def keys() -> None:
    """The keys that sign letters."""


@dkim.command("new")
def new_key(
    selector: Annotated[str, typer.Argument(help="The key's name, as in press2026: small letters, digits, hyphens.")],
    ed25519: Annotated[
        bool, typer.Option("--ed25519", help="A short modern key, to sign with beside an RSA key; else RSA, 2048 bits.")
    ] = False,
    json: JsonOption = False,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Make a key that signs letters.

    It says what must stand in the DNS.

    Example: pressflow dkim new press2026
    """
    from pressflow.dkim import in_strings, key_file, make_key

    room = open_newsroom(newsroom)
    settings = room.settings
    if selector_is_wrong(selector):
        raise typer.BadParameter(f"{selector!r} does not have the right form; write it as in press2026")
    key = make_key(room.dkim_folder, settings.signing_domain, selector, "ed25519" if ed25519 else "rsa")
    file = room.name(key_file(room.dkim_folder, selector))
    if json:
        say_json({"file": file, "name": key.name, "type": "TXT", "record": key.record})
        return
    selectors = ", ".join(f'"{name}"' for name in (*settings.dkim.selectors, selector))
    say(f"{file}: made. It signs in your name: keep it, and show it to nobody.\n")
    say(f"1. Have this record put into the DNS:\n\n{key.name}. TXT {in_strings(key.record)}\n")
    say(f"2. When pressflow doctor finds it there, write into pressflow.toml:\n\n[dkim]\nselectors = [{selectors}]")


def selector_is_wrong(selector: str) -> bool:
    """Whether a selector cannot be one: it is a DNS label, and the name of a file."""
    from pydantic import TypeAdapter, ValidationError

    from pressflow.settings import Selector

    try:
        TypeAdapter(Selector).validate_python(selector)
    except ValidationError:
        return True
    return False


COMMANDS = (("send-test", send_test), doctor)
