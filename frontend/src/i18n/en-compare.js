/** English texts of the comparing screen. */
export const enCompare = {
  'compare.lede': 'Two or three models do the same: what stays equal, and what differs.',
  'compare.action': 'What they do',
  'compare.action.sample': 'Sample',
  'compare.action.reconstruct': 'Reconstruct',
  'compare.action.interpolate': 'Interpolate',
  'compare.action.edit': 'Edit',
  'compare.action.condition': 'Condition',
  'compare.model': 'Model {place}',
  'compare.add': 'Third model',
  'compare.remove': '(remove)',
  'compare.point': 'a point',
  'compare.gaussian': 'a Gaussian',
  'compare.told.class': 'told a class',
  'compare.told.attributes': 'told attributes',
  'compare.sheetOf': 'Draws of {model}',
  'compare.prior': 'z from',
  'compare.classOfDraws': 'Class for models that take one',
  'compare.allInTurn': 'all in turn',
  'compare.input': 'Image x',
  'compare.readAs': '{model} reads it as',
  'compare.share': 'A draw gives all',
  'compare.share.z': 'the same z',
  'compare.share.image': 'the same picture',
  'compare.attribute': 'Attribute',
  'compare.knownBy': '{attribute} (only {models})',
  'compare.differenceOf': 'Where the reconstruction of {model} differs from the image: the lighter, the more',
  'compare.mse': 'Squared error',
  'compare.film': '{model}, {count} frames: {what}; drag or click to move all',
  'compare.way': 'from {from} to {to}',
  'compare.alphaOfAll': 'α, for all models',
  'compare.alphaAt': '{alpha} of the way from {from} to {to}',
  'compare.stepsOfAll': '{attribute}: α, for all models',
  'compare.unit':
    'One α for all: 1 is a step from the mean of the pictures without it to the mean with it, in each model’s own space. It goes to ±{extent}, where the shortest of their sliders ends.',
  'compare.noDirection': 'Has no direction for this attribute: its picture stays.',
  'compare.noAttributes': 'None of these models has attribute directions.',
  'compare.noCondition': 'Takes no condition: it draws its z as it is.',
  'compare.nobodyTold': 'None of these models takes a condition. Choose a CVAE in one of the columns.',
  'compare.pickClass': 'One class y, for every model that takes one',
  'compare.impossible':
    '“{action}” starts from one image, and these models read different kinds of pictures: what one encodes means nothing to another. Choose models of the same data, or compare samples.',
  'compare.choose': 'Models of the same data: {dataset}',
  'compare.take': 'Comparison as a picture',

  'compare.same.zSeed': 'The same z: seed {seed} gives all of them the same {count} numbers, draw by draw.',
  'compare.same.seedFitted':
    'Only the same seed ({seed}): each model draws from a density fitted to its own codes, so the z differ.',
  'compare.same.seedSizes': 'Only the same seed ({seed}): their codes have {sizes} numbers, so no z fits all of them.',
  'compare.same.seedData': 'Only the same seed ({seed}): these models know different kinds of pictures.',
  'compare.same.seedOnly': 'Only the same seed ({seed}): the z that came back differ.',
  'compare.same.toldAll': '{model} is also told a class: all of them in turn.',
  'compare.same.toldClass': '{model} is also told a class: {class}.',
  'compare.same.toldMean': '{model} is also told attributes: the mean of its data.',
  'compare.same.z': 'The same z: one vector of {count} numbers, decoded by each model.',
  'compare.same.zAndImage':
    'Of the draw the same z: one vector of {count} numbers for all. The image each model encodes into a z of its own.',
  'compare.same.image': 'The same image: each model encodes it into a z of its own.',
  'compare.same.drawn':
    'The same image: {model} draws it, and each of the others encodes that picture into a z of its own.',
  'compare.same.drawnAll':
    'The same image: {model} draws it, and each model encodes that picture. Its own drawing is easy for {model}: a photograph of yours is the fairer test.',

  'compare.look.sample': 'Look at the same place in each sheet: the same z is another picture in each space.',
  'compare.look.sampleAe':
    'Look at the AE: N(0, I) draws where it never put a code. Then switch to the fitted prior: the decoder was never the problem.',
  'compare.look.sampleFitted':
    'Each model now draws from where its own codes lie. Compare the AE with what N(0, I) made of it.',
  'compare.look.reconstruct': 'Look at fine patterns and edges: what a model does not keep, it replaces by an average.',
  'compare.look.interpolate':
    'Look at the middle: which model stays with pictures that could exist, and which crosses a region it never learnt?',
  'compare.look.edit': 'Look at what else changes along: it differs from model to model, as do their directions.',
  'compare.look.condition':
    'Choose another class or attribute: only a model that is told it can follow. In the others it is hidden in z.',

  'compare.explain.sample1':
    'An AE is trained to rebuild pictures; nobody tells it where to put its codes. The VAE also pays for codes far from N(0, I), so that a z drawn from there lands where its decoder has learnt. The Fréchet distance under each sheet says the same as a number: lower is closer to real pictures.',
  'compare.explain.sample2':
    'The fitted prior is a mixture of Gaussians laid over each model’s own codes after training. With it even the AE becomes a generator: what it lacked was a p(z).',
  'compare.explain.sample3':
    'A CVAE is told a class or attributes beside z: what appears is said, and z keeps the style.',
  'compare.explain.reconstruct1':
    'The AE sends the image to one point and draws it again. The VAE sends it to a Gaussian, whose mean is drawn here. Its KL term makes information dear: details that cost more than they bring are averaged away, which is seen as blur.',
  'compare.explain.reconstruct2':
    'Squared error (mean over pixels) and SSIM are computed in this page from the pixels you see. SSIM compares brightness, contrast and structure in small windows; 1 is equal. Neither says which picture people like better.',
  'compare.explain.interpolate':
    'One α moves all: each model goes the same share of its own way between its own two codes. The VAE’s space is filled by its KL term, so its stops tend to stay pictures; the AE’s may have holes.',
  'compare.explain.edit1':
    'So the same α is the same step in the data, though not the same length: see ‖z′ − z‖. To be fair, all use the plain difference of means here, also models that have refined directions.',
  'compare.explain.edit2':
    'There is no slider for single dimensions here: the third number of one model has nothing to do with the third of another. The posterior screen moves them one model at a time.',
  'compare.explain.condition1':
    'Labels go into the encoder and the decoder of a CVAE, beside the picture. So z need not hold them, and one z can be drawn under each label.',
  'compare.explain.condition2':
    'AE and VAE were never told labels: they encode the same image and draw it again, whatever is chosen. To change it they must be searched for a direction (Edit).',
  'compare.formula.reconstruct': 'x hat equals g of f of x: encoded, then decoded',
  'compare.formula.condition': 'x hat equals g of z and y: the decoder draws from z and the condition',
  'compare.formula.edit': 'z prime equals z plus alpha times d, alpha is {alpha}',
  'compare.frechet': 'Fréchet distance, {model}, {prior}',
  'compare.meanError': 'Mean error on test images, {model}',
  'compare.try.sample': 'Draw at random instead',
  'compare.try.reconstruct': 'Let all rebuild one image',
  'compare.try.interpolate': 'Walk between two images with all',
  'compare.try.edit': 'Push one attribute in all',
  'compare.try.condition': 'Tell them what to draw',
  'compare.try.fitted': 'The same from the fitted prior',
  'compare.try.standard': 'The same from N(0, I)',
  'compare.try.flat': 'Two models with two dimensions',
  'compare.try.faces': 'The same with faces',
  'compare.try.clothes': 'The same with clothes',
  'compare.try.single': 'Go on with {model} alone',
};
