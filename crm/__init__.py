"""The records of the dealer's CRM: what exists, who owns it, and where it came from.

Everything that the company knows is a row here ("si no está en el CRM, no existe", 000/A32).
"""
