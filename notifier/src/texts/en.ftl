# What mails say, in English. Every key of keys.rs stands here and in every other language; a test holds it.

# The first sentence: what happened.
lead-created = { $actor } opened ticket { $key }.
lead-receipt = { $actor } opened ticket { $key } for you.
lead-shared-with-you = { $actor } shared ticket { $key } with you.
lead-answered-yours = { $actor } answered your ticket { $key }.
lead-answered = { $actor } answered ticket { $key }.
lead-commented-yours = { $actor } commented on your ticket { $key }.
lead-commented = { $actor } commented on ticket { $key }.
lead-noted = { $actor } mentioned you in an internal note on ticket { $key }.
lead-status-yours = { $actor } is taking your ticket { $key } further.
lead-status = { $actor } changed where ticket { $key } stands.
lead-held-yours = { $actor } put your ticket { $key } on hold.
lead-held = { $actor } put ticket { $key } on hold.
lead-resolved-yours = { $actor } resolved your ticket { $key }.
lead-resolved = { $actor } resolved ticket { $key }.
lead-closed-yours = { $actor } closed your ticket { $key }.
lead-closed = { $actor } closed ticket { $key }.
lead-reopened-yours = { $actor } reopened your ticket { $key }.
lead-reopened = { $actor } reopened ticket { $key }.
lead-assigned = { $actor } gave you ticket { $key }.
lead-shared-yours = { $actor } shared your ticket { $key } with { $organization }.
lead-unshared-yours = { $actor } made your ticket { $key } private.
lead-invited = { $actor } invites you to { $site }.
lead-invited-by-site = You are invited to { $site }.
lead-signed-up = Welcome to { $site }. One step is left: confirm that this address is yours.
lead-invited-to-ticket = { $actor } shared a ticket with you on { $site }.

# What else happened in the same act, one line each.
change-status = Status: { $status }
change-assigned = With: { $person }
change-unassigned = With: nobody yet
change-priority = Priority: { $priority }
change-request-type = The kind of request was changed.
change-subject = New subject: { $subject }
change-shared = Shared with { $organization }
change-unshared = Now private
change-participant-added = Shared with { $person }
change-participant-removed = No longer shared with { $person }
change-held-until = Until: { $date }
change-close-reason = Reason: { $reason }
change-reporter = For: { $person }

status-waiting-for-support = with support
status-in-progress = in progress
status-waiting-for-customer = waiting for the customer
status-on-hold = on hold
status-resolved = resolved
status-closed = closed

priority-low = low
priority-normal = normal
priority-high = high
priority-urgent = urgent

reason-solved = solved
reason-confirmed = solution confirmed
reason-withdrawn = no longer needed
reason-declined = declined
reason-duplicate = same as another ticket
reason-no-answer = no answer

# Whose turn it is, to the customer side and to support.
turn-customer-yours = It is your turn: please answer on the ticket’s page.
turn-customer-ours = It is our turn. There is nothing you need to do.
turn-customer-on-hold = We will come back to you. There is nothing you need to do.
turn-customer-resolved = Does it work? Then confirm it on the ticket’s page. If not, say so there and we go on.
turn-customer-closed = Nothing more is needed. Until { $date } you can reopen it on its page.
turn-support-yours = It is support’s turn.
turn-support-theirs = It is the customer’s turn.
turn-support-closed = Nothing more is needed.

# Links.
action-ticket = Open { $key }
action-activate = Choose a password
action-activate-note = The link works until { $date } and only once. If you did not expect this mail, do nothing.
link-only = The text is on the ticket’s page only: your organization keeps it out of mails.
cut = The rest is on the ticket’s page.
quote-description = Description
quote-resolution = What was done
quote-reason = Reason

# Why one gets it.
why-reporter = You get this mail because ticket { $key } is yours.
why-participant = You get this mail because ticket { $key } is shared with you.
why-follower = You get this mail because you commented on ticket { $key }.
why-assignee = You get this mail because ticket { $key } is with you.
why-queue = You get this mail because you are in support and nobody has taken ticket { $key } yet.
why-mentioned = You get this mail because an internal note mentions you.
why-invited = You get this mail because this address was given to us.
why-muted = You muted ticket { $key }; only its resolution is told all the same.
no-reply = Answers to this mail are not read: please use the ticket’s page.

subject-invitation = Your access to { $site }
system-actor = { $site }
somebody = Somebody
