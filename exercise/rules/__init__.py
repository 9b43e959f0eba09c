"""How a scenario's rules become functions: `check` finds faults, `compile_rulebook` makes a `Rulebook`, `interpret` is the plain oracle."""
