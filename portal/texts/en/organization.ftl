organization-tickets = Tickets of the organization
organization-yours = Your organizations
organization-none = You belong to no organization. The support team, or whoever manages yours, can add you.
organization-members = { $count ->
    [one] { $count } member
   *[other] { $count } members
}
organization-you = (you)
organization-manager = Manages it
organization-invited = Invited
organization-invite = Invite a colleague
organization-invite-words = They become a member, and see the tickets that are shared with the organization.
organization-invite-send = Invite
organization-invite-again = Send another link
notice-member-invited = Done. Whoever has no account yet gets a mail with a link.
organization-remove = Remove
organization-remove-title = Remove { $name } from { $organization }?
organization-remove-words = What is shared with the organization is theirs no longer, at once. Their own tickets stay with them.
notice-member-removed = The member is removed.
