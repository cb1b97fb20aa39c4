rows-label = Demandes
rows-choose = Choisir { $key }
rows-unread = Nouveau :
rows-private = privée
rows-assignee = Attribuée à
rows-nobody = Personne pour l’instant
rows-updated = Dernière modification :
