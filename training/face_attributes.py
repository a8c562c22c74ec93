"""CelebA's attributes for people: which ones become sliders, and what they are called.

Labels that pass judgement on people or that are known to be badly calibrated (Attractive,
Big_Lips, Big_Nose, Chubby, Pale_Skin, and their like) are neither sliders nor told by the
judge; the judge still learns them, since an honest drift is measured over everything.
"""

from __future__ import annotations

from dataclasses import dataclass

from latente.card import Text


@dataclass(frozen=True)
class FaceAttribute:
    """One slider: its name in the API, the data set's label, and its words.

    ``reversed`` says that the slider's upper end is the absence of ``label``.
    """

    name: str
    label: str
    title: Text
    group: Text
    less: Text
    more: Text
    reversed: bool = False


def _text(en: str, es: str) -> Text:
    return Text(en=en, es=es)


_EXPRESSION = _text("Expression", "Expresión")
_PERSON = _text("Age and gender, as labelled", "Edad y género, según las etiquetas")
_HAIR = _text("Hair", "Cabello")
_BEARD = _text("Facial hair", "Vello facial")
_WORN = _text("Worn", "Accesorios")
_MAKEUP = _text("Makeup", "Maquillaje")


def _attribute(
    label: str,
    group: Text,
    title: tuple[str, str],
    less: tuple[str, str],
    more: tuple[str, str],
) -> FaceAttribute:
    return FaceAttribute(label, label, _text(*title), group, _text(*less), _text(*more))


FACE_ATTRIBUTES = (
    _attribute(
        "Smiling",
        _EXPRESSION,
        ("Smile", "Sonrisa"),
        ("more serious", "más serio"),
        ("more smiling", "más sonriente"),
    ),
    _attribute(
        "Mouth_Slightly_Open",
        _EXPRESSION,
        ("Open mouth", "Boca abierta"),
        ("mouth closed", "boca cerrada"),
        ("mouth open", "boca abierta"),
    ),
    _attribute(
        "Male",
        _PERSON,
        ("Masculine", "Masculino"),
        ("more feminine", "más femenino"),
        ("more masculine", "más masculino"),
    ),
    _attribute(
        "Young",
        _PERSON,
        ("Young", "Joven"),
        ("older", "mayor"),
        ("younger", "más joven"),
    ),
    _attribute(
        "Blond_Hair",
        _HAIR,
        ("Blond hair", "Cabello rubio"),
        ("less blond", "menos rubio"),
        ("more blond", "más rubio"),
    ),
    _attribute(
        "Black_Hair",
        _HAIR,
        ("Black hair", "Cabello negro"),
        ("less black", "menos negro"),
        ("more black", "más negro"),
    ),
    _attribute(
        "Brown_Hair",
        _HAIR,
        ("Brown hair", "Cabello castaño"),
        ("less brown", "menos castaño"),
        ("more brown", "más castaño"),
    ),
    _attribute(
        "Gray_Hair",
        _HAIR,
        ("Gray hair", "Cabello canoso"),
        ("less gray", "menos canas"),
        ("more gray", "más canas"),
    ),
    _attribute(
        "Bangs",
        _HAIR,
        ("Bangs", "Flequillo"),
        ("forehead free", "frente despejada"),
        ("more bangs", "más flequillo"),
    ),
    _attribute(
        "Wavy_Hair",
        _HAIR,
        ("Wavy hair", "Cabello ondulado"),
        ("less wavy", "menos ondulado"),
        ("more wavy", "más ondulado"),
    ),
    _attribute(
        "Bald",
        _HAIR,
        ("Bald", "Calvicie"),
        ("more hair", "más cabello"),
        ("balder", "más calvo"),
    ),
    FaceAttribute(
        "Beard",
        "No_Beard",
        _text("Beard", "Barba"),
        _BEARD,
        _text("less beard", "menos barba"),
        _text("more beard", "más barba"),
        reversed=True,
    ),
    _attribute(
        "Mustache",
        _BEARD,
        ("Mustache", "Bigote"),
        ("less mustache", "menos bigote"),
        ("more mustache", "más bigote"),
    ),
    _attribute(
        "Goatee",
        _BEARD,
        ("Goatee", "Barba de chivo"),
        ("less goatee", "menos barba de chivo"),
        ("more goatee", "más barba de chivo"),
    ),
    _attribute(
        "Eyeglasses",
        _WORN,
        ("Eyeglasses", "Lentes"),
        ("without glasses", "sin lentes"),
        ("with glasses", "con lentes"),
    ),
    _attribute(
        "Wearing_Hat",
        _WORN,
        ("Hat", "Sombrero"),
        ("without hat", "sin sombrero"),
        ("with hat", "con sombrero"),
    ),
    _attribute(
        "Heavy_Makeup",
        _MAKEUP,
        ("Makeup", "Maquillaje"),
        ("less makeup", "menos maquillaje"),
        ("more makeup", "más maquillaje"),
    ),
    _attribute(
        "Wearing_Lipstick",
        _MAKEUP,
        ("Lipstick", "Lápiz labial"),
        ("less lipstick", "menos lápiz labial"),
        ("more lipstick", "más lápiz labial"),
    ),
)

# Further labels that the judge may speak of.
_ALSO_JUDGED = {
    "5_o_Clock_Shadow": _text("Stubble", "Barba incipiente"),
    "Arched_Eyebrows": _text("Arched eyebrows", "Cejas arqueadas"),
    "Bushy_Eyebrows": _text("Bushy eyebrows", "Cejas pobladas"),
    "High_Cheekbones": _text("Raised cheekbones", "Pómulos marcados"),
    "Narrow_Eyes": _text("Narrowed eyes", "Ojos entrecerrados"),
    "No_Beard": _text("No beard", "Sin barba"),
    "Receding_Hairline": _text("Receding hairline", "Entradas"),
    "Rosy_Cheeks": _text("Rosy cheeks", "Mejillas sonrosadas"),
    "Sideburns": _text("Sideburns", "Patillas"),
    "Straight_Hair": _text("Straight hair", "Cabello lacio"),
    "Wearing_Earrings": _text("Earrings", "Aretes"),
    "Wearing_Necklace": _text("Necklace", "Collar"),
    "Wearing_Necktie": _text("Necktie", "Corbata"),
}

JUDGED_TITLES: dict[str, Text] = {
    each.label: each.title for each in FACE_ATTRIBUTES if not each.reversed
} | _ALSO_JUDGED

# Ready combinations: an id, a title, and which way each attribute goes (1 up, -1 down).
FACE_PRESETS: tuple[tuple[str, Text, dict[str, float]], ...] = (
    ("more-smile", _text("Smile more", "Más sonrisa"), {"Smiling": 1.0}),
    ("serious", _text("More serious", "Más seriedad"), {"Smiling": -1.0}),
    ("glasses", _text("With glasses", "Con lentes"), {"Eyeglasses": 1.0}),
    ("blond", _text("Blond", "Cabello rubio"), {"Blond_Hair": 1.0}),
    ("bangs", _text("With bangs", "Con flequillo"), {"Bangs": 1.0}),
    ("beard", _text("With a beard", "Con barba"), {"Beard": 1.0}),
    ("older", _text("Older", "Más edad"), {"Young": -1.0, "Gray_Hair": 0.5}),
    (
        "party",
        _text("Smile and makeup", "Sonrisa y maquillaje"),
        {"Smiling": 1.0, "Heavy_Makeup": 1.0},
    ),
)

# Where CelebA's eyes lie in the square that the models know, as shares of its sides: the means
# of what OpenCV's cascades see in 300 faces (every 30th), so that the server, which asks the
# same cascades, cuts photographs alike. The eyes themselves are some 0.01 higher.
LEFT_EYE, RIGHT_EYE = (0.366, 0.526), (0.632, 0.527)

FACE_CAUTIONS = (
    _text(
        "Trained on CelebA: photographs of celebrities, mostly light-skinned, young, and made "
        "up for the camera. Other faces are rebuilt less well, and drift towards that look.",
        "Entrenado con CelebA: fotografías de celebridades, en su mayoría de piel clara, "
        "jóvenes y arregladas para la cámara. Otros rostros se reconstruyen peor y derivan "
        "hacia ese aspecto.",
    ),
    _text(
        "The attributes are one annotator's yes or no about a look. 'Masculine' and 'young' "
        "are labels of pictures, not facts about people.",
        "Los atributos son el sí o no de quien etiquetó un aspecto. «Masculino» y «joven» son "
        "etiquetas de imágenes, no hechos sobre personas.",
    ),
    _text(
        "What goes together in the data goes together in the model: a slider also moves what "
        "it was seen with. The page shows how much.",
        "Lo que va junto en los datos va junto en el modelo: un control también mueve aquello "
        "con lo que apareció. La página muestra cuánto.",
    ),
    _text(
        "For teaching and non-commercial research only. Not for identifying, rating or sorting"
        " people, nor for pictures that pass as photographs of somebody.",
        "Solo para docencia e investigación no comercial. No sirve para identificar, calificar"
        " ni clasificar personas, ni para imágenes que pasen por fotografías de alguien.",
    ),
)
