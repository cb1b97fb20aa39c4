"""An SMTP server for one test, which can be told to fail.

It listens on a free port of 127.0.0.1 and prints it as its first line. With the argument `tls` it speaks TLS from the
first byte, under a certificate for 127.0.0.1 that no one vouches for (its key is public: it is good for nothing else).
Orders are lines of JSON on standard input;
each is answered by one line on standard output. It ends with its standard input, so it never outlives the test.

    {"do": "behave", "recipient": ADDRESS or "*", "as": HOW, "code": 450, "times": N or null}
    {"do": "report"} -> {"messages": […], "attempts": […]}

HOW is one of
    accept   250 for everything
    refuse   `code` as the answer to RCPT: 450 and 451 for later, 550 for never
    close    421 as the answer to DATA, then the line is closed
    hang     the message is read, kept out of the mailbox and never answered
    cut      the message is stored, then the line is cut without an answer: the client cannot know
"""

import asyncio
import json
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP

LONGEST_HANG = 3600
CERTIFICATE = pathlib.Path(__file__).with_name("strangers_certificate.pem")


class Desk:
    """What the server was told to do and what happened."""

    def __init__(self):
        self.rules = {}
        self.messages = []
        self.attempts = []

    def behave(self, recipient, how, code, times):
        self.rules[recipient.lower()] = {"as": how, "code": code, "left": times}

    def rule(self, recipient, *hows):
        """The rule for a recipient where it is one of `hows`; uses it up by one."""
        for key in (recipient.lower(), "*"):
            rule = self.rules.get(key)
            if rule is None:
                continue
            if rule["left"] == 0:
                del self.rules[key]
                continue
            if rule["as"] not in hows:
                return None
            if rule["left"] is not None:
                rule["left"] -= 1
            self.attempts.append({"recipient": recipient, "outcome": rule["as"]})
            return rule
        return None

    def rule_of_any(self, recipients, *hows):
        for recipient in recipients:
            rule = self.rule(recipient, *hows)
            if rule is not None:
                return rule
        return None

    def store(self, envelope, answered):
        self.messages.append(
            {
                "mail_from": envelope.mail_from,
                "rcpt_tos": list(envelope.rcpt_tos),
                "data": envelope.original_content.decode("utf-8", "replace"),
                "answered": answered,
            }
        )

    async def handle_RCPT(self, server, session, envelope, address, options):
        rule = self.rule(address, "refuse")
        if rule is not None:
            return f"{rule['code']} told to refuse {address}"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        rule = self.rule_of_any(envelope.rcpt_tos, "hang", "cut")
        if rule is None:
            for recipient in envelope.rcpt_tos:
                self.attempts.append({"recipient": recipient, "outcome": "accept"})
            self.store(envelope, True)
            return "250 OK"
        if rule["as"] == "cut":
            self.store(envelope, False)
            server.transport.abort()
        # The end of the line cancels this.
        await asyncio.sleep(LONGEST_HANG)
        return "451 nobody waits this long"


class Server(SMTP):
    """Closes the line on DATA where it is told to."""

    async def smtp_DATA(self, arg):
        if self.event_handler.rule_of_any(self.envelope.rcpt_tos, "close") is None:
            await super().smtp_DATA(arg)
            return
        await self.push("421 told to close the line")
        self.transport.close()


def answer(desk, order):
    if order["do"] == "behave":
        desk.behave(order["recipient"], order["as"], order["code"], order["times"])
        return {}
    if order["do"] == "report":
        return {"messages": desk.messages, "attempts": desk.attempts}
    raise ValueError(f"unknown order {order['do']!r}")


def say(value):
    print(json.dumps(value), flush=True)


def tls():
    if sys.argv[1:] != ["tls"]:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


async def main():
    loop = asyncio.get_running_loop()
    desk = Desk()
    server = await loop.create_server(
        lambda: Server(desk, enable_SMTPUTF8=True, hostname="localhost", timeout=LONGEST_HANG, loop=loop),
        host="127.0.0.1",
        port=0,
        ssl=tls(),
    )
    say({"port": server.sockets[0].getsockname()[1]})
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        say(answer(desk, json.loads(line)))


asyncio.run(main())
