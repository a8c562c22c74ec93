"""What the gallery shows beside each screen as it opens: states that links and clicks lead to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bilingual:
    """A text in both languages of the page."""

    en: str
    es: str


@dataclass(frozen=True)
class Scene:
    """A screen in one state.

    ``query`` is the part of the link after the language; ``clicks`` are test ids of controls that
    are pressed one after the other when the screen is there.
    """

    name: str
    screen: str
    title: Bilingual
    text: Bilingual
    query: str = ""
    clicks: tuple[str, ...] = ()


SCENES = (
    Scene(
        "map-pair",
        "map",
        Bilingual("Two maps with one cursor", "Dos mapas con un cursor"),
        Bilingual(
            "The VAE beside the AE on the same scale: the AE leaves holes.",
            "El VAE junto al AE a la misma escala: el AE deja huecos.",
        ),
        query="m=fashion-vae-2d&o=fashion-ae-2d&prior=1",
    ),
    Scene(
        "map-grid",
        "map",
        Bilingual("A decoded grid under the points", "Una retícula decodificada bajo los puntos"),
        Bilingual(
            "21 x 21 pictures, each drawn from the latent at its place.",
            "21 x 21 imágenes, cada una dibujada desde el latente de su lugar.",
        ),
        query="m=fashion-vae-2d&grid=21",
    ),
    Scene(
        "compare-path",
        "compare",
        Bilingual("Three models on the same way", "Tres modelos en el mismo camino"),
        Bilingual(
            "The same two images, one slider: where do the pictures stay clothes?",
            "Las mismas dos imágenes, un control: ¿dónde siguen siendo prendas?",
        ),
        query="act=interpolate",
    ),
    Scene(
        "history",
        "attributes",
        Bilingual("Every step, to go back to", "Cada paso, para volver a él"),
        Bilingual(
            "What was undone stays as a branch of the tree.",
            "Lo que se deshizo queda como una rama del árbol.",
        ),
        query="m=fashion-vae&a=Wide:1.5&x=Wide",
        clicks=("reset-all", "history-open"),
    ),
    Scene(
        "collection-kept",
        "collection",
        Bilingual("Points that were kept, and their sum", "Puntos guardados y su suma"),
        Bilingual(
            "A - B + C on kept points, and what of the data lies next to it.",
            "A - B + C con puntos guardados, y qué datos quedan cerca.",
        ),
        clicks=("keep-all",),
    ),
    Scene(
        "interpolation-faces",
        "interpolation",
        Bilingual("Between two faces", "Entre dos rostros"),
        Bilingual(
            "Both ends are points of latent space: nobody was photographed.",
            "Ambos extremos son puntos del espacio latente: no hay fotografía de nadie.",
        ),
        query="m=faces-vae&a=0.5",
    ),
    Scene(
        "attributes-faces",
        "attributes",
        Bilingual("More smile, no glasses", "Más sonrisa, sin lentes"),
        Bilingual(
            "Several directions at once, one held still, and what else moved.",
            "Varias direcciones a la vez, una fija, y qué más cambió.",
        ),
        query="m=faces-vae&a=Smiling:1.5,Blond_Hair:1&keep=Eyeglasses&x=Smiling",
    ),
    Scene(
        "conditional-faces",
        "conditional",
        Bilingual("A face with each attribute", "Un rostro con cada atributo"),
        Bilingual(
            "One z, without and with each of twelve attributes.",
            "Un z, sin y con cada uno de doce atributos.",
        ),
        query="m=faces-cvae",
    ),
    Scene(
        "picker",
        "interpolation",
        Bilingual("Choosing an image", "Elegir una imagen"),
        Bilingual(
            "Examples, a seed, or a picture of one's own, dropped, pasted or chosen.",
            "Ejemplos, una semilla o una imagen propia: arrastrada, pegada o elegida.",
        ),
        query="m=fashion-vae",
        clicks=("from-change",),
    ),
    Scene(
        "lesson",
        "sampling",
        Bilingual("A lesson on the live controls", "Una lección sobre los controles vivos"),
        Bilingual(
            "A step is done when the person has done it.",
            "Un paso se cumple cuando la persona lo hizo.",
        ),
        query="lesson=prior.2",
    ),
    Scene(
        "presenting",
        "interpolation",
        Bilingual("For a projector", "Para un proyector"),
        Bilingual(
            "Large type, a slim rail, and only what the lesson needs.",
            "Letra grande, barra delgada y sólo lo que la lección necesita.",
        ),
        query="m=fashion-vae&present=1&hide=details,takeaway",
    ),
)
