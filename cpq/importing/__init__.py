"""Taking over products and price lists from CSV and XLSX.

Drafts are made of rows and written in bulk, batch by batch; a run that was cut off goes on.

    files      sources, sheets, sheet_child
    a mapping  mapping, guessing, writing_toml
    rows       reading, facts, derived, parts, sorting
    a run      running; it writes by writing (products, prices), building (models), giving
               (lists)
"""
