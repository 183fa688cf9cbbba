"""What ``seiton chaos`` says."""

from __future__ import annotations

from cli.texts import Say

CHAOS_CALM = Say(
    "Two working days on a scratch CRM, undisturbed", "Dos días de trabajo en un CRM de prueba, sin perturbar"
)
CHAOS_KILLING = Say("Killing and beginning again", "Matando y volviendo a empezar")
CHAOS_POINTS = Say(
    "Undisturbed: {runs} runs, {stages} stages entered, {history:,} moves in the history, {notices:,} notices; {points:,} steps at which a run may die.",
    "Sin perturbar: {runs} corridas, {stages} etapas alcanzadas, {history:,} movimientos en la historia, {notices:,} avisos; {points:,} pasos en que una corrida puede morir.",
)
CHAOS_KILLED = Say(
    "Killed {kills:,} times with SIGKILL in {lives} lives of two days, as often begun again, in {seconds:.0f} s (seed {seed}).",
    "{kills:,} muertes con SIGKILL en {lives} vidas de dos días, otras tantas veces vuelto a empezar, en {seconds:.0f} s (semilla {seed}).",
)
CHAOS_KINDS = Say("Just before: {kinds}", "Justo antes de: {kinds}")
CHAOS_SAME = Say(
    "Every end is the undisturbed one: each row of each table, each move once, every paper in its place, the trail sound.",
    "Todo final es el de la corrida sin perturbar: cada fila de cada tabla, cada movimiento una vez, cada documento en su lugar, el rastro íntegro.",
)
CHAOS_TWICE = Say(
    "Of {notices:,} notices none was lost; {twice} came twice, since their run died after sending and before noting it:"
    " the second bears the same key.",
    "De {notices:,} avisos no se perdió ninguno; {twice} llegaron dos veces, pues su corrida murió después de enviar y antes de anotarlo:"
    " el segundo lleva la misma clave.",
)
CHAOS_DIFFERS = Say(
    "Life {life} ends otherwise ({number:,} differences); to see it again: seiton chaos --seed {seed} --life {life}",
    "La vida {life} termina distinto ({number:,} diferencias); para verlo otra vez: seiton chaos --seed {seed} --life {life}",
)
CHAOS_WHERE = Say("killed at: {places}", "muertes en: {places}")
