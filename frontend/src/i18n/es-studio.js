/** Textos en español del estudio: línea de tiempo, exportación, y lo que dice de archivos que no puede abrir. */
export const esStudio = {
  'studio.lede':
    'Una película por el espacio latente: elige los fotogramas clave y el decodificador dibuja todo lo que hay entre ellos.',
  'studio.added': 'Añadido al estudio como fotograma clave {place}.',
  'studio.open': 'Abrir el estudio',
  'studio.full': 'Esta película está llena: 32 fotogramas clave. Quita uno para añadir otro.',
  'studio.preview': 'La película: {count|# fotograma|# fotogramas}. El control de abajo la recorre.',
  'studio.empty': 'Todavía no hay película.',
  'studio.between': '{from} → {to}',
  'studio.time': 'fotograma {frame} de {count} · {at} de {seconds} s',
  'studio.play': 'Reproducir',
  'studio.pause': 'Pausa',
  'studio.frame': 'Fotograma',
  'studio.timeline': 'Línea de tiempo',
  'studio.timelineHelp':
    'Arrastra un fotograma clave a otro lugar. Teclas: las flechas eligen, Mayús y flechas mueven, Supr quita.',
  'studio.keyframeOf': 'Fotograma clave {place} de {count}: {name}',
  'studio.wayIn': 'hasta el siguiente en {seconds} segundos, {easing}',
  'studio.end': 'fin',
  'studio.start':
    'Añade un primer fotograma clave: cualquier punto del espacio latente, de la galería, de una imagen tuya o de una semilla.',
  'studio.addSecond': 'Un solo fotograma clave es una imagen fija. Añade otro y habrá un camino entre los dos.',
  'studio.endHint': 'La película termina aquí. Ciérrala en bucle para volver al primer fotograma clave.',
  'studio.acts': 'Fotograma clave {name}',
  'studio.earlier': 'Mover antes',
  'studio.later': 'Mover después',
  'studio.repeat': 'Repetir este fotograma clave',
  'studio.remove': 'Quitar el fotograma clave {name}',
  'studio.removed': 'Fotograma clave quitado: {name}.',
  'studio.moved': 'Movido al lugar {place} de {count}.',
  'studio.clear': 'Quitar todos',
  'studio.cleared': 'Se quitaron todos los fotogramas clave.',
  'studio.linked': 'La película del enlace ocupó el lugar de la tuya.',
  'studio.addHere': 'Añadir un fotograma clave',
  'studio.pick': 'Elige un fotograma clave',
  'studio.seconds': 'Segundos hasta el siguiente',
  'studio.easing': 'Ritmo',
  'studio.easing.linear': 'Parejo',
  'studio.easing.smooth': 'Suave',
  'studio.easing.hold': 'Fijo',
  'studio.film': 'Toda la película',
  'studio.loop': 'Final',
  'studio.loop.open': 'Para en el último',
  'studio.loop.closed': 'Bucle cerrado',
  'studio.fps': 'Fotogramas por segundo',
  'studio.photoHere':
    'De una imagen tuya. Su latente se guarda solo en este navegador: los enlaces no lo llevan, y los archivos tampoco si no lo permites.',
  'studio.kept':
    'La línea de tiempo se guarda en este navegador, en esta máquina, y sobrevive a una recarga. Nada de ella se envía a otro lado; el servidor solo ve los puntos que decodifica.',
  'studio.notKept':
    'Este navegador no guarda nada (su almacenamiento está lleno o apagado): exporta la receta para tener la línea de tiempo después.',
  'studio.decoding': 'Decodificando… {count|# fotograma listo|# fotogramas listos}',
  'studio.tooLong':
    'Esta película tiene más de {count} fotogramas, más de los que se decodifican aquí. Acorta un camino o elige menos fotogramas por segundo.',

  'studio.export': 'Para llevar',
  'studio.format': 'Formato',
  'studio.kind.gif': 'GIF',
  'studio.kind.video': 'Video',
  'studio.kind.zip': 'Secuencia PNG',
  'studio.kind.sheet': 'Hoja de contactos',
  'studio.kind.recipe': 'Receta',
  'studio.kindHint.gif': 'Se ve en todas partes. Hasta 256 colores por fotograma.',
  'studio.kindHint.video':
    'Más ligero y con todos los colores. Lo codifica este navegador, tras un fotograma de prueba.',
  'studio.kindHint.zip': 'Cada fotograma como imagen aparte, en un zip, con la receta: para un programa de edición.',
  'studio.kindHint.sheet':
    'Un PNG con hasta 100 fotogramas. Lleva dentro la película: suéltalo en esta página y la película vuelve.',
  'studio.kindHint.recipe':
    'Modelo, suma de comprobación de sus pesos, fotogramas clave y tiempos en JSON. Esta página y el servicio hacen con ella la misma película.',
  'studio.sizePixels': 'Tamaño (cada píxel queda a la vista)',
  'studio.sizeSmooth': 'Tamaño (ampliado con suavidad)',
  'studio.size': '{width} × {height} ({scale}×)',
  'studio.withPhotos':
    '{count|Poner también en el archivo el latente de mi imagen|Poner también en el archivo los # latentes de mis imágenes}: quien tenga el archivo podrá dibujarlos. Nunca la imagen misma.',
  'studio.frames': '{count|# fotograma|# fotogramas}',
  'studio.about': 'unos {size}',
  'studio.weighing': 'estimando el tamaño…',
  'studio.save': 'Descargar: {what}',
  'studio.saveVideo': 'Descargar: {container} ({codec})',
  'studio.saveFrame': 'Este fotograma',
  'studio.videoTrying': 'Codificando un fotograma de prueba…',
  'studio.noVideo.insecure':
    'Los navegadores codifican video solo por https o en la misma máquina (localhost), y esta página llegó de otro modo. GIF y PNG funcionan.',
  'studio.noVideo.missing':
    'Este navegador no ofrece a las páginas un codificador de video (WebCodecs). GIF y PNG funcionan.',
  'studio.noVideo.failed':
    'Este navegador dice tener un codificador de video, pero el fotograma de prueba no salió de él. GIF y PNG funcionan.',
  'studio.working': 'Exportación en curso',
  'studio.cancel': 'Cancelar',
  'studio.saved': 'Guardado: {name}, {size}.',

  'studio.open.heading': 'Traer de vuelta una película',
  'studio.open.button': 'Abrir un archivo',
  'studio.open.hint':
    'o suéltalo en cualquier parte de esta página: una receta (JSON) o un PNG hecho por esta página. Se lee en este navegador y no va a ninguna parte.',
  'studio.imported': 'La película del archivo está aquí.',
  'studio.importedOther':
    'La película del archivo está aquí. Se hizo con otros pesos del modelo: las imágenes pueden diferir.',
  'studio.viewBack': 'De vuelta a aquello de lo que se hizo esta imagen.',
  'studio.refused.nothing':
    'Este archivo no lleva ninguna película ni vista de esta página. Sí las llevan las recetas (JSON) y los PNG descargados aquí que ningún otro programa volvió a guardar.',
  'studio.refused.json': 'Esto no es JSON: quizá el archivo está cortado o dañado.',
  'studio.refused.kind': 'Este JSON no es la receta de una película.',
  'studio.refused.version': 'Esta receta tiene la versión {version}, que esta página no conoce. Lee la versión 1.',
  'studio.refused.model':
    'Esta receta se hizo con el modelo «{model}», que este servidor no tiene. Copia el modelo a su carpeta de pesos o usa otro servidor.',
  'studio.refused.keyframes': 'Esta receta no tiene fotogramas clave.',
  'studio.refused.tooMany': 'Esta receta tiene más de {count} fotogramas clave.',
  'studio.refused.latent':
    'Fotograma clave {place}: su latente no es una lista de {count} números, como los del modelo.',
  'studio.refused.condition': 'Fotograma clave {place}: su condición no es una que el modelo acepte.',
  'studio.refused.seconds': 'Fotograma clave {place}: sus segundos no están entre {min} y {max}.',
  'studio.refused.easing': 'Fotograma clave {place}: su ritmo no es linear, smooth ni hold.',
  'studio.refused.method': 'El camino de esta receta no es linear ni spherical.',
  'studio.refused.fps': 'Los fotogramas por segundo de esta receta no son ninguno de {allowed}.',
  'studio.refused.tooLong': 'Esta receta hace una película de más de {count} fotogramas.',
  'studio.curl': 'Desde una terminal: {count|# línea|# líneas}, un GIF cada una',
  'studio.curlHint':
    'Cada línea hace con el mismo modelo los fotogramas de un camino entre dos fotogramas clave; uno tras otro son la película.',

  'studio.formula': 'z de t es igual a uno menos e de t por z i más e de t por z i más uno, donde e es el ritmo',
  'studio.figureKeyframes': 'Fotogramas clave',
  'studio.figureFrames': 'Fotogramas',
  'studio.figureSeconds': 'Duración',
  'studio.figureLength': '‖z₂ − z₁‖ + …',
  'studio.figureLengthNote': 'Cuánto viaja la película por el espacio latente, de un fotograma clave a otro.',
  'studio.explain1':
    'Un fotograma clave es un punto z. Entre dos de ellos z se mueve por una recta o un gran círculo, y el decodificador dibuja cada parada. Ningún fotograma es un fundido.',
  'studio.explain2':
    'El ritmo e(t) dice cómo el tiempo se vuelve camino: parejo, lento en los extremos, o nada hasta el corte.',
  'studio.explain3':
    'Los fotogramas clave pueden venir de donde sea: las otras pantallas tienen un botón «Añadir al estudio» para lo que muestran.',
  'studio.tryInterpolation': 'Buscar un camino que valga la pena filmar',
  'studio.tryAttributes': 'Hacer que un fotograma clave sonría, se ensanche u oscurezca',
  'studio.trySampling': 'Sacar puntos nuevos al azar',
};
