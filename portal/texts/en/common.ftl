skip-to-content = Skip to content
nav-main = Main
nav-home = Home
nav-queue = Queue
nav-tickets = Tickets
nav-my-tickets = My tickets
nav-people = People
nav-administration = Administration
nav-organization = My organization
nav-new-ticket = New ticket
nav-account = My account
nav-account-menu = Account of { $name }
nav-waiting-for-us = { $count ->
    [one] { $count } ticket is waiting for us
   *[other] { $count } tickets are waiting for us
}
nav-waiting-for-you = { $count ->
    [one] { $count } ticket is waiting for you
   *[other] { $count } tickets are waiting for you
}
search-label = Search tickets
search-placeholder = Search
ago-now = just now
ago-minutes = { $count ->
    [one] { $count } minute ago
   *[other] { $count } minutes ago
}
ago-hours = { $count ->
    [one] { $count } hour ago
   *[other] { $count } hours ago
}
ago-days = { $count ->
    [one] yesterday
   *[other] { $count } days ago
}
day-and-time = { $day }, { $time }
form-optional = (optional)
form-fault = { $label }: { $said }
form-faults = { $count ->
    [one] Something is not right yet:
   *[other] { $count } things are not right yet:
}
problem-id = Reference for support:
problem-title-not-found = There is nothing here
problem-title-forbidden = You may not do this
problem-title-too-many = Too many tries
problem-title-ours = Something went wrong on our side
problem-title-other = That did not work
back-home = Back to the first page
