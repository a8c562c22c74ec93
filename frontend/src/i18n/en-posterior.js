/** English texts of the posterior screen: a point, a Gaussian, KL, every single dimension. */
export const enPosterior = {
  'posterior.lede': 'An AE makes a point of a picture, a VAE makes a Gaussian.',
  'posterior.images': 'Pictures to encode',
  'posterior.image': 'Image x',
  'posterior.imageAlt': '{name}, the picture that is encoded',
  'posterior.point': '{family}: a point',
  'posterior.gaussian': '{family}: a Gaussian',
  'posterior.noPoint': 'This server has no AE of these pictures with codes of this size to put beside it.',
  'posterior.noGaussian':
    'An AE keeps one point and no spread around it: there is nothing to draw from. A VAE of the same pictures, which would stand here, is not on this server.',
  'posterior.pictureOf': '{name}, decoded from the point of the {family}',
  'posterior.pictureOfMean': '{name}, decoded from the mean of the {family}',
  'posterior.always': 'Its only reconstruction: encoded again, it is the same point.',
  'posterior.mean': 'Reconstruction of the mean μ',
  'posterior.draws': 'Draws z ~ q(z|x), τ = {scale}',
  'posterior.drawsLabel': 'Pictures decoded from draws of the posterior',
  'posterior.draw': 'draw {index}',
  'posterior.again': 'Draw again',
  'posterior.scale': 'Scale of the draws',
  'posterior.drawn': 'Drawn by the model, as no photograph is shipped. Your own photo works too.',
  'posterior.drawings': 'What the drawings show',
  'posterior.sameScale': 'Same scale',
  'posterior.across': 'Across →',
  'posterior.up': 'Up ↑',
  'posterior.planePoint':
    'The point at {x} across and {y} up, among the points of other pictures and circles of N(0, I)',
  'posterior.planePointNote':
    'One dot for x. Grey: other pictures. Circles: N(0, I) at 1, 2 and 3, which the AE does not know of.',
  'posterior.planeGaussian':
    'The Gaussian with its mean at {x} across and {y} up, standard deviations {sx} and {sy}, inside the circles of the prior N(0, I)',
  'posterior.planeGaussianNote': 'Circles: the prior N(0, I) at 1, 2 and 3. The square is what the close-up shows.',
  'posterior.closeUp':
    'Close-up of the Gaussian: mean {x} across and {y} up, standard deviations {sx} and {sy}, with the draws as dots',
  'posterior.closeUpNote': 'Close-up: ellipses at 1σ and 2σ, the draws as dots, the chosen one larger.',
  'posterior.formulaPoint': 'z equals f of x: the encoder gives a point',
  'posterior.formulaGaussian': 'q of z given x is a normal with mean mu and variance sigma squared',
  'posterior.formulaDraw': 'z equals mu plus {scale} times sigma times epsilon, epsilon from a standard normal',
  'posterior.formulaKl':
    'the KL divergence of dimension i is one half of mu i squared plus sigma i squared minus the logarithm of sigma i squared minus one',
  'posterior.formulaMoved': 'z prime equals the code plus the sum of delta i times the unit vector e i',
  'posterior.klHeading': 'What each dimension says of x',
  'posterior.klText':
    'KL measures how far q is from the prior N(0, 1). A dimension with hardly any is asleep: q is the prior there, whatever the picture.',
  'posterior.noKl':
    'KL compares a Gaussian with the prior. An AE has neither: its point costs nothing, and nothing keeps it near zero.',
  'posterior.order': 'Order',
  'posterior.order.kl': 'Most KL first',
  'posterior.order.number': 'By number',
  'posterior.klChart': 'Dimension, KL against the prior',
  'posterior.spoken': 'Dimension {index}: KL {kl} nats, mean {mean}, standard deviation {sigma}',
  'posterior.average': 'test set: {kl}',
  'posterior.asleep': 'asleep: q is the prior',
  'posterior.awake': 'says something of x',
  'posterior.nats': '{value} nats',
  'posterior.klLegend':
    'Above: KL of this image, in nats. Below: μ ± 2σ of each dimension, in front of ±2 of the prior.',
  'posterior.klLegendAverage': 'Short lines: the mean over the test set.',
  'posterior.table': 'The same as a table',
  'posterior.column.dimension': 'Dimension',
  'posterior.column.kl': 'KL, nats',
  'posterior.column.average': 'Test set',
  'posterior.total': 'KL of this image',
  'posterior.totalAverage': 'On average over the test set: {kl} nats.',
  'posterior.awakeCount': 'KL above 0.01, this image',
  'posterior.active': 'Active units, test set',
  'posterior.activeNote':
    'A unit is active if its mean μ varies over the test set: variance above 0.01 (Burda et al. 2016).',
  'posterior.ofCount': '{some} of {count}',
  'posterior.dimensionsHeading': 'Every dimension by hand ({family})',
  'posterior.dimensionsText':
    'Each slider moves one dimension away from μ, in standard deviations of the prior. Those with the most KL come first; a sleeping one changes nothing.',
  'posterior.dimensionsTextPoint':
    'Each slider moves one dimension away from the point. An AE has no prior: a step is the spread of its codes over the gallery, and the widest come first.',
  'posterior.dimension': 'Dimension {index}',
  'posterior.strips': 'Preview strips',
  'posterior.strip': 'Dimension {index} from −{reach} to +{reach}; drag or click to move it',
  'posterior.showAll': 'Show all: {count|# more dimension|# more dimensions}',
  'posterior.unmoved': 'nothing moved: z′ is the code itself',
  'posterior.movedAlt': '{name}, dimensions moved: {summary}',
  'posterior.resetAll': 'All back',
  'posterior.resetDone': 'All dimensions are back where the encoder put them.',
  'posterior.takeDraws': 'Draws',
  'posterior.takeStrips': 'Strips',
  'posterior.away': 'z′ from μ',
  'posterior.awayNote':
    'In standard deviations of q, all dimensions together. Beyond a handful more than the draws, q would never give it.',
  'posterior.explain1':
    'x is encoded twice. A deterministic autoencoder answers with one point. A variational one answers with a normal: a mean μ, and for each dimension how sure it is of it, σ.',
  'posterior.explain2':
    'So the AE has one reconstruction, and the VAE as many as one likes. At τ = 1 they differ little: the decoder was trained to draw x from all of them. That is what closes the gaps between the codes.',
  'posterior.explainAlone': 'Only one of the two kinds is on this server for codes of this size, so it stands alone.',
  'posterior.explain3':
    'A small σ costs KL. The encoder pays it where it helps to rebuild the picture; elsewhere it leaves q at the prior, and the dimension sleeps.',
  'posterior.tryFar': 'Draw from far out: τ = 3',
  'posterior.tryTwo': 'The whole space in two dimensions',
  'posterior.trySampling': 'Draw from the prior instead',
  'posterior.tryBlend': 'Walk from here to another picture',
};
