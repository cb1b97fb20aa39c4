skip-to-content = Ir al contenido
nav-main = Principal
nav-home = Inicio
nav-queue = Cola
nav-tickets = Tickets
nav-my-tickets = Mis tickets
nav-people = Personas
nav-administration = Administración
nav-organization = Mi organización
nav-new-ticket = Nuevo ticket
nav-account = Mi cuenta
nav-account-menu = Cuenta de { $name }
nav-waiting-for-us = { $count ->
    [one] { $count } ticket nos espera
   *[other] { $count } tickets nos esperan
}
nav-waiting-for-you = { $count ->
    [one] { $count } ticket le espera
   *[other] { $count } tickets le esperan
}
search-label = Buscar tickets
search-placeholder = Buscar
ago-now = ahora mismo
ago-minutes = { $count ->
    [one] hace { $count } minuto
   *[other] hace { $count } minutos
}
ago-hours = { $count ->
    [one] hace { $count } hora
   *[other] hace { $count } horas
}
ago-days = { $count ->
    [one] ayer
   *[other] hace { $count } días
}
day-and-time = { $day }, { $time }
form-optional = (opcional)
form-fault = { $label }: { $said }
form-faults = { $count ->
    [one] Algo no está bien todavía:
   *[other] { $count } cosas no están bien todavía:
}
problem-id = Referencia para el soporte:
problem-title-not-found = Aquí no hay nada
problem-title-forbidden = No puede hacer esto
problem-title-too-many = Demasiados intentos
problem-title-ours = Algo ha fallado por nuestra parte
problem-title-other = No ha funcionado
back-home = Volver al inicio
