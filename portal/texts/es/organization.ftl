organization-tickets = Tickets de la organización
organization-yours = Sus organizaciones
organization-none = No pertenece a ninguna organización. El equipo de soporte, o quien gestione la suya, puede añadirle.
organization-members = { $count ->
    [one] { $count } miembro
   *[other] { $count } miembros
}
organization-you = (usted)
organization-manager = La gestiona
organization-invited = Con invitación
organization-invite = Invitar a un colega
organization-invite-words = Pasa a ser miembro y ve los tickets compartidos con la organización.
organization-invite-send = Invitar
organization-invite-again = Enviar otro enlace
notice-member-invited = Hecho. Quien aún no tiene cuenta recibe un mensaje con un enlace.
organization-remove = Retirar
organization-remove-title = ¿Retirar a { $name } de { $organization }?
organization-remove-words = Deja de ver al momento lo que se comparte con la organización. Conserva sus propios tickets.
notice-member-removed = El miembro se ha retirado.
