/** English texts of the dialog that asks for a key. */
export const enKey = {
  'key.title': 'This server asks for a key',
  'key.explain':
    'Whoever runs the server gives you one. It is kept in this tab until you close it, and sent to this server alone.',
  'key.label': 'Key',
  'key.wrong': 'The server does not accept that key. Check that it is whole.',
  'key.use': 'Use the key',
};
