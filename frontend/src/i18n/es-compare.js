/** Spanish texts of the comparing screen. */
export const esCompare = {
  'compare.lede': 'Dos o tres modelos hacen lo mismo: qué queda igual y qué cambia.',
  'compare.action': 'Qué hacen',
  'compare.action.sample': 'Muestrear',
  'compare.action.reconstruct': 'Reconstruir',
  'compare.action.interpolate': 'Interpolar',
  'compare.action.edit': 'Editar',
  'compare.action.condition': 'Condicionar',
  'compare.model': 'Modelo {place}',
  'compare.add': 'Tercer modelo',
  'compare.remove': '(quitar)',
  'compare.point': 'un punto',
  'compare.gaussian': 'una gaussiana',
  'compare.told.class': 'recibe la clase',
  'compare.told.attributes': 'recibe atributos',
  'compare.sheetOf': 'Muestras de {model}',
  'compare.prior': 'z de',
  'compare.classOfDraws': 'Clase para los modelos que la reciben',
  'compare.allInTurn': 'todas, por turnos',
  'compare.input': 'Imagen x',
  'compare.readAs': '{model} la lee como',
  'compare.share': 'Un sorteo da a todos',
  'compare.share.z': 'el mismo z',
  'compare.share.image': 'la misma imagen',
  'compare.attribute': 'Atributo',
  'compare.knownBy': '{attribute} (solo {models})',
  'compare.differenceOf': 'Dónde difiere de la imagen la reconstrucción de {model}: cuanto más claro, más',
  'compare.mse': 'Error cuadrático',
  'compare.film': '{model}, {count} cuadros: {what}; arrastra o haz clic para mover todos',
  'compare.way': 'de {from} a {to}',
  'compare.alphaOfAll': 'α, para todos los modelos',
  'compare.alphaAt': '{alpha} del camino de {from} a {to}',
  'compare.stepsOfAll': '{attribute}: α, para todos los modelos',
  'compare.unit':
    'Un solo α para todos: 1 es un paso de la media de las imágenes sin el atributo a la media con él, en el espacio de cada modelo. Llega a ±{extent}, donde termina el más corto de sus controles.',
  'compare.noDirection': 'No tiene dirección para este atributo: su imagen queda igual.',
  'compare.noAttributes': 'Ninguno de estos modelos tiene direcciones de atributos.',
  'compare.noCondition': 'No recibe condición: dibuja su z tal cual.',
  'compare.nobodyTold': 'Ninguno de estos modelos recibe una condición. Elige un CVAE en una de las columnas.',
  'compare.pickClass': 'Una clase y, para cada modelo que la recibe',
  'compare.impossible':
    '«{action}» parte de una imagen, y estos modelos leen imágenes de distinto tipo: lo que uno codifica no significa nada para otro. Elige modelos de los mismos datos, o compara muestras.',
  'compare.choose': 'Modelos de los mismos datos: {dataset}',
  'compare.take': 'La comparación como imagen',

  'compare.same.zSeed': 'El mismo z: la semilla {seed} da a todos los mismos {count} números, muestra por muestra.',
  'compare.same.seedFitted':
    'Solo la misma semilla ({seed}): cada modelo sortea de una densidad ajustada a sus propios códigos, así que los z difieren.',
  'compare.same.seedSizes':
    'Solo la misma semilla ({seed}): sus códigos tienen {sizes} números, y ningún z sirve para todos.',
  'compare.same.seedData': 'Solo la misma semilla ({seed}): estos modelos conocen imágenes de distinto tipo.',
  'compare.same.seedOnly': 'Solo la misma semilla ({seed}): los z que llegaron difieren.',
  'compare.same.toldAll': '{model} recibe además una clase: todas, por turnos.',
  'compare.same.toldClass': '{model} recibe además una clase: {class}.',
  'compare.same.toldMean': '{model} recibe además atributos: la media de sus datos.',
  'compare.same.z': 'El mismo z: un vector de {count} números que cada modelo decodifica.',
  'compare.same.zAndImage':
    'Del sorteo, el mismo z: un vector de {count} números para todos. La imagen la codifica cada modelo en un z propio.',
  'compare.same.image': 'La misma imagen: cada modelo la codifica en un z propio.',
  'compare.same.drawn': 'La misma imagen: la dibuja {model}, y cada uno de los otros la codifica en un z propio.',
  'compare.same.drawnAll':
    'La misma imagen: la dibuja {model}, y cada modelo la codifica. Su propio dibujo le es fácil a {model}: una foto tuya es la prueba más justa.',

  'compare.look.sample': 'Mira el mismo lugar en cada hoja: el mismo z es otra imagen en cada espacio.',
  'compare.look.sampleAe':
    'Mira el AE: N(0, I) sortea donde nunca puso un código. Después cambia a la prior ajustada: el problema nunca fue el decodificador.',
  'compare.look.sampleFitted':
    'Ahora cada modelo sortea de donde están sus propios códigos. Compara el AE con lo que N(0, I) hacía de él.',
  'compare.look.reconstruct':
    'Mira los bordes y los dibujos finos: lo que un modelo no guarda, lo reemplaza por un promedio.',
  'compare.look.interpolate':
    'Mira el medio: ¿qué modelo sigue dibujando imágenes posibles y cuál cruza una zona que nunca aprendió?',
  'compare.look.edit': 'Mira qué más cambia de paso: es distinto en cada modelo, como lo son sus direcciones.',
  'compare.look.condition':
    'Elige otra clase u otro atributo: solo puede seguirlo un modelo que lo recibe. En los demás está escondido en z.',

  'compare.explain.sample1':
    'Un AE se entrena para reconstruir; nadie le dice dónde poner sus códigos. El VAE paga además por códigos lejos de N(0, I), y así un z sorteado de ahí cae donde su decodificador aprendió. La distancia de Fréchet bajo cada hoja dice lo mismo con un número: menos es más cerca de las imágenes reales.',
  'compare.explain.sample2':
    'La prior ajustada es una mezcla de gaussianas puesta sobre los códigos de cada modelo después de entrenar. Con ella hasta el AE se vuelve generador: lo que le faltaba era un p(z).',
  'compare.explain.sample3':
    'Un CVAE recibe una clase o atributos junto con z: qué aparece se dice, y z guarda el estilo.',
  'compare.explain.reconstruct1':
    'El AE lleva la imagen a un punto y la vuelve a dibujar. El VAE la lleva a una gaussiana, y aquí se dibuja su media. Su término KL encarece la información: los detalles que cuestan más de lo que aportan se promedian, y eso se ve borroso.',
  'compare.explain.reconstruct2':
    'El error cuadrático (media por píxel) y el SSIM se calculan en esta página con los píxeles que ves. SSIM compara brillo, contraste y estructura en ventanas pequeñas; 1 es igual. Ninguno dice qué imagen gusta más.',
  'compare.explain.interpolate':
    'Un solo α mueve todos: cada modelo avanza la misma parte de su propio camino entre sus propios dos códigos. El término KL llena el espacio del VAE y sus paradas suelen seguir siendo imágenes; el del AE puede tener huecos.',
  'compare.explain.edit1':
    'Así, el mismo α es el mismo paso en los datos, aunque no la misma longitud: mira ‖z′ − z‖. Para ser justos, aquí todos usan la diferencia simple de medias, también los modelos que tienen direcciones refinadas.',
  'compare.explain.edit2':
    'Aquí no hay control para dimensiones sueltas: el tercer número de un modelo no tiene que ver con el tercero de otro. La pantalla Posterior las mueve de un modelo a la vez.',
  'compare.explain.condition1':
    'Las etiquetas entran en el codificador y en el decodificador de un CVAE, junto con la imagen. Por eso z no tiene que guardarlas, y un mismo z se puede dibujar con cada etiqueta.',
  'compare.explain.condition2':
    'El AE y el VAE nunca recibieron etiquetas: codifican la misma imagen y la vuelven a dibujar, se elija lo que se elija. Para cambiarla hay que buscar en ellos una dirección (Editar).',
  'compare.formula.reconstruct': 'x gorro es igual a g de f de x: codificada y luego decodificada',
  'compare.formula.condition': 'x gorro es igual a g de z e y: el decodificador dibuja con z y la condición',
  'compare.formula.edit': 'z prima es igual a z más alfa por d, alfa es {alpha}',
  'compare.frechet': 'Distancia de Fréchet, {model}, {prior}',
  'compare.meanError': 'Error medio en imágenes de prueba, {model}',
  'compare.try.sample': 'Sortea en vez de elegir',
  'compare.try.reconstruct': 'Que todos reconstruyan una imagen',
  'compare.try.interpolate': 'Camina entre dos imágenes con todos',
  'compare.try.edit': 'Empuja un atributo en todos',
  'compare.try.condition': 'Diles qué dibujar',
  'compare.try.fitted': 'Lo mismo con la prior ajustada',
  'compare.try.standard': 'Lo mismo con N(0, I)',
  'compare.try.flat': 'Dos modelos de dos dimensiones',
  'compare.try.faces': 'Lo mismo con rostros',
  'compare.try.clothes': 'Lo mismo con prendas',
  'compare.try.single': 'Sigue solo con {model}',
};
