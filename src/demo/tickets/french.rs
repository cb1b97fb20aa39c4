//! Conversations in French, where both sides speak it.

use docket_domain::ticket::Priority;

use crate::demo::cast::Who::{Ines, Jon, Lena, Noor, Sam};
use crate::demo::script::Act::{
    Closes, Gives, Holds, Notes, Objects, Ranks, Resolves, Says, Shares, Takes, Works,
};
use crate::demo::script::Answer::{Days, Is};
use crate::demo::script::{BLANK, Kind, Script, on, step};

pub(super) const TICKETS: &[Script] = &[
    Script {
        opened: on(60, 8, 40),
        by: Lena,
        kind: Kind::Incident,
        subject: "Audiences de la veille absentes pour la chaîne jeunesse",
        description: "Le fichier de ce matin ne contient aucune ligne pour la chaîne jeunesse. Les autres chaînes \
                      sont complètes. Pouvez-vous nous renvoyer le fichier avant midi ?",
        fields: &[
            ("severity", Is("high")),
            ("started_at", Days(0)),
            ("affected", Is("Fichier quotidien, chaîne jeunesse")),
        ],
        shared: true,
        steps: &[
            step(on(60, 9, 0), Noor, Takes),
            step(
                on(60, 9, 20),
                Noor,
                Works(
                    "Bonjour Lena, la chaîne a changé de nom hier et notre table ne connaissait pas encore le nouveau. Je relance le calcul.",
                ),
            ),
            step(
                on(60, 10, 35),
                Noor,
                Resolves("Le fichier complet vient d’être renvoyé. Le nouveau nom est enregistré."),
            ),
            step(on(60, 11, 5), Lena, Closes(Some("Bien reçu, tout y est. Merci pour la rapidité."))),
        ],
        ..BLANK
    },
    Script {
        opened: on(50, 14, 50),
        by: Ines,
        kind: Kind::Question,
        subject: "Comment lire la durée d’écoute par auditeur ?",
        description: "La durée d’écoute par auditeur a augmenté de douze minutes, alors que l’audience cumulée a \
                      baissé. Est-ce une erreur ou une bonne nouvelle ?",
        steps: &[
            step(on(50, 15, 30), Sam, Gives(Noor)),
            step(
                on(49, 9, 0),
                Noor,
                Resolves(
                    "Ce n’est pas une erreur : les auditeurs occasionnels ont été moins nombreux, et ceux qui restent \
                     écoutent plus longtemps. La moyenne monte donc. Le rapport mensuel montre les deux groupes \
                     séparément, à la page 4.",
                ),
            ),
            step(on(48, 8, 55), Ines, Closes(Some("Merci, c’est très clair."))),
        ],
        ..BLANK
    },
    Script {
        opened: on(29, 9, 30),
        by: Lena,
        kind: Kind::Incident,
        subject: "Les foyers du Sud sont pondérés deux fois",
        description: "Dans le rapport hebdomadaire, la région Sud représente 34 % de l’audience. Elle compte 21 % \
                      des foyers. Le poids semble appliqué deux fois.",
        fields: &[
            ("severity", Is("high")),
            ("started_at", Days(-2)),
            ("affected", Is("Rapport hebdomadaire, région Sud")),
        ],
        steps: &[
            step(on(29, 9, 50), Noor, Takes),
            step(on(29, 9, 51), Noor, Ranks(Priority::High)),
            step(
                on(29, 10, 40),
                Noor,
                Says("Pouvez-vous nous dire si le rapport du mois dernier montrait déjà ce chiffre ?"),
            ),
            step(on(28, 8, 30), Lena, Says("Non, le mois dernier la région Sud était à 22 %.")),
            step(on(28, 9, 0), Lena, Shares),
            step(
                on(27, 15, 0),
                Noor,
                Resolves(
                    "Le poids était bien appliqué deux fois depuis le dernier calcul. Le rapport corrigé donne 21,6 %.",
                ),
            ),
            step(
                on(26, 9, 10),
                Lena,
                Objects("Le rapport est juste, mais le tableau de bord affiche toujours 34 %."),
            ),
            step(
                on(26, 9, 40),
                Noor,
                Works("Le tableau de bord gardait l’ancien calcul en mémoire. Je le vide."),
            ),
            step(on(26, 10, 20), Noor, Resolves("Le tableau de bord affiche maintenant 21,6 % lui aussi.")),
            step(on(25, 8, 45), Lena, Closes(None)),
        ],
        ..BLANK
    },
    Script {
        opened: on(14, 13, 20),
        by: Ines,
        kind: Kind::Feature,
        subject: "Recevoir le rapport hebdomadaire en français",
        description: "Nos animateurs lisent le rapport eux-mêmes. Une version française des titres et des notes \
                      leur serait très utile.",
        fields: &[
            ("use_case", Is("Distribuer le rapport aux équipes sans le traduire.")),
            ("needed_by", Days(45)),
        ],
        shared: true,
        steps: &[
            step(on(14, 14, 0), Noor, Takes),
            step(
                on(13, 10, 0),
                Noor,
                Notes("Les titres sont déjà traduits ; il manque les notes de bas de page."),
            ),
            step(
                on(12, 9, 30),
                Noor,
                Holds(
                    "La traduction des notes est commandée. Nous attendons le texte du traducteur dans trois semaines.",
                ),
            ),
        ],
        ..BLANK
    },
    Script {
        opened: on(5, 8, 35),
        by: Lena,
        kind: Kind::Incident,
        subject: "Le direct du dimanche n’apparaît pas dans le replay",
        description: "L’émission de dimanche a été vue en replay selon notre plateforme, mais vos chiffres en \
                      différé indiquent zéro.",
        fields: &[("severity", Is("medium")), ("affected", Is("Audiences en différé"))],
        shared: true,
        steps: &[
            step(on(5, 9, 10), Noor, Takes),
            step(
                on(4, 10, 0),
                Noor,
                Says(
                    "L’émission porte-t-elle dans votre plateforme le même identifiant que dans la grille des programmes ? C’est par lui que nous faisons le lien.",
                ),
            ),
        ],
        ..BLANK
    },
    Script {
        opened: on(2, 9, 5),
        by: Ines,
        kind: Kind::Incident,
        subject: "Deux jours sans données pour l’émetteur du Nord",
        description: "Depuis deux jours, l’émetteur du Nord ne figure plus dans les données. Nos propres mesures montrent \
                      qu’il émet normalement.",
        fields: &[("severity", Is("high")), ("started_at", Days(-2)), ("affected", Is("Émetteur du Nord"))],
        shared: true,
        steps: &[
            step(on(2, 9, 45), Noor, Takes),
            step(
                on(2, 10, 10),
                Noor,
                Says("Sur quelle fréquence émet-il en ce moment ? Nous écoutons toujours l’ancienne."),
            ),
            step(
                on(0, 16, 35),
                Ines,
                Says(
                    "Sur 98,4 MHz depuis trois jours. L’annonce du changement vous avait été envoyée le mois dernier.",
                ),
            ),
            step(
                on(0, 17, 5),
                Jon,
                Says("Please note that our contract promises data without gaps. We need this week complete."),
            ),
        ],
        ..BLANK
    },
];
