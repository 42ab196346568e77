"""One name in many spellings: real ones, and names that only look alike."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapallo.identity.forenames import level, looked_up, similar
from rapallo.identity.personal import Given, parts
from rapallo.identity.readings import readings
from rapallo.identity.rules import surname
from rapallo.identity.sound import letters, skeletons, sounds
from rapallo.identity.transliterate import SYSTEMS, latin

ONE_NAME = [
    "Krestinski Krestinsky Krestinskij Krestinskis Крестинский",
    "Chicherin Tschitscherin Tchitcherine Čičerin Czyczeryn Čičerinas Чичерин",
    "Litvinov Litwinow Litvinoff Litvinovas Литвинов",
    "Zhukov Schukow Żukow Žukovas Žukov Жуков",
    "Dzerzhinsky Dserschinski Dzierżyński Dzeržinskis Dzeržinskij Дзержинский",
    "Shcherbakov Schtscherbakow Szczerbakow Ščerbakovas Ščerbakov Щербаков",
    "Khrushchev Hruščëv Хрущёв",
    "Chruschtschow Chruszczow Hruščëv Хрущёв",
    "Zinoviev Zinovyev Sinowjew Zinowjew Zinovʹev Зиновьев",
    "Tsarapkin Zarapkin Carapkin Царапкин",
    "Yurenev Jurenew Jurieniew Iurenevas Jurenev Юренев",
    "Joffe Ioffe Иоффе",
    "Rakovsky Rakowski Rakovskij Раковский",
    "Voroshilov Woroschilow Woroszyłow Vorošilov Ворошилов",
    "Vyshinsky Wyschinski Wyszyński Vyšinskij Вышинский",
    "Maisky Maiski Majski Maiskij Майский",
    "Moraht Morath",
    "Żeligowski Zeligowski Želigovskis Желиговский",
    "Piłsudski Pilsudski Pilsudskis Пилсудский",
    "Voldemaras Woldemaras Вольдемарас",
    "Ribbentrop Риббентроп",
    "Hitler Гитлер",
    "Schulenburg Шуленбург",
]


@pytest.mark.parametrize(
    ("a", "b"), [pair for names in ONE_NAME for pair in combinations(names.split(), 2)]
)
def test_spellings_of_one_surname_are_alike(a: str, b: str) -> None:
    found = surname(parts(a), parts(b))[0]
    assert found in ("same letters", "same sound", "nearly the same"), (sounds(a), sounds(b))
    assert skeletons(a) & skeletons(b) or found == "nearly the same"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Stresemann", "Schubert"),
        ("Litvinov", "Lukyanov"),
        ("Aralov", "Arosev"),
        ("Karakhan", "Kamenev"),
        ("Smetona", "Sidzikauskas"),
        ("Forbes", "Forsyth"),
        ("Adams", "Abrams"),
        ("Williams", "Wilson"),
        ("Petrov", "Petrovsky"),
        ("Ivanov", "Ivanenko"),
        ("Beck", "Benes"),
    ],
)
def test_other_surnames_are_not(a: str, b: str) -> None:
    assert similar(a.casefold(), b.casefold()) == "far"


@pytest.mark.parametrize(
    ("a", "b", "found"),
    [
        ("Brockdorff-Rantzau, Ulrich von", "Brockdorff Rantzau, U.", "same letters"),
        ("Brockdorff-Rantzau, Ulrich von", "Graf Rantzau", "a part of it"),
        ("Schulenburg, Friedrich Werner von der", "von der Schulenburg", "same letters"),
        ("de Vos, Peter", "Peter J. de Vos", "same letters"),
        ("Krestinski, Nikolai", "Н. Н. Крестинский", "same sound"),
        ("Moraht", "Stresemann", "differs"),
    ],
)
def test_surnames_with_particles_and_in_any_order(a: str, b: str, found: str) -> None:
    assert surname(parts(a), parts(b))[0] == found


@pytest.mark.parametrize(
    ("text", "surname", "given", "particles", "following"),
    [
        ("Krestinski, Nikolai", "krestinski", "nikolai", "", ""),
        ("Ulrich Graf von Brockdorff-Rantzau", "brockdorff rantzau", "ulrich", "von", ""),
        ("Schulenburg, F. W. von der", "schulenburg", "f w", "der von", ""),
        ("Theodore L. Eliot Jr.", "eliot", "theodore l", "", "jr"),
        ("Bennet, Douglas J., Jr.", "bennet", "douglas j", "", "jr"),
        ("Douglas J. Bennet, Jr.", "bennet", "douglas j", "", "jr"),
        ("Carlucci, Frank Charles, III", "carlucci", "frank charles", "", "iii"),
        ("Чичерин, Г. В.", "чичерин", "г в", "", ""),
        ("Dr. Gustav Stresemann", "stresemann", "gustav", "", ""),
        ("B.F. Angel", "angel", "b f", "", ""),
        ("Rantzau", "rantzau", "", "", ""),
        ("Boggs, Corinne (Lindy)", "boggs", "corinne", "", ""),
        ("Prince", "prince", "", "", ""),
        ("Prince, John", "prince", "john", "", ""),
        ("William P. Lord", "lord", "william p", "", ""),
        # A title before a bare surname is no given name.
        ("Graf Brockdorff", "brockdorff", "", "", ""),
        ("Dr. Köster", "köster", "", "", ""),
        ("Count Ciano", "ciano", "", "", ""),
        ("Lord Curzon", "curzon", "", "", ""),
        ("Fürst Bismarck", "bismarck", "", "", ""),
        ("Freiherr v. Neurath", "neurath", "", "von", ""),
        ("Curzon, Lord", "curzon", "", "", ""),
        # A small v. is von, a capital one an initial.
        ("v. Dirksen", "dirksen", "", "von", ""),
        ("Dirksen, Herbert v.", "dirksen", "herbert", "von", ""),
        ("v. d. Schulenburg", "schulenburg", "", "d von", ""),
        ("Brockdorff-Rantzau U. v.", "brockdorff rantzau", "u", "von", ""),
        ("Koo, V. K.", "koo", "v k", "", ""),
        ("V. Molotov", "molotov", "v", "", ""),
        ("d'Abernon, Edgar", "abernon", "edgar", "d", ""),
        ("José Ortega y Gasset", "gasset", "josé ortega", "y", ""),
        # Initials are not last unless the surname is first.
        ("Чичерин Г.В.", "чичерин", "г в", "", ""),
        ("Chicherin G. V.", "chicherin", "g v", "", ""),
        ("von der Schulenburg F. W.", "schulenburg", "f w", "der von", ""),
        ("Г.В.", "в", "г", "", ""),
        # What tells fathers from sons is no given name, and its article neither.
        ("Pitt, William the Elder", "pitt", "william", "", "sr"),
        ("William Pitt the Younger", "pitt", "william", "", "jr"),
        ("Pitt the Elder", "pitt", "", "", "sr"),
        ("Moltke, Helmuth von, der Jüngere", "moltke", "helmuth", "von", "jr"),
        ("Elder, John", "elder", "john", "", ""),
        ("-", "", "", "", ""),
    ],
)
def test_a_name_is_taken_apart(
    text: str, surname: str, given: str, particles: str, following: str
) -> None:
    found = parts(text)
    assert " ".join(found.surname) == surname
    assert " ".join(one.name for one in found.given) == given
    assert " ".join(sorted(found.particles)) == particles
    assert found.following == following


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Hymans Paul", ["paul, hymans", "hymans, paul"]),
        ("Curtius Julius", ["julius, curtius", "curtius, julius"]),
        ("Bethlen István", ["istván, bethlen", "bethlen, istván"]),
        ("Paul Hymans", ["hymans, paul"]),
        ("Hymans, Paul", ["hymans, paul"]),
        ("Hymans Paul H.", ["hymans paul, h", "hymans, paul h"]),
        (
            "Литвинов Максим Максимович",
            ["максимович, литвинов максим", "литвинов, максим максимович"],
        ),
        (
            "Krestinski Nikifor Nikolajewitsch",
            ["nikolajewitsch, krestinski nikifor", "krestinski, nikifor nikolajewitsch"],
        ),
        ("Максим Максимович Литвинов", ["литвинов, максим максимович"]),
        ("Adam Mickiewicz", ["mickiewicz, adam"]),
        ("Chiang Kai-shek", ["kai shek, chiang", "chiang, kai shek"]),
        ("Чан Кай-ши", ["кай ши, чан", "чан, кай ши"]),
        ("Anne Saint-Simon", ["saint simon, anne"]),
        ("D'Abernon, Edgar", ["d'abernon, edgar", "abernon, edgar"]),
        ("Osborne, D'Arcy", ["osborne, d'arcy", "osborne, arcy"]),
        ("Чичерин Г.В.", ["чичерин, г в"]),
        ("Graf Brockdorff", ["brockdorff, "]),
        ("", [", "]),
    ],
)
def test_where_the_order_is_in_doubt_both_are_read(text: str, read: list[str]) -> None:
    told = [
        f"{' '.join(one.surname)}, {' '.join(given.name for given in one.given)}"
        for one in readings(text)
    ]
    assert told == read


TOLD = ["Nikolai", "Георгий", "Hans", "Paul", "Maksim", "G.", "N."]


@given(
    st.sampled_from(["Krestinski", "Чичерин", "Brockdorff-Rantzau", "Moraht", "Tschernych"]),
    st.lists(st.sampled_from(TOLD), min_size=1),
    st.sampled_from(("", "Dr. ", "Graf ")),
)
def test_a_name_is_read_as_its_other_forms_are(surname: str, names: list[str], title: str) -> None:
    told = " ".join(names)
    whole = parts(f"{surname}, {told}")
    assert whole in readings(f"{title}{surname} {told}")
    if not names[-1].endswith("."):
        assert whole == parts(f"{title}{told} {surname}")


@pytest.mark.parametrize(
    ("a", "b", "found"),
    [
        ("Blaney, John William", "John W. Blaney", "names and initials"),
        ("Fox, John William", "William John Fox", "another first"),
        ("Fox, John", "Fox, John William", "one tells more"),
        ("Fox, Lewis", "Fox, Samuel Lewis", "another first"),
        ("Fox, J. W.", "Fox, John William", "initials"),
        ("Fox, J.", "Fox, John", "one initial"),
        ("Fox, W.", "Fox, John W.", "another initial"),
        ("Fox, John W.", "Fox, John H.", "second differs"),
        ("Fox, J. W.", "Fox, J. H.", "initials differ"),
        ("Fox, John", "Fox, Peter", "differ"),
        ("Fox, A.", "Fox, J.", "differ"),
        ("Fox, Bill", "Fox, William", "all the same"),
        ("Fox, Ivan", "Fox, Johann", "all the same"),
        ("Fox, Georgy", "Fox, Георгий", "all the same"),
        ("Fox, G.", "Fox, Георгий", "one initial"),
        ("Fox, Yevgeny", "Fox, J.", "one initial"),
        ("Fox, Greg", "Fox, Gregory", "all the same"),
        ("Fox, Christofer", "Fox, Christoffel", "nearly the same"),
        ("Fox", "Fox, John", "not told"),
    ],
)
def test_given_names_agree_or_not(a: str, b: str, found: str) -> None:
    assert level(parts(a).given, parts(b).given) == found


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize(
    "name",
    [
        "Чичерин",
        "Крестинский",
        "Жуков",
        "Георгий",
        "Юрий",
        "Евгений",
        "Семёнов",
        "Майский",
        "Гусев",
        "Лазарь",
    ],
)
def test_a_transliteration_sounds_like_the_name(name: str, system: str) -> None:
    assert sounds(name) & sounds(latin(name, system))


@pytest.mark.parametrize(
    ("system", "written"),
    [
        ("english", "Krestinsky, Nikolay Nikolayevich"),
        ("german", "Krestinski, Nikolai Nikolajewitsch"),
        ("polish", "Kriestinski, Nikołaj Nikołajewicz"),
        ("lithuanian", "Krestinskis, Nikolajus Nikolaevičas"),
        ("scholarly", "Krestinskij, Nikolaj Nikolaevič"),
    ],
)
def test_the_tables_write_as_books_do(system: str, written: str) -> None:
    assert latin("Крестинский, Николай Николаевич", system) == written


WORDS = st.text(
    "abcdefghijklmnoprstuvwyzčšžłüабвгдежзийклмнопрстуфхцчшщыюяё", min_size=1, max_size=9
)


@given(WORDS, WORDS)
def test_likeness_has_no_direction_and_a_word_is_like_itself(a: str, b: str) -> None:
    assert similar(a, b) == similar(b, a)
    assert similar(a, a) == "letters"
    assert sounds(a)
    assert skeletons(a)


@given(WORDS)
def test_case_and_form_make_no_difference(word: str) -> None:
    assert sounds(word) == sounds(word.upper().casefold())
    assert letters(word) == letters(letters(word))


NAMES = st.lists(st.tuples(WORDS, st.booleans()), max_size=3).map(
    lambda rows: tuple(Given(w[:1] if short else w, short or len(w) == 1) for w, short in rows)
)


@given(NAMES, NAMES)
def test_given_names_have_no_direction(a: tuple[Given, ...], b: tuple[Given, ...]) -> None:
    assert level(a, b) == level(b, a)


@given(NAMES.filter(bool), NAMES.filter(bool))
def test_given_names_that_agree_are_looked_up_under_one_key(
    a: tuple[Given, ...], b: tuple[Given, ...]
) -> None:
    if level(a, b) not in ("differ", "not told", "initials differ"):
        assert {k for g in a for k in looked_up(g)} & {k for g in b for k in looked_up(g)}
