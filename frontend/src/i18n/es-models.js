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
  'models.hash': 'SHA-256 de los pesos',
  'models.copyHash': 'Copiar suma de control',
  'models.copyCurl': 'Copiar línea curl',
  'models.explain1':
    'Estas cifras se midieron con imágenes de prueba, con las que no se entrenó ({10000} de prendas, 500 de rostros); separabilidad y estabilidad, con imágenes de entrenamiento. Están en la ficha que viaja con los pesos.',
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
    'Coincidencia con las etiquetas en fotos de prueba. Balanceado: media de la coincidencia en las que lo tienen y las que no; 50% es azar. De un solo rostro, nada de lo que dice un juez de 80\u00a0% es seguro.',
  'models.judge.accuracy': 'Acierto',
  'models.judge.balanced': 'Balanceado',
  'models.obeys': 'Qué tan bien hace lo que se le dice',
  'models.obeysNote':
    'Cada rostro de prueba se codifica con sus propios atributos; luego se cambia uno, con el mismo z. Ganado: parte de los rostros sin el atributo en que el juez lo ve entonces; perdido: lo mismo al revés.',
};
