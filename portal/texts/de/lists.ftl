rows-label = Tickets
rows-choose = { $key } auswählen
rows-unread = Neu:
rows-private = privat
rows-assignee = Zugewiesen an
rows-nobody = Noch niemand
rows-updated = Letzte Änderung:
