"""Taking over products and price lists from CSV and XLSX.

``sources`` reads files, ``mapping`` says which column means what, ``reading`` makes drafts of rows,
``sorting`` finds repetitions, ``running`` writes in bulk, batch by batch, and can be resumed.
"""
