"""The sentences of the pages, by what they speak of; the catalogues hold them in other languages."""
