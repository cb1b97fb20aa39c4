organization-tickets = Tickets der Organisation
organization-yours = Ihre Organisationen
organization-none = Sie gehören zu keiner Organisation. Das Support-Team oder wer Ihre verwaltet, kann Sie aufnehmen.
organization-members = { $count ->
    [one] { $count } Mitglied
   *[other] { $count } Mitglieder
}
organization-you = (Sie)
organization-manager = Verwaltet sie
organization-invited = Eingeladen
organization-invite = Eine Kollegin oder einen Kollegen einladen
organization-invite-words = Sie werden Mitglied und sehen die Tickets, die mit der Organisation geteilt sind.
organization-invite-send = Einladen
organization-invite-again = Neuen Link senden
notice-member-invited = Erledigt. Wer noch kein Konto hat, bekommt eine E-Mail mit einem Link.
organization-remove = Entfernen
organization-remove-title = { $name } aus { $organization } entfernen?
organization-remove-words = Was mit der Organisation geteilt ist, sieht diese Person ab sofort nicht mehr. Ihre eigenen Tickets behält sie.
notice-member-removed = Das Mitglied ist entfernt.
