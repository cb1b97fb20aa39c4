//! The interface, exports and dashboards.

use docket_domain::ticket::{CloseReason, Priority};

use crate::demo::cast::Who::{Ines, Jon, Kim, Maria, Noor, Sam, Tom};
use crate::demo::script::Act::{
    Adds, Closes, ClosesAs, Notes, Ranks, Resolves, Resumes, Says, Shares, Sorts, Takes, Unshares, Works,
};
use crate::demo::script::Answer::{Days, Is};
use crate::demo::script::{BLANK, Kind, Script, on, step};

pub(super) const TICKETS: &[Script] = &[
    Script {
        opened: on(61, 14, 12),
        by: Tom,
        kind: Kind::Incident,
        subject: "Export by the interface stops after 10,000 rows",
        description: "We fetch minute-by-minute figures by the interface. The answer ends after exactly 10,000 rows \
                      without an error, so we did not notice it for a week.",
        fields: &[
            ("severity", Is("medium")),
            ("started_at", Days(-7)),
            ("affected", Is("Interface, minute export")),
        ],
        shared: true,
        steps: &[
            step(on(61, 14, 40), Sam, Takes),
            step(
                on(61, 15, 5),
                Sam,
                Says(
                    "An answer holds at most 10,000 rows; a cursor in its last line leads to the next part. Does your \
                     program follow it?",
                ),
            ),
            step(on(60, 9, 15), Tom, Says("It did not. It does now, and we have all rows.")),
            step(on(60, 9, 30), Sam, Resolves("The documentation now says this in its first paragraph.")),
            step(on(60, 10, 2), Tom, Closes(None)),
        ],
        ..BLANK
    },
    Script {
        opened: on(53, 11, 0),
        by: Kim,
        kind: Kind::Incident,
        subject: "Password of the interface is refused",
        description: "Since this morning the interface has answered 401 to a token that is valid until the end of \
                      the year.",
        fields: &[("severity", Is("high")), ("started_at", Days(0)), ("affected", Is("Interface"))],
        steps: &[
            step(on(53, 11, 12), Noor, Takes),
            step(
                on(53, 11, 30),
                Noor,
                Resolves(
                    "All tokens issued before last month were withdrawn last night. We should have told you. A new one is in your account.",
                ),
            ),
            step(
                on(53, 12, 15),
                Kim,
                Closes(Some("It works again. A mail beforehand would have saved me the morning.")),
            ),
        ],
        ..BLANK
    },
    Script {
        opened: on(47, 9, 25),
        by: Maria,
        kind: Kind::Incident,
        subject: "Dashboard takes a minute to open",
        description: "The channel overview opens in more than a minute since the new release; it used to take three \
                      seconds. All of us see it, in the office and at home.",
        fields: &[
            ("severity", Is("medium")),
            ("started_at", Days(-3)),
            ("affected", Is("Dashboard, channel overview")),
        ],
        shared: true,
        steps: &[
            step(on(47, 10, 0), Sam, Takes),
            step(
                on(47, 13, 20),
                Tom,
                Says("With one channel it takes four seconds, with all nine more than a minute."),
            ),
            step(
                on(46, 9, 10),
                Sam,
                Works(
                    "That was the hint we needed: the nine channels are calculated one after the other. We are changing that.",
                ),
            ),
            step(
                on(42, 14, 0),
                Sam,
                Resolves("The overview now opens in less than two seconds with all nine channels."),
            ),
            step(on(41, 8, 30), Maria, Closes(Some("One and a half seconds. Thank you."))),
        ],
        ..BLANK
    },
    Script {
        opened: on(39, 13, 45),
        by: Jon,
        kind: Kind::Question,
        subject: "Which time zone do the timestamps in the export have?",
        description: "The minute export shows our morning show at 05:00. Is that universal time?",
        shared: true,
        steps: &[
            step(
                on(39, 14, 5),
                Noor,
                Resolves(
                    "Yes, all timestamps in exports are universal time, in reports local time. The column's name will say so.",
                ),
            ),
            step(on(39, 14, 50), Ines, Closes(None)),
        ],
        ..BLANK
    },
    Script {
        opened: on(33, 10, 20),
        by: Tom,
        kind: Kind::Question,
        subject: "Interface answers 500 for the archive of 2019",
        description: "Every request for a day of 2019 is answered with 500, whichever channel we ask for. Is the \
                      archive no longer offered?",
        shared: true,
        steps: &[
            step(on(33, 10, 40), Sam, Sorts(Kind::Incident)),
            step(on(33, 10, 41), Sam, Takes),
            step(
                on(33, 11, 30),
                Sam,
                Works("It is offered. The year lies on a disk that has failed; a copy is being restored."),
            ),
            step(
                on(31, 15, 0),
                Sam,
                Resolves("2019 has been restored and can be read again. No day is missing."),
            ),
            step(on(30, 9, 20), Tom, Closes(None)),
        ],
        ..BLANK
    },
    Script {
        opened: on(24, 9, 0),
        by: Maria,
        kind: Kind::Incident,
        subject: "Former colleague still receives the daily report",
        description: "A colleague who left last month still receives our daily report by mail. Please remove the \
                      address today and tell us who else is on the list.",
        fields: &[("severity", Is("high")), ("affected", Is("Daily report by mail"))],
        steps: &[
            step(on(24, 9, 10), Noor, Takes),
            step(on(24, 9, 11), Noor, Ranks(Priority::High)),
            step(
                on(24, 9, 35),
                Noor,
                Says(
                    "The address is removed. Six others are on the list. May I name them here, or shall I write to you alone?",
                ),
            ),
            step(on(24, 10, 15), Maria, Says("Here is fine: this request is private.")),
            step(
                on(24, 10, 40),
                Noor,
                Resolves(
                    "The list holds your own address, Tom, Lena and three shared mailboxes: planning, press and archive.",
                ),
            ),
            step(on(23, 8, 40), Maria, Closes(None)),
        ],
        ..BLANK
    },
    Script {
        opened: on(15, 11, 30),
        by: Kim,
        kind: Kind::Incident,
        subject: "Spreadsheet export shows dates as numbers",
        description: "In the spreadsheet export the column Day holds 46,341 and the like instead of a date.",
        fields: &[("severity", Is("low")), ("affected", Is("Spreadsheet export"))],
        steps: &[
            step(on(15, 13, 0), Noor, Takes),
            step(
                on(14, 10, 10),
                Noor,
                Says("Which program do you open it with, and in which language is it set?"),
            ),
            step(on(13, 9, 0), Kim, Says("LibreOffice, set to Czech.")),
            step(
                on(13, 14, 30),
                Noor,
                Notes("Reproduced with cs-CZ. The export names the date format by its English name."),
            ),
            step(
                on(12, 15, 10),
                Noor,
                Resolves(
                    "Dates are now written in a form that every language of the program understands. Please export once more.",
                ),
            ),
        ],
        ..BLANK
    },
    Script {
        opened: on(7, 15, 40),
        by: Tom,
        kind: Kind::Incident,
        subject: "Dashboard shows another broadcaster's logo",
        description: "When I open the dashboard from the link in the mail, the logo of another broadcaster appears \
                      for a second. The figures are ours. Please look at this with some care.",
        fields: &[("severity", Is("high")), ("started_at", Days(0)), ("affected", Is("Dashboard"))],
        shared: true,
        steps: &[
            step(on(7, 15, 50), Sam, Takes),
            step(on(7, 15, 51), Sam, Ranks(Priority::Urgent)),
            step(on(7, 16, 5), Tom, Unshares),
            step(
                on(7, 16, 20),
                Sam,
                Notes(
                    "Only the logo is cached across customers, the figures are not. Checked in the access log for all accounts.",
                ),
            ),
            step(
                on(6, 9, 0),
                Sam,
                Says(
                    "The logo came from a cache that did not tell customers apart; it holds nothing but logos. No \
                     figures were shown to anybody else, which we have checked for every access since the release. \
                     The cache is switched off. Do you still see it?",
                ),
            ),
        ],
        ..BLANK
    },
    Script {
        opened: on(2, 13, 15),
        by: Jon,
        kind: Kind::Incident,
        subject: "Nightly delivery to our file server fails",
        description: "For two nights our server has recorded a connection from you and no file. The account and the \
                      key have not changed.",
        fields: &[("severity", Is("high")), ("started_at", Days(-1)), ("affected", Is("Nightly delivery"))],
        steps: &[
            step(on(2, 13, 30), Noor, Takes),
            step(
                on(2, 14, 15),
                Noor,
                Says(
                    "Our side reports that your server refuses the key. Was its software renewed this week?",
                ),
            ),
            step(
                on(1, 9, 20),
                Jon,
                Says("Yes, on Monday. It no longer takes keys of the old kind. Can you send us a new one?"),
            ),
            step(on(1, 9, 45), Jon, Shares),
            step(on(1, 10, 30), Noor, Resumes),
            step(on(1, 11, 0), Jon, Adds(Kim)),
        ],
        ..BLANK
    },
    Script {
        opened: on(18, 16, 0),
        by: Tom,
        kind: Kind::Incident,
        subject: "Export stops after 10,000 rows again",
        description: "The weekly export of spots ends after 10,000 rows, as the minute export did before.",
        fields: &[("severity", Is("low")), ("affected", Is("Interface, spot export"))],
        shared: true,
        steps: &[step(
            on(18, 16, 25),
            Sam,
            ClosesAs(
                CloseReason::Duplicate,
                "This is the limit that your earlier request about the minute export was about: the spot export has the same cursor in its last line.",
            ),
        )],
        ..BLANK
    },
];
