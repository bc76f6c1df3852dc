"""The whole bot in Spanish: whole cards, as a nurse in Chicago whose Slack speaks Spanish reads them."""

import pytest

from bot.chat.incoming import Platform
from bot.store.database import Database
from tests.conversations.chat import PEOPLE, Chat

DAUGHTER = "/followup llamar a la hija de la Sra. K !K-17 mañana a las 9am, urgente"

SAID_BACK = (
    "K-17 en vigilancia, día 2. Llamo a la hija por la resonancia; si no llega la resonancia, llamo a radiología."
)


@pytest.fixture
async def sala(database: Database) -> Chat:
    """A ward where everybody's platform speaks Spanish, and so do the posts in its channel."""
    chat = await Chat(database).open("es")
    chat.locales = dict.fromkeys(PEOPLE, "es-MX")
    for who in PEOPLE:
        await chat.say(who, "/help")
    chat.stage.messages.clear()
    return chat


async def test_what_is_clear_is_saved_and_read_back(sala: Chat) -> None:
    assert (
        (await sala.say("Nina", DAUGHTER)).text
        == """\
Guardado como seguimiento #1
llamar a la hija de la Sra. K
K-17 · mar 24 nov, 09:00 (America/Chicago) · usted · urgente
[Editar] [Deshacer]"""
    )


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("todos los días a las 8am hasta el 8 de diciembre", "todos los días · hasta el mar 8 dic"),
        ("cada lunes y jueves a las 8:15", "cada lunes y jueves"),
        ("de lunes a viernes a las 8am", "de lunes a viernes"),
        ("cada 2 semanas los viernes a las 4pm", "cada 2 semanas: viernes"),
        ("el primer lunes de cada mes a las 8am", "el primer lunes del mes"),
        ("cada 4 horas", "cada 4 horas"),
    ],
)
async def test_how_something_comes_back_is_said_in_whole_phrases(sala: Chat, said: str, told: str) -> None:
    answer = await sala.say("Nina", f"/task pesar a K-30 {said}")
    assert answer.text.splitlines()[3] == f"Se repite: {told}"


async def test_what_is_in_doubt_is_asked(sala: Chat) -> None:
    await sala.jump(hours=3)
    doubt = await sala.say("Nina", "/task revisar la bomba de K-17 a las 9")
    assert (
        doubt.text
        == """\
“a las 9”: ¿cuál de estas?
revisar la bomba de K-17
Guardado como borrador, #1.
[lun 23 nov, 21:00 (America/Chicago)] [mar 24 nov, 09:00 (America/Chicago)] [Editar] [Descartar]"""
    )
    saved = await sala.press("Nina", "mar 24 nov, 09:00 (America/Chicago)", doubt)
    assert saved.text.splitlines()[0] == "Guardado como tarea #1"


async def test_a_missing_time_and_an_unknown_person_are_asked_for(sala: Chat) -> None:
    assert (
        (await sala.say("Nina", "/task llamar al laboratorio")).text
        == """\
¿Cuándo lo traigo de vuelta?
llamar al laboratorio
Guardado como borrador, #1.
[lun 23 nov, 08:00 (America/Chicago)] [lun 23 nov, 17:00 (America/Chicago)] \
[mar 24 nov, 08:00 (America/Chicago)] [Sin hora] [Editar] [Descartar]"""
    )
    unknown = await sala.say("Nina", "/task llamar a radiología @pepe mañana a las 9am")
    assert unknown.text.splitlines()[0] == "Todavía no conozco a “@pepe”. ¿Para quién es?"
    assert "[usted]" in unknown.text


async def test_words_that_are_all_understood_are_not_lost(sala: Chat) -> None:
    told = await sala.say("Nina", "/task pedir a @omar mañana a las 9am")
    assert told.text.splitlines()[1:] == [
        "pedir a Omar Haddad mañana a las 9am", "mar 24 nov, 09:00 (America/Chicago) · Omar Haddad",
        "[Editar] [Deshacer]",
    ]  # fmt: skip


async def test_who_is_to_be_told_is_not_whose_task_it_is(sala: Chat) -> None:
    told = await sala.say("Nina", "/task avisar a @omar mañana a las 9am")
    assert told.text.splitlines()[1:] == [
        "avisar a Omar Haddad", "mar 24 nov, 09:00 (America/Chicago) · usted", "[Editar] [Deshacer]",
    ]  # fmt: skip


async def test_lists_are_read_and_asked_for_in_plain_words(sala: Chat) -> None:
    await sala.say("Nina", DAUGHTER)
    await sala.say("Nina", "/task pedir un andador para K-21 @sam antes del viernes a las 3pm")
    assert (
        (await sala.say("Nina", "¿qué tengo pendiente?", where="@")).text
        == """\
Sus pendientes (1)
#1 llamar a la hija de la Sra. K · K-17 · mar 24 nov, 09:00 (America/Chicago) · urgente"""
    )
    assert (
        (await sala.say("Nina", "/open K-21")).text
        == """\
Abierto de K-21 (1)
#2 pedir un andador para K-21 · vie 27 nov, 15:00 (America/Chicago) · Sam Okafor"""
    )
    await sala.jump(days=2)
    assert (await sala.say("Nina", "/open vencidos")).text.startswith("Vencidos (1)\n#1 ")
    assert (await sala.say("Nina", "/open K-99")).text == "Abierto de K-99\nNada abierto."


async def test_done_asks_for_the_outcome_and_can_be_undone(sala: Chat) -> None:
    await sala.say("Nina", DAUGHTER)
    asked = await sala.say("Nina", "/done 1")
    assert (
        asked.text
        == """\
¿En qué quedó #1?
llamar a la hija de la Sra. K
[Se contactó] [Sin respuesta] [Resultado normal] [Resultado anormal] [Aprobado] [Denegado] [Reprogramado] \
[Otro…] [Volver]"""
    )
    closed = await sala.press("Nina", "Sin respuesta", asked)
    assert (
        closed.text
        == """\
Sin respuesta: #1
llamar a la hija de la Sra. K
K-17 · mar 24 nov, 09:00 (America/Chicago) · usted · urgente
[Deshacer]"""
    )
    assert (await sala.press("Nina", "Deshacer", closed)).text.splitlines()[0] == "Deshecho: #1"


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("se contactó, viene a las 3", "Se contactó"),
        ("sin respuesta", "Sin respuesta"),
        ("no contesta", "Sin respuesta"),
        ("anormal, avisé a Lea", "Resultado anormal"),
        ("aprobada por Aetna", "Aprobado"),
        ("denegado", "Denegado"),
        ("ya está en casa", "Otro"),
    ],
)
async def test_an_outcome_is_read_from_its_first_words(sala: Chat, said: str, outcome: str) -> None:
    await sala.say("Nina", DAUGHTER)
    assert (await sala.say("Nina", f"/done 1 {said}")).text.splitlines()[0] == f"{outcome}: #1"


async def test_a_reminder_comes_back_until_it_is_done_and_others_are_asked(sala: Chat) -> None:
    await sala.say("Nina", "/followup llamar a la hija de la Sra. K !K-17 hoy a las 9am, urgente")
    await sala.advance(hours=2, minutes=20)
    ahead, due, again = [shown.text for shown in sala.dms("Nina")[:3]]
    assert ahead.splitlines()[0] == "Se acerca: #1"
    assert (
        due
        == """\
Vence ahora: #1
llamar a la hija de la Sra. K
K-17 · lun 23 nov, 09:00 (America/Chicago) · usted · urgente
[Hecho] [Posponer] [Editar] [Descartar] [Escalar]"""
    )
    assert again.splitlines()[0] == "Sigue abierto: #1"
    assert "lun 23 nov, 09:00 (America/Chicago) venció hace 15 min" in again
    await sala.advance(hours=1)
    assert (
        sala.posts()[0].text
        == """\
Nina Alvarez todavía no responde por #1. ¿Puede tomarlo o llamarle?
llamar a la hija de la Sra. K
K-17 · lun 23 nov, 09:00 (America/Chicago) venció hace 45 min · Nina Alvarez · urgente
Vencido desde lun 23 nov, 09:00 (America/Chicago) y sin hacer
Avisado: Nina Alvarez (responsable), lun 23 nov, 09:45 (America/Chicago)
Otra vez: líder, lun 23 nov, 11:45 (America/Chicago)
[Lo tengo yo]"""
    )


async def test_snoozing_understands_both_languages(sala: Chat) -> None:
    await sala.say("Nina", DAUGHTER)
    for typed, until in (
        ("2h", "lun 23 nov, 09:00"),
        ("2 horas", "lun 23 nov, 09:00"),
        ("in 3 hours", "lun 23 nov, 10:00"),
        ("mañana a las 10am", "mar 24 nov, 10:00"),
    ):
        told = await sala.say("Nina", f"/snooze 1 {typed}")
        assert told.text.splitlines()[0] == f"#1 espera hasta el {until} (America/Chicago)"


async def test_a_handoff_is_written_asked_about_and_accepted(sala: Chat) -> None:
    await sala.say("Nina", "/followup llamar a la hija por la resonancia !K-17 hoy a las 9am, urgente")
    form = await sala.say("Nina", "/handoff @lea")
    assert [field.label for field in form.question.fields] == [
        "Gravedad", "Resumen del paciente", "Lista de acciones", "Si … entonces …, uno por línea",
        "Notas sobre toda la entrega",
    ]  # fmt: skip
    assert [option.label for option in form.question.fields[0].options] == [
        "estable", "en vigilancia", "inestable", "de alta",
    ]  # fmt: skip
    draft = await sala.fill_in(
        "Nina", form, severity="watcher", summary="día 2 tras cirugía",
        contingencies="si no llega la resonancia, llamar a radiología",
    )  # fmt: skip
    sent = await sala.press("Nina", "Enviar", draft)
    assert (
        sent.text.splitlines()[0] == "Entrega #2 ofrecida a Lea Brandt. Todo sigue con usted hasta que se acepte."
    )
    offer = sala.dms("Lea")[-1]
    assert (
        offer.text
        == """\
Nueva entrega #2, de Nina Alvarez para usted
K-17 · en vigilancia
día 2 tras cirugía
si no llega la resonancia, llamar a radiología
#1 llamar a la hija por la resonancia · K-17 · lun 23 nov, 09:00 (America/Chicago) · urgente
Conviene hablarlo con Nina Alvarez si es posible. Pasa a usted al aceptar.
[Aceptar] [Aceptar todo menos…] [Preguntar] [Rechazar] [Visto]"""
    )
    asking = await sala.press("Lea", "Preguntar", offer)
    await sala.fill_in("Lea", asking, question="¿ya avisaron a la hija?")
    asked = sala.dms("Nina")[-1]
    assert asked.text.splitlines()[:2] == [
        "Lea Brandt pregunta sobre la entrega #2", "Lea Brandt preguntó: “¿ya avisaron a la hija?”",
    ]  # fmt: skip
    accepting = await sala.press("Lea", "Aceptar", offer)
    accepted = await sala.fill_in("Lea", accepting, synthesis=SAID_BACK)
    assert accepted.text.splitlines()[0] == "La entrega #2 está ahora a su cargo"
    told = sala.dms("Nina")[-1].text
    assert told.splitlines()[0] == "Lea Brandt aceptó la entrega #2. Ahora está a su cargo."
    assert told.splitlines()[-1] == f"En palabras de Lea Brandt: “{SAID_BACK}”"


async def test_a_huddle_is_posted_in_the_language_of_the_workspace(sala: Chat) -> None:
    set_up = await sala.say("Omar", "/huddle 7:30 entre semana")
    assert (
        set_up.text
        == "Reunión breve aquí a las 07:30, America/Chicago. Próxima: lun 23 nov, 07:30 (America/Chicago)"
    )
    await sala.say("Omar", "/task llamar al laboratorio por K-30 a las 7:05am")
    await sala.say("Lea", "/task revisar la tomografía de K-17 a las 3pm")
    await sala.say("Omar", "/task pesar a K-2 el viernes a las 3pm")
    await sala.say("Sam", "/task ordenar la farmacia a las 8am")
    await sala.say("Sam", "/done 4")
    await sala.jump(minutes=30)
    post = sala.posts()[-1]
    assert (
        post.text
        == """\
Reunión breve · lun 23 nov, 07:30 (America/Chicago)
Vencidos (1)
#1 llamar al laboratorio por K-30 · lun 23 nov, 07:05 (America/Chicago) venció hace 25 min · Omar Haddad
Próximas 24 horas (1)
#2 revisar la tomografía de K-17 · lun 23 nov, 15:00 (America/Chicago) · Lea Brandt
De antes y todavía abierto (1)
#3 pesar a K-2 · vie 27 nov, 15:00 (America/Chicago) · Omar Haddad
Cerrado en las últimas 24 horas (1)
#4 ordenar la farmacia · Hecho · Sam Okafor
Para agregar una línea: responder a este mensaje.
[Hecho]
[Hecho]
[Hecho]"""
    )
    reply = await sala.say("Sam", "reponer gasas hoy a las 5pm", quoting=post)
    assert reply.text.splitlines()[0] == "¿Guardo esto?"
    saved = await sala.press("Sam", "Guardar", reply)
    assert saved.text.splitlines() == [
        "Guardado: 1", "#5 reponer gasas · lun 23 nov, 17:00 (America/Chicago)",
    ]  # fmt: skip


async def test_help_and_its_examples(sala: Chat) -> None:
    page = (await sala.say("Nina", "/help")).text.splitlines()
    assert page[:3] == [
        "Lo que puedo hacer",
        "/followup Traer algo de vuelta hasta que tenga un resultado",
        "/task Algo por hacer, para usted o para otra persona",
    ]
    assert (
        (await sala.say("Nina", "/help task")).text
        == """\
/task Algo por hacer, para usted o para otra persona
/task pedir un andador para K-17 @sam antes del viernes a las 3pm
/task reponer el carro de paro cada lunes a las 7"""
    )


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/done", "¿Cuál? Por ejemplo: /done 12, o /done 12 se contactó, viene a las 3"),
        ("/done 99", "No hay ningún pendiente #99 visible para usted. Para ver los suyos: /mine"),
        ("/snooze 1 bla", "No entendí esa hora. Por ejemplo: /snooze 1 2h"),
        ("/decline 2", "¿Por qué no? Por ejemplo: /decline 2 hoy no trabajo"),
        ("/cancel 1", "¿Por qué se descarta? Por ejemplo: /cancel 1 el paciente se fue a casa"),
        ("/open algo", "No sé qué es eso. Por ejemplo: /open K-17, /open farmacia, /open vencidos"),
        ("/huddle mañana", "No entendí ese horario. Por ejemplo: /huddle 7:30 entre semana, o /huddle off"),
        ("/profile language klingon", "Hablo: English, Español. Por ejemplo: /profile language es"),
        ("/nada", "No existe el comando /nada. Todos los comandos: /help"),
    ],
)
async def test_refusals_say_what_works(sala: Chat, typed: str, told: str) -> None:
    await sala.say("Nina", DAUGHTER)
    await sala.say("Omar", "/task revisar la bomba @nina mañana a las 9am")
    lines = (await sala.say("Nina", typed)).text.splitlines()
    assert lines[0] == told
    assert lines[1:] in ([], [f"Usted escribió: {typed}"])


async def test_the_language_is_the_platforms_until_one_is_chosen(chat: Chat) -> None:
    chat.locales["Zoe"] = "es-419"
    assert (await chat.say("Zoe", "/mine")).text.startswith("Sus pendientes")
    assert (await chat.say("Nina", "/mine")).text.startswith("Yours")
    assert (
        (await chat.say("Nina", "/profile language español")).text
        == """\
Guardado
Zona horaria: America/Chicago
Horario de trabajo: 08:00-17:00
Días de trabajo: lun-vie
Horario de silencio: 21:00-06:30
Idioma: Español
Equipos: ninguno
Suplente: ninguno
[Editar]"""
    )
    await chat.changes("Nina", locale="en-US")
    assert (await chat.say("Nina", "/mine")).text.startswith("Sus pendientes")


async def test_each_is_told_in_their_own_language_and_the_channel_in_its_own(chat: Chat) -> None:
    await chat.say("Nina", "/profile language es")
    await chat.say("Nina", "/task revisar la bomba @omar a las 7:30am, urgente")
    assert chat.dms("Omar")[0].text.splitlines()[0] == "Nina Alvarez has #1 for you"
    await chat.say("Omar", "/done 1")
    assert chat.dms("Nina")[-1].text.splitlines()[0] == "Omar Haddad completó #1"
    await chat.say("Nina", "/huddle")
    assert chat.posts()[-1].text.startswith("Huddle · Mon 23 Nov")


async def test_somebody_whose_platform_says_no_language_gets_that_of_the_workspace(database: Database) -> None:
    chat = await Chat(database).open("es")
    assert (await chat.say("Nina", "/mine")).text.startswith("Sus pendientes")


async def test_a_stranger_is_refused_in_their_language(database: Database) -> None:
    chat = Chat(database)
    chat.locales["Zoe"] = "es-MX"
    refusal = await chat.say("Zoe", "/mine")
    assert refusal.text.startswith("Lo siento, solo trabajo para miembros de este espacio.")


async def test_telegram_shows_the_verb_and_no_more(database: Database) -> None:
    chat = await Chat(database, Platform.telegram, forms=False).open("es")
    answer = await chat.say("Nina", "/task solicitar traslado de la Sra. Pérez !K-17 a las 3pm", where="@")
    assert (
        answer.text
        == """\
Guardado como tarea #1
Solicitar
K-17 · lun 23 nov, 15:00 (America/Chicago) · usted
#1 parece nombrar a un paciente. ¿Pongo un alias en su lugar?
[Usar un alias]
[Editar] [Deshacer]"""
    )
