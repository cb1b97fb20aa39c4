# Lo que dicen los correos, en español. Las claves son las de keys.rs; una prueba lo vigila.

# La primera frase: lo que ha pasado.
lead-created = { $actor } ha abierto el ticket { $key }.
lead-receipt = { $actor } ha abierto para usted el ticket { $key }.
lead-shared-with-you = { $actor } ha compartido con usted el ticket { $key }.
lead-answered-yours = { $actor } ha respondido a su ticket { $key }.
lead-answered = { $actor } ha respondido al ticket { $key }.
lead-commented-yours = { $actor } ha comentado su ticket { $key }.
lead-commented = { $actor } ha comentado el ticket { $key }.
lead-attached-yours = { $actor } adjuntó un archivo a su ticket { $key }.
lead-attached = { $actor } adjuntó un archivo al ticket { $key }.
lead-quarantined = Un archivo que usted adjuntó al ticket { $key } es dañino. Nadie puede abrirlo.
lead-noted = { $actor } menciona su nombre en una nota interna sobre el ticket { $key }.
lead-status-yours = { $actor } está avanzando con su ticket { $key }.
lead-status = { $actor } ha cambiado el estado del ticket { $key }.
lead-held-yours = { $actor } ha puesto en pausa su ticket { $key }.
lead-held = { $actor } ha puesto en pausa el ticket { $key }.
lead-resolved-yours = { $actor } ha resuelto su ticket { $key }.
lead-resolved = { $actor } ha resuelto el ticket { $key }.
lead-closed-yours = { $actor } ha cerrado su ticket { $key }.
lead-closed = { $actor } ha cerrado el ticket { $key }.
lead-reopened-yours = { $actor } ha reabierto su ticket { $key }.
lead-reopened = { $actor } ha reabierto el ticket { $key }.
lead-assigned = { $actor } le ha asignado el ticket { $key }.
lead-shared-yours = { $actor } ha compartido su ticket { $key } con { $organization }.
lead-unshared-yours = { $actor } ha hecho privado su ticket { $key }.
lead-invited = { $actor } le invita a unirse a { $site }.
lead-invited-by-site = Tiene una invitación para unirse a { $site }.
lead-signed-up = Alguien, probablemente usted, ha solicitado una cuenta en { $site } con esta dirección.
lead-shared-invitation = Alguien ha compartido un ticket con usted en { $site }.
lead-account-exists = Alguien, probablemente usted, ha solicitado una cuenta en { $site } con esta dirección. Usted ya tiene una.
lead-password-reset = Alguien, probablemente usted, ha solicitado una contraseña nueva para su cuenta en { $site }.
lead-password-changed = La contraseña de su cuenta en { $site } se cambió el { $date }.
lead-password-changed-by-link = El { $date } se eligió una contraseña nueva para su cuenta en { $site } con un enlace recibido por correo.
lead-second-factor-enabled = El inicio de sesión en dos pasos se activó en su cuenta de { $site } el { $date }.
lead-second-factor-disabled = El inicio de sesión en dos pasos se desactivó en su cuenta de { $site } el { $date }.
lead-token-created = El { $date } se creó un token de API para su cuenta en { $site }.

# Lo que ha pasado además en el mismo acto, una línea cada cosa.
change-status = Estado: { $status }
change-assigned = A cargo de { $person }
change-unassigned = Por ahora, a cargo de nadie
change-priority = Prioridad: { $priority }
change-request-type = Se ha cambiado el tipo de solicitud.
change-subject = Asunto nuevo: { $subject }
change-attached = Archivo: { $name }
change-shared = Compartido con { $organization }
change-unshared = Ahora es privado
change-participant-added = Compartido con { $person }
change-participant-removed = Ya no se comparte con { $person }
change-held-until = Hasta el { $date }
change-close-reason = Motivo: { $reason }
change-reporter = Para { $person }
change-token-name = Nombre: { $name }
change-token-scope = Permite: { $scope }
change-token-until = Válido hasta el { $date }

scope-read = leer
scope-read-write = leer y escribir

status-waiting-for-support = en manos de soporte
status-in-progress = en curso
status-waiting-for-customer = a la espera del cliente
status-waiting-for-you = a la espera de su respuesta
status-on-hold = en pausa
status-resolved = resuelto
status-closed = cerrado

priority-low = baja
priority-normal = normal
priority-high = alta
priority-urgent = urgente

reason-solved = resuelto
reason-confirmed = solución confirmada
reason-withdrawn = ya no es necesario
reason-declined = rechazado
reason-duplicate = igual que otro ticket
reason-no-answer = sin respuesta

# A quién le toca, para el cliente y para soporte.
turn-customer-yours = Es su turno: por favor, responda en la página del ticket.
turn-customer-ours = Es nuestro turno. No tiene que hacer nada.
turn-customer-on-hold = Volveremos a escribirle. No tiene que hacer nada.
turn-customer-resolved = ¿Funciona? Entonces confírmelo en la página del ticket. Si no, díganoslo allí y seguimos.
turn-customer-closed = No queda nada por hacer. Puede reabrirlo en su página hasta el { $date }.
turn-support-yours = Es el turno de soporte.
turn-support-theirs = Es el turno del cliente.
turn-support-closed = No queda nada por hacer.

# Qué hacer con la propia cuenta.
note-signed-up = Elija una contraseña para confirmar que la dirección es suya.
note-shared-invitation = Elija una contraseña para verlo.
note-account-exists = Inicie sesión, o elija una contraseña nueva si no recuerda la suya. Si no ha sido usted, no tiene que hacer nada.
note-signed-out = Se han cerrado todas sus demás sesiones.
note-not-you-password = Si ha sido usted, no tiene que hacer nada. Si no, elija de inmediato una contraseña nueva.
note-not-you-link = Si ha sido usted, no tiene que hacer nada. Si no, otra persona puede leer su correo: proteja primero su buzón y después elija aquí una contraseña nueva.
note-not-you-second-factor-enabled = Si ha sido usted, no tiene que hacer nada. Si no, elija de inmediato una contraseña nueva y avise a soporte: la contraseña nueva por sí sola no desactiva el inicio de sesión en dos pasos.
note-not-you-second-factor-disabled = Si ha sido usted, o un administrador a petición suya, no tiene que hacer nada. Si no, elija de inmediato una contraseña nueva y vuelva a activar el inicio de sesión en dos pasos.
note-not-you-token = Si ha sido usted, no tiene que hacer nada. Si no, inicie sesión, elimine el token en su cuenta y elija una contraseña nueva.

# Enlaces.
action-ticket = Abrir { $key }
action-activate = Elegir una contraseña
action-reset = Elegir una contraseña nueva
action-sign-in = Iniciar sesión
until-invitation = El enlace funciona una sola vez, hasta el { $date }. Si no esperaba este correo, no haga nada.
until-signed-up = El enlace funciona una sola vez, hasta el { $date }. Si no ha sido usted, no haga nada: no se creará ninguna cuenta.
until-reset = El enlace funciona una sola vez, hasta el { $date }. Si no ha sido usted, no haga nada: su contraseña seguirá siendo la misma.
link-only = El texto solo está en la página del ticket: su organización prefiere no enviarlo por correo.
cut = El resto está en la página del ticket.
quote-description = Descripción
quote-resolution = Lo que se ha hecho
quote-reason = Motivo

# Por qué se recibe.
why-reporter = Recibe este correo porque el ticket { $key } es suyo.
why-participant = Recibe este correo porque el ticket { $key } se ha compartido con usted.
why-follower = Recibe este correo porque ha comentado el ticket { $key }.
why-assignee = Recibe este correo porque el ticket { $key } está a su cargo.
why-attacher = Recibe este correo porque adjuntó un archivo al ticket { $key }.
why-queue = Recibe este correo porque forma parte de soporte y nadie se ha hecho cargo aún del ticket { $key }.
why-mentioned = Recibe este correo porque una nota interna menciona su nombre.
why-invited = Recibe este correo porque nos han dado esta dirección.
why-asked = Recibe este correo porque esta dirección se ha introducido en { $site }.
why-security = Recibe este correo porque afecta a la seguridad de su cuenta. Los correos de este tipo no se pueden desactivar.
why-muted = Ha silenciado el ticket { $key }; solo se le sigue avisando de su resolución.
no-reply = Las respuestas a este correo no se leen: por favor, use la página del ticket.
no-reply-account = Las respuestas a este correo no se leen.

subject-invitation = Su acceso a { $site }
subject-sign-up = Confirme su dirección para { $site }
subject-shared-invitation = Se ha compartido un ticket con usted en { $site }
subject-account-exists = Ya tiene una cuenta en { $site }
subject-password-reset = Una contraseña nueva para { $site }
subject-password-changed = Su contraseña de { $site } ha cambiado
subject-second-factor-enabled = Inicio de sesión en dos pasos activado en { $site }
subject-second-factor-disabled = Inicio de sesión en dos pasos desactivado en { $site }
subject-token-created = Un token de API nuevo en { $site }
system-actor = { $site }
somebody = Alguien
