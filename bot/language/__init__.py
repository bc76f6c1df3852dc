"""What a person meant: one sentence becomes what, when, how often, who, how urgent, for which patient."""
