"""What a receiver said back is compared with severity, actions and if/then, by rules."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care.handoffs import Severity
from bot.language.graded import grade_line
from bot.language.passages import Told
from bot.language.synthesis import Heard, grade
from tests.language.synthesis_pairs import PLAIN, REPORTS, UNITS, halves, measure, pairs, readbacks, voices

MRI = Told(id="c1", condition="the MRI is not back by 14:00", text="call radiology")
WALKER = Told(id="a1", text="order a walker")


def verdicts(synthesis: str, *told: Told, severity: Severity | None = None) -> dict[str, str]:
    return {one.id: one.heard.value for one in grade(severity, told, synthesis)}


def test_what_is_missing_or_altered_in_the_labelled_pairs_is_seen_and_the_rest_is_left_alone() -> None:
    measured = measure(pairs())
    assert len(pairs()) >= 200
    assert measured.recall >= 0.98, measured
    assert measured.precision >= 0.98, measured
    assert measured.false_alarms <= 0.01, measured
    assert measured.sort_right / measured.faults >= 0.94, measured


def test_handoffs_of_other_wards_and_in_other_voices_are_told_apart_too() -> None:
    wanted = (
        (*halves(), *halves(UNITS), pairs(PLAIN), *voices(), pairs(REPORTS), *readbacks()),
        (0.97, 0.94, 0.97, 0.87, 0.97, 0.94, 0.94, 0.92, 0.95, 0.93),
        (0.02, 0.04, 0.03, 0.06, 0.03, 0.03, 0.05, 0.04, 0.04, 0.04),
    )  # fmt: skip
    for found, recall, false_alarms in zip(*wanted, strict=True):
        measured = measure(found)
        assert measured.recall >= recall, measured
        assert measured.false_alarms <= false_alarms, measured


@pytest.mark.parametrize(
    "said",
    [
        "if the MRI isn't back by 2 pm I ring radiology",
        "no MRI by 1400, call radiology",
        "radiology gets a call when the MRI is still missing at two in the afternoon",
        "phone radiology unless the MRI is back by 14:00",
    ],
)
def test_the_same_in_other_words_is_heard(said: str) -> None:
    assert verdicts(said, MRI, WALKER) == {"c1": "heard", "a1": "not_heard"}


@pytest.mark.parametrize(
    ("said", "words", "meant"),
    [
        ("MRI not back by 16:00, call radiology", "16:00", "14:00"),
        ("MRI not back by 14:00, call cardiology", "cardiology", "radiology"),
        ("MRI back by 14:00, then call radiology", "mri back by 14:00", "the MRI is not back by 14:00"),
    ],
)
def test_what_was_altered_is_named_with_the_words_that_show_it(said: str, words: str, meant: str) -> None:
    (verdict,) = grade(None, [MRI], said)
    assert verdict.heard is Heard.wrongly
    assert words in verdict.said
    assert meant in verdict.meant


def test_another_time_than_the_item_is_due_is_heard_wrongly_but_the_time_need_not_be_said() -> None:
    action = Told(id="a", text="call radiology", at="14:00")
    assert verdicts("I call radiology", action) == {"a": "heard"}
    assert verdicts("I call radiology at 2 pm", action) == {"a": "heard"}
    assert verdicts("I call radiology at 3 pm", action) == {"a": "wrongly"}


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("a watcher", "heard"), ("I keep an eye on him", "heard"), ("he is stable", "wrongly"),
        ("fine", "wrongly"), ("he could turn, so I look in on him", "heard"), ("a bit worried about him", "heard"),
        ("not worried about him", "wrongly"), ("he may yet deteriorate", "heard"), ("on his way home", "wrongly"),
        ("not stable", "wrongly"), ("walker", "not_heard"), ("if unstable call me", "not_heard"),
    ],
)  # fmt: skip
def test_severity_is_heard_in_its_synonyms(said: str, heard: str) -> None:
    assert verdicts(said, severity=Severity.watcher) == {"severity": heard}


@given(st.text(max_size=200), st.text(max_size=100), st.text(max_size=100))
def test_no_text_is_too_odd(said: str, condition: str, text: str) -> None:
    assert len(grade(Severity.stable, [Told(id="a", text=text, condition=condition)], said)) == 2


def test_what_is_said_word_for_word_is_heard() -> None:
    for pair in pairs():
        said = ". ".join(f"if {one.condition}, {one.text}" if one.condition else one.text for one in pair.told)
        found = verdicts(f"{pair.severity}. {said}", *pair.told, severity=pair.severity)
        assert set(found.values()) == {"heard"}, (found, said)


HIJA = Told(id="a1", text="llamar a la hija por la resonancia antes de las 18:00")
HEPARINA = Told(id="a2", text="suspender la heparina del brazo izquierdo")


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("Llamo a la hija por la resonancia antes de las seis de la tarde y paro la heparina del brazo izquierdo",
         ("heard", "heard")),
        ("suspendo la heparina en el brazo izquierdo; a la hija le telefoneo por la resonancia antes de las 18",
         ("heard", "heard")),
        ("I call the daughter about the MRI before 6 pm, heparin off in the left arm", ("heard", "heard")),
        ("llamo al hijo por la resonancia antes de las 18:00", ("wrongly", "not_heard")),
        ("llamaré a la hija por la resonancia antes de las 20:00, suspendo la heparina del brazo derecho",
         ("wrongly", "wrongly")),
        ("llamo a la hija por la resonancia después de las 18:00, sigo con la heparina del brazo izquierdo",
         ("wrongly", "wrongly")),
        ("no llamo a la hija por la resonancia antes de las 18:00", ("wrongly", "not_heard")),
    ],
)  # fmt: skip
def test_spanish_is_heard_like_english(said: str, heard: tuple[str, str]) -> None:
    assert tuple(verdicts(said, HIJA, HEPARINA).values()) == heard


def test_the_evidence_is_in_the_words_that_were_said() -> None:
    (verdict,) = grade(None, [HIJA], "llamo al hijo por la resonancia antes de las 18:00")
    assert (verdict.said, verdict.meant) == ("hijo", "hija")


@pytest.mark.parametrize(
    ("told", "said", "heard"),
    [
        ("give 1 g of calcium after every 4 units", "a gram of calcium after every fourth unit", "heard"),
        ("insulin 1.5 g", "insulin 1500 mg", "heard"),
        ("labs at 01:15", "labs at quarter past one", "heard"),
        ("labs at 23:50", "labs ten to midnight", "heard"),
        ("call if CIWA is above 20 after 3 doses", "CIWA above twenty after three doses, call", "heard"),
        ("meropenem 1 g at 21:00", "meropenem 1 g this evening", "heard"),
        ("meropenem 1 g at 21:00", "meropenem 1 g in the morning", "not_heard"),
        ("swab every 2 hours", "two-hourly swabs", "heard"),
        ("draw the trough before the dose", "dose after the trough", "heard"),
        ("troponin at 20:30", "trop at twenty thirty", "heard"),
        ("lactate at 02:40", "lactate oh two forty", "heard"),
        ("observations every 4 hours", "obs 4/24", "heard"),
        ("blood pressure every 15 minutes", "BP quarter-hourly", "heard"),
        ("walk her before midnight", "walk before MN", "heard"),
        ("potassium at 20:00", "K this evening", "heard"),
        ("potassium at 20:00 tonight", "K at 21:00 tonight", "wrongly"),
        ("hemoglobin an hour after the second unit", "Hgb an hour after the first unit", "wrongly"),
        ("draw the trough before the dose", "trough after the dose", "wrongly"),
        ("asthma action plan in Spanish for mom", "AAP in Spanish for mom", "heard"),
        ("fill the pill box", "pillbox filled", "heard"),
        ("fundal checks every 30 minutes", "fundus every thirty minutes", "heard"),
        ("paracetamol 1 g a las 22:00", "paracetamol 1 g 22h", "heard"),
        ("curar la herida del pie izquierdo", "cura herida pie izdo", "heard"),
        ("curar la herida del pie izquierdo", "cura herida pie dcho", "wrongly"),
        ("run heparin-free, take 2.5 liters", "heparin free run, 2.5 L", "heard"),
        ("pelvic binder stays on", "the pelvic binder does not come off", "heard"),
        ("give the vaccine before discharge", "vaccine pre-d/c", "heard"),
        ("haloperidol 5 mg, next not before 22:40", "Haldol 5 mg, next 2240", "heard"),
        ("walk 50 feet with the walker", "walk 50 ft with FWW", "heard"),
        ("advance to clear liquids", "advance to full liquids", "wrongly"),
        ("keep NPO for the endoscopy", "he can have breakfast before endoscopy", "wrongly"),
        ("send 2 units, the 1 liter of LR", "unit #2, 2 liters of LR", "wrongly"),
        ("no benzos, no opioids", "avoid opioids and benzos", "heard"),
        ("right PICC, white port only", "right PICC, red port only", "wrongly"),
        ("start dopamine for the pressure", "start dobutamine for the pressure", "wrongly"),
        ("heparin drip at 1200 units/hr", "heparin gtt 1200 u/hr", "heard"),
        ("warfarin 5 mg tonight", "Coumadin 5 tonight", "heard"),
        ("pull the right femoral line at 20:00, hold pressure", "R fem line out at 8pm, pressure", "heard"),
        ("pull the right femoral line at 20:00, hold pressure", "L fem line out at 8pm, pressure", "wrongly"),
        ("vitals every 15 minutes", "q15 vitals", "heard"),
        ("the gynae registrar leads", "the surgical registrar leads", "wrongly"),
        ("the gynae registrar leads", "gynaecology SpR leads", "heard"),
        ("call the obstetrician about the drain", "call the haematologist about the drain", "wrongly"),
        ("caffeine 10 mg at 22:00", "caffeine 20 mg at ten", "wrongly"),
        ("caffeine 10 mg at 22:00", "caffeine 10 mg at ten", "heard"),
        ("call Dr Liu about the drain", "call Dr Lee about the drain", "wrongly"),
        ("keep the dressing dry", "dressing must not get wet", "heard"),
        ("hold the apixaban", "hold the apixaban. Give apixaban", "wrongly"),
        ("lorazepam 1 mg", "lorazepam 2 mg", "wrongly"),
        ("draw the INR, then give warfarin", "warfarin first, then the INR", "wrongly"),
        ("no visitors", "keep visitors out", "heard"),
        ("neuro checks every hour until 22:00, then every 4 hours", "neuros q1h til 2200 then q4", "heard"),
        ("neuro checks every hour until 22:00, then every 4 hours", "neuros q4h til 2200 then q1", "wrongly"),
        ("dressing daily", "dressing once a day", "heard"),
        ("dressing daily", "dressing twice a day", "wrongly"),
        ("discharge tomorrow at 9", "discharge today at 9", "wrongly"),
        ("the potassium is low, replace it", "K down, replace", "heard"),
        ("the potassium is low, replace it", "K up, replace", "wrongly"),
        ("leave the staples in", "take the staples out", "wrongly"),
        ("his code status is DNR", "code status full code", "wrongly"),
        ("call report to Maple Grove", "report to Maple Street", "wrongly"),
        ("check the weight, call if it is up", "check the weight, call if it is down", "wrongly"),
    ],
)
def test_numbers_times_order_and_medicines_are_heard_as_they_are_spoken(told: str, said: str, heard: str) -> None:
    assert verdicts(said, Told(id="a", text=told)) == {"a": heard}


def test_what_to_do_in_one_case_said_of_another_is_heard_wrongly() -> None:
    fever = Told(id="c1", condition="he spikes over 38.5", text="cultures and vancomycin")
    potassium = Told(id="c2", condition="K is above 5.5", text="call nephrology")
    said = "K up past 5.5 means renal, temp over 38.5 cultures and vanc"
    assert set(verdicts(said, fever, potassium).values()) == {"heard"}
    said = "K up past 5.5 means cultures and vanc, temp over 38.5 renal"
    assert set(verdicts(said, fever, potassium).values()) == {"wrongly"}


def test_a_script_gets_one_line_of_json_for_each() -> None:
    asked = {
        "handoff": {
            "patient": "K-17", "severity": "watcher", "summary": "",
            "actions": [{"id": "a1", "text": "order a walker"}],
            "contingencies": [{"id": "c1", "if": "the MRI is not back by 14:00", "then": "call radiology"}],
        },
        "synthesis": "K-17 is a watcher; call radiology if the MRI is not back by 16:00",
    }  # fmt: skip
    assert json.loads(grade_line(json.dumps(asked))) == {
        "not_heard": ["a1"],
        "heard_wrongly": ["c1"],
        "evidence": {"a1": "order walker", "c1": "16:00"},
    }


@pytest.mark.parametrize("line", ["[]", "{", "null", "3", '{"handoff": null}', '{"handoff": {"actions": "abc"}}'])
def test_what_is_no_handoff_is_answered_by_an_error_on_its_line(line: str) -> None:
    assert list(json.loads(grade_line(line))) == ["error"]


def test_what_a_script_leaves_out_is_not_asked_for() -> None:
    bare = {"handoff": {"contingencies": [{"id": "c1", "if": "K > 6"}], "actions": None}, "synthesis": "K over 6"}
    assert json.loads(grade_line(json.dumps(bare))) == {"not_heard": [], "heard_wrongly": [], "evidence": {}}


def test_the_evidence_of_a_line_is_as_it_was_typed() -> None:
    asked = {"actions": [{"id": "a1", "text": "Titrate norepinephrine to MAP > 65"}], "severity": "unstable"}
    graded = json.loads(grade_line(json.dumps({"handoff": asked, "synthesis": "Stable. NE to MAP >55."})))
    assert graded["evidence"] == {"severity": "Stable", "a1": ">55"}


LOW = Told(id="c1", condition="MAP under 60", text="start vasopressin 0.03")
DRY = Told(id="c2", condition="urine output under 20 for 3 hours", text="call nephrology")


def test_a_number_in_the_if_does_not_stand_for_the_then() -> None:
    assert verdicts("MAP under 60: recheck it", LOW)["c1"] != "heard"
    assert verdicts("MAP under 60: vasopressin 0.03", LOW)["c1"] == "heard"


def test_what_to_do_that_was_exchanged_between_two_cases_is_heard_wrongly_in_both() -> None:
    said = "MAP <60 - call nephrology. UOP <20 for 3h - vasopressin 0.03."
    assert verdicts(said, LOW, DRY) == {"c1": "wrongly", "c2": "wrongly"}


SUGAR = Told(id="c1", condition="the sugar is below 70", text="give juice and recheck in 15 minutes")
FEEDS = Told(id="c2", condition="the residual is above 250", text="hold the feeds for one hour and recheck")


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("sugar under 70: juice, recheck in 15 min; residual over 250: pause the feeds an hour and look again",
         ("heard", "heard")),
        ("sugar under 70: recheck in 15 min; residual over 250: hold feeds an hour", ("not_heard", "not_heard")),
        ("sugar under 70: juice; residual over 250: recheck", ("not_heard", "not_heard")),
    ],
)  # fmt: skip
def test_half_of_a_response_is_not_all_of_it(said: str, heard: tuple[str, str]) -> None:
    assert tuple(verdicts(said, SUGAR, FEEDS).values()) == heard


def test_what_only_explains_need_not_be_said_back() -> None:
    told = Told(id="a1", text="no blood pressure on the left arm, that is the fistula side")
    assert verdicts("no BP left arm", told) == {"a1": "heard"}


def test_a_dose_is_not_the_number_of_minutes_beside_it() -> None:
    told = Told(id="c1", condition="systolic is above 180", text="labetalol 10 mg IV and recheck in 10 minutes")
    assert verdicts("systolic over 180: labetalol 10, recheck in 10", told) == {"c1": "heard"}
    assert verdicts("systolic over 180: labetalol 20 mg, recheck in 10", told) == {"c1": "wrongly"}


def test_an_id_comes_back_as_it_was_given_and_one_that_is_missing_is_named() -> None:
    asked = {"handoff": {"actions": [{"id": 7, "text": "order a walker"}]}, "synthesis": ""}
    assert json.loads(grade_line(json.dumps(asked)))["not_heard"] == [7]
    asked = {"handoff": {"actions": [{"text": "order a walker"}]}, "synthesis": ""}
    assert "'id' is missing" in json.loads(grade_line(json.dumps(asked)))["error"]


def test_what_is_said_in_words_of_its_own_stands_for_the_thing_that_it_is_nearest_to() -> None:
    probe = Told(id="a1", text="Skin probe on the right flank, change site at 00:00")
    turn = Told(id="a2", text="Turn with cares every 6 hours")
    said = (
        "Temperature sensor sits on her right side, gets moved at midnight. I turn her every six hours with cares."
    )
    assert verdicts(said, probe, turn) == {"a1": "heard", "a2": "heard"}
    assert verdicts("I turn her every six hours with cares, on the right.", probe, turn)["a1"] == "not_heard"


def test_speech_without_a_stop_is_parted_by_what_was_handed_over() -> None:
    feed = Told(id="a1", text="Feed 8 mL every 2 hours")
    gas = Told(id="a2", text="Blood gas at 20:00")
    pulse = Told(id="c1", condition="pulse is above 140", text="call the obstetric registrar")
    said = "feed eight mils every two hours blood gas at {} if pulse above one forty call the obstetric registrar"
    heard = {"a1": "heard", "a2": "heard", "c1": "heard"}
    assert verdicts(said.format("twenty hundred"), feed, gas, pulse) == heard
    assert verdicts(said.format("twenty two hundred"), feed, gas, pulse) == heard | {"a2": "wrongly"}


@pytest.mark.parametrize(
    ("said", "patient", "heard"),
    [
        ("resus two unstable, four units of red cells", "Resus 2", "wrongly"),
        ("2's unstable. Four units of red cells", "Resus 2", "wrongly"),
        ("Two units of red cells for the unstable one", "Resus 2", "heard"),
        ("R2 unstable: 2 units of red cells", "Resus 2", "heard"),
    ],
)
def test_what_the_patient_is_called_is_no_dose(said: str, patient: str, heard: str) -> None:
    graded = grade(None, [Told(id="a1", text="Two units of red cells")], said, patient)
    assert [one.heard for one in graded] == [heard]


def test_a_number_of_another_thing_is_none_of_this_one() -> None:
    keep = Told(id="a1", text="Keep systolic between 120 and 160")
    high = Told(id="c1", condition="systolic is above 160 on two readings", text="labetalol 10 mg IV")
    said = "Systolic between 120 and {}. If the systolic is above 160 on two readings, labetalol 10 IV."
    assert verdicts(said.format(160), keep, high) == {"a1": "heard", "c1": "heard"}
    assert verdicts(said.format(180), keep, high)["a1"] != "heard"


@pytest.mark.parametrize(
    ("told", "said", "heard"),
    [
        ("Risperidone liquid, not tablets", "Risperidone liquid, no tablets", "heard"),
        ("Risperidone liquid, not tablets", "Risperidone tablets, not liquid", "wrongly"),
        ("Transfuse one pool of platelets", "One pool of platelets", "heard"),
        ("Transfuse one pool of platelets", "Two pools of platelets", "wrongly"),
        ("Medication for 2 nights to the wife", "Two nights' medication to the wife", "heard"),
        ("Medication for 2 nights to the wife", "Two weeks' medication to the wife", "wrongly"),
        ("Syringe change at 11:00, next at 20:00", "Syringe change at eleven, next at eight", "heard"),
        ("Syringe change at 11:00, next at 20:00", "Syringe change at 2300, next at 2000", "wrongly"),
        ("Call the younger daughter", "Ring the older daughter", "wrongly"),
        ("No more triptan, no ondansetron", "No more triptan, ondansetron is fine", "wrongly"),
        ("Chest X-ray at 06:00", "CT chest at six", "wrongly"),
        ("Phone the diabetes nurse about the insulin", "Phone the GP about the insulin", "wrongly"),
    ],
)
def test_what_stands_in_the_place_of_another_is_heard_wrongly(told: str, said: str, heard: str) -> None:
    assert verdicts(said, Told(id="a", text=told)) == {"a": heard}


@pytest.mark.parametrize(
    ("told", "said", "heard"),
    [
        ("Hourly urine output, call if it is below 30 mL", "Urine hourly, a call if below 30", "heard"),
        ("Hourly urine output, call if it is below 30 mL", "Urine hourly, a call if above 30", "wrongly"),
        ("Weigh him at 06:00 before breakfast", "Weight at six, before his porridge", "heard"),
        ("Weigh him at 06:00 before breakfast", "Weight at six, after his porridge", "wrongly"),
        ("ECG before and after the run", "ECGs before and after", "heard"),
        ("Olanzapine 10 mg in the evening", "Olanzapine 10 in the evening", "heard"),
        ("Olanzapine 10 mg in the evening", "Olanzapine 5 in the evening", "wrongly"),
    ],
)
def test_bounds_and_order_are_heard_where_they_stand(told: str, said: str, heard: str) -> None:
    assert verdicts(said, Told(id="a", text=told)) == {"a": heard}
