# Was E-Mails auf Deutsch sagen. Die Schlüssel sind die von keys.rs; ein Test wacht darüber.

# Der erste Satz: was geschehen ist.
lead-created = { $actor } hat das Ticket { $key } eröffnet.
lead-receipt = { $actor } hat für Sie das Ticket { $key } eröffnet.
lead-shared-with-you = { $actor } hat das Ticket { $key } mit Ihnen geteilt.
lead-answered-yours = { $actor } hat auf Ihr Ticket { $key } geantwortet.
lead-answered = { $actor } hat auf das Ticket { $key } geantwortet.
lead-commented-yours = { $actor } hat Ihr Ticket { $key } kommentiert.
lead-commented = { $actor } hat das Ticket { $key } kommentiert.
lead-attached-yours = { $actor } hat Ihrem Ticket { $key } eine Datei angehängt.
lead-attached = { $actor } hat dem Ticket { $key } eine Datei angehängt.
lead-quarantined = Eine Datei, die Sie an das Ticket { $key } angehängt haben, ist schädlich. Niemand kann sie öffnen.
lead-noted = { $actor } hat Sie in einer internen Notiz zum Ticket { $key } erwähnt.
lead-status-yours = { $actor } bringt Ihr Ticket { $key } voran.
lead-status = { $actor } hat den Status des Tickets { $key } geändert.
lead-held-yours = { $actor } hat Ihr Ticket { $key } zurückgestellt.
lead-held = { $actor } hat das Ticket { $key } zurückgestellt.
lead-resolved-yours = { $actor } hat Ihr Ticket { $key } gelöst.
lead-resolved = { $actor } hat das Ticket { $key } gelöst.
lead-closed-yours = { $actor } hat Ihr Ticket { $key } geschlossen.
lead-closed = { $actor } hat das Ticket { $key } geschlossen.
lead-reopened-yours = { $actor } hat Ihr Ticket { $key } wieder geöffnet.
lead-reopened = { $actor } hat das Ticket { $key } wieder geöffnet.
lead-assigned = { $actor } hat Ihnen das Ticket { $key } zugewiesen.
lead-shared-yours = { $actor } hat Ihr Ticket { $key } mit { $organization } geteilt.
lead-unshared-yours = { $actor } hat Ihr Ticket { $key } auf privat gestellt.
lead-invited = { $actor } lädt Sie zu { $site } ein.
lead-invited-by-site = Sie sind zu { $site } eingeladen.
lead-signed-up = Jemand, vermutlich Sie, hat mit dieser Adresse ein Konto bei { $site } beantragt.
lead-shared-invitation = Jemand hat bei { $site } ein Ticket mit Ihnen geteilt.
lead-account-exists = Jemand, vermutlich Sie, hat mit dieser Adresse ein Konto bei { $site } beantragt. Sie haben dort bereits eines.
lead-password-reset = Jemand, vermutlich Sie, hat ein neues Passwort für Ihr Konto bei { $site } angefordert.
lead-password-changed = Das Passwort Ihres Kontos bei { $site } wurde am { $date } geändert.
lead-password-changed-by-link = Für Ihr Konto bei { $site } wurde am { $date } über einen Link aus einer E-Mail ein neues Passwort gewählt.
lead-second-factor-enabled = Für Ihr Konto bei { $site } wurde am { $date } die Anmeldung in zwei Schritten eingeschaltet.
lead-second-factor-disabled = Für Ihr Konto bei { $site } wurde am { $date } die Anmeldung in zwei Schritten ausgeschaltet.
lead-token-created = Für Ihr Konto bei { $site } wurde am { $date } ein API-Token erstellt.

# Was im selben Zug noch geschah, je eine Zeile.
change-status = Status: { $status }
change-assigned = Zuständig: { $person }
change-unassigned = Zuständig: derzeit niemand
change-priority = Priorität: { $priority }
change-request-type = Die Art der Anfrage wurde geändert.
change-subject = Neuer Betreff: { $subject }
change-attached = Datei: { $name }
change-shared = Geteilt mit { $organization }
change-unshared = Jetzt privat
change-participant-added = Geteilt mit { $person }
change-participant-removed = Nicht mehr geteilt mit { $person }
change-held-until = Bis zum { $date }
change-close-reason = Grund: { $reason }
change-reporter = Für { $person }
change-token-name = Name: { $name }
change-token-scope = Erlaubt: { $scope }
change-token-until = Gültig bis zum { $date }

scope-read = Lesen
scope-read-write = Lesen und Schreiben

status-waiting-for-support = beim Support
status-in-progress = in Bearbeitung
status-waiting-for-customer = wartet auf Kundenantwort
status-waiting-for-you = wartet auf Ihre Antwort
status-on-hold = zurückgestellt
status-resolved = gelöst
status-closed = geschlossen

priority-low = niedrig
priority-normal = normal
priority-high = hoch
priority-urgent = dringend

reason-solved = gelöst
reason-confirmed = Lösung bestätigt
reason-withdrawn = nicht mehr nötig
reason-declined = abgelehnt
reason-duplicate = identisch mit einem anderen Ticket
reason-no-answer = keine Antwort

# Wer am Zug ist, für die Kundenseite und für den Support.
turn-customer-yours = Sie sind am Zug: Bitte antworten Sie auf der Seite des Tickets.
turn-customer-ours = Wir sind am Zug. Sie brauchen nichts zu tun.
turn-customer-on-hold = Wir melden uns wieder bei Ihnen. Sie brauchen nichts zu tun.
turn-customer-resolved = Funktioniert es? Dann bestätigen Sie es bitte auf der Seite des Tickets. Wenn nicht, schreiben Sie es uns dort, und wir machen weiter.
turn-customer-closed = Es ist nichts weiter zu tun. Wieder öffnen können Sie das Ticket auf seiner Seite bis zum { $date }.
turn-support-yours = Der Support ist am Zug.
turn-support-theirs = Die Kundenseite ist am Zug.
turn-support-closed = Es ist nichts weiter zu tun.

# Was für das eigene Konto zu tun ist.
note-signed-up = Wählen Sie ein Passwort, um zu bestätigen, dass die Adresse Ihnen gehört.
note-shared-invitation = Wählen Sie ein Passwort, um es zu sehen.
note-account-exists = Melden Sie sich an, oder wählen Sie ein neues Passwort, wenn Sie Ihres nicht mehr wissen. Wenn Sie das nicht waren, brauchen Sie nichts zu tun.
note-signed-out = Alle Ihre anderen Sitzungen wurden beendet.
note-not-you-password = Wenn Sie das waren, brauchen Sie nichts zu tun. Wenn nicht, wählen Sie bitte sofort ein neues Passwort.
note-not-you-link = Wenn Sie das waren, brauchen Sie nichts zu tun. Wenn nicht, kann jemand anderes Ihre E-Mails lesen: Sichern Sie bitte zuerst Ihr Postfach und wählen Sie dann hier ein neues Passwort.
note-not-you-second-factor-enabled = Wenn Sie das waren, brauchen Sie nichts zu tun. Wenn nicht, wählen Sie bitte sofort ein neues Passwort und wenden Sie sich an den Support: Das neue Passwort allein schaltet die Anmeldung in zwei Schritten nicht wieder aus.
note-not-you-second-factor-disabled = Wenn Sie das waren oder die Administration auf Ihre Bitte gehandelt hat, brauchen Sie nichts zu tun. Wenn nicht, wählen Sie bitte sofort ein neues Passwort und schalten Sie die Anmeldung in zwei Schritten wieder ein.
note-not-you-token = Wenn Sie das waren, brauchen Sie nichts zu tun. Wenn nicht, melden Sie sich bitte an, löschen Sie das Token in Ihrem Konto und wählen Sie ein neues Passwort.

# Links.
action-ticket = { $key } öffnen
action-activate = Passwort wählen
action-reset = Neues Passwort wählen
action-sign-in = Anmelden
until-invitation = Der Link funktioniert nur einmal und nur bis zum { $date }. Wenn Sie diese E-Mail nicht erwartet haben, brauchen Sie nichts zu tun.
until-signed-up = Der Link funktioniert nur einmal und nur bis zum { $date }. Wenn Sie das nicht waren, brauchen Sie nichts zu tun: Dann entsteht kein Konto.
until-reset = Der Link funktioniert nur einmal und nur bis zum { $date }. Wenn Sie das nicht waren, brauchen Sie nichts zu tun: Ihr Passwort bleibt, wie es ist.
link-only = Der Text steht nur auf der Seite des Tickets: Ihre Organisation möchte ihn nicht per E-Mail verschicken.
cut = Der Rest steht auf der Seite des Tickets.
quote-description = Beschreibung
quote-resolution = Lösung
quote-reason = Begründung

# Warum man sie bekommt.
why-reporter = Sie bekommen diese E-Mail, weil es um Ihr Ticket { $key } geht.
why-participant = Sie bekommen diese E-Mail, weil das Ticket { $key } mit Ihnen geteilt ist.
why-follower = Sie bekommen diese E-Mail, weil Sie das Ticket { $key } kommentiert haben.
why-assignee = Sie bekommen diese E-Mail, weil das Ticket { $key } Ihnen zugewiesen ist.
why-attacher = Sie bekommen diese E-Mail, weil Sie eine Datei an das Ticket { $key } angehängt haben.
why-queue = Sie bekommen diese E-Mail, weil Sie zum Support gehören und das Ticket { $key } noch niemand übernommen hat.
why-mentioned = Sie bekommen diese E-Mail, weil eine interne Notiz Sie erwähnt.
why-invited = Sie bekommen diese E-Mail, weil uns diese Adresse gegeben wurde.
why-asked = Sie bekommen diese E-Mail, weil diese Adresse bei { $site } eingegeben wurde.
why-security = Sie bekommen diese E-Mail, weil sie die Sicherheit Ihres Kontos betrifft. Solche E-Mails lassen sich nicht abbestellen.
why-muted = Sie haben das Ticket { $key } stummgeschaltet; nur seine Lösung wird Ihnen noch gemeldet.
no-reply = Antworten auf diese E-Mail werden nicht gelesen: Bitte nutzen Sie die Seite des Tickets.
no-reply-account = Antworten auf diese E-Mail werden nicht gelesen.

subject-invitation = Ihr Zugang zu { $site }
subject-sign-up = Bestätigen Sie Ihre Adresse für { $site }
subject-shared-invitation = Bei { $site } wurde ein Ticket mit Ihnen geteilt
subject-account-exists = Sie haben bereits ein Konto bei { $site }
subject-password-reset = Ein neues Passwort für { $site }
subject-password-changed = Ihr Passwort für { $site } wurde geändert
subject-second-factor-enabled = Anmeldung in zwei Schritten eingeschaltet für { $site }
subject-second-factor-disabled = Anmeldung in zwei Schritten ausgeschaltet für { $site }
subject-token-created = Ein neues API-Token für { $site }
system-actor = { $site }
somebody = Jemand
