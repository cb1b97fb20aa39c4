skip-to-content = Aller au contenu
nav-main = Principal
nav-home = Accueil
nav-queue = File d’attente
nav-tickets = Tickets
nav-my-tickets = Mes tickets
nav-people = Personnes
nav-administration = Administration
nav-organization = Mon organisation
nav-new-ticket = Nouveau ticket
nav-account = Mon compte
nav-account-menu = Compte de { $name }
nav-waiting-for-us = { $count ->
    [one] { $count } ticket nous attend
   *[other] { $count } tickets nous attendent
}
nav-waiting-for-you = { $count ->
    [one] { $count } ticket vous attend
   *[other] { $count } tickets vous attendent
}
search-label = Rechercher dans les tickets
search-placeholder = Rechercher
ago-now = à l’instant
ago-minutes = { $count ->
    [one] il y a { $count } minute
   *[other] il y a { $count } minutes
}
ago-hours = { $count ->
    [one] il y a { $count } heure
   *[other] il y a { $count } heures
}
ago-days = { $count ->
    [one] hier
   *[other] il y a { $count } jours
}
day-and-time = { $day } à { $time }
form-optional = (facultatif)
form-fault = { $label } : { $said }
form-faults = { $count ->
    [one] Un point reste à corriger :
   *[other] { $count } points restent à corriger :
}
problem-id = Référence pour l’assistance :
problem-title-not-found = Il n’y a rien ici
problem-title-forbidden = Vous ne pouvez pas faire cela
problem-title-too-many = Trop de tentatives
problem-title-ours = Une erreur s’est produite de notre côté
problem-title-other = Cela n’a pas fonctionné
back-home = Retour à l’accueil
