/** English texts of the lessons: the list, the guide, each step, the links for teachers. */
export const enLessons = {
  'list.heading': 'The lessons',
  'list.intro':
    'Each step takes you to a screen and waits until you do something with it. Skip steps, go back or leave whenever you like: this browser keeps your progress.',
  'list.facts': '{minutes} min · {count|# step|# steps}',
  'list.start': 'Start',
  'list.resume': 'Go on at step {step}',
  'list.again': 'Do it again',
  'list.done': 'Done',
  'list.progress': '{count} of {total} steps done',
  'list.explain1':
    'The lessons follow the second class on autoencoders: from AE to VAE, then four ways to steer what a model generates.',
  'list.explain2':
    'Nothing is prepared: the pictures you see are drawn by the model at that moment, with the same controls that you will have afterwards.',
  'list.toGlossary': 'Glossary',
  'list.toTeachers': 'For whoever teaches the class',

  'coach.label': 'Lesson {number}: {title}',
  'coach.lesson': 'Lesson {number}',
  'coach.step': 'Step {step} of {count}',
  'coach.exercise': 'Exercise',
  'coach.end': 'Lesson done',
  'coach.do': 'Do this',
  'coach.look': 'Look at',
  'coach.why': 'What happened',
  'coach.done': 'Done',
  'coach.skip': 'Skip step',
  'coach.next': 'Next',
  'coach.finish': 'Finish',
  'coach.back': 'Back',
  'coach.show': 'Go to the control',
  'coach.fold': 'Fold the guide',
  'coach.unfold': 'Unfold the guide',
  'coach.leave': 'Leave the lesson (Esc)',
  'coach.left': 'You left the lesson. Your progress is kept.',
  'coach.resume': 'Go on with it',
  'coach.away': 'This step is done on another screen: {screen}.',
  'coach.goThere': 'Go there',
  'coach.missing': 'This server lacks the models that this step needs. Skip it: the lesson goes on without.',
  'coach.hidden': 'The control of this step cannot be seen here; perhaps the link hides that part.',
  'coach.keys': 'Ctrl + Enter: next · Esc: leave',
  'coach.question': 'Your turn',
  'coach.answer': 'See the answer',
  'coach.answered': 'Answer',
  'coach.right': 'That is it.',
  'coach.wrong': 'Not that. Have another look.',
  'coach.formula': 'As a formula',
  'coach.words': 'Words of this lesson',
  'coach.nextLesson': 'Next lesson: {title}',
  'coach.all': 'All lessons',

  'point.title': 'A point or a cloud',
  'point.sentence': 'What a deterministic autoencoder makes of an image, and what a variational one makes of it.',
  'point.image.do': 'Choose another image in the row at the top.',
  'point.image.look': 'The AE makes a point of it. The VAE makes a Gaussian: a cloud with a centre and a width.',
  'point.image.why':
    'The AE computes a single z. The VAE gives a mean μ and a deviation σ for each dimension: it does not say “it is this z” but “these z explain the image”.',
  'point.draw.do': 'Press “Draw again” twice.',
  'point.draw.look': 'The nine pictures are drawn from the cloud. What changes between them, and what stays?',
  'point.draw.why':
    'It is always the same garment: the decoder has learned to rebuild x from all of the cloud and not from one point alone.',
  'point.far.do': 'Raise the scale of the draws, τ, above 2.',
  'point.far.look': 'From where on is it no longer the same garment?',
  'point.far.why':
    'Far from μ the posterior hardly reaches: those z explain other images. The clouds touch, and so no holes are left between them.',
  'point.dimension.do': 'Go down to the dimensions and move the first slider from one end to the other.',
  'point.dimension.look': 'The strip shows which trait this dimension carries; beside it stands its KL divergence.',
  'point.dimension.why':
    'With much KL a dimension says something about x. With hardly any it sleeps: there the posterior is nearly the prior, whatever the image.',
  'point.holes.do':
    'Walk over both maps with the pointer or the arrow keys, and pin an empty place with a click or Enter.',
  'point.holes.look': 'Each mark is the code of an image. What does each model draw where there is none?',
  'point.holes.why':
    'Nobody told the AE where to put its points, nor what to draw between them. The clouds of the VAE gather round zero and fill the space.',
  'point.exercise': 'Can you make the VAE behave like an AE? One control of this screen will do.',
  'point.answer':
    'With τ = 0 every draw is μ: the cloud shrinks to a point and the nine pictures are one. Trained like that, with σ = 0, the VAE would be an AE, and the holes would come back.',

  'prior.title': 'Drawing an image at random',
  'prior.sentence': 'Why drawing z from a normal fails on the AE and works on the VAE.',
  'prior.draw.do': 'Press “New seed” three times.',
  'prior.draw.look': 'The same z goes into both decoders: compare the first column with the second.',
  'prior.draw.why':
    'This is random sampling: z comes from N(0, I) and the decoder draws it. It explores freely, but you do not decide what appears.',
  'prior.same.do': 'Click the sample of the AE that looks least like clothes.',
  'prior.same.look': 'Above you see in large what the VAE draws with that same z.',
  'prior.same.why':
    'The VAE was trained so that its codes follow N(0, I). The AE put its own where it liked, and the draw hardly ever hits them.',
  'prior.temperature.do': 'Lower the temperature to {0.4}, then raise it to {1.6}.',
  'prior.temperature.look': 'When are they all alike? When do things come that you had not seen?',
  'prior.temperature.why':
    'τ says how far from the centre you draw. Close by is the typical; far out the rare, and the broken. Whoever creates chooses between them.',
  'prior.fitted.do': 'Choose a sample in the third column.',
  'prior.fitted.look': 'It is the decoder of the AE, the one of the first column. What has changed?',
  'prior.fitted.why':
    'Only where z comes from: a mixture of Gaussians fitted, after training, to the codes of the AE. The decoder never was the problem.',
  'prior.map.do': 'The shade is N(0, I). Pin a place inside it, with a click or Enter.',
  'prior.map.look': 'How many codes of the AE lie inside the shade, and how many outside?',
  'prior.map.why':
    'This is where z comes from. Nearly all codes of the AE lie outside the shade: their garments are never drawn, and between the codes are places that nobody taught it to draw.',
  'prior.exercise': 'Why does N(0, I) fail on the AE? Compare the three columns before you answer.',
  'prior.option.1': 'Its decoder draws worse.',
  'prior.option.2': 'It draws z where no image was ever encoded.',
  'prior.option.3': 'It has fewer dimensions than the VAE.',
  'prior.answer':
    'The third column proves it: the same decoder, with z from where the codes really are, draws clothes. Both models have the same number of dimensions.',

  'blur.title': 'Why so blurred?',
  'blur.sentence': 'Where the softness of a VAE’s images comes from.',
  'blur.detail.do': 'Choose two more images, one of them with fine details: the sandal, the bag.',
  'blur.detail.look': 'Compare x with what each model rebuilds. What is lost first?',
  'blur.detail.why':
    'Straps, letters and patterns go soft, more so in the VAE than in the AE. Both compress; the VAE also spreads each image over a cloud.',
  'blur.overlap.do': 'Raise τ above {2.5}.',
  'blur.overlap.look': 'Other garments appear among the draws: the neighbouring clouds begin here.',
  'blur.overlap.why':
    'Where two clouds overlap, the same z comes from different images. The decoder must give one, and the one that errs least is the average.',
  'blur.average.do': 'Take the temperature down to 0.',
  'blur.average.look': 'Now every z is 0, the centre of the prior. Which garment is the VAE’s?',
  'blur.average.why':
    'None quite: many clouds meet at the centre, and something in between comes out. An average of sharp photographs is no longer sharp.',
  'blur.fewer.do': 'Change the latent space to 2 dimensions.',
  'blur.fewer.look': 'What happens to the edges?',
  'blur.fewer.why':
    'With two numbers for each image, far more of them share each z. The average takes in more images and comes out more blurred.',
  'blur.sharp.do': 'Change the model beside it to faces-vae-sharp.',
  'blur.sharp.look': 'The same size of z, the same photographs to train on. Look at hair and eyes.',
  'blur.sharp.why':
    'This decoder was also asked that its images look like real ones to a network. The blur comes from what is asked for, and that can be changed.',
  'blur.exercise': 'So where does the blur of the VAE come from?',
  'blur.option.1': 'Where several images share a z, their average is drawn.',
  'blur.option.2': 'The training images have 28 × 28 pixels.',
  'blur.option.3': 'Its decoder has fewer weights than the AE’s.',
  'blur.answer':
    'The average: x hat is the expectation of x given z. The AE uses the same images and a decoder of the same size, and is sharper. That is why the next class goes on to discrete latents.',

  'path.title': 'From one image to another',
  'path.sentence': 'To interpolate is to walk in a straight line between two codes, with α.',
  'path.walk.do': 'Take α from 0 to 1.',
  'path.walk.look': 'The shirt becomes a dress and no pixels are mixed: every frame comes from the decoder.',
  'path.walk.why': 'α = 0 is z₁, α = 1 is z₂. In between, z(α) passes through codes that no image occupies.',
  'path.middle.do': 'Go back to the middle: α close to {0.5}. You can also drag the strip.',
  'path.middle.look': 'Compare the two strips at their centre: which one still shows clothes?',
  'path.middle.why':
    'In the VAE the way crosses a space without holes. In the AE it may cross a region that it never learned, and remains of both garments appear there.',
  'path.end.do': 'Change image 2 for another.',
  'path.end.look': 'Try something very different, such as an ankle boot. Which garments does it pass?',
  'path.end.why':
    'The way depends on how the space was laid out. Between like things it passes like things; between distant ones, whatever lies between.',
  'path.method.do': 'Change the straight line for the great circle.',
  'path.method.look': 'Look at ‖z(α)‖ in the details: does it fall in the middle of the way?',
  'path.method.why':
    'The straight line comes close to the centre, where few images are. The circle keeps the distance from zero: in many dimensions codes live in a shell.',
  'path.pins.do': 'Join the two pins with the button, or drag from one to the other on the map.',
  'path.pins.look': 'The path is drawn on the map. Which regions does it pass?',
  'path.pins.why': 'The same as before, seen from above: α moves along the line and each place is decoded.',
  'path.face.do': 'Now with two faces: take α from 0 to 1.',
  'path.face.look': 'Neither of these people exists. What changes first: the pose, the hair or the expression?',
  'path.face.why': 'Everything changes at once: the line mixes all traits. To move one alone takes a direction.',
  'path.exercise': 'Set α so that z(α) = ¼ z₁ + ¾ z₂.',
  'path.answer': 'α = {0.75}: by the formula 1 − α = ¼ and α = ¾. With α = {0.25} it would be the other way round.',

  'direction.title': 'A direction for each trait',
  'direction.sentence': 'Subtracting two means gives a direction; walking along it edits the image.',
  'direction.more.do': 'Raise “Long sleeves” above 1.',
  'direction.more.look': 'z moves α steps along the direction d. Is it still the same T-shirt?',
  'direction.more.why':
    'd is the mean of the codes with long sleeves minus the mean of those without. One step, α = 1, goes from one mean to the other.',
  'direction.less.do': 'Now take it below −1.',
  'direction.less.look': 'The same way, backwards.',
  'direction.less.why': 'Positive α gives more, negative α less. It is a straight line: z′ = z + α d.',
  'direction.also.do': 'Raise “Smile” above 1.',
  'direction.also.look': 'Look at “Also changed”: what moved without your asking?',
  'direction.also.why':
    'The direction carries all that went with smiling in the data. It tells of the collection and of who labelled it, not of people.',
  'direction.also.wide.do': 'Raise “Wide” above 1.',
  'direction.also.wide.look': 'Look at “Also changed”: what moved without your asking?',
  'direction.also.wide.why':
    'The direction carries all that went with width in the data: subtracting means does not separate causes.',
  'direction.hold.do': 'Close the lock of another trait, such as “Open mouth”.',
  'direction.hold.look': 'Compare the picture before and after. What did you take from the smile?',
  'direction.hold.why':
    'What is held is subtracted from d: the part of the direction that does not move it is left. Sometimes something of what you wanted goes with it.',
  'direction.hold.wide.do': 'Close the lock of another trait, such as “Light”.',
  'direction.hold.wide.look': 'Compare the picture before and after.',
  'direction.hold.wide.why':
    'What is held is subtracted from d: the part of the direction that does not move it is left.',
  'direction.two.do': 'Move a second trait besides the first.',
  'direction.two.look': 'The formula now has two terms.',
  'direction.two.why':
    'Directions add up: z′ = z + Σ αᵢ dᵢ. Far out the sum leaves the region that the decoder knows, and the picture falls apart.',
  'direction.two.wide.do': 'Move a second trait besides the first.',
  'direction.two.wide.look': 'The formula now has two terms.',
  'direction.two.wide.why': 'Directions add up: z′ = z + Σ αᵢ dᵢ.',
  'direction.own.do':
    'Make your own direction: take the lasso, circle a group or choose a class, and move the slider α that appears.',
  'direction.own.look': 'Separability and stability say whether the direction really tells your two groups apart.',
  'direction.own.why':
    'That is all there is behind an editing slider: two groups of examples and a subtraction. The groups are your choice.',
  'direction.exercise':
    'Compose z′ = z + d long sleeves − d wide: one step of the first, and one step back of the second.',
  'direction.answer':
    '“Long sleeves” at +1 and “Wide” at −1. As the two directions are not quite independent, the result is not exactly what each would give alone.',

  'condition.title': 'Asking for what you want',
  'condition.sentence': 'A CVAE receives the label along with the image: q(z|x, y) and p(x|z, y).',
  'condition.luck.do': 'Try to get a dress: press “New seed” three times.',
  'condition.luck.look': 'Look only at the four samples of the VAE. Did one come?',
  'condition.luck.why':
    'A plain VAE cannot be asked for a class. It orders its space by statistical likeness, with no guarantee that this lines up with what you have names for.',
  'condition.class.do': 'This model does take a class. Go from dress to T-shirt.',
  'condition.class.look': 'The same z, drawn under each class. What do the ten garments share?',
  'condition.class.why':
    'The label y goes into the decoder along with z: p(x|z, y). The class need no longer be kept in z, and style is what stays there: width, tone, cut.',
  'condition.style.do': 'Leave the class and press “New seed” twice.',
  'condition.style.look': 'z changes, y does not. Is it still a T-shirt?',
  'condition.style.why': 'Two separate controls: y says what, z says how.',
  'condition.encode.do': 'Ask for z to come from an image.',
  'condition.encode.look': 'The encoder receives the class too. Look at the styles along the row.',
  'condition.encode.why':
    'q(z|x, y) is how to represent an image knowing its class. That z with another y puts the same style on another garment.',
  'condition.face.do': 'With faces: move one attribute of the condition.',
  'condition.face.look': 'Each row is the same z without the attribute and with it.',
  'condition.face.why':
    'Nobody searched for directions: the model was told. But it learned from the same labels, and what went together in the data still moves together.',
  'condition.exercise': 'Draw a bag in the style of the dress: z from the image, and the class of your choice.',
  'condition.answer':
    'z comes from the image, read as a dress, and y = bag. The encoder kept in z what the class did not say, and the decoder put it on another garment.',

  'glossary.heading': 'Glossary',
  'glossary.intro': 'The words of the class, each with its formula. Each term has a link of its own.',
  'glossary.link': 'Link to “{term}”',

  'teach.heading': 'For whoever teaches the class',
  'teach.intro': 'A link to any screen with the parts hidden that you choose. Whoever opens it sees only the rest.',
  'teach.screen': 'Screen',
  'teach.lesson': 'or begin a lesson',
  'teach.noLesson': 'no lesson',
  'teach.hide': 'Hide',
  'teach.part.details': 'Panel of details',
  'teach.part.rail': 'Menu of screens',
  'teach.part.next': '“Try next”',
  'teach.part.request': 'Terminal line',
  'teach.part.takeaway': 'Download buttons',
  'teach.part.formula': 'Formulas',
  'teach.large': 'Large type, for a projector',
  'teach.link': 'Link',
  'teach.copy': 'Copy the link',
  'teach.copied': 'Link copied.',
  'teach.open': 'Open',
  'teach.present': 'Presenter view',
  'teach.presentText': 'Large type and controls and a slim menu, on every screen. Also with Alt + P.',
};
