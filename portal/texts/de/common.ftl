skip-to-content = Zum Inhalt
nav-main = Hauptmenü
nav-home = Start
nav-queue = Warteschlange
nav-tickets = Tickets
nav-my-tickets = Meine Tickets
nav-people = Personen
nav-administration = Verwaltung
nav-organization = Meine Organisation
nav-new-ticket = Neues Ticket
nav-account = Mein Konto
nav-account-menu = Konto von { $name }
nav-waiting-for-us = { $count ->
    [one] { $count } Ticket wartet auf uns
   *[other] { $count } Tickets warten auf uns
}
nav-waiting-for-you = { $count ->
    [one] { $count } Ticket wartet auf Sie
   *[other] { $count } Tickets warten auf Sie
}
search-label = Tickets durchsuchen
search-placeholder = Suchen
ago-now = gerade eben
ago-minutes = { $count ->
    [one] vor { $count } Minute
   *[other] vor { $count } Minuten
}
ago-hours = { $count ->
    [one] vor { $count } Stunde
   *[other] vor { $count } Stunden
}
ago-days = { $count ->
    [one] gestern
   *[other] vor { $count } Tagen
}
day-and-time = { $day }, { $time } Uhr
form-optional = (freiwillig)
form-fault = { $label }: { $said }
form-faults = { $count ->
    [one] Etwas stimmt noch nicht:
   *[other] { $count } Dinge stimmen noch nicht:
}
problem-id = Kennung für den Support:
problem-title-not-found = Hier ist nichts
problem-title-forbidden = Das dürfen Sie nicht
problem-title-too-many = Zu viele Versuche
problem-title-ours = Bei uns ist etwas schiefgegangen
problem-title-other = Das hat nicht geklappt
back-home = Zurück zur Startseite
