rows-label = Solicitudes
rows-choose = Elegir { $key }
rows-unread = Nuevo:
rows-private = privada
rows-assignee = Asignada a
rows-nobody = Nadie todavía
rows-updated = Último cambio:
