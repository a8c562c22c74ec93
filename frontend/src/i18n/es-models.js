/**
 * Textos de la pantalla de modelos: fichas, tablas, cifras; las claves son las de en-models.js.
 * @type {Record<keyof typeof import('./en-models.js').enModels, string>}
 */
export const esModels = {
  'models.lede': 'Qué se sirve aquí, qué tan bueno es y cómo se hizo.',
  'models.comparison': 'Lado a lado',
  'models.glossary': 'Qué dicen las cifras',
  'models.frechet.reconstruction': 'reconstruidas',
  'models.frechet.fitted': 'prior ajustada',
  'models.model': 'Modelo',
  'models.dims': 'Dimensiones',
  'models.parameters': '{count} M de parámetros',
  'models.size': '{size} MB',
  'models.moreMetrics': 'Más cifras',
  'models.attributes': '{count|# dirección de atributo|# direcciones de atributos}',
  'models.attribute': 'Atributo',
  'models.separability': 'Separabilidad',
  'models.range': 'Control',
  'models.provenance': 'Datos, entrenamiento, suma de control',
  'models.dataset': 'Datos',
  'models.license': 'Licencia',
  'models.hash': 'SHA-256 de los pesos',
  'models.copyHash': 'Copiar suma de control',
  'models.copyCurl': 'Copiar línea curl',
  'models.explain1':
    'Estas cifras se midieron con imágenes de prueba, con las que no se entrenó (10 000 de prendas, 500 de rostros); separabilidad y estabilidad, con imágenes de entrenamiento. Están en la ficha que viaja con los pesos.',
  'models.explain2':
    'Reconstruir bien todavía no es generar bien: compara el error del AE y del VAE con la nota de sus muestras.',
  'models.trySampling': 'Mira la diferencia en las muestras',
  'models.tryInterpolation': 'Camina entre dos imágenes',
  'models.tryAttributes': 'Edita con direcciones',
  'models.effects': 'Qué {count|hace # dirección|hacen # direcciones}, según el juez',
  'models.effectsNote':
    'Medido en los rostros de prueba. Ganado: parte de los rostros sin el atributo en que el juez lo ve en el extremo superior; perdido: lo mismo al revés. Monótono: parte de los pasos que no retroceden. Lo demás se mide con un α, donde el veredicto cambió en la parte entre paréntesis. Deriva: desplazamiento medio de los demás atributos; cambio: lo mismo rostro por rostro, donde subidas y bajadas no se cancelan; fondo: cambio medio de los píxeles fuera del rostro.',
  'models.effect.direction': 'Dirección',
  'models.effect.gained': 'Ganado',
  'models.effect.lost': 'Perdido',
  'models.effect.monotonicity': 'Monótono',
  'models.effect.at': 'Con α (cambió)',
  'models.effect.change': 'Cambio',
  'models.effect.drift': 'Deriva',
  'models.effect.background': 'Fondo',
  'models.judge': 'Qué tan bueno es el juez',
  'models.judgeNote':
    'Coincidencia con las etiquetas en fotos de prueba. Balanceado: media de la coincidencia en las que lo tienen y las que no; 50\u00a0% es azar. De un solo rostro, nada de lo que dice un juez de 80\u00a0% es seguro.',
  'models.judge.accuracy': 'Acierto',
  'models.judge.balanced': 'Balanceado',
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
  'models.obeys': 'Qué tan bien hace lo que se le dice',
  'models.obeysNote':
    'Cada rostro de prueba se codifica con sus propios atributos; luego se cambia uno, con el mismo z. Ganado: parte de los rostros sin el atributo en que el juez lo ve entonces; perdido: lo mismo al revés.',
  'metric.judge_balanced_accuracy': 'Acierto balanceado del juez',
  'metric.judge_balanced_accuracy.note':
    'Media, sobre los atributos, de su acierto en imágenes que lo tienen y en las que no; 50\u00a0% es azar.',
  'metric.drift_against_mean_difference': 'Deriva de las direcciones refinadas',
  'metric.drift_against_mean_difference.note':
    'Cuánto mueven las direcciones refinadas los demás atributos, como parte de lo que mueven las simples diferencias de medias con el mismo efecto. Menor es mejor.',
  'metric.change_against_mean_difference': 'Cambio por las direcciones refinadas',
  'metric.change_against_mean_difference.note': 'Lo mismo, rostro por rostro: subidas y bajadas no se cancelan.',
};
