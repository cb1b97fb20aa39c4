# Ce que disent les courriels, en français. Les clés sont celles de keys.rs ; un test y veille.

# La première phrase : ce qui s’est passé.
lead-created = { $actor } a ouvert le ticket { $key }.
lead-receipt = { $actor } a ouvert pour vous le ticket { $key }.
lead-shared-with-you = { $actor } a partagé avec vous le ticket { $key }.
lead-answered-yours = { $actor } a répondu à votre ticket { $key }.
lead-answered = { $actor } a répondu au ticket { $key }.
lead-commented-yours = { $actor } a commenté votre ticket { $key }.
lead-commented = { $actor } a commenté le ticket { $key }.
lead-noted = { $actor } vous mentionne dans une note interne sur le ticket { $key }.
lead-status-yours = { $actor } fait avancer votre ticket { $key }.
lead-status = { $actor } a changé l’état du ticket { $key }.
lead-held-yours = { $actor } a mis votre ticket { $key } en pause.
lead-held = { $actor } a mis le ticket { $key } en pause.
lead-resolved-yours = { $actor } a résolu votre ticket { $key }.
lead-resolved = { $actor } a résolu le ticket { $key }.
lead-closed-yours = { $actor } a fermé votre ticket { $key }.
lead-closed = { $actor } a fermé le ticket { $key }.
lead-reopened-yours = { $actor } a rouvert votre ticket { $key }.
lead-reopened = { $actor } a rouvert le ticket { $key }.
lead-assigned = { $actor } vous a confié le ticket { $key }.
lead-shared-yours = { $actor } a partagé votre ticket { $key } avec { $organization }.
lead-unshared-yours = { $actor } a rendu votre ticket { $key } privé.
lead-invited = { $actor } vous invite à rejoindre { $site }.
lead-invited-by-site = Une invitation à rejoindre { $site } vous attend.
lead-signed-up = Bienvenue sur { $site }. Il reste une étape : confirmer que cette adresse est la vôtre.
lead-invited-to-ticket = { $actor } a partagé un ticket avec vous sur { $site }.

# Ce qui s’est passé d’autre dans le même geste, une ligne chacun.
change-status = État : { $status }
change-assigned = Pris en charge par { $person }
change-unassigned = N’est plus pris en charge pour le moment
change-priority = Priorité : { $priority }
change-request-type = Le type de demande a été modifié.
change-subject = Nouvel objet : { $subject }
change-shared = Partagé avec { $organization }
change-unshared = Désormais privé
change-participant-added = Partagé avec { $person }
change-participant-removed = N’est plus partagé avec { $person }
change-held-until = Jusqu’au { $date }
change-close-reason = Motif : { $reason }
change-reporter = Pour { $person }

status-waiting-for-support = chez le support
status-in-progress = en cours de traitement
status-waiting-for-customer = en attente du client
status-on-hold = en pause
status-resolved = résolu
status-closed = fermé

priority-low = basse
priority-normal = normale
priority-high = haute
priority-urgent = urgente

reason-solved = résolu
reason-confirmed = solution confirmée
reason-withdrawn = n’est plus nécessaire
reason-declined = refusé
reason-duplicate = identique à un autre ticket
reason-no-answer = sans réponse

# À qui de jouer, pour le client et pour le support.
turn-customer-yours = C’est à vous : merci de répondre sur la page du ticket.
turn-customer-ours = C’est à nous de jouer. Vous n’avez rien à faire.
turn-customer-on-hold = Nous reviendrons vers vous. Vous n’avez rien à faire.
turn-customer-resolved = Tout fonctionne ? Confirmez-le sur la page du ticket. Sinon, dites-le-nous au même endroit et nous reprenons.
turn-customer-closed = Il n’y a plus rien à faire. Vous pouvez le rouvrir sur sa page jusqu’au { $date }.
turn-support-yours = C’est au support de jouer.
turn-support-theirs = C’est au client de jouer.
turn-support-closed = Il n’y a plus rien à faire.

# Liens.
action-ticket = Ouvrir { $key }
action-activate = Choisir un mot de passe
action-activate-note = Le lien est valable jusqu’au { $date } et une seule fois. Si vous n’attendiez pas ce courriel, ne faites rien.
link-only = Le texte se lit uniquement sur la page du ticket : votre organisation préfère ne pas l’envoyer par courriel.
cut = La suite se lit sur la page du ticket.
quote-description = Description
quote-resolution = Ce qui a été fait
quote-reason = Motif

# Pourquoi on le reçoit.
why-reporter = Vous recevez ce courriel parce que le ticket { $key } est le vôtre.
why-participant = Vous recevez ce courriel parce que le ticket { $key } est partagé avec vous.
why-follower = Vous recevez ce courriel parce que vous avez commenté le ticket { $key }.
why-assignee = Vous recevez ce courriel parce que le ticket { $key } vous est confié.
why-queue = Vous recevez ce courriel parce que vous faites partie du support et que personne n’a encore pris le ticket { $key }.
why-mentioned = Vous recevez ce courriel parce qu’une note interne vous mentionne.
why-invited = Vous recevez ce courriel parce que cette adresse nous a été donnée.
why-muted = Vous avez mis le ticket { $key } en sourdine ; seule sa résolution vous est annoncée.
no-reply = Les réponses à ce courriel ne sont pas lues : merci d’utiliser la page du ticket.

subject-invitation = Votre accès à { $site }
system-actor = { $site }
somebody = Quelqu’un
