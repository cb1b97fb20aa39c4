//! Overnight ratings, reach and what is reported of them.

use docket_domain::ticket::{CloseReason, Priority};

use crate::demo::cast::Who::{Ines, Jon, Kim, Lena, Maria, Noor, Sam, Tom};
use crate::demo::script::Act::{
    Adds, Closes, ClosesAs, Gives, Holds, Mutes, Notes, Ranks, Renames, Reopens, Resolves, Says, Shares,
    Takes, Works,
};
use crate::demo::script::Answer::{Days, Is};
use crate::demo::script::{BLANK, Kind, Script, on, step};

pub(super) const TICKETS: &[Script] = &[
    Script {
        opened: on(63, 9, 12),
        by: Maria,
        kind: Kind::Incident,
        subject: "Overnight ratings arrived two hours late",
        description: "Last night's ratings came at 09:05 instead of 07:00. The programme conference begins at 08:30 \
                      and had to go without them.",
        fields: &[
            ("severity", Is("high")),
            ("started_at", Days(0)),
            ("affected", Is("Overnight ratings, all channels")),
        ],
        shared: true,
        steps: &[
            step(on(63, 9, 25), Sam, Takes),
            step(on(63, 9, 26), Sam, Ranks(Priority::High)),
            step(
                on(63, 10, 0),
                Sam,
                Works(
                    "Two of five calculation servers were restarted during the night and the rest had to do their work. We are changing the order of the maintenance.",
                ),
            ),
            step(
                on(62, 7, 15),
                Sam,
                Resolves(
                    "Maintenance now begins after the ratings have been delivered. Today's came at 06:41.",
                ),
            ),
            step(on(60, 8, 5), Tom, Closes(Some("On time three days running."))),
        ],
        ..BLANK
    },
    Script {
        opened: on(57, 8, 50),
        by: Jon,
        kind: Kind::Incident,
        subject: "Weekly reach of the breakfast show differs between two reports",
        description: "The weekly report gives the breakfast show a reach of 31.2 per cent, the programme report 29.8. \
                      Both are for the same week and the same age group.",
        fields: &[("severity", Is("medium")), ("affected", Is("Weekly report and programme report"))],
        steps: &[
            step(on(57, 9, 30), Noor, Takes),
            step(
                on(57, 13, 40),
                Noor,
                Resolves(
                    "The weekly report counts listening of at least five minutes, the programme report of at least \
                     ten. Both figures are right. The rule is named in the footnote from the next edition on.",
                ),
            ),
            step(on(56, 9, 0), Jon, Closes(Some("That explains it. The footnote will help."))),
        ],
        ..BLANK
    },
    Script {
        opened: on(51, 10, 5),
        by: Tom,
        kind: Kind::Incident,
        subject: "Time-shifted viewing is missing for the weekend",
        description: "The consolidated figures for Saturday and Sunday are identical with the overnight ones to the \
                      last digit. Somebody must have recorded the final.",
        fields: &[("severity", Is("high")), ("affected", Is("Consolidated ratings"))],
        shared: true,
        steps: &[
            step(on(51, 10, 20), Sam, Gives(Noor)),
            step(
                on(51, 10, 45),
                Noor,
                Works("You are right: the recordings were not added. I am starting the calculation again."),
            ),
            step(
                on(51, 16, 30),
                Noor,
                Resolves("Recalculated. The final gains 9.4 per cent of its audience by recordings."),
            ),
            step(on(50, 8, 20), Tom, Closes(None)),
        ],
        ..BLANK
    },
    Script {
        opened: on(44, 9, 2),
        by: Maria,
        kind: Kind::Incident,
        subject: "Ratings of the debate: two reports contradict each other",
        description: "For last night's debate the channel report says 1.84 million, the genre report 1.61 million. The \
                      press has the higher figure already.",
        fields: &[
            ("severity", Is("critical")),
            ("started_at", Days(-1)),
            ("affected", Is("Channel report, genre report")),
        ],
        steps: &[
            step(on(44, 9, 6), Sam, Takes),
            step(on(44, 9, 7), Sam, Ranks(Priority::Urgent)),
            step(on(44, 9, 30), Maria, Adds(Tom)),
            step(
                on(44, 10, 10),
                Sam,
                Works(
                    "1.84 million is right. The genre report had the debate end at 21:45, although it ran until 22:10.",
                ),
            ),
            step(on(44, 10, 45), Maria, Shares),
            step(
                on(44, 11, 20),
                Sam,
                Resolves("The genre report has been corrected to 1.84 million and sent again."),
            ),
            step(
                on(43, 8, 45),
                Lena,
                Closes(Some("We have the corrected report, and the press figure stands.")),
            ),
        ],
        ..BLANK
    },
    Script {
        opened: on(36, 7, 35),
        by: Jon,
        kind: Kind::Incident,
        subject: "Hourly figures are shifted by one hour since the clocks changed",
        description: "The traffic bulletin at 07:00 shows the audience of 06:00, and so does every other hour.",
        fields: &[
            ("severity", Is("high")),
            ("started_at", Days(-1)),
            ("affected", Is("Hourly radio report")),
        ],
        shared: true,
        steps: &[
            step(on(36, 8, 10), Noor, Takes),
            step(on(36, 8, 55), Ines, Says("The same is true of our music channel.")),
            step(
                on(36, 11, 15),
                Noor,
                Works("Both channels are corrected for today. I am recalculating the weekend."),
            ),
            step(
                on(35, 9, 0),
                Noor,
                Resolves(
                    "All hours since the change of the clocks have been recalculated and delivered again.",
                ),
            ),
            step(on(34, 9, 40), Ines, Closes(None)),
            step(on(30, 8, 15), Jon, Reopens("The monthly summary that came today still has the old hours.")),
            step(
                on(30, 9, 5),
                Noor,
                Resolves("The summary was made before the correction. A new one has just been sent."),
            ),
            step(on(29, 9, 0), Jon, Closes(None)),
        ],
        ..BLANK
    },
    Script {
        opened: on(22, 13, 10),
        by: Kim,
        kind: Kind::Incident,
        subject: "Reach curve falls although contacts rise",
        description: "In the plan for the spring campaign, adding a fourth flight lowers the net reach from 61.3 to \
                      60.8 per cent. Net reach cannot fall when contacts are added.",
        fields: &[("severity", Is("medium")), ("affected", Is("Planning tool, reach curve"))],
        with: &[Maria],
        steps: &[
            step(on(22, 14, 0), Sam, Takes),
            step(
                on(22, 14, 30),
                Sam,
                Says(
                    "Could you attach the plan's number? I should like to calculate exactly the same flights.",
                ),
            ),
            step(on(21, 9, 10), Kim, Says("It is plan 7731, version 3.")),
            step(
                on(20, 10, 30),
                Sam,
                Notes(
                    "Rounding of weights per flight. The calculation team has a correction, to be delivered with the next release of the planning tool.",
                ),
            ),
            step(
                on(20, 11, 0),
                Sam,
                Holds(
                    "You are right. The tool rounds the weights of each flight, and with many small flights the \
                     error becomes visible. The correction comes with the next release. Until then, plans with up to \
                     three flights are exact.",
                ),
            ),
        ],
        ..BLANK
    },
    Script {
        opened: on(9, 8, 5),
        by: Tom,
        kind: Kind::Incident,
        subject: "Ratings for Sunday",
        description: "Sunday's ratings show our children's channel with no viewers at all between 06:00 and 09:00.",
        fields: &[("severity", Is("high")), ("affected", Is("Children's channel"))],
        shared: true,
        steps: &[
            step(on(9, 8, 30), Noor, Takes),
            step(on(9, 8, 32), Noor, Renames("Children's channel without viewers on Sunday morning")),
            step(
                on(9, 9, 40),
                Noor,
                Works(
                    "The channel was on another satellite position for three hours, and our receiver did not follow it.",
                ),
            ),
            step(
                on(8, 10, 0),
                Noor,
                Resolves(
                    "The morning has been matched from your own recording. Sunday's ratings were sent again.",
                ),
            ),
        ],
        ..BLANK
    },
    Script {
        opened: on(3, 7, 50),
        by: Maria,
        kind: Kind::Incident,
        subject: "Overnight ratings without the regional split",
        description: "Since yesterday the overnight file has had no columns for the regions. Our import refuses it.",
        fields: &[("severity", Is("high")), ("started_at", Days(-1)), ("affected", Is("Overnight file"))],
        shared: true,
        steps: &[
            step(on(3, 8, 20), Sam, Takes),
            step(on(3, 8, 21), Sam, Ranks(Priority::High)),
            step(on(3, 8, 50), Lena, Mutes),
            step(
                on(3, 9, 15),
                Sam,
                Says(
                    "The columns moved into a file of their own, as announced in the release notes of the first of \
                     the month. We can send you the old form for another four weeks. Would that help, and under \
                     which file name does your import expect it?",
                ),
            ),
        ],
        ..BLANK
    },
    Script {
        opened: on(41, 12, 30),
        by: Sam,
        on_behalf_of: Some(Jon),
        kind: Kind::Incident,
        subject: "Web radio streams counted twice",
        description: "Reported by telephone: listeners of the web player are counted once by the player and once by \
                      the stream server. The web audience of the main channel appears about 80 per cent too high.",
        fields: &[("severity", Is("medium")), ("affected", Is("Web radio, main channel"))],
        steps: &[
            step(on(41, 12, 32), Sam, Gives(Noor)),
            step(
                on(40, 9, 10),
                Noor,
                Says(
                    "Does your player send its own session number to the stream server? Then we can recognise the pairs.",
                ),
            ),
            step(
                on(28, 10, 0),
                Noor,
                ClosesAs(
                    CloseReason::NoAnswer,
                    "We have not heard from you for two weeks and so close this request. Answer here within two weeks to reopen it.",
                ),
            ),
        ],
        ..BLANK
    },
];
