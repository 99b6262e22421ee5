"""The tables of the gazetteer in `data/`, by kind of entity; apart, so that telling what changed loads nothing else."""

FILES = {
    "city": "cities.tsv",
    "person": "persons.tsv",
    "bloc": "blocs.tsv",
    "network": "networks.tsv",
    "country": "countries.tsv",
}
