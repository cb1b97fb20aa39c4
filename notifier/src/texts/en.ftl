# What mails say, in English. Every key of keys.rs stands here and in every other language; a test holds it.

# The first sentence: what happened.
lead-created = { $actor } opened ticket { $key }.
lead-receipt = { $actor } opened ticket { $key } for you.
lead-shared-with-you = { $actor } shared ticket { $key } with you.
lead-answered-yours = { $actor } answered your ticket { $key }.
lead-answered = { $actor } answered ticket { $key }.
lead-commented-yours = { $actor } commented on your ticket { $key }.
lead-commented = { $actor } commented on ticket { $key }.
lead-attached-yours = { $actor } attached a file to your ticket { $key }.
lead-attached = { $actor } attached a file to ticket { $key }.
lead-quarantined = A file of yours on ticket { $key } was found to be harmful. Nobody can open it.
lead-noted = { $actor } mentioned you in an internal note on ticket { $key }.
lead-status-yours = { $actor } is taking your ticket { $key } further.
lead-status = { $actor } changed the status of ticket { $key }.
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
lead-signed-up = Somebody, probably you, asked for an account at { $site } with this address.
lead-shared-invitation = Somebody shared a ticket with you on { $site }.
lead-account-exists = Somebody, probably you, asked for an account at { $site } with this address. You have one already.
lead-password-reset = Somebody, probably you, asked for a new password for your account at { $site }.
lead-password-changed = The password of your account at { $site } was changed on { $date }.
lead-password-changed-by-link = A new password was chosen for your account at { $site } with a mailed link on { $date }.
lead-second-factor-enabled = Two-step sign-in was turned on for your account at { $site } on { $date }.
lead-second-factor-disabled = Two-step sign-in was turned off for your account at { $site } on { $date }.
lead-token-created = An API token was created for your account at { $site } on { $date }.

# What else happened in the same act, one line each.
change-status = Status: { $status }
change-assigned = With: { $person }
change-unassigned = With: nobody yet
change-priority = Priority: { $priority }
change-request-type = The kind of request was changed.
change-subject = New subject: { $subject }
change-attached = File: { $name }
change-shared = Shared with { $organization }
change-unshared = Now private
change-participant-added = Shared with { $person }
change-participant-removed = No longer shared with { $person }
change-held-until = Until: { $date }
change-close-reason = Reason: { $reason }
change-reporter = For: { $person }
change-token-name = Name: { $name }
change-token-scope = It may: { $scope }
change-token-until = It works until: { $date }

scope-read = read
scope-read-write = read and write

status-waiting-for-support = with support
status-in-progress = in progress
status-waiting-for-customer = waiting for the customer
status-waiting-for-you = waiting for you
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
# What to do about one’s account.
note-signed-up = Choose a password to confirm that the address is yours.
note-shared-invitation = Choose a password to see it.
note-account-exists = Sign in, or choose a new password if you do not remember yours. If it was not you, there is nothing to do.
note-signed-out = All your other sessions were ended.
note-not-you-password = If it was you, there is nothing to do. If not, choose a new password at once.
note-not-you-link = If it was you, there is nothing to do. If not, somebody else can read your mail: secure your mailbox first, then choose a new password here.
note-not-you-second-factor-enabled = If it was you, there is nothing to do. If not, choose a new password at once and tell support: the new password alone does not turn two-step sign-in off again.
note-not-you-second-factor-disabled = If it was you, or an administrator at your request, there is nothing to do. If not, choose a new password at once and turn two-step sign-in on again.
note-not-you-token = If it was you, there is nothing to do. If not, sign in, delete the token from your account and choose a new password.

# Links.
action-ticket = Open { $key }
action-activate = Choose a password
action-reset = Choose a new password
action-sign-in = Sign in
until-invitation = The link works once, until { $date }. If you did not expect this mail, do nothing.
until-signed-up = The link works once, until { $date }. If it was not you, do nothing: there will be no account.
until-reset = The link works once, until { $date }. If it was not you, do nothing: your password stays as it is.
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
why-attacher = You get this mail because you attached a file to ticket { $key }.
why-queue = You get this mail because you are in support and nobody has taken ticket { $key } yet.
why-mentioned = You get this mail because an internal note mentions you.
why-invited = You get this mail because this address was given to us.
why-asked = You get this mail because this address was entered at { $site }.
why-security = You get this mail because it is about the security of your account. Mails of this kind cannot be turned off.
why-muted = You muted ticket { $key }; you are still told that it is resolved.
no-reply = Answers to this mail are not read: please use the ticket’s page.
no-reply-account = Answers to this mail are not read.

subject-invitation = Your access to { $site }
subject-sign-up = Confirm your address for { $site }
subject-shared-invitation = A ticket was shared with you on { $site }
subject-account-exists = You already have an account at { $site }
subject-password-reset = A new password for { $site }
subject-password-changed = Your password for { $site } was changed
subject-second-factor-enabled = Two-step sign-in is on for { $site }
subject-second-factor-disabled = Two-step sign-in is off for { $site }
subject-token-created = A new API token for { $site }
system-actor = { $site }
somebody = Somebody
