# Ce que disent les courriels, en français. Les clés sont celles de keys.rs ; un test y veille.

# La première phrase : ce qui s’est passé.
lead-created = { $actor } a ouvert le ticket { $key }.
lead-receipt = { $actor } a ouvert pour vous le ticket { $key }.
lead-shared-with-you = { $actor } a partagé avec vous le ticket { $key }.
lead-answered-yours = { $actor } a répondu à votre ticket { $key }.
lead-answered = { $actor } a répondu au ticket { $key }.
lead-commented-yours = { $actor } a commenté votre ticket { $key }.
lead-commented = { $actor } a commenté le ticket { $key }.
lead-attached-yours = { $actor } a joint un fichier à votre ticket { $key }.
lead-attached = { $actor } a joint un fichier au ticket { $key }.
lead-quarantined = Un fichier que vous avez joint au ticket { $key } s’est révélé dangereux. Personne ne peut l’ouvrir.
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
lead-signed-up = Quelqu’un, sans doute vous, a demandé un compte sur { $site } avec cette adresse.
lead-shared-invitation = Quelqu’un a partagé un ticket avec vous sur { $site }.
lead-account-exists = Quelqu’un, sans doute vous, a demandé un compte sur { $site } avec cette adresse. Vous en avez déjà un.
lead-password-reset = Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour votre compte sur { $site }.
lead-password-changed = Le mot de passe de votre compte sur { $site } a été modifié le { $date }.
lead-password-changed-by-link = Le { $date }, un nouveau mot de passe a été choisi pour votre compte sur { $site } au moyen d’un lien envoyé par courriel.
lead-second-factor-enabled = La connexion en deux étapes a été activée pour votre compte sur { $site } le { $date }.
lead-second-factor-disabled = La connexion en deux étapes a été désactivée pour votre compte sur { $site } le { $date }.
lead-token-created = Un jeton d’API a été créé pour votre compte sur { $site } le { $date }.

# Ce qui s’est passé d’autre dans le même geste, une ligne chacun.
change-status = État : { $status }
change-assigned = Pris en charge par { $person }
change-unassigned = N’est plus pris en charge pour le moment
change-priority = Priorité : { $priority }
change-request-type = Le type de demande a été modifié.
change-subject = Nouvel objet : { $subject }
change-attached = Fichier : { $name }
change-shared = Partagé avec { $organization }
change-unshared = Désormais privé
change-participant-added = Partagé avec { $person }
change-participant-removed = N’est plus partagé avec { $person }
change-held-until = Jusqu’au { $date }
change-close-reason = Motif : { $reason }
change-reporter = Pour { $person }
change-token-name = Nom : { $name }
change-token-scope = Autorise : { $scope }
change-token-until = Valable jusqu’au { $date }

scope-read = lecture
scope-read-write = lecture et écriture

status-waiting-for-support = du côté du support
status-in-progress = en cours de traitement
status-waiting-for-customer = en attente du client
status-waiting-for-you = en attente de votre réponse
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
turn-customer-yours = C’est à vous : merci de répondre sur la page du ticket.
turn-customer-ours = C’est à nous de jouer. Vous n’avez rien à faire.
turn-customer-on-hold = Nous reviendrons vers vous. Vous n’avez rien à faire.
turn-customer-resolved = Tout fonctionne ? Confirmez-le sur la page du ticket. Sinon, dites-le-nous au même endroit et nous reprenons.
turn-customer-closed = Il n’y a plus rien à faire. Vous pouvez le rouvrir sur sa page jusqu’au { $date }.
turn-support-yours = C’est au support de jouer.
turn-support-theirs = C’est au client de jouer.
turn-support-closed = Il n’y a plus rien à faire.
# Que faire pour son compte.
note-signed-up = Choisissez un mot de passe pour confirmer que cette adresse est la vôtre.
note-shared-invitation = Choisissez un mot de passe pour le voir.
note-account-exists = Connectez-vous, ou choisissez un nouveau mot de passe si vous avez oublié le vôtre. Si ce n’était pas vous, vous n’avez rien à faire.
note-signed-out = Toutes vos autres sessions ont été fermées.
note-not-you-password = Si c’était vous, vous n’avez rien à faire. Sinon, choisissez tout de suite un nouveau mot de passe.
note-not-you-link = Si c’était vous, vous n’avez rien à faire. Sinon, quelqu’un d’autre peut lire vos courriels : sécurisez d’abord votre messagerie, puis choisissez ici un nouveau mot de passe.
note-not-you-second-factor-enabled = Si c’était vous, vous n’avez rien à faire. Sinon, choisissez tout de suite un nouveau mot de passe et prévenez le support : le nouveau mot de passe ne suffit pas à désactiver la connexion en deux étapes.
note-not-you-second-factor-disabled = Si c’était vous, ou un administrateur à votre demande, vous n’avez rien à faire. Sinon, choisissez tout de suite un nouveau mot de passe et réactivez la connexion en deux étapes.
note-not-you-token = Si c’était vous, vous n’avez rien à faire. Sinon, connectez-vous, supprimez le jeton dans votre compte et choisissez un nouveau mot de passe.

# Liens.
action-ticket = Ouvrir { $key }
action-activate = Choisir un mot de passe
action-reset = Choisir un nouveau mot de passe
action-sign-in = Se connecter
until-invitation = Le lien ne fonctionne qu’une fois, jusqu’au { $date }. Si vous n’attendiez pas ce courriel, ne faites rien.
until-signed-up = Le lien ne fonctionne qu’une fois, jusqu’au { $date }. Si ce n’était pas vous, ne faites rien : aucun compte ne sera ouvert.
until-reset = Le lien ne fonctionne qu’une fois, jusqu’au { $date }. Si ce n’était pas vous, ne faites rien : votre mot de passe reste le même.
link-only = Le texte se lit uniquement sur la page du ticket : votre organisation préfère ne pas l’envoyer par courriel.
cut = La suite se lit sur la page du ticket.
quote-description = Description
quote-resolution = Ce qui a été fait
quote-reason = Motif

# Pourquoi on le reçoit.
why-reporter = Vous recevez ce courriel parce que le ticket { $key } est le vôtre.
why-participant = Vous recevez ce courriel parce que le ticket { $key } est partagé avec vous.
why-follower = Vous recevez ce courriel parce que vous avez commenté le ticket { $key }.
why-assignee = Vous recevez ce courriel parce que le ticket { $key } vous est confié.
why-attacher = Vous recevez ce courriel parce que vous avez joint un fichier au ticket { $key }.
why-queue = Vous recevez ce courriel parce que vous faites partie du support et que personne n’a encore pris le ticket { $key }.
why-mentioned = Vous recevez ce courriel parce qu’une note interne vous mentionne.
why-invited = Vous recevez ce courriel parce que cette adresse nous a été donnée.
why-asked = Vous recevez ce courriel parce que cette adresse a été saisie sur { $site }.
why-security = Vous recevez ce courriel parce qu’il concerne la sécurité de votre compte. Ce genre de courriel ne peut pas être désactivé.
why-muted = Vous avez mis le ticket { $key } en sourdine ; seule sa résolution vous est encore annoncée.
no-reply = Les réponses à ce courriel ne sont pas lues : merci d’utiliser la page du ticket.
no-reply-account = Les réponses à ce courriel ne sont pas lues.

subject-invitation = Votre accès à { $site }
subject-sign-up = Confirmez votre adresse pour { $site }
subject-shared-invitation = Un ticket a été partagé avec vous sur { $site }
subject-account-exists = Vous avez déjà un compte sur { $site }
subject-password-reset = Un nouveau mot de passe pour { $site }
subject-password-changed = Votre mot de passe pour { $site } a été modifié
subject-second-factor-enabled = Connexion en deux étapes activée pour { $site }
subject-second-factor-disabled = Connexion en deux étapes désactivée pour { $site }
subject-token-created = Un nouveau jeton d’API pour { $site }
system-actor = { $site }
somebody = Quelqu’un
