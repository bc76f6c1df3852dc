"""Minimum necessary: how much of an item a destination may show."""

from enum import StrEnum

# Verbs that say nothing about a patient. Anything else at the head of a sentence may be a name.
_VERBS = frozenset(
    """arrange ask book bring call cancel change chase check clarify collect complete confirm contact coordinate
    deliver discuss document draft email escalate fax fetch file fill find finish follow get give help inform
    look move notify obtain order organise organize page phone pick plan prepare print reassess recheck refer
    remind renew repeat reply report request reschedule retry return review ring schedule send set sign submit
    talk tell text track transfer update verify visit wait weigh write
    actualizar agendar arreglar avisar ayudar buscar cambiar cancelar comprobar conseguir consultar contactar
    contestar coordinar devolver encontrar entregar enviar escribir esperar firmar gestionar hablar imprimir
    informar llamar llenar llevar mandar mover notificar obtener ordenar organizar pedir pesar preguntar preparar
    programar recoger recordar renovar reponer reportar reprogramar repetir responder revisar seguir solicitar
    terminar tomar traer tramitar verificar visitar confirmar""".split()
)


class Detail(StrEnum):
    """`full` shows the words; `minimal` no more than alias, time and verb."""

    full = "full"
    minimal = "minimal"


def verb(what: str) -> str:
    """The verb that an item begins with, if it is one that is sure to say nothing else; else nothing."""
    head = what.split(maxsplit=1)[0].strip(".,:;!").casefold() if what.strip() else ""
    return head if head in _VERBS else ""
