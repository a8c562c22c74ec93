/**
 * Textos de la pantalla de la posterior: un punto, una gaussiana, KL, cada dimensión; las claves son las de en-posterior.js.
 * @type {Record<keyof typeof import('./en-posterior.js').enPosterior, string>}
 */
export const esPosterior = {
  'posterior.lede': 'De una imagen, un AE hace un punto y un VAE, una gaussiana.',
  'posterior.images': 'Imágenes para codificar',
  'posterior.image': 'Imagen x',
  'posterior.imageAlt': '{name}, la imagen que se codifica',
  'posterior.point': '{family}: un punto',
  'posterior.gaussian': '{family}: una gaussiana',
  'posterior.noPoint': 'Este servidor no tiene un AE de estas imágenes, con códigos de este tamaño, que poner al lado.',
  'posterior.noGaussian':
    'Un AE guarda un punto y nada a su alrededor: no hay de dónde sortear. Un VAE de las mismas imágenes, que estaría aquí, no está en este servidor.',
  'posterior.pictureOf': '{name}, decodificada del punto del {family}',
  'posterior.pictureOfMean': '{name}, decodificada de la media del {family}',
  'posterior.always': 'Su única reconstrucción: al codificar de nuevo sale el mismo punto.',
  'posterior.mean': 'Reconstrucción de la media μ',
  'posterior.draws': 'Sorteos z ~ q(z|x), τ = {scale}',
  'posterior.drawsLabel': 'Imágenes decodificadas de sorteos de la posterior',
  'posterior.draw': 'sorteo {index}',
  'posterior.again': 'Sortear de nuevo',
  'posterior.scale': 'Escala de los sorteos',
  'posterior.drawn': 'La dibujó el modelo, pues no se entrega ninguna fotografía. También sirve tu propia foto.',
  'posterior.drawings': 'Qué muestran los dibujos',
  'posterior.sameScale': 'Misma escala',
  'posterior.across': 'Horizontal →',
  'posterior.up': 'Vertical ↑',
  'posterior.planePoint':
    'El punto en {x} horizontal y {y} vertical, entre los puntos de otras imágenes y los círculos de N(0, I)',
  'posterior.planePointNote':
    'Un punto para x. En gris, otras imágenes. Círculos: N(0, I) en 1, 2 y 3, que el AE no conoce.',
  'posterior.planeGaussian':
    'La gaussiana con su media en {x} horizontal y {y} vertical, desviaciones {sx} y {sy}, dentro de los círculos de la prior N(0, I)',
  'posterior.planeGaussianNote': 'Círculos: la prior N(0, I) en 1, 2 y 3. El cuadro es lo que se ve de cerca.',
  'posterior.closeUp':
    'Acercamiento a la gaussiana: media {x} horizontal y {y} vertical, desviaciones {sx} y {sy}, con los sorteos como puntos',
  'posterior.closeUpNote': 'De cerca: elipses a 1σ y 2σ, los sorteos como puntos, el elegido más grande.',
  'posterior.formulaPoint': 'z es igual a f de x: el codificador da un punto',
  'posterior.formulaGaussian': 'q de z dado x es una normal con media mu y varianza sigma al cuadrado',
  'posterior.formulaDraw': 'z es igual a mu más {scale} por sigma por épsilon, con épsilon de una normal estándar',
  'posterior.formulaKl':
    'la divergencia KL de la dimensión i es un medio de mu i al cuadrado más sigma i al cuadrado menos el logaritmo de sigma i al cuadrado menos uno',
  'posterior.formulaMoved': 'z prima es igual al código más la suma de delta i por el vector unitario e i',
  'posterior.klHeading': 'Qué dice de x cada dimensión',
  'posterior.klText':
    'KL mide qué tan lejos está q de la prior N(0, 1). Una dimensión casi sin KL duerme: ahí q es la prior, sea cual sea la imagen.',
  'posterior.noKl':
    'KL compara una gaussiana con la prior. Un AE no tiene ninguna de las dos: su punto no cuesta nada y nada lo mantiene cerca de cero.',
  'posterior.order': 'Orden',
  'posterior.order.kl': 'Más KL primero',
  'posterior.order.number': 'Por número',
  'posterior.klChart': 'Dimensión, KL respecto a la prior',
  'posterior.spoken': 'Dimensión {index}: KL {kl} nats, media {mean}, desviación {sigma}',
  'posterior.average': 'prueba: {kl}',
  'posterior.asleep': 'duerme: q es la prior',
  'posterior.awake': 'dice algo de x',
  'posterior.nats': '{value} nats',
  'posterior.klLegend':
    'Arriba: KL de esta imagen, en nats. Abajo: μ ± 2σ de cada dimensión, delante de ±2 de la prior.',
  'posterior.klLegendAverage': 'Rayas cortas: la media del conjunto de prueba.',
  'posterior.table': 'Lo mismo en una tabla',
  'posterior.column.dimension': 'Dimensión',
  'posterior.column.kl': 'KL, nats',
  'posterior.column.average': 'Prueba',
  'posterior.error': 'Error cuadrático medio, {family}',
  'posterior.total': 'KL de esta imagen',
  'posterior.totalAverage': 'En promedio sobre el conjunto de prueba: {kl} nats.',
  'posterior.awakeCount': 'KL mayor que {0.01}, esta imagen',
  'posterior.active': 'Unidades activas, prueba',
  'posterior.activeNote':
    'Una unidad está activa si su media μ varía en el conjunto de prueba: varianza mayor que {0.01} (Burda et al. 2016).',
  'posterior.ofCount': '{some} de {count}',
  'posterior.dimensionsHeading': 'Cada dimensión a mano ({family})',
  'posterior.dimensionsText':
    'Cada control aleja una dimensión de μ, en desviaciones de la prior. Primero las de más KL; una que duerme no cambia nada.',
  'posterior.dimensionsTextPoint':
    'Cada control aleja una dimensión del punto. Un AE no tiene prior: un paso es la dispersión de sus códigos en la galería, y primero van las más anchas.',
  'posterior.dimension': 'Dimensión {index}',
  'posterior.strips': 'Tiras',
  'posterior.strip': 'Dimensión {index} de −{reach} a +{reach}; arrastra o haz clic para moverla',
  'posterior.showAll': 'Mostrar todas: {count|# dimensión más|# dimensiones más}',
  'posterior.unmoved': 'nada movido: z′ es el código mismo',
  'posterior.movedAlt': '{name}, dimensiones movidas: {summary}',
  'posterior.resetAll': 'Todo de vuelta',
  'posterior.resetDone': 'Todas las dimensiones están donde las puso el codificador.',
  'posterior.takeDraws': 'Sorteos',
  'posterior.takeStrips': 'Tiras',
  'posterior.away': 'De μ a z′',
  'posterior.awayNote':
    'En desviaciones de q, todas las dimensiones juntas. Mucho más lejos que los sorteos, q no lo daría nunca.',
  'posterior.explain1':
    'x se codifica dos veces. Un autocodificador determinista responde con un punto. Uno variacional responde con una normal: una media μ y, en cada dimensión, qué tan seguro está de ella, σ.',
  'posterior.explain2':
    'Por eso el AE tiene una sola reconstrucción y el VAE, cuantas se quieran. Con τ = 1 se parecen: el decodificador se entrenó para dibujar x con todas. Eso es lo que cierra los huecos entre los códigos.',
  'posterior.explainAlone':
    'En este servidor solo hay uno de los dos tipos con códigos de este tamaño, así que está solo.',
  'posterior.explain3':
    'Una σ pequeña cuesta KL. El codificador la paga donde ayuda a reconstruir la imagen; en lo demás deja q en la prior, y la dimensión duerme.',
  'posterior.tryFar': 'Sortea lejos: τ = 3',
  'posterior.tryTwo': 'Todo el espacio en dos dimensiones',
  'posterior.trySampling': 'Sortea de la prior',
  'posterior.tryBlend': 'Camina de aquí a otra imagen',
};
