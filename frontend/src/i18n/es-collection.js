/**
 * Textos en español de la colección: puntos guardados, sumas, vecinos y su archivo.
 * @type {Record<keyof typeof import('./en-collection.js').enCollection, string>}
 */
export const esCollection = {
  'collection.lede': 'Puntos que vale la pena guardar, con nombre: súmalos y réstalos, mira qué hay cerca, llévatelos.',
  'collection.kept': 'Guardado en la colección: {name}.',
  'collection.known': 'La colección ya tiene este mismo punto.',
  'collection.full': 'La colección está llena: 1000 puntos. Expórtala y borra algunos para guardar más.',
  'collection.keptHere':
    'Guardado solo para esta visita: este navegador no almacena nada (su almacenamiento está lleno o desactivado).',
  'collection.open': 'Abrir la colección',
  'collection.did.keep': 'Guardar «{name}»',
  'collection.did.rename': 'Cambiar el nombre «{before}» por «{name}»',
  'collection.did.remove': '«{name}» borrado.',
  'collection.did.removeMany': '{count|# punto borrado|# puntos borrados}.',
  'collection.did.move': 'Mover «{name}»',
  'collection.did.import': 'Importar {count|# punto|# puntos}',

  'collection.filter': 'Modelos que se muestran',
  'collection.all': 'Todos los modelos ({count})',
  'collection.ofModel': '{model} ({count})',
  'collection.points': 'Puntos guardados',
  'collection.keys':
    'Pulsa para elegir; arrastra para ordenar, con el dedo por los puntitos. Teclas: las flechas recorren, Mayús y flechas mueven, Intro elige, F2 cambia el nombre, Supr borra.',
  'collection.itemOf': '{name}, {model}, {place} de {count}',
  'collection.chosenAs': 'elegido como {letter}',
  'collection.nameOf': 'Nombre de {name}',
  'collection.renamed': 'Ahora se llama «{name}».',
  'collection.moved': 'Lugar {place} de {count}.',
  'collection.photo': 'de una imagen tuya',
  'collection.old': 'otros pesos',
  'collection.absent': 'el modelo no está aquí',
  'collection.noneOf': 'Todavía no hay nada guardado de este modelo. Cada pantalla tiene un botón «Guardar».',
  'collection.storedHere':
    'La colección vive en este navegador, en esta computadora. Nada de ella se envía a ningún lado; el servidor solo ve los puntos que decodifica.',
  'collection.notKept':
    'Este navegador no guarda nada (su almacenamiento está lleno o desactivado): exporta la colección para tenerla después.',

  'collection.empty': 'Todavía no hay nada guardado. Estos tres son de la galería:',
  'collection.emptyHow':
    'Cada pantalla tiene un botón «Guardar»: lo que guardas se reúne aquí con su nombre y permanece al cerrar la página.',
  'collection.keepAll': 'Guardar estos tres',
  'collection.keptAll': 'Guardados: {names}.',

  'collection.selection': 'Puntos elegidos',
  'collection.selected': '{count|# elegido|# elegidos}: {names}',
  'collection.selectHint':
    'Elige puntos arriba: uno para abrirlo o mirar alrededor, dos para interpolar, varios para sumar.',
  'collection.interpolate': 'Interpolar',
  'collection.useAll': 'Usar en la fórmula',
  'collection.delete': 'Borrar',
  'collection.selectNone': 'No elegir ninguno',
  'collection.whyNot.models':
    'Son de modelos distintos ({models}). Cada modelo tiene su propio espacio latente, donde los mismos números significan otra cosa: una suma entre modelos no significa nada. Elige puntos de un solo modelo.',
  'collection.whyNot.weights':
    'Son de pesos distintos de {models}. Al entrenar de nuevo se forma otro espacio latente, así que no se pueden sumar. Elige puntos de los mismos pesos.',
  'collection.whyNot.old':
    'Se guardaron con otros pesos de {models} que los que este servidor tiene ahora. En su espacio latente serían otras imágenes, así que no se calcula nada con ellos.',
  'collection.whyNot.absent':
    'Este servidor no tiene el modelo {models}. Cópialo en la carpeta de pesos y reinicia el servidor para calcular con estos puntos.',
  'collection.whyNot.many': 'Una fórmula tiene a lo más 8 términos. Elige menos puntos.',

  'collection.sum': 'Aritmética',
  'collection.sumExample': 'Un ejemplo con puntos de la galería. Elige puntos tuyos para ponerlos en su lugar.',
  'collection.sumOf': 'El modelo dibuja {formula}',
  'collection.result': 'Resultado',
  'collection.strength': 'Intensidad',
  'collection.strip': '{formula}: fotogramas de s = 0 a s = {most}; arrastra o haz clic para mover s',
  'collection.terms': 'Términos',
  'collection.plus': 'más',
  'collection.minus': 'menos',
  'collection.signOf': '{letter} {name}: {sign}. Cambiar el signo',
  'collection.weightOf': 'Peso de {letter}',
  'collection.removeTerm': 'Sacar {letter} de la fórmula',
  'collection.condition': 'Dibujar el resultado como',
  'collection.conditionOf': 'Dibujar con los atributos de',
  'collection.conditionHint':
    'Las z de los términos guardan lo que la condición no dice. La condición misma no se suma: se elige aquí.',
  'collection.formula': 'z prima es igual a {terms}',
  'collection.formulaChange': '{base}, más s por: {terms}',
  'collection.photoLink':
    'Un término viene de una imagen tuya, así que el enlace de esta pantalla deja fuera la fórmula.',
  'collection.point': 'un punto del enlace',

  'collection.one': 'El punto',
  'collection.facts': '{model} · pesos {tag} · guardado el {date}',
  'collection.under': 'como {label}',
  'collection.photoHere':
    'De una imagen tuya. Su latente se queda en este navegador: ningún enlace lo lleva, y los archivos solo si lo permites.',
  'collection.openIn': 'Abrir en',
  'collection.openMap': 'Su lugar en el mapa',
  'collection.photoMap': 'Su lugar en el mapa estaría en la dirección, donde nada de una imagen tuya debe estar.',
  'collection.oldNote':
    'Se guardó con otros pesos de este modelo que los que el servidor tiene ahora. El modelo de ahora puede dibujar otra imagen, así que no se calcula nada con este punto.',
  'collection.absentNote':
    'Este servidor no tiene el modelo. Se puede cambiar su nombre y su lugar, y se puede exportar.',

  'collection.near': 'Lo más cercano en los datos',
  'collection.nearResult': 'Lo más cercano al resultado en los datos',
  'collection.near.test':
    'Las imágenes de prueba con los códigos más cercanos, en las {count} dimensiones. El modelo nunca las vio al entrenar.',
  'collection.near.prior':
    'Sin fotografías: las de los datos no se pueden mostrar. Son las más cercanas entre {points} muestras de la densidad ajustada a los códigos; las dibujó el modelo, y ninguna de estas personas existe.',
  'collection.near.told': 'Un código dice lo que la clase no dice: los vecinos pueden ser de cualquier clase.',
  'collection.nearName': '{what}, distancia {distance}',
  'collection.nearTest': 'imagen de prueba {index}',
  'collection.nearDraw': 'muestra {index}',
  'collection.noMap': 'Este modelo no trae un mapa de sus datos, así que no hay dónde buscar.',

  'collection.file': 'Exportar e importar',
  'collection.export': 'Exportar {count|# punto|# puntos}',
  'collection.exportAll': 'Exportar todo ({count})',
  'collection.withPhotos':
    '{count|Poner también el latente de mi imagen en el archivo|Poner también los # latentes de mis imágenes en el archivo}: quien tenga el archivo puede dibujar lo que el modelo ve en ellas. Las imágenes mismas, nunca.',
  'collection.exported': 'Guardado: {name}.',
  'collection.import': 'Importar un archivo',
  'collection.importHint':
    'o suéltalo en cualquier parte de esta página. Se lee en este navegador; el servidor solo decodifica sus puntos.',
  'collection.imported': 'Importado: {added|# punto|# puntos}.',
  'collection.importedKnown': '{known|# ya estaba|# ya estaban} aquí.',
  'collection.importedOther':
    '{count|# es|# son} de otros pesos que los de este servidor: la imagen puede no ser la que se guardó, y no entra en sumas.',
  'collection.importedAbsent':
    'Se dejó fuera: {list}. Este servidor no los tiene; cópialos en la carpeta de pesos e importa otra vez.',
  'collection.importedAbsentOne': '{count|# punto|# puntos} de {model}',
  'collection.importedFull': '{count|# punto no encontró|# puntos no encontraron} lugar: en la colección caben 1000.',
  'collection.refused.nothing':
    'Este archivo no contiene una colección, ni una película, ni una vista de esta página. Sí las contienen: los JSON exportados aquí y los PNG descargados aquí que ningún otro programa volvió a guardar.',
  'collection.refused.json': 'Esto no es JSON: el archivo puede estar cortado o dañado. Expórtalo otra vez.',
  'collection.refused.kind':
    'Este JSON no es una colección ni la receta de una película. Una colección empieza con "kind": "latente-collection".',
  'collection.refused.version':
    'Esta colección tiene la versión {version}, que esta página no conoce. Lee la versión 1: pon 1 en "version" o usa un Latente más nuevo.',
  'collection.refused.points': 'Esta colección no tiene puntos: "points" debe ser una lista con al menos uno.',
  'collection.refused.tooMany': 'Esta colección tiene más de {count} puntos. Repártela en varios archivos.',
  'collection.refused.item':
    'El punto {place} no es un objeto. Escríbelo como un objeto con name, model, weights y latent, o quítalo.',
  'collection.refused.name':
    'Punto {place}: "name" debe ser un texto de 1 a {most} letras, o uno en "en" y uno en "es".',
  'collection.refused.model':
    'Punto {place} ({name}): "model" debe ser el id de un modelo, como "fashion-vae". Añádelo o quita el punto.',
  'collection.refused.noModel':
    'Todos los puntos son de modelos que este servidor no tiene ({models}). Cópialos en su carpeta de pesos, reinícialo e importa otra vez.',
  'collection.refused.weights':
    'Punto {place} ({name}): "weights" debe ser la suma de verificación de los pesos del modelo: de 6 a 64 de las cifras 0-9 y a-f. Está en la ficha del modelo.',
  'collection.refused.numbers':
    'Punto {place} ({name}): "latent" debe ser una lista de números finitos. Corrígela o quita el punto.',
  'collection.refused.latent':
    'Punto {place} ({name}): "latent" tiene {found} números, pero {model} tiene {count} dimensiones. Revisa "model" o quita el punto.',
  'collection.refused.condition':
    'Punto {place} ({name}): "condition" no es una que {model} acepte. Escribe el número de una clase, o atributos con valores de 0 a 1.',
  'collection.refused.noCondition':
    'Punto {place} ({name}): {model} no acepta ninguna condición. Quita "condition" o revisa "model".',
  'collection.refused.photo': 'Punto {place} ({name}): "photo" debe ser true o false.',
  'collection.refused.date':
    'Punto {place} ({name}): "date" no es una fecha. Escríbela como 2026-05-31T12:00:00Z o quítala.',

  'collection.explain1':
    'Un punto z es todo lo que el decodificador necesita para una imagen, así que basta con guardar un puñado de números.',
  'collection.explain2':
    'A − B + C: lo que es A, sin lo que tiene B, con lo que C tiene en su lugar. Funciona en la medida en que la diferencia entre B y C apunta a casi el mismo lado en todas partes. Nadie entrenó al modelo para eso, y a menudo sale mal: un vestido puede volverse botín.',
  'collection.explain3':
    'La intensidad s dice cuánto del cambio se hace: 0 deja A como está, 1 es la suma como está escrita. Muy lejos, el decodificador sale de lo que aprendió.',
  'collection.explain4':
    'Mira lo más cercano en los datos: ¿el resultado es algo nuevo, o casi una imagen que ya existe?',
  'collection.norm': '‖z′‖',
  'collection.typicality': 'Qué tan típico es z′',
  'collection.typicalityNote':
    'Parte de los códigos de las imágenes de entrenamiento que son menos probables que z′, según una mezcla ajustada a todos. Cerca de 0 %: ahí nunca se codificó una imagen.',
  'collection.changeLength': '‖Δ‖, el cambio entero',
  'collection.trySeeds': 'Sacar puntos que valga la pena guardar',
  'collection.tryMap': 'Buscar puntos en el mapa',
  'collection.tryEdit': 'Editar el resultado con atributos',
  'collection.tryBlend': 'De A al resultado, paso a paso',
};
