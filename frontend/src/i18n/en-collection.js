/** English texts of the collection: kept points, sums of them, what is near them, and their file. */
export const enCollection = {
  'collection.lede': 'Points worth keeping, by name: add and subtract them, see what is near, take them along.',
  'collection.kept': 'Kept in the collection: {name}.',
  'collection.known': 'The collection has this very point already.',
  'collection.full': 'The collection is full: 1,000 points. Export it and delete some to keep more.',
  'collection.keptHere': 'Kept for this visit only: this browser stores nothing (its storage is full or switched off).',
  'collection.open': 'Open the collection',
  'collection.did.keep': 'Keep “{name}”',
  'collection.did.rename': 'Rename “{before}” to “{name}”',
  'collection.did.remove': '“{name}” deleted.',
  'collection.did.removeMany': '{count|# point|# points} deleted.',
  'collection.did.move': 'Move “{name}”',
  'collection.did.import': 'Import {count|# point|# points}',

  'collection.filter': 'Models shown',
  'collection.all': 'All models ({count})',
  'collection.ofModel': '{model} ({count})',
  'collection.points': 'Kept points',
  'collection.keys':
    'Press to choose; drag to put in order, with a finger by the dots. Keys: arrows walk, Shift and arrows move, Enter chooses, F2 renames, Delete deletes.',
  'collection.itemOf': '{name}, {model}, {place} of {count}',
  'collection.chosenAs': 'chosen as {letter}',
  'collection.nameOf': 'Name of {name}',
  'collection.renamed': 'Now called “{name}”.',
  'collection.moved': 'Place {place} of {count}.',
  'collection.photo': 'from a picture of yours',
  'collection.old': 'other weights',
  'collection.absent': 'model not here',
  'collection.noneOf': 'Nothing kept of this model yet. Every screen has a button “Keep”.',
  'collection.storedHere':
    'The collection lives in this browser, on this machine. Nothing of it is sent anywhere; the server only sees the points that it decodes.',
  'collection.notKept':
    'This browser keeps nothing (its storage is full or switched off): export the collection to have it later.',

  'collection.empty': 'Nothing kept yet. These three are from the gallery:',
  'collection.emptyHow':
    'Every screen has a button “Keep”: what you keep gathers here with its name, and stays when you close the page.',
  'collection.keepAll': 'Keep these three',
  'collection.keptAll': 'Kept: {names}.',

  'collection.selection': 'Chosen points',
  'collection.selected': '{count|# chosen|# chosen}: {names}',
  'collection.selectHint': 'Choose points above: one to open or look around, two to interpolate, several to add up.',
  'collection.interpolate': 'Interpolate',
  'collection.useAll': 'Use in the formula',
  'collection.delete': 'Delete',
  'collection.selectNone': 'Choose none',
  'collection.whyNot.models':
    'These belong to different models ({models}). Each model has a latent space of its own, where the same numbers mean something else: a sum across models means nothing. Choose points of one model.',
  'collection.whyNot.weights':
    'These belong to different weights of {models}. Training anew makes another latent space, so they cannot be added up. Choose points of one set of weights.',
  'collection.whyNot.old':
    'These were kept under other weights of {models} than this server has now. In its latent space they would be other pictures, so nothing is computed with them.',
  'collection.whyNot.absent':
    'This server does not have the model {models}. Copy it into the weights folder and restart the server to compute with these points.',
  'collection.whyNot.many': 'A formula has at most 8 terms. Choose fewer points.',

  'collection.sum': 'Arithmetic',
  'collection.sumExample': 'An example with points of the gallery. Choose points of yours to put them in.',
  'collection.sumOf': 'The model draws {formula}',
  'collection.result': 'Result',
  'collection.strength': 'Strength',
  'collection.strip': '{formula}: frames from s = 0 to s = {most}; drag or click to move s',
  'collection.terms': 'Terms',
  'collection.plus': 'plus',
  'collection.minus': 'minus',
  'collection.signOf': '{letter} {name}: {sign}. Change the sign',
  'collection.weightOf': 'Weight of {letter}',
  'collection.removeTerm': 'Take {letter} out of the formula',
  'collection.condition': 'Draw the result as',
  'collection.conditionOf': 'Draw with the attributes of',
  'collection.conditionHint':
    'The terms’ z hold what the condition does not say. The condition itself is not added up: it is chosen here.',
  'collection.formula': 'z prime equals {terms}',
  'collection.formulaChange': '{base}, plus s times: {terms}',
  'collection.photoLink': 'A term comes from a picture of yours, so the link of this screen leaves the formula out.',
  'collection.point': 'a point of the link',

  'collection.one': 'The point',
  'collection.facts': '{model} · weights {tag} · kept {date}',
  'collection.under': 'as {label}',
  'collection.photoHere':
    'From a picture of yours. Its latent stays in this browser: no link carries it, and files do only if you allow it.',
  'collection.openIn': 'Open in',
  'collection.openMap': 'Its place on the map',
  'collection.photoMap': 'Its place on the map would be in the address, where nothing of a picture of yours belongs.',
  'collection.oldNote':
    'Kept under other weights of this model than the server has now. The model of now may draw another picture of it, so nothing is computed with it.',
  'collection.absentNote':
    'This server does not have the model. Name and place can be changed, and it can be exported.',

  'collection.near': 'Nearest in the data',
  'collection.nearResult': 'Nearest in the data to the result',
  'collection.near.test':
    'The test pictures whose codes are nearest, over all {count} dimensions. The model never saw them in training.',
  'collection.near.prior':
    'No photographs: the data set’s may not be shown. These are the nearest of {points} draws from the density fitted to the codes; the model drew them, and none of these people exist.',
  'collection.near.told': 'A code says what the class does not: neighbours may be of any class.',
  'collection.nearName': '{what}, distance {distance}',
  'collection.nearTest': 'test picture {index}',
  'collection.nearDraw': 'draw {index}',
  'collection.noMap': 'This model ships no map of its data, so there is nothing to search.',

  'collection.file': 'Export and import',
  'collection.export': 'Export {count|# point|# points}',
  'collection.exportAll': 'Export all ({count})',
  'collection.withPhotos':
    '{count|Put the latent of my picture into the file too|Put the # latents of my pictures into the file too}: whoever has the file can draw what the model sees in them. Never the pictures themselves.',
  'collection.exported': 'Saved: {name}.',
  'collection.import': 'Import a file',
  'collection.importHint':
    'or drop it anywhere on this page. It is read in this browser; the server only decodes its points.',
  'collection.imported': 'Imported: {added|# point|# points}.',
  'collection.importedKnown': '{known|# was|# were} here already.',
  'collection.importedOther':
    '{count|# belongs|# belong} to other weights than this server has: the picture may not be the one that was kept, and no sum takes it.',
  'collection.importedAbsent':
    'Left out: {list}. This server does not have them; copy them into the weights folder and import again.',
  'collection.importedAbsentOne': '{count|# point|# points} of {model}',
  'collection.importedFull': '{count|# point|# points} found no room: the collection holds 1,000.',
  'collection.refused.nothing':
    'This file carries no film, no collection and no view of this page. What does: JSON exported here, and PNG files downloaded here that no other program has saved again.',
  'collection.refused.json': 'This is no JSON: the file may be cut off or damaged. Export it again.',
  'collection.refused.kind':
    'This JSON is no recipe of a film and no collection. A collection begins with "kind": "latente-collection".',
  'collection.refused.version':
    'This collection has the version {version}, which this page does not know. It reads version 1: set "version" to 1, or use a newer Latente.',
  'collection.refused.points': 'This collection has no points: "points" must be a list with at least one.',
  'collection.refused.tooMany': 'This collection has more than {count} points. Split it into several files.',
  'collection.refused.item':
    'Point {place} is no object. Write it as an object with name, model, weights and latent, or take it out.',
  'collection.refused.name':
    'Point {place}: "name" must be a text of 1 to {most} letters, or one in "en" and one in "es".',
  'collection.refused.model':
    'Point {place} ({name}): "model" must be the id of a model, such as "fashion-vae". Add it, or take the point out.',
  'collection.refused.noModel':
    'All points belong to models that this server does not have ({models}). Copy these into its weights folder, restart it, and import again.',
  'collection.refused.weights':
    'Point {place} ({name}): "weights" must be the checksum of the model’s weights: 6 to 64 of the digits 0-9 and a-f. The model’s card has it.',
  'collection.refused.numbers':
    'Point {place} ({name}): "latent" must be a list of finite numbers. Correct it, or take the point out.',
  'collection.refused.latent':
    'Point {place} ({name}): "latent" has {found} numbers, but {model} has {count} dimensions. Check "model", or take the point out.',
  'collection.refused.condition':
    'Point {place} ({name}): "condition" is none that {model} takes. Write the number of a class, or attributes with values from 0 to 1.',
  'collection.refused.noCondition':
    'Point {place} ({name}): {model} takes no condition. Take "condition" out, or check "model".',
  'collection.refused.photo': 'Point {place} ({name}): "photo" must be true or false.',
  'collection.refused.date':
    'Point {place} ({name}): "date" is none. Write it like 2026-05-31T12:00:00Z, or leave it out.',

  'collection.explain1':
    'A point z is all that the decoder needs for a picture, so a handful of numbers is worth keeping in place of it.',
  'collection.explain2':
    'A − B + C: what A is, without what B has, with what C has instead. It works as far as what differs between B and C lies in about the same direction everywhere. Nobody trained the model for it, and often it goes wrong: a dress may turn into a boot.',
  'collection.explain3':
    'The strength s says how much of the change is made: 0 leaves A as it is, 1 is the sum as written. Far out the decoder leaves what it has learnt.',
  'collection.explain4':
    'Look at the nearest in the data: is the result something new, or nearly a picture that exists?',
  'collection.norm': '‖z′‖',
  'collection.typicality': 'How typical z′ is',
  'collection.typicalityNote':
    'Share of the training pictures’ codes that are less likely than z′, under a mixture fitted to all of them. Near 0%: no picture was ever encoded here.',
  'collection.changeLength': '‖Δ‖, the whole change',
  'collection.trySeeds': 'Draw points worth keeping',
  'collection.tryMap': 'Find points on the map',
  'collection.tryEdit': 'Edit the result with attributes',
  'collection.tryBlend': 'From A to the result, step by step',
};
