/**
 * Textos en español; las claves son las de en.js.
 * @type {Record<keyof typeof import('./en.js').en, string>}
 */
export const es = {
  loading: 'Cargando los modelos…',
  undo: 'Deshacer',
  dimensions: '{count|# dimensión|# dimensiones}',
  'nav.label': 'Pantallas',
  'nav.skip': 'Ir al contenido',
  'map.title': 'Mapa',
  'models.title': 'Modelos',
  'posterior.title': 'Posterior',
  'studio.title': 'Estudio',
  'language.label': 'Idioma',
  'theme.toDark': 'Tema oscuro',
  'theme.toLight': 'Tema claro',
  'lessons.title': 'Lecciones',
  'lessons.lede': 'Seis lecciones cortas que se hacen con los controles de verdad.',
  'present.on': 'Letra grande para proyectar. Alt+P la quita.',
  'present.off': 'De vuelta al tamaño de siempre.',
  'share.label': 'Copiar enlace',
  'share.done': 'Enlace copiado: devuelve exactamente esta vista.',
  'license.Apache-2.0; trained on Fashion-MNIST (MIT, Zalando SE 2017)':
    'Apache-2.0; entrenado con Fashion-MNIST (MIT, Zalando SE 2017)',
  'license.Weights for non-commercial research only; trained on CelebA (Liu et al. 2015)':
    'Pesos solo para investigación no comercial; entrenados con CelebA (Liu et al. 2015)',
  'dataset.fashion-mnist': 'Prendas',
  'dataset.celeba': 'Rostros',
  'model.label': 'Modelo',
  'model.beside': 'Modelo que se muestra al lado',
  'model.versus': 'junto a {model}',

  'details.title': 'Detalles',
  'details.explain': '¿Qué estoy viendo?',
  'details.formula': 'Fórmula',
  'details.figures': 'Cifras',
  'details.request': 'Lo mismo, desde una terminal',
  'details.copyRequest': 'Copiar línea',
  'details.copied': 'Copiado.',
  'details.next': 'Prueba ahora',
  'formula.decoder': 'x gorro es igual a g de z: el decodificador dibuja la imagen',

  'busy.trying': 'El servidor está ocupado. Reintentando…',

  'error.retry': 'Reintentar',
  'error.startAgain': 'Empezar de nuevo',
  'error.network': 'El servidor no respondió. ¿Sigue en marcha? Lo que ves se queda como estaba.',
  'error.timeout': 'La respuesta tardó demasiado. Quizá el servidor está ocupado: reintenta en un momento.',
  'error.busy': 'El servidor está ocupado con otras peticiones. Reintenta en unos segundos.',
  'error.tooLarge': 'La imagen es demasiado grande para el servidor. Usa una más pequeña.',
  'error.server': 'El servidor falló al responder. Su registro dice por qué; reintentar puede ayudar.',
  'error.refused': 'El servidor rechazó esta petición: {detail}',
  'error.unknown': 'Algo se rompió en esta página. Volver a cargarla suele ayudar.',
  'error.work': 'No se pudo hacer: {reason}',
  'error.noModels':
    'El servidor funciona, pero no tiene modelos. Inícialo con una carpeta que los tenga: latente serve --weights weights',
  'error.missingModels':
    'Esta pantalla necesita modelos que este servidor no tiene: {needs}. Entrénalos o cópialos a la carpeta de pesos y reinicia el servidor.',
  'error.linkModel': 'El enlace nombra el modelo «{model}», que este servidor no tiene. Se muestra otro.',
  'error.otherModel': 'Esta pantalla no puede usar el modelo «{model}» que nombra el enlace. Se muestra otro.',
  'error.linkWeights':
    'Este enlace se hizo con otros pesos del modelo: las imágenes pueden diferir de las compartidas.',
  'error.unknownScreen': 'El enlace nombra una pantalla que no existe. Esta es la primera.',

  'seed.label': 'Semilla',
  'seed.new': 'Otra semilla',
  'slider.field': '{label}: valor',
  'slider.reset': '{label}: restablecer',
  'slider.neutral': '0, sin cambio',
  'typicality.termFor': 'Qué tan típico es z(α), {family}',
  'typicality.share': '{percent}\u00a0%',
  'typicality.note':
    'Parte de los códigos de entrenamiento que son menos probables que z(α), según una mezcla ajustada a todos. Cerca de 0\u00a0%: ahí nunca se codificó una imagen.',

  'take.picture': 'Imagen',
  'take.pictureOf': 'Descargar imagen: {name}',
  'take.strip': 'Tira',
  'take.sheet': 'Hoja de contactos',
  'take.gif': 'GIF',
  'take.label': 'Para llevar',
  'take.studio': 'Añadir al estudio',
  'take.studioOf': 'Añadir al estudio: {name}',

  'source.change': 'Cambiar',
  'source.original': 'original',
  'source.inverted': 'invertida: claro sobre oscuro',
  'source.seed': 'semilla {seed}',
  'source.upload': 'tu imagen',
  'source.latent': 'un punto del espacio latente',
  'picture.decoded': '{name}, como la dibuja el modelo',
  'picture.original': '{name}, el original',
  'picker.title': 'Elegir: {heading}',
  'picker.close': 'Cerrar',
  'picker.gallery': 'Del conjunto de prueba',
  'picker.seed': 'Sortear z con la semilla',
  'picker.useSeed': 'Usar semilla',
  'picker.drawn': 'Sorteados del modelo: ninguna de estas personas existe',
  'upload.button': 'Elegir un archivo',
  'upload.hint':
    'o suelta o pega aquí una imagen: PNG, JPEG o WebP, hasta 10 MB. Va solo a este servidor y no se guarda.',
  'upload.grey': 'Lo mejor: una sola prenda, vista de frente, sobre un fondo liso.',
  'upload.refused.type': 'No es una imagen PNG, JPEG o WebP. Guárdala en uno de esos formatos y reintenta.',
  'upload.refused.size': 'El archivo pesa más de 10 MB. Redúcelo y reintenta.',
  'upload.refused.empty': 'El archivo está vacío.',
  'upload.refused.broken': 'No se puede leer la imagen: puede estar dañada o no ser lo que dice su nombre.',
  'upload.refused.none': 'Ahí no había ninguna imagen. Copia la imagen misma o elige un archivo.',
  'upload.face': 'Lo mejor: un solo rostro, de frente. Tú ajustas el cuadro antes de que el modelo lo vea.',

  'sampling.title': 'Muestreo',
  'sampling.lede': 'Sortea un z y decodifícalo: una semilla, dos decodificadores.',
  'sampling.size': 'Tamaño del espacio latente',
  'sampling.count': 'Muestras',
  'sampling.temperature': 'Temperatura',
  'sampling.prior.standard': 'z de N(0, I)',
  'sampling.prior.fitted': 'z de la prior ajustada',
  'prior.standard': 'N(0, I)',
  'prior.fitted': 'ajustada',
  'sampling.sampleOf': 'Muestra {index} del {family}, {prior}',
  'sampling.sheetOf': 'Muestras del {family}, {prior}',
  'sampling.item': 'muestra {index}',
  'sampling.sameZ': 'Haz clic en una imagen: AE y VAE decodifican el mismo z en el mismo lugar.',
  'sampling.verdict.ae.standard':
    'Nadie le dijo al AE dónde poner sus códigos. N(0, I) sortea donde nunca se codificó una imagen.',
  'sampling.verdict.vae.standard':
    'El término KL acercó los códigos a N(0, I): las muestras caen donde el decodificador aprendió.',
  'sampling.verdict.ae.fitted':
    'El mismo decodificador de la izquierda. Solo cambió el sorteo: una mezcla ajustada a los códigos del AE.',
  'sampling.explain1':
    'Los dos modelos convierten imágenes en códigos z y de vuelta. Para crear imágenes nuevas sorteamos un z, y sí importa de dónde. El VAE se entrenó para que sus códigos sigan N(0, I); el AE, no.',
  'sampling.explain2':
    'Por eso la normal falla en el AE y funciona en el VAE. La tercera columna ajusta una densidad a los códigos del AE ya entrenado y sortea de ella: el problema nunca fue el decodificador.',
  'sampling.explain3':
    'La temperatura τ dice a qué distancia del centro sorteamos. Baja: muestras típicas y parecidas. Alta: variadas y raras.',
  'sampling.formulaStandard': 'z se sortea de una normal alrededor de cero con desviación {temperature}',
  'sampling.formulaFitted': 'z se sortea de una mezcla ajustada de normales, escalada por {temperature}',
  'sampling.tryNextSeed': 'La semilla siguiente',
  'sampling.tryCold': 'Enfría: τ = 0,4',
  'sampling.tryTwo': 'En un espacio más pequeño',
  'sampling.tryEdit': 'Edita la muestra elegida del VAE',
  'sampling.tryBlend': 'Transfórmala en un vestido',
  'sampling.sameZOther':
    'Haz clic en una imagen: ambos modelos decodifican el mismo z en el mismo lugar, cada uno en su espacio.',
  'sampling.verdict.vae.fitted':
    'El mismo decodificador de la izquierda, con z de una mezcla ajustada a sus propios códigos: más cerca de donde de verdad están las imágenes de entrenamiento.',
  'sampling.explainOther':
    'Dos VAE de las mismas imágenes, con códigos del mismo tamaño. Lo que cambia es qué se le pidió al decodificador al entrenar; cada ficha lo dice. Compara bordes, cabello y fondo más que rostros sueltos: el mismo z es otra imagen en cada espacio.',
  'sampling.tryMorph': 'Transfórmala en otro rostro',
  'reconstruction.heading': '¿Por qué son suaves las imágenes del VAE?',
  'reconstruction.original': 'Original',
  'reconstruction.own': 'Pruébalo con tu foto: cada modelo la codifica y la vuelve a dibujar.',
  'reconstruction.text':
    'El codificador del VAE responde con una nube de códigos, no con un punto. Las nubes de imágenes parecidas se traslapan, y ahí el decodificador solo puede dibujar el promedio de lo que podría ser: algo borroso. El AE guarda un punto por imagen y es más nítido, pero deja huecos entre los puntos.',

  'interpolation.title': 'Interpolación',
  'interpolation.lede': 'Camina de una imagen a otra por el espacio latente.',
  'interpolation.image1': 'Imagen 1',
  'interpolation.image2': 'Imagen 2',
  'interpolation.between': 'Interpolación',
  'interpolation.pictureAt': 'Entre {from} y {to} con α = {alpha}',
  'interpolation.play': 'Reproducir ida y vuelta',
  'interpolation.pause': 'Pausa',
  'interpolation.strips': 'Tiras de cuadros',
  'interpolation.stripOf': '{family}: {count} cuadros de {from} a {to}; arrastra o haz clic para mover α',
  'interpolation.method': 'Camino',
  'interpolation.linear': 'Línea recta',
  'interpolation.spherical': 'Círculo máximo',
  'interpolation.norm': '‖z(α)‖, {family}',
  'interpolation.distance': '‖z₂ − z₁‖, {family}',
  'interpolation.formula.linear': 'z de alfa es igual a uno menos alfa por z uno más alfa por z dos',
  'interpolation.formula.spherical': 'z de alfa recorre el círculo máximo de z uno a z dos',
  'interpolation.explain1':
    'Cada imagen se codifica en un punto. α avanza por el camino entre los dos puntos y el decodificador dibuja cada parada. Nada se funde: los píxeles salen del modelo.',
  'interpolation.explain2':
    'Las dos tiras unen las mismas dos imágenes. Mira el medio: el espacio del VAE no tiene huecos y sus paradas suelen seguir siendo prendas; el AE puede cruzar una zona que nunca aprendió.',
  'interpolation.explainClass':
    'Cada extremo lleva además su clase, y la clase viaja junto con z: un poco menos de la primera, un poco más de la segunda.',
  'interpolation.try.linear': 'Lo mismo por el círculo máximo',
  'interpolation.try.spherical': 'Lo mismo en línea recta',
  'interpolation.tryShoes': 'De tenis a botín',
  'interpolation.trySeeds': 'Entre dos sorteos',
  'interpolation.tryEdit': 'Edita la imagen 1 con atributos',
  'interpolation.explainFaces':
    'Las dos tiras unen las mismas dos imágenes. Mira el medio: las paradas de un VAE suelen seguir siendo rostros; un AE puede cruzar una zona que nunca aprendió. Lo que se ve más nítido conserva otros detalles, no más verdad.',
  'interpolation.explainAttributes':
    'Cada extremo lleva además sus atributos, y viajan junto con z: un poco menos de los primeros, un poco más de los segundos.',

  'attributes.title': 'Edición',
  'attributes.lede': 'Empuja una imagen en direcciones que significan algo.',
  'attributes.start': 'Inicio',
  'attributes.result': 'Editada',
  'attributes.edited': '{name}, editada: {summary}',
  'attributes.unchanged': 'todos los α = 0',
  'attributes.lock': 'Mantener {attribute} mientras se mueven otros',
  'attributes.resetAll': 'Todo a cero',
  'attributes.resetDone': 'Todos los controles están en cero.',
  'attributes.also': 'También cambió',
  'attributes.alsoNothing': 'nada más en más de una décima de paso',
  'attributes.likeness': 'Parecido a una clase ({count})',
  'attributes.less': 'menos',
  'attributes.more': 'más',
  'attributes.strip': 'Tira sobre {attribute}',
  'attributes.stripLabel': '{attribute} de α = {low} a α = {high}; arrastra o haz clic para mover α',
  'attributes.formula': 'z prima es igual a z más la suma de alfa i por d i: {terms}',
  'attributes.separability': 'Separabilidad de {attribute}',
  'attributes.separabilityNote':
    'Qué tan bien distingue la dirección imágenes con y sin el atributo (área bajo la curva en imágenes con las que no se ajustó; 50\u00a0% es azar).',
  'attributes.quarters':
    'En los atributos de aspecto son el cuarto más alto y el más bajo; las intermedias puntuarían menos.',
  'attributes.stability': 'Estabilidad',
  'attributes.stabilityNote':
    'Coseno entre las direcciones ajustadas con dos mitades de los datos; 1 es la misma dirección.',
  'attributes.moved': '‖z′ − z‖',
  'attributes.explain1':
    'Una dirección es una resta: el código medio de las imágenes con el atributo menos el de las que no lo tienen. α = 1 es un paso de esos.',
  'attributes.explain2':
    'α positivo da más; α negativo, menos. Varios se suman. Muy lejos sales de la región que el decodificador conoce y la prenda se deshace.',
  'attributes.explain3':
    'Un control suele cambiar también otras cosas, porque en los datos los atributos van juntos. El candado quita la dirección retenida de todas las demás antes de moverlas.',
  'attributes.tryExtreme': '{attribute} hasta el límite',
  'attributes.trySneaker': 'Empieza con un tenis',
  'attributes.tryBlend': 'Transforma el inicio en un vestido',
  'attributes.tryConditional': 'Nombra la clase en vez de buscarla',
  'attributes.search': 'Buscar atributos',
  'attributes.found': '{count|# atributo|# atributos}',
  'attributes.presets': 'Ediciones listas',
  'attributes.method': 'Dirección',
  'attributes.method.best': 'Refinada',
  'attributes.method.mean-difference': 'Diferencia de medias',
  'attributes.drift': 'Deriva media de los demás',
  'attributes.driftNote':
    'Cuánto se mueven en promedio las probabilidades que da el juez a los demás atributos al mover este en los rostros de prueba.',
  'attributes.driftBoth':
    'Cuánto se mueven en promedio las probabilidades que da el juez a los demás atributos, con el mismo efecto. Refinada: {refined}; simple diferencia de medias: {plain}.',
  'attributes.explainJudge':
    'El juez es un clasificador de este proyecto. Conoce las etiquetas de sus datos, con sus errores; no conoce a las personas.',
  'attributes.explainFaces2':
    'α positivo da más; α negativo, menos. Varios se suman. Muy lejos sales de la región que el decodificador conoce y el rostro se deshace.',
  'attributes.explainRefined':
    'La dirección refinada se ajusta para lograr el mismo efecto con menos de lo que solo va junto en los datos. Cambia entre ambas y mira las barras.',
  'attributes.tryFace': 'Empieza con otro rostro',
  'attributes.tryMethod.best': 'Lo mismo con la dirección refinada',
  'attributes.tryMethod.mean-difference': 'Lo mismo con la simple diferencia de medias',
  'attributes.tryMorph': 'Transforma el inicio en otro rostro',
  'attributes.tryTell': 'Dile el atributo al modelo en vez de buscarlo',

  'conditional.title': 'Condición',
  'conditional.lede': 'Di qué quieres y conserva lo demás: un z bajo cada etiqueta.',
  'conditional.class': 'Clase',
  'conditional.zFrom': 'z viene de',
  'conditional.zSeed': 'un sorteo',
  'conditional.zImage': 'una imagen',
  'conditional.zOfImage': 'z de tu imagen',
  'conditional.pick': 'El mismo z, cada clase y',
  'conditional.pictureOf': 'El z, dibujado como {class}',
  'conditional.samplesOf': '{class}: muchos z',
  'conditional.prior': 'Sorteo',
  'conditional.own': 'Imagen que da el z',
  'conditional.readAs': 'Codificada como',
  'conditional.takeRow': 'Fila de clases',
  'conditional.formulaEncoder': 'el codificador lee imagen y clase: q de z dados x e y',
  'conditional.formulaDecoder': 'el decodificador dibuja con z y clase: x gorro es igual a g de z e y, y es {class}',
  'conditional.explain1':
    'Un CVAE recibe la etiqueta junto a la imagen, en el codificador y en el decodificador. La clase ya no tiene que guardarse en z; ahí queda el estilo: ancho, tono, corte.',
  'conditional.explain2':
    'De ahí un z bajo diez clases: diez prendas que comparten estilo. A un VAE simple no se le puede pedir una clase; solo se puede buscar.',
  'conditional.trySeed': 'Otro z para todas las clases',
  'conditional.tryOwn': 'Toma el z de un vestido y vístelo de otras clases',
  'conditional.tryPrior': 'La otra prior para las muestras',
  'conditional.trySampling': 'Compara con sorteos sin clase',
  'conditional.attributes': 'Atributos en la condición',
  'conditional.without': '{attribute}: sin',
  'conditional.with': '{attribute}: con',
  'conditional.sameZ': 'El mismo z, cada atributo sin y con',
  'conditional.thisCondition': 'Esta condición',
  'conditional.ownCondition': 'la de la propia imagen',
  'conditional.meanCondition': 'la media de los datos',
  'conditional.resetAll': 'Todo como estaba',
  'conditional.takePairs': 'Todos los pares',
  'conditional.formulaAttributes':
    'el decodificador dibuja con z y atributos: x gorro es igual a g de z e y, con y en {set}',
  'conditional.explainAttributes1':
    'Este CVAE recibe, junto a la imagen, una docena de etiquetas en el codificador y en el decodificador. Lo que ellas dicen ya no tiene que guardarse en z; ahí queda el resto del rostro.',
  'conditional.explainAttributes2':
    'Por eso un mismo z se puede dibujar con y sin cada atributo. Una imagen se lee con sus propios atributos, que nombra el juez, y luego se puede dibujar con otros.',
  'conditional.explainAttributes3':
    'Aquí nadie buscó direcciones: al modelo se le dijo. Pero aprendió de las mismas etiquetas, así que lo que va junto en los datos se sigue moviendo junto. Mira las barras.',
  'conditional.tryOtherZ': 'Otro z con la misma condición',
  'conditional.tryDirections': 'Compara con direcciones en un VAE simple',
  'conditional.tryMorph': 'Transforma un rostro en otro con sus atributos',

  'photo.title': 'Ajusta tu foto',
  'photo.canvas': 'Tu foto bajo un marco cuadrado',
  'photo.help':
    'Arrastra para mover; rueda o dos dedos para ampliar y girar. Teclas: flechas, + y −, [ y ]; con Mayús, más lejos. Los círculos marcan dónde espera los ojos el modelo.',
  'photo.zoom': 'Ampliación',
  'photo.turn': 'Giro, en grados',
  'photo.looking': 'Buscando el rostro…',
  'photo.found': 'Rostro encontrado. Ajusta el cuadro si no queda bien.',
  'photo.notFound': 'No se encontró ningún rostro: coloca el cuadro a mano, con los ojos en los círculos.',
  'photo.noDetector': 'Este servidor no puede buscar rostros: coloca el cuadro a mano, con los ojos en los círculos.',
  'photo.which': 'Cuál rostro',
  'photo.face': 'Rostro {index}',
  'photo.cut': 'Tu foto, recortada',
  'photo.cutAlt': 'Tu foto como la ve el modelo',
  'photo.kept': 'Lo que conserva el modelo',
  'photo.keptAlt': 'Tu foto como la vuelve a dibujar el modelo',
  'photo.keptBy': 'Tu foto como la vuelve a dibujar {model}',
  'photo.explain':
    '{model} guarda {count} números de tu foto y con ellos dibuja la imagen de la derecha. Lo que ahí falta no lo sabe de ti; lo que ahí aparece de más se lo inventó.',
  'photo.privacy':
    'Tu foto está en la memoria de este servidor solo durante la petición: no se guarda ni se registra, y ningún enlace la lleva. Esta pestaña la olvida al cerrarla.',
  'photo.use': 'Usar esta imagen',
  'photo.adjust': 'Recortar de nuevo la foto',
  'photo.readAs': 'Leída como: {list}',
  'photo.readAsNothing': 'ninguno de los atributos',

  'judge.according': 'según el juez',
  'judge.change': '{attribute}: de {before} a {after}',
  'judge.nothing': 'nada más en más de 3 puntos',
  'judge.idle': 'Mueve un control: aquí se ve qué más cambia con él.',
  'judge.sees': 'juez: {share}',

  'bias.heading': 'Qué va junto con «{attribute}»',
  'bias.pair':
    'En los datos, el {with} de los rostros con la etiqueta «{attribute}» lleva también «{other}»; de los demás, el {without}.',
  'bias.why':
    'El modelo aprende esas coincidencias como si fueran parte del atributo. Hablan de la colección y de quien la etiquetó, no de las personas.',
  'bias.gained':
    'En su extremo superior, el juez ve «{attribute}» en el {share} de los rostros de prueba que no lo tenían.',
  'bias.lost': 'En el inferior deja de verlo en el {share} de los que sí.',
  'bias.drift': 'Con α = {alpha}, donde el veredicto cambia en el {flips}, se mueven también en promedio: {list}.',

  'cautions.heading': 'Antes de usarlo',
  'cautions.terms': 'Licencia',

  'models.dataset': 'Datos',
  'models.license': 'Licencia',
  'metric.frechet.short': 'Distancia de Fréchet',
  'metric.reconstruction_mse': 'Error de reconstrucción',
  'metric.reconstruction_mse.note': 'Error cuadrático medio por píxel entre imagen y reconstrucción. Menor es mejor.',
  'metric.sharpness': 'Nitidez',
  'metric.sharpness.note':
    'Contraste entre píxeles vecinos de las reconstrucciones frente a los originales: 1 es igual de nítido; menos, más suave.',
  'metric.negative_elbo': 'ELBO negativa',
  'metric.negative_elbo.note':
    'Lo que un VAE minimiza, en nats por imagen: error de la imagen más costo del código. Menor es mejor.',
  'metric.kl': 'Divergencia KL',
  'metric.kl.note':
    'Lo que cuesta el código: qué tan lejos de N(0, I) están las nubes del codificador, en nats por imagen.',
  'metric.active_dimensions': 'Dimensiones activas',
  'metric.active_dimensions.note':
    'Dimensiones de z que el codificador usa de verdad. Las demás se quedan en la prior y no dicen nada.',
  'metric.frechet_real': 'Distancia de Fréchet, imágenes reales',
  'metric.frechet_real.note':
    'Imágenes de entrenamiento contra las de prueba: el piso que ningún modelo debería bajar.',
  'metric.frechet_reconstruction': 'Distancia de Fréchet, reconstrucciones',
  'metric.frechet_reconstruction.note':
    'Qué tan lejos están las reconstrucciones, en conjunto, de las imágenes de prueba según los rasgos del clasificador del proyecto. Menor es mejor.',
  'metric.frechet_standard_prior': 'Distancia de Fréchet, z de N(0, I)',
  'metric.frechet_standard_prior.note': 'Lo mismo para imágenes sorteadas de la normal estándar. Aquí falla el AE.',
  'metric.frechet_fitted_prior': 'Distancia de Fréchet, z de la prior ajustada',
  'metric.frechet_fitted_prior.note': 'Lo mismo para imágenes sorteadas de la densidad ajustada a los códigos.',
  'metric.judge_accuracy': 'Acierto del juez',
  'metric.judge_accuracy.note':
    'Qué tan seguido el clasificador del proyecto nombra bien imágenes de prueba: cuánto se puede confiar en el juez.',
  'metric.judge_accuracy_on_reconstructions': 'Acierto del juez en reconstrucciones',
  'metric.judge_accuracy_on_reconstructions.note':
    'Lo mismo en las reconstrucciones de este modelo: cuánto de la clase sobrevive al código.',
  'metric.class_fidelity_standard_prior': 'Clase conservada, z de N(0, I)',
  'metric.class_fidelity_standard_prior.note':
    'Parte de las imágenes pedidas de una clase a las que el juez da esa clase.',
  'metric.class_fidelity_fitted_prior': 'Clase conservada, z de la prior ajustada',
  'metric.class_fidelity_fitted_prior.note': 'Lo mismo con z sorteado de la densidad ajustada a cada clase.',
  'metric.judge_balanced_accuracy': 'Acierto balanceado del juez',
  'metric.judge_balanced_accuracy.note':
    'Media, sobre los atributos, de su acierto en imágenes que lo tienen y en las que no; 50\u00a0% es azar.',
  'metric.drift_against_mean_difference': 'Deriva de las direcciones refinadas',
  'metric.drift_against_mean_difference.note':
    'Cuánto mueven las direcciones refinadas los demás atributos, como parte de lo que mueven las simples diferencias de medias con el mismo efecto. Menor es mejor.',
  'metric.change_against_mean_difference': 'Cambio por las direcciones refinadas',
  'metric.change_against_mean_difference.note': 'Lo mismo, rostro por rostro: subidas y bajadas no se cancelan.',
};
