/**
 * Textos del diálogo que pide una clave; las claves de estos textos son las de en-key.js.
 * @type {Record<keyof typeof import('./en-key.js').enKey, string>}
 */
export const esKey = {
  'key.title': 'Este servidor pide una clave',
  'key.explain':
    'Te la da quien administra el servidor. Se guarda en esta pestaña hasta que la cierres y solo se envía a este servidor.',
  'key.label': 'Clave',
  'key.wrong': 'El servidor no acepta esa clave. Comprueba que esté completa.',
  'key.use': 'Usar la clave',
};
