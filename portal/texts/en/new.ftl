home-greeting = Hello, { $name }
home-nothing-waits = Nothing waits for you.
home-ask = What can we help you with?
home-recent = Recently changed
home-unread = { $count ->
    [one] { $count } with news
   *[other] { $count } with news
}
home-all = All my tickets
new-nothing-offered = No service desk takes requests at the moment.
new-choose = Choose what it is about
new-choose-one = Please choose
new-other = Choose another request type
new-only-if = Only if “{ $field }” is { $values }
new-or = {" "}or{" "}
new-ticked = ticked
new-not-ticked = not ticked
new-subject = Subject
new-subject-help = In one line, what it is about.
new-description = Description
new-visibility = Who may see this ticket?
new-private = Only I, the people I name, and the support team
new-reporters-organization = Everybody in the reporter’s organization, too
new-everybody-at = Everybody at { $name }, too
new-participants = Share with people
new-participants-help = Names of colleagues or exact mail addresses, with commas between them.
new-audience-title = Who will see this
new-audience-you = You
new-audience-organization = { $count ->
    [one] { $count } person at { $name }
   *[other] All { $count } people at { $name }
}
new-audience-team = The support team
new-audience-behalf = The reporter, the people you name, the support team and, where you choose so, the reporter’s organization
new-who-sees = Who will see this?
new-person-help = Name or mail address of whoever asks, or of somebody in their organizations.
new-colleague-help = Your own name, or that of a colleague.
new-on-behalf = On behalf of
new-on-behalf-help = Name or mail address of the customer; left empty, the ticket is your own.
new-follow-up = This goes on with
new-send = Open ticket
new-cancel = Cancel
notice-ticket-opened = Your ticket is open. We will tell you by mail when something happens.
files-label = Files
files-limits = Up to { $count } files of at most { $size } each.
files-drop = You can also drag files here or paste a picture.
files-kept = is attached
files-remove = Remove
files-without = Do not send it
files-fault = { $name }: { $words }
files-sending = Sending
files-failed = This could not be sent. Try again.
editor-tools = Formatting
editor-bold = Bold (Ctrl+B)
editor-italic = Italic (Ctrl+I)
editor-code = Code
editor-list = List
editor-link = Link
editor-quote = Quote
editor-preview = Preview
editor-write = Write
editor-empty = There is nothing to preview yet.
draft-restored = Your draft from {"{when}"} was restored.
draft-discard = Discard the draft
