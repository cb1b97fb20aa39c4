rows-label = Tickets
rows-choose = Choisir { $key }
rows-unread = Nouveau :
rows-private = privé
rows-assignee = Attribué à
rows-nobody = Personne pour l’instant
rows-updated = Dernière modification :
lists-mine = Les miens
lists-shared = Partagés avec moi
lists-organization = De mes organisations
lists-everywhere = Partout
lists-all = Tous
lists-assigned = Attribués à moi
lists-tabs = À qui sont les tickets
lists-any-status = Tous les états
lists-open = Ouverts
lists-closed = Fermés
lists-waiting-for-me = En attente de moi
lists-waiting-for-us = En attente de nous
lists-status = État
lists-turn = À qui le tour
lists-desk = Service d’assistance
lists-type = Type de demande
lists-priority = Priorité
lists-assignee = Attribué à
lists-assignee-me = Moi
lists-assignee-none = Personne pour l’instant
lists-organization-filter = Organisation
lists-sort-updated = Derniers modifiés d’abord
lists-sort-updated-oldest = Inchangés depuis longtemps d’abord
lists-sort-created = Les plus récents d’abord
lists-sort-created-oldest = Les plus anciens d’abord
lists-own-counts = { $waiting ->
    [one] { $waiting } vous attend
   *[other] { $waiting } vous attendent
} · { $unread } avec du nouveau · { $open } { $open ->
    [one] ouvert
   *[other] ouverts
}
lists-team-counts = { $waiting } en attente de nous · { $unassigned } non { $unassigned ->
    [one] attribué
   *[other] attribués
}
lists-search = Rechercher
lists-search-title = Recherche : { $words }
lists-help = Comment rechercher
lists-help-words = Les tickets qui contiennent tous ces mots
lists-help-words-example = audience manquante
lists-help-phrase = Ces mots à la suite
lists-help-phrase-example = erreur 503
lists-help-without = Sans ce mot
lists-help-without-example = résolu
lists-help-prefix = Les mots qui commencent ainsi
lists-help-from = De qui : un nom, une adresse ou « me »
lists-help-is = open, private, shared, unassigned ou un état
lists-help-after = Ouverts ce jour-là ou après ; « before: » pour avant
lists-export = Télécharger en CSV
lists-nothing-found = Aucun ticket ne correspond. Essayez moins de mots ou un autre filtre.
lists-show-whole = Afficher toute la liste
lists-nothing-yet = Vos tickets seront affichés ici, avec à qui est le tour.
lists-nothing-shared = Les tickets que d’autres partagent avec vous nommément seront affichés ici.
lists-nothing-organization = Les tickets partagés avec toute votre organisation seront affichés ici.
views-title = Vues enregistrées
views-none = Enregistrez la liste ci-dessus sous un nom pour y revenir en un clic.
views-name = Nom de la vue
views-keep = Enregistrer cette vue
views-delete = Supprimer
views-delete-named = Supprimer la vue { $name }
notice-view-kept = La vue est enregistrée.
notice-view-deleted = La vue est supprimée.
