//! Feature requests and questions.

use docket_domain::ticket::{CloseReason, Priority};

use crate::demo::cast::Who::{Ada, Jon, Kim, Maria, Noor, Sam, Tom};
use crate::demo::script::Act::{ClosesAs, Gives, Holds, Notes, Ranks, Resolves, Says, Takes, Works};
use crate::demo::script::Answer::{Days, Is};
use crate::demo::script::{BLANK, Kind, Script, on, step};

pub(super) const TICKETS: &[Script] = &[
    Script {
        opened: on(59, 13, 30),
        by: Maria,
        kind: Kind::Feature,
        subject: "Ratings by quarter of an hour in the daily report",
        description: "Our programme planners think in quarters of an hour. They would like the daily report to show \
                      them beside the programme averages.",
        fields: &[("use_case", Is("See where in a programme viewers leave.")), ("needed_by", Days(60))],
        shared: true,
        steps: &[
            step(on(58, 10, 0), Noor, Takes),
            step(on(58, 10, 20), Noor, Ranks(Priority::Low)),
            step(
                on(58, 10, 30),
                Noor,
                Says("Would a second sheet be right, or do the quarters have to stand in the same table?"),
            ),
            step(on(56, 9, 0), Maria, Says("A second sheet is better: the table is wide enough as it is.")),
            step(
                on(55, 14, 0),
                Noor,
                Holds(
                    "It is planned for the release after next, in about eight weeks. We will write when there is a draft to try.",
                ),
            ),
            step(
                on(13, 9, 30),
                Noor,
                Works("A draft is in your account under Reports, Drafts. Please tell us what is missing."),
            ),
            step(
                on(11, 13, 0),
                Tom,
                Says("The planners like it. They miss the total of the day in the last line."),
            ),
            step(
                on(5, 15, 0),
                Noor,
                Resolves(
                    "The sheet is part of the daily report from tomorrow on, with the total in its last line.",
                ),
            ),
        ],
        ..BLANK
    },
    Script {
        opened: on(45, 15, 15),
        by: Kim,
        kind: Kind::Feature,
        subject: "Compare a campaign with the same weeks of last year",
        description: "Clients always ask how a campaign did against last year. At present I export both periods and \
                      compare them by hand.",
        fields: &[("use_case", Is("One chart with both periods, and the difference in per cent."))],
        steps: &[
            step(on(44, 13, 0), Sam, Takes),
            step(
                on(43, 10, 0),
                Sam,
                Notes(
                    "Asked for by four customers this year. The product team discusses it at its next meeting.",
                ),
            ),
            step(
                on(42, 9, 0),
                Sam,
                Holds(
                    "The product team decides about it in its meeting next quarter. I have added your description and will tell you the result.",
                ),
            ),
        ],
        ..BLANK
    },
    Script {
        opened: on(31, 11, 10),
        by: Jon,
        kind: Kind::Feature,
        subject: "Show competitors' listeners by name of the panel member",
        description: "It would help us to know which panel members changed from the competition to us, so that we \
                      can invite them to a discussion.",
        fields: &[("use_case", Is("Invite listeners who changed stations."))],
        steps: &[
            step(on(31, 13, 0), Sam, Gives(Ada)),
            step(
                on(30, 10, 0),
                Ada,
                ClosesAs(
                    CloseReason::Declined,
                    "Panel members take part on the promise that nobody learns who they are; the contract and the law \
                     hold us to it. We cannot offer this. What we can do is put your questions to the members who \
                     changed, in a survey of our own that gives you the answers without names.",
                ),
            ),
        ],
        ..BLANK
    },
    Script {
        opened: on(6, 10, 45),
        by: Maria,
        kind: Kind::Question,
        subject: "Joint report of television and radio for the election night",
        description: "Meridian and Northwind cover the election night together. Can we have one report of the \
                      audience of both, television and radio, without counting anybody twice?",
        with: &[Jon],
        steps: &[
            step(on(6, 11, 30), Sam, Takes),
            step(
                on(6, 13, 15),
                Jon,
                Says("For us the hours from 18:00 to 02:00 matter, and all our three channels."),
            ),
            step(
                on(5, 10, 0),
                Sam,
                Works(
                    "It can be done by the fusion of both panels. I am finding out how long the calculation takes and what it costs.",
                ),
            ),
        ],
        ..BLANK
    },
    Script {
        opened: on(1, 10, 50),
        by: Kim,
        kind: Kind::Question,
        subject: "How many people are in the sample of the over-75s?",
        description: "A client wants to see figures for viewers above 75. How many of them are in the panel, and \
                      from what size would you publish a figure?",
        ..BLANK
    },
];
