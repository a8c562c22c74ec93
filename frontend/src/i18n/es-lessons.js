/**
 * Textos de las lecciones; las claves son las de en-lessons.js.
 * @type {Record<keyof typeof import('./en-lessons.js').enLessons, string>}
 */
export const esLessons = {
  'list.heading': 'Las lecciones',
  'list.intro':
    'Cada paso te lleva a una pantalla y espera a que hagas algo con ella. Puedes saltarte pasos, volver atrás o salir cuando quieras: tu avance se queda en este navegador.',
  'list.facts': '{minutes} min · {count|# paso|# pasos}',
  'list.start': 'Empezar',
  'list.resume': 'Seguir en el paso {step}',
  'list.again': 'Repetir',
  'list.done': 'Hecha',
  'list.progress': '{count} de {total} pasos hechos',
  'list.explain1':
    'Las lecciones siguen la segunda clase sobre autocodificadores: del AE al VAE, y luego cuatro maneras de dirigir lo que el modelo genera.',
  'list.explain2':
    'No hay animaciones preparadas: las imágenes que ves las dibuja el modelo en ese momento, con los mismos controles que tendrás después.',
  'list.toGlossary': 'Glosario',
  'list.toTeachers': 'Para quien da la clase',

  'coach.label': 'Lección {number}: {title}',
  'coach.lesson': 'Lección {number}',
  'coach.step': 'Paso {step} de {count}',
  'coach.exercise': 'Ejercicio',
  'coach.end': 'Lección hecha',
  'coach.do': 'Haz esto',
  'coach.look': 'Fíjate',
  'coach.why': 'Qué pasó',
  'coach.done': 'Hecho',
  'coach.skip': 'Saltar paso',
  'coach.next': 'Siguiente',
  'coach.finish': 'Terminar',
  'coach.back': 'Atrás',
  'coach.show': 'Ir al control',
  'coach.fold': 'Plegar la guía',
  'coach.unfold': 'Desplegar la guía',
  'coach.leave': 'Salir de la lección (Esc)',
  'coach.left': 'Saliste de la lección. Tu avance queda guardado.',
  'coach.resume': 'Seguir con ella',
  'coach.away': 'Este paso se hace en otra pantalla: {screen}.',
  'coach.goThere': 'Ir allá',
  'coach.missing': 'Este servidor no tiene los modelos que pide este paso. Sáltalo: la lección sigue sin él.',
  'coach.hidden': 'El control de este paso no se ve aquí; quizá el enlace oculta esa parte.',
  'coach.keys': 'Ctrl + Intro: siguiente · Esc: salir',
  'coach.question': 'Tu turno',
  'coach.answer': 'Ver la respuesta',
  'coach.answered': 'Respuesta',
  'coach.right': 'Eso es.',
  'coach.wrong': 'No es eso. Míralo otra vez.',
  'coach.formula': 'En una fórmula',
  'coach.words': 'Palabras de esta lección',
  'coach.nextLesson': 'Siguiente lección: {title}',
  'coach.all': 'Todas las lecciones',

  'point.title': 'Un punto o una nube',
  'point.sentence': 'Qué hace de una imagen un autocodificador determinista y qué hace uno variacional.',
  'point.image.do': 'Elige otra imagen en la fila de arriba.',
  'point.image.look': 'El AE hace de ella un punto. El VAE, una gaussiana: una nube con un centro y un ancho.',
  'point.image.why':
    'El AE calcula un solo z. El VAE da una media μ y una desviación σ en cada dimensión: no dice «es este z», sino «estos z explican la imagen».',
  'point.draw.do': 'Pulsa «Sortear de nuevo» dos veces.',
  'point.draw.look': 'Las nueve imágenes son sorteos de la nube. ¿Qué cambia entre ellas y qué se queda?',
  'point.draw.why':
    'Es siempre la misma prenda: el decodificador aprendió a reconstruir x desde toda la nube y no desde un solo punto.',
  'point.far.do': 'Sube la escala de los sorteos, τ, por encima de 2.',
  'point.far.look': '¿Desde dónde deja de ser la misma prenda?',
  'point.far.why':
    'Lejos de μ la posterior casi no llega: esos z explican otras imágenes. Las nubes se tocan, y por eso no quedan huecos entre ellas.',
  'point.dimension.do': 'Baja a las dimensiones y mueve el primer control de un extremo al otro.',
  'point.dimension.look': 'La tira muestra qué rasgo lleva esa dimensión; al lado está su divergencia KL.',
  'point.dimension.why':
    'Con mucha KL, una dimensión dice algo de x. Con casi ninguna, duerme: ahí la posterior es casi la prior, sea cual sea la imagen.',
  'point.holes.do':
    'Recorre los dos mapas con el puntero o con las flechas y fija un lugar vacío con un clic o con Intro.',
  'point.holes.look': 'Cada marca es el código de una imagen. ¿Qué dibuja cada modelo donde no hay ninguna?',
  'point.holes.why':
    'Al AE nadie le dijo dónde poner sus puntos ni qué dibujar entre ellos. Las nubes del VAE se juntan alrededor del cero y llenan el espacio.',
  'point.exercise': '¿Puedes hacer que el VAE se porte como un AE? Basta un control de esta pantalla.',
  'point.answer':
    'Con τ = 0 cada sorteo es μ: la nube se encoge a un punto y las nueve imágenes son la misma. Entrenado así, con σ = 0, el VAE sería un AE, y los huecos volverían.',

  'prior.title': 'Sortear una imagen',
  'prior.sentence': 'Por qué sortear z de una normal falla en el AE y funciona en el VAE.',
  'prior.draw.do': 'Pulsa «Otra semilla» tres veces.',
  'prior.draw.look': 'El mismo z entra en los dos decodificadores: compara la primera columna con la segunda.',
  'prior.draw.why':
    'Eso es el muestreo aleatorio: z sale de N(0, I) y el decodificador lo dibuja. Explora con libertad, pero tú no decides qué aparece.',
  'prior.same.do': 'Haz clic en la muestra del AE que menos parezca ropa.',
  'prior.same.look': 'Arriba ves en grande qué dibuja el VAE con ese mismo z.',
  'prior.same.why':
    'El VAE se entrenó para que sus códigos sigan N(0, I). El AE puso los suyos donde quiso, y el sorteo casi nunca cae en ellos.',
  'prior.temperature.do': 'Baja la temperatura a {0.4} y después súbela a {1.6}.',
  'prior.temperature.look': '¿Cuándo se parecen todas? ¿Cuándo salen cosas que no habías visto?',
  'prior.temperature.why':
    'τ dice qué tan lejos del centro sorteas. Cerca está lo típico; lejos, lo raro y también lo roto. Entre las dos elige quien crea.',
  'prior.fitted.do': 'Elige una muestra de la tercera columna.',
  'prior.fitted.look': 'Es el decodificador del AE, el de la primera columna. ¿Qué cambió?',
  'prior.fitted.why':
    'Solo cambió de dónde sale z: de una mezcla de gaussianas ajustada, ya después de entrenar, a los códigos del AE. El decodificador nunca fue el problema.',
  'prior.map.do': 'La sombra es N(0, I). Fija un lugar dentro de ella, con un clic o con Intro.',
  'prior.map.look': '¿Cuántos códigos del AE hay dentro de la sombra y cuántos fuera?',
  'prior.map.why':
    'De ahí sale z. Casi todos los códigos del AE quedan fuera de la sombra: sus prendas no se sortean nunca, y entre los códigos hay lugares que nadie le enseñó a dibujar.',
  'prior.exercise': '¿Por qué falla N(0, I) en el AE? Antes de contestar, compara las tres columnas.',
  'prior.option.1': 'Su decodificador dibuja peor.',
  'prior.option.2': 'Sortea z donde nunca se codificó una imagen.',
  'prior.option.3': 'Tiene menos dimensiones que el VAE.',
  'prior.answer':
    'La tercera columna lo prueba: el mismo decodificador, con z de donde de verdad están los códigos, dibuja ropa. Las dimensiones son las mismas en los dos modelos.',

  'blur.title': '¿Por qué sale borroso?',
  'blur.sentence': 'De dónde viene la suavidad de las imágenes de un VAE.',
  'blur.detail.do': 'Elige dos imágenes más, una de ellas con detalles finos: la sandalia, la bolsa.',
  'blur.detail.look': 'Compara x con lo que reconstruye cada modelo. ¿Qué se pierde primero?',
  'blur.detail.why':
    'Las tiras, las letras y los estampados se suavizan, más en el VAE que en el AE. Los dos comprimen; además, el VAE reparte cada imagen por una nube.',
  'blur.overlap.do': 'Sube τ por encima de {2.5}.',
  'blur.overlap.look': 'Entre los sorteos aparecen otras prendas: las nubes vecinas empiezan aquí.',
  'blur.overlap.why':
    'Donde dos nubes se traslapan, el mismo z viene de imágenes distintas. El decodificador tiene que dar una sola, y la que menos se equivoca es el promedio.',
  'blur.average.do': 'Lleva la temperatura hasta 0.',
  'blur.average.look': 'Ahora todos los z son 0, el centro de la prior. ¿Qué prenda es la del VAE?',
  'blur.average.why':
    'Ninguna del todo: en el centro se juntan muchas nubes y sale algo intermedio. Un promedio de fotos nítidas ya no es nítido.',
  'blur.fewer.do': 'Cambia el espacio latente a 2 dimensiones.',
  'blur.fewer.look': '¿Qué les pasa a los bordes?',
  'blur.fewer.why':
    'Con dos números por imagen, muchas más comparten cada z. El promedio reúne más imágenes y sale más borroso.',
  'blur.sharp.do': 'Cambia el modelo de al lado por faces-vae-sharp.',
  'blur.sharp.look': 'Mismo tamaño de z y mismas fotos para entrenar. Mira el cabello y los ojos.',
  'blur.sharp.why':
    'A este decodificador se le pidió además que sus imágenes se parezcan a las reales a ojos de una red. Lo borroso viene de qué se pide, y eso se puede cambiar.',
  'blur.exercise': '¿De dónde viene, entonces, lo borroso del VAE?',
  'blur.option.1': 'Donde varias imágenes comparten un z, se dibuja su promedio.',
  'blur.option.2': 'Las imágenes de entrenamiento son de 28 × 28.',
  'blur.option.3': 'Su decodificador tiene menos pesos que el del AE.',
  'blur.answer':
    'El promedio: x gorro es la esperanza de x dado z. El AE usa las mismas imágenes y un decodificador igual de grande, y es más nítido. Por eso la clase siguiente pasa a latentes discretos.',

  'path.title': 'De una imagen a otra',
  'path.sentence': 'Interpolar es caminar en línea recta entre dos códigos, con α.',
  'path.walk.do': 'Lleva α de 0 a 1.',
  'path.walk.look': 'La camisa se vuelve vestido sin que se mezclen los píxeles: cada cuadro sale del decodificador.',
  'path.walk.why': 'α = 0 es z₁, α = 1 es z₂. En medio, z(α) pasa por códigos que ninguna imagen ocupa.',
  'path.middle.do': 'Vuelve al medio: α cerca de {0.5}. También puedes arrastrar la tira.',
  'path.middle.look': 'Compara las dos tiras en el centro: ¿cuál sigue mostrando prendas?',
  'path.middle.why':
    'En el VAE el camino cruza un espacio sin huecos. En el AE puede atravesar una zona que nunca aprendió, y ahí aparecen restos de las dos prendas.',
  'path.end.do': 'Cambia la imagen 2 por otra.',
  'path.end.look': 'Prueba con algo muy distinto, como un botín. ¿Por qué prendas pasa?',
  'path.end.why':
    'El camino depende de cómo se ordenó el espacio. Entre cosas parecidas pasa por cosas parecidas; entre lejanas, por lo que haya en medio.',
  'path.method.do': 'Cambia la línea recta por el círculo máximo.',
  'path.method.look': 'Mira ‖z(α)‖ en los detalles: ¿baja a mitad del camino?',
  'path.method.why':
    'La recta se acerca al centro, donde hay pocas imágenes. El círculo conserva la distancia al cero: en muchas dimensiones los códigos viven en una capa.',
  'path.pins.do': 'Une los dos alfileres con el botón, o arrastra de uno al otro en el mapa.',
  'path.pins.look': 'El camino se dibuja sobre el mapa. ¿Por qué regiones pasa?',
  'path.pins.why': 'Lo mismo que antes, visto desde arriba: α avanza por la línea y cada lugar se decodifica.',
  'path.face.do': 'Ahora con dos rostros: lleva α de 0 a 1.',
  'path.face.look': 'Ninguna de estas personas existe. ¿Qué cambia primero, la postura, el cabello o la expresión?',
  'path.face.why':
    'Todo cambia a la vez: la recta mezcla todos los rasgos. Para mover uno solo hace falta una dirección.',
  'path.exercise': 'Pon α de modo que z(α) = ¼ z₁ + ¾ z₂.',
  'path.answer': 'α = {0.75}: de la fórmula, 1 − α = ¼ y α = ¾. Con α = {0.25} sería al revés.',

  'direction.title': 'Una dirección para cada rasgo',
  'direction.sentence': 'Restar dos medias da una dirección; caminar por ella edita la imagen.',
  'direction.more.do': 'Sube «Mangas largas» hasta más de 1.',
  'direction.more.look': 'z avanza α pasos por la dirección d. ¿Sigue siendo la misma camiseta?',
  'direction.more.why':
    'd es la media de los códigos con mangas largas menos la media de los que no las tienen. Un paso, α = 1, lleva de una media a la otra.',
  'direction.less.do': 'Ahora llévala por debajo de −1.',
  'direction.less.look': 'El mismo camino, hacia atrás.',
  'direction.less.why': 'α positivo da más; α negativo, menos. Es una recta: z′ = z + α d.',
  'direction.also.do': 'Sube «Sonrisa» hasta más de 1.',
  'direction.also.look': 'Mira «También cambió»: ¿qué se movió sin que lo pidieras?',
  'direction.also.why':
    'La dirección lleva todo lo que en los datos iba junto con la sonrisa. Habla de la colección y de quien la etiquetó, no de las personas.',
  'direction.also.wide.do': 'Sube «Ancho» hasta más de 1.',
  'direction.also.wide.look': 'Mira «También cambió»: ¿qué se movió sin que lo pidieras?',
  'direction.also.wide.why':
    'La dirección lleva todo lo que en los datos iba junto con lo ancho: restar medias no separa causas.',
  'direction.hold.do': 'Cierra el candado de otro rasgo, por ejemplo «Boca abierta».',
  'direction.hold.look': 'Compara la imagen antes y después. ¿Qué le quitaste a la sonrisa?',
  'direction.hold.why':
    'Lo que se sujeta se resta de d: queda la parte de la dirección que no lo mueve. A veces con eso se va también algo de lo que querías.',
  'direction.hold.wide.do': 'Cierra el candado de otro rasgo, por ejemplo «Claro».',
  'direction.hold.wide.look': 'Compara la imagen antes y después.',
  'direction.hold.wide.why': 'Lo que se sujeta se resta de d: queda la parte de la dirección que no lo mueve.',
  'direction.two.do': 'Mueve un segundo rasgo además del primero.',
  'direction.two.look': 'En la fórmula hay ahora dos términos.',
  'direction.two.why':
    'Las direcciones se suman: z′ = z + Σ αᵢ dᵢ. Lejos, la suma sale de la región que el decodificador conoce y la imagen se deshace.',
  'direction.two.wide.do': 'Mueve un segundo rasgo además del primero.',
  'direction.two.wide.look': 'En la fórmula hay ahora dos términos.',
  'direction.two.wide.why': 'Las direcciones se suman: z′ = z + Σ αᵢ dᵢ.',
  'direction.own.do':
    'Haz tu propia dirección: toma el lazo, encierra un grupo o elige una clase y mueve el control α que aparece.',
  'direction.own.look': 'Separabilidad y estabilidad dicen si la dirección distingue de verdad tus dos grupos.',
  'direction.own.why':
    'Eso es todo lo que hay detrás de un control de edición: dos grupos de ejemplos y una resta. Los grupos los eliges tú.',
  'direction.exercise':
    'Compón z′ = z + d con mangas largas − d ancho: un paso de la primera y un paso atrás de la segunda.',
  'direction.answer':
    '«Mangas largas» en +1 y «Ancho» en −1. Como las dos direcciones no son del todo independientes, el resultado no es exactamente lo que daría cada una por su lado.',

  'condition.title': 'Pedir lo que quieres',
  'condition.sentence': 'Un CVAE recibe la etiqueta junto con la imagen: q(z|x, y) y p(x|z, y).',
  'condition.luck.do': 'Intenta sacar un vestido: pulsa «Otra semilla» tres veces.',
  'condition.luck.look': 'Solo mira las cuatro muestras del VAE. ¿Salió alguno?',
  'condition.luck.why':
    'A un VAE simple no se le puede pedir una clase. Ordena su espacio por parecido estadístico, sin garantía de que coincida con lo que tú nombras.',
  'condition.class.do': 'Este modelo sí recibe una clase. Pasa de vestido a camiseta.',
  'condition.class.look': 'El mismo z, dibujado bajo cada clase. ¿Qué comparten las diez prendas?',
  'condition.class.why':
    'La etiqueta y entra en el decodificador junto con z: p(x|z, y). La clase ya no tiene que guardarse en z, y ahí queda el estilo: ancho, tono, corte.',
  'condition.style.do': 'Deja la clase y pulsa «Otra semilla» dos veces.',
  'condition.style.look': 'Cambia z, no y. ¿Sigue siendo una camiseta?',
  'condition.style.why': 'Dos controles separados: y dice qué, z dice cómo.',
  'condition.encode.do': 'Pide que z venga de una imagen.',
  'condition.encode.look': 'El codificador también recibe la clase. Mira los estilos de la fila.',
  'condition.encode.why':
    'q(z|x, y) es cómo representar una imagen sabiendo su clase. Ese z, con otra y, viste el mismo estilo de otra prenda.',
  'condition.face.do': 'Con rostros: mueve un atributo de la condición.',
  'condition.face.look': 'Cada fila es el mismo z sin el atributo y con él.',
  'condition.face.why':
    'Nadie buscó direcciones: al modelo se le dijo. Pero aprendió de las mismas etiquetas, y lo que iba junto en los datos sigue moviéndose junto.',
  'condition.exercise': 'Dibuja una bolsa con el estilo del vestido: z de la imagen, y la clase que tú decides.',
  'condition.answer':
    'z viene de la imagen, leída como vestido, y y = bolsa. El codificador guardó en z lo que la clase no decía, y el decodificador lo puso en otra prenda.',

  'glossary.heading': 'Glosario',
  'glossary.intro': 'Las palabras de la clase, cada una con su fórmula. Cada término tiene su propio enlace.',
  'glossary.link': 'Enlace a «{term}»',

  'teach.heading': 'Para quien da la clase',
  'teach.intro':
    'Un enlace a cualquier pantalla, con las partes que quieras ocultar. Quien lo abra verá solo el resto.',
  'teach.screen': 'Pantalla',
  'teach.lesson': 'o empezar una lección',
  'teach.noLesson': 'sin lección',
  'teach.hide': 'Ocultar',
  'teach.part.details': 'Panel de detalles',
  'teach.part.rail': 'Menú de pantallas',
  'teach.part.next': '«Prueba ahora»',
  'teach.part.request': 'Línea de terminal',
  'teach.part.takeaway': 'Botones para descargar',
  'teach.part.formula': 'Fórmulas',
  'teach.large': 'Letra grande, para proyectar',
  'teach.link': 'Enlace',
  'teach.copy': 'Copiar el enlace',
  'teach.copied': 'Enlace copiado.',
  'teach.open': 'Abrir',
  'teach.present': 'Vista para proyectar',
  'teach.presentText': 'Letra y controles grandes y un menú delgado, en todas las pantallas. También con Alt + P.',
};
