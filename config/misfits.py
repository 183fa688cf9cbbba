"""What is said in Spanish of a value that will not do, where pydantic says it in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OTHERWISE = "aquí no se acepta lo que está escrito"
"""Of whatever else may be wrong: the file and the key before it say where to look."""

_NUMBER = "debe ser un número"
_WHOLE = "debe ser un número entero"
_YES_OR_NO = "debe ser true o false"
_TEXT = "debe ser un texto"
_DAY = "debe ser una fecha, como 2026-11-20"
_TIME = "debe ser una hora, como 08:30"
_TABLE = "debe ser una tabla, con sus propias palabras"
_LIST = "debe ser una lista"

SPANISH = {
    "missing": "falta esta palabra",
    "literal_error": "debe ser {expected}",
    "string_type": _TEXT,
    "path_type": _TEXT,
    "string_too_short": "debe tener al menos {min_length} caracteres",
    "string_too_long": "debe tener {max_length} caracteres como máximo",
    "string_pattern_mismatch": "debe escribirse según el patrón {pattern!r}",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": "el número es demasiado grande",
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "decimal_max_places": "debe tener {decimal_places} decimales como máximo",
    "decimal_max_digits": "debe tener {max_digits} cifras como máximo",
    "finite_number": "debe ser un número finito",
    "greater_than": "debe ser mayor que {gt}",
    "greater_than_equal": "debe ser mayor o igual que {ge}",
    "less_than": "debe ser menor que {lt}",
    "less_than_equal": "debe ser menor o igual que {le}",
    "bool_type": _YES_OR_NO,
    "bool_parsing": _YES_OR_NO,
    "date_type": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": "debe ser una fecha, sin hora",
    "time_type": _TIME,
    "time_parsing": _TIME,
    "dict_type": _TABLE,
    "model_type": _TABLE,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "too_short": "debe tener al menos {min_length} elementos",
    "too_long": "debe tener {max_length} elementos como máximo",
}
"""By the kind of the error, with its facts in braces."""


def in_spanish(kind: str, facts: Mapping[str, Any]) -> str:
    """The sentence for a kind of error, such as ``greater_than``, with its facts in place."""
    told = {name: str(value).replace(" or ", " o ") for name, value in facts.items()}
    return SPANISH.get(kind, OTHERWISE).format(**told)
