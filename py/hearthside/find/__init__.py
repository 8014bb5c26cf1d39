"""Finding: texts as vectors, files as chunks, and both kept and searched on the device.

    embedder = await load_embedder(engine, "embeddinggemma-300m", truncate_dim=256)
    index = await Index.open(encrypted, matrices, "letters", embedder)
    await index.add(read_document("bridge.md", content))
    for hit in await index.search("When was the bridge built?", k=5):
        print(hit.name, hit.heading, hit.cosine, hit.text)

`load_embedder` is in `embedding.embedder`, `Index` in `find.index`, `Asking` in `find.ask`.
Knows nothing of screens, of browsers, or of how a file becomes text; engines and an store are
handed in.
"""
