rows-label = Tickets
rows-choose = Choose { $key }
rows-unread = New:
rows-private = private
rows-assignee = Assigned to
rows-nobody = Nobody yet
rows-updated = Last change:
