organization-tickets = Tickets de l’organisation
organization-yours = Vos organisations
organization-none = Vous n’appartenez à aucune organisation. L’équipe d’assistance, ou la personne qui gère la vôtre, peut vous y ajouter.
organization-members = { $count ->
    [one] { $count } membre
   *[other] { $count } membres
}
organization-you = (vous)
organization-manager = Gestionnaire
organization-invited = Invitation envoyée
organization-invite = Inviter un collègue
organization-invite-words = Cette personne devient membre et voit les tickets partagés avec l’organisation.
organization-invite-send = Inviter
organization-invite-again = Renvoyer un lien
notice-member-invited = C’est fait. Qui n’a pas encore de compte reçoit un message avec un lien.
organization-remove = Retirer
organization-remove-title = Retirer { $name } de { $organization } ?
organization-remove-words = Cette personne ne voit plus, dès maintenant, ce qui est partagé avec l’organisation. Elle garde ses propres tickets.
notice-member-removed = Le membre est retiré.
