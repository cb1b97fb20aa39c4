//! Panels and the meters in their homes.

use docket_domain::ticket::{CloseReason, Priority};

use crate::demo::cast::Who::{Jon, Kim, Lena, Maria, Noor, Sam, Tom};
use crate::demo::script::Act::{
    Adds, Closes, ClosesAs, Gives, Holds, Notes, Objects, Ranks, Resolves, Resumes, Says, Sends, Takes, Works,
};
use crate::demo::script::Answer::{Days, Is};
use crate::demo::script::{BLANK, Enclosure, Kind, Script, on, step};

pub(super) const TICKETS: &[Script] = &[
    Script {
        opened: on(64, 8, 12),
        by: Maria,
        kind: Kind::Incident,
        subject: "Households missing from the western panel",
        description: "The panel report for the western region lists 412 households where it listed 437 last week. \
                      No household was due to leave. Twenty-five homes are enough to move our share in the \
                      evening, so please tell us which ones are missing and why.",
        fields: &[
            ("severity", Is("high")),
            ("started_at", Days(-1)),
            ("affected", Is("Panel report, western region")),
        ],
        shared: true,
        steps: &[
            step(on(64, 8, 15), Maria, Sends(Enclosure::Curve)),
            step(on(64, 8, 40), Sam, Takes),
            step(on(64, 8, 41), Sam, Ranks(Priority::High)),
            step(on(64, 8, 50), Sam, Sends(Enclosure::Log)),
            step(
                on(64, 9, 5),
                Sam,
                Works(
                    "Thank you for the numbers. All 25 households report through the same collection server. Their \
                     data has kept arriving but was not assigned to the panel. I am having it \
                     assigned again and will write as soon as the report is complete.",
                ),
            ),
            step(
                on(64, 9, 30),
                Sam,
                Notes(
                    "The assignment table was restored from an old copy during the maintenance. The \
                     operations team is replaying the changes made since.",
                ),
            ),
            step(
                on(64, 14, 20),
                Sam,
                Resolves(
                    "The 25 households are assigned again and the report has been recalculated for the \
                     days in between. It now lists 437 households.",
                ),
            ),
            step(on(63, 8, 3), Maria, Closes(Some("Confirmed: 437 households, and the shares look right."))),
        ],
        ..BLANK
    },
    Script {
        opened: on(62, 10, 30),
        by: Jon,
        kind: Kind::Incident,
        subject: "Portable meters in Lakeside stop recording at midnight",
        description: "Nine of our portable meters in Lakeside show no listening after midnight, three nights in a \
                      row. The panel members say they kept the radio on. The meters are of the second generation \
                      and were updated last week.",
        fields: &[
            ("severity", Is("medium")),
            ("started_at", Days(-3)),
            ("affected", Is("Radio panel, Lakeside")),
        ],
        steps: &[
            step(on(62, 11, 10), Sam, Takes),
            step(
                on(62, 11, 25),
                Sam,
                Says(
                    "Could you send the serial numbers of two or three of them? Then we can read their own logs.",
                ),
            ),
            step(
                on(62, 13, 2),
                Jon,
                Says("P2-10447, P2-10451 and P2-10512. The other six show the same picture."),
            ),
            step(
                on(61, 9, 15),
                Sam,
                Notes("The update sets the clock to local time; the night file is cut at 00:00 UTC+1."),
            ),
            step(
                on(60, 15, 45),
                Sam,
                Resolves(
                    "The update made the meters close their night file one hour early. A corrected update went out \
                     this morning and all nine meters recorded the whole of last night. The three nights before \
                     cannot be recovered and are marked as incomplete in the panel report.",
                ),
            ),
            step(
                on(58, 9, 20),
                Jon,
                Objects("P2-10512 stopped at midnight again last night. The other eight are fine."),
            ),
            step(
                on(58, 11, 0),
                Sam,
                Works("That meter was switched off when the update was sent. We have sent it again."),
            ),
            step(
                on(57, 9, 0),
                Sam,
                Resolves("P2-10512 took the update yesterday at 12:40 and recorded the whole night."),
            ),
            step(on(56, 10, 12), Jon, Closes(None)),
        ],
        ..BLANK
    },
    Script {
        opened: on(55, 9, 44),
        by: Tom,
        kind: Kind::Incident,
        subject: "Set meter of household 20418 reports two people who moved out",
        description: "Household 20418 still reports viewing for two members who moved out at the end of last month. \
                      The family told the interviewer at the time.",
        fields: &[("severity", Is("low")), ("affected", Is("Household 20418"))],
        shared: true,
        steps: &[
            step(on(55, 10, 2), Noor, Takes),
            step(
                on(54, 14, 30),
                Noor,
                Resolves(
                    "Both members have been removed as of the first of the month, and their viewing since then has \
                     been assigned to guests.",
                ),
            ),
            step(on(53, 8, 50), Maria, Closes(Some("Checked in this morning's report. Thank you."))),
        ],
        ..BLANK
    },
    Script {
        opened: on(49, 13, 5),
        by: Maria,
        kind: Kind::Incident,
        subject: "Viewing on the second television set is not counted",
        description: "In households that received a second set meter this quarter, only the set in the living room \
                      appears. We compared twenty interview sheets with the report: none of the second sets is there.",
        fields: &[
            ("severity", Is("high")),
            ("started_at", Days(-14)),
            ("affected", Is("All homes with two meters")),
        ],
        shared: true,
        with: &[Kim],
        steps: &[
            step(on(49, 13, 30), Noor, Takes),
            step(on(49, 13, 31), Noor, Ranks(Priority::Urgent)),
            step(
                on(49, 14, 10),
                Noor,
                Works(
                    "We can see the second meters on our side, so nothing is lost. I am looking for the step that drops them.",
                ),
            ),
            step(
                on(49, 15, 55),
                Kim,
                Says(
                    "I use these figures for a campaign review on Thursday. A rough date would help me plan.",
                ),
            ),
            step(
                on(48, 10, 20),
                Noor,
                Works(
                    "The cause is known: new meters were registered as spares. All figures will be recalculated tonight.",
                ),
            ),
            step(
                on(47, 8, 15),
                Noor,
                Resolves(
                    "The second sets of 186 households are counted again. The last fourteen days have been \
                     recalculated; total viewing rises by 2.1 per cent.",
                ),
            ),
            step(
                on(46, 9, 30),
                Kim,
                Says("The new figures match my own estimate. Thank you for the quick work."),
            ),
            step(on(46, 10, 5), Maria, Closes(None)),
        ],
        ..BLANK
    },
    Script {
        opened: on(38, 11, 18),
        by: Jon,
        kind: Kind::Incident,
        subject: "Replacement meters have not arrived",
        description: "We were promised twelve replacement meters for last week. Six families have had no meter since \
                      then and will lose interest.",
        fields: &[("severity", Is("medium")), ("affected", Is("Radio panel, north"))],
        steps: &[
            step(on(38, 11, 50), Sam, Gives(Noor)),
            step(
                on(38, 13, 15),
                Noor,
                Holds(
                    "The parcel is with the carrier and is stuck in the depot. The carrier expects to deliver it \
                     within five working days; until then we can do nothing but wait.",
                ),
            ),
            step(on(33, 9, 10), Noor, Resumes),
            step(
                on(32, 10, 40),
                Noor,
                Resolves(
                    "The carrier delivered all twelve meters yesterday at 15:20; your reception signed for them.",
                ),
            ),
            step(on(31, 9, 5), Jon, Closes(Some("They are here, and four are already installed."))),
        ],
        ..BLANK
    },
    Script {
        opened: on(27, 15, 20),
        by: Tom,
        kind: Kind::Incident,
        subject: "Audio matching fails for our regional windows",
        description: "Between 18:00 and 18:30 our four regional windows carry different programmes, yet the report \
                      gives all viewing to the northern one.",
        fields: &[
            ("severity", Is("critical")),
            ("started_at", Days(-1)),
            ("affected", Is("Regional windows, 18:00 to 18:30")),
        ],
        shared: true,
        steps: &[
            step(on(27, 15, 30), Sam, Takes),
            step(on(27, 15, 31), Sam, Ranks(Priority::Urgent)),
            step(
                on(27, 16, 10),
                Sam,
                Works(
                    "We have the reference recordings of the northern window only. The other three feeds ended yesterday at 17:52.",
                ),
            ),
            step(
                on(27, 16, 40),
                Sam,
                Notes(
                    "Our receiver for the three feeds lost its licence key. Renewed until the end of next year; ask for a reminder.",
                ),
            ),
            step(
                on(26, 9, 0),
                Sam,
                Resolves(
                    "All four feeds are recorded again. Yesterday's half hour was matched from your own recordings.",
                ),
            ),
            step(on(25, 9, 12), Tom, Closes(None)),
            step(
                on(19, 9, 25),
                Tom,
                crate::demo::script::Act::Reopens(
                    "The eastern window has been missing again since last night.",
                ),
            ),
            step(
                on(19, 9, 50),
                Sam,
                Works("The eastern receiver has lost its signal. A technician is on the way."),
            ),
            step(
                on(18, 11, 30),
                Sam,
                Resolves(
                    "The aerial cable has been replaced and last night was matched from your recording.",
                ),
            ),
            step(
                on(17, 10, 0),
                Maria,
                Closes(Some("We have watched it for two evenings. All four windows are there.")),
            ),
        ],
        ..BLANK
    },
    Script {
        opened: on(12, 8, 55),
        by: Maria,
        kind: Kind::Incident,
        subject: "Guest viewing is twice as high as last year",
        description: "Guests account for 11 per cent of viewing this month; a year ago it was 5 per cent. We doubt \
                      that our viewers have become so much more hospitable.",
        fields: &[("severity", Is("medium")), ("affected", Is("Guest viewing, all regions"))],
        with: &[Lena],
        steps: &[
            step(on(12, 9, 30), Noor, Takes),
            step(
                on(12, 10, 15),
                Noor,
                Says("Does this concern all regions alike, or mainly those with the new remote controls?"),
            ),
            step(
                on(11, 9, 5),
                Lena,
                Says("Mainly the new remote controls: 14 per cent there, 6 per cent elsewhere."),
            ),
            step(
                on(11, 14, 0),
                Noor,
                Notes(
                    "On the new remote control the guest button lies where the old one had button 2. A matter for the panel team.",
                ),
            ),
            step(
                on(10, 9, 45),
                Noor,
                Holds(
                    "The new remote control makes it easy to press the guest button by mistake. The panel team is \
                     calling fifty households to measure how often that happens. We expect the answers in two weeks.",
                ),
            ),
        ],
        ..BLANK
    },
    Script {
        opened: on(4, 9, 8),
        by: Jon,
        kind: Kind::Incident,
        subject: "Lakeside panel has been below its target size this week",
        description: "The Lakeside panel stands at 188 people; the target is 200. Is recruitment under way, and from \
                      when will the weighting compensate for it?",
        fields: &[("severity", Is("medium")), ("affected", Is("Radio panel, Lakeside"))],
        shared: true,
        steps: &[
            step(on(4, 9, 40), Sam, Takes),
            step(
                on(3, 10, 0),
                Sam,
                Works(
                    "Fifteen new members have been recruited and receive their meters this week. I will write when they report.",
                ),
            ),
            step(on(2, 9, 15), Jon, Says("Good. Please also tell us which age groups they are in.")),
        ],
        ..BLANK
    },
    Script {
        opened: on(40, 14, 22),
        by: Kim,
        kind: Kind::Incident,
        subject: "Panel sample file cannot be opened",
        description: "The sample file for last month stops with an error after 3,000 lines. Last month's file opens \
                      without trouble in the same program.",
        fields: &[("severity", Is("low")), ("affected", Is("Panel sample file"))],
        steps: &[
            step(on(40, 15, 0), Sam, Takes),
            step(
                on(40, 15, 10),
                Sam,
                Says("The file is complete on our side. Could you tell us its size after the download?"),
            ),
            step(
                on(39, 8, 30),
                Kim,
                ClosesAs(
                    CloseReason::Withdrawn,
                    "My disk was full, so the download was cut off. It opens now. I am sorry for the trouble.",
                ),
            ),
        ],
        ..BLANK
    },
    Script {
        opened: on(1, 14, 5),
        by: Tom,
        kind: Kind::Incident,
        subject: "No data from the island households",
        description: "Since this morning none of the eleven households on the islands has reported. The line to the \
                      islands works: we telephoned one of the families over it.",
        fields: &[
            ("severity", Is("high")),
            ("started_at", Days(0)),
            ("affected", Is("Households on the islands")),
        ],
        shared: true,
        steps: &[
            step(
                on(1, 14, 40),
                Maria,
                Says("Our evening news has its largest audience there. Please treat this as urgent."),
            ),
            step(on(0, 17, 20), Tom, Adds(Jon)),
        ],
        ..BLANK
    },
];
