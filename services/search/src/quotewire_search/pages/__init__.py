"""The reading pages: an article and its versions, a speaker, a comparison, the sources, help, feeds; one module each."""
