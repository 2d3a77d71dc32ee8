"""The live show's rules: lines and roles, who is next, what a show still owes. Pure, like the whole room."""
