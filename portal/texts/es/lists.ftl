rows-label = Tickets
rows-choose = Elegir { $key }
rows-unread = Nuevo:
rows-private = privado
rows-assignee = Asignado a
rows-nobody = Nadie todavía
rows-updated = Último cambio:
lists-mine = Propios
lists-shared = Compartidos conmigo
lists-organization = De mis organizaciones
lists-everywhere = En todas partes
lists-all = Todos
lists-assigned = Asignados a mí
lists-tabs = De quién son los tickets
lists-any-status = Cualquier estado
lists-open = Abiertos
lists-closed = Cerrados
lists-waiting-for-me = Me esperan
lists-waiting-for-us = Nos esperan
lists-status = Estado
lists-turn = Turno
lists-desk = Mesa de servicio
lists-type = Tipo de solicitud
lists-priority = Prioridad
lists-assignee = Asignado a
lists-assignee-me = Mí
lists-assignee-none = Nadie todavía
lists-organization-filter = Organización
lists-sort-updated = Primero los últimos modificados
lists-sort-updated-oldest = Primero los que llevan más tiempo sin cambios
lists-sort-created = Primero los más nuevos
lists-sort-created-oldest = Primero los más antiguos
lists-own-counts = { $waiting ->
    [one] { $waiting } le espera
   *[other] { $waiting } le esperan
} · { $unread } con novedades · { $open } { $open ->
    [one] abierto
   *[other] abiertos
}
lists-team-counts = { $waiting } nos esperan · { $unassigned } sin asignar
lists-search = Buscar
lists-search-title = Búsqueda: { $words }
lists-help = Cómo buscar
lists-help-words = Tickets en los que están todas estas palabras
lists-help-words-example = faltan audiencias
lists-help-phrase = Estas palabras seguidas
lists-help-phrase-example = error 503
lists-help-without = Sin esta palabra
lists-help-without-example = resuelto
lists-help-prefix = Palabras que empiezan así
lists-help-from = De quién: un nombre, una dirección o «me»
lists-help-is = open, private, shared, unassigned o un estado
lists-help-after = Abiertos ese día o después; «before:» para antes
lists-export = Descargar como CSV
lists-nothing-found = Ningún ticket coincide. Pruebe con menos palabras u otro filtro.
lists-show-whole = Mostrar la lista entera
lists-nothing-yet = Aquí aparecerán sus tickets, con la indicación de a quién le toca.
lists-nothing-shared = Aquí aparecerán los tickets que otros compartan con usted por su nombre.
lists-nothing-organization = Aquí aparecerán los tickets compartidos con toda su organización.
views-title = Vistas guardadas
views-none = Guarde la lista de arriba con un nombre para volver a ella con un clic.
views-name = Nombre de la vista
views-keep = Guardar esta vista
views-delete = Eliminar
views-delete-named = Eliminar la vista { $name }
notice-view-kept = La vista está guardada.
notice-view-deleted = La vista está eliminada.
