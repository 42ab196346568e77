"""The signed network of acts: its balance and its blocs."""
